import { problemsOfEach, resolveEach } from '../../../contract/tokens/draw-each.ts';
import type { Filled } from '../../../contract/tokens/fill.ts';
import { isFillable } from './is-fillable.ts';
import type { Filling } from './token-choice.ts';

export interface DrawnWords {
  /** One a picture where variants are drawn for each, else one for all. */
  readonly texts: readonly string[];
  /** What is said of any of them. */
  readonly problems: Filled['problems'];
  /** They are other words than those that were written. */
  readonly isDrawn: boolean;
  /** A token of them is in no set. */
  readonly isMissing: boolean;
  readonly isTooLong: boolean;
}

export interface DrawOptions {
  readonly seed: number;
  readonly count: number;
  /** Longest prompt of the model. */
  readonly limit: number;
  readonly once?: boolean | undefined;
}

/** A prompt as the pictures of an order get it: its tokens filled in, its variants drawn for each or once for all. */
export function drawWords(
  prompt: string,
  { set, wildcards }: Pick<Filling, 'set' | 'wildcards'>,
  { seed, count, limit, once = false }: DrawOptions,
): DrawnWords {
  if (!isFillable(prompt)) {
    return { texts: [prompt], problems: [], isDrawn: false, isMissing: false, isTooLong: false };
  }
  const tokens = set?.tokens ?? [];
  const drawn = resolveEach(prompt, once ? 1 : count, { seed, set: tokens, wildcards, limit });
  const problems = problemsOfEach(drawn);
  const has = (wanted: string) => problems.some(({ code }) => code === wanted);
  return {
    texts: drawn.map(({ text }) => text),
    problems,
    isDrawn: true,
    isMissing: has('missing_token'),
    isTooLong: has('outcome_too_long'),
  };
}
