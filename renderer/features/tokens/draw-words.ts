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
  /** Names of their tokens that nothing stands for. */
  readonly missing: readonly string[];
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
    return { texts: [prompt], problems: [], isDrawn: false, missing: [], isTooLong: false };
  }
  const tokens = set?.tokens ?? [];
  const drawn = resolveEach(prompt, once ? 1 : count, { seed, set: tokens, wildcards, limit });
  const problems = problemsOfEach(drawn);
  const missing = problems.flatMap(({ code, name = '' }) =>
    code === 'missing_token' ? [name] : [],
  );
  return {
    texts: drawn.map(({ text }) => text),
    problems,
    isDrawn: true,
    missing: [...new Set(missing)],
    isTooLong: problems.some(({ code }) => code === 'outcome_too_long'),
  };
}
