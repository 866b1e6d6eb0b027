import { countCombinations } from './combinations.ts';
import { resolveText } from './expand.ts';
import type { Filled } from './fill.ts';
import type { TokenSet } from './names.ts';
import type { TextProblem } from './problems.ts';
import type { Wildcards } from './wildcards.ts';

export interface DrawEachOptions {
  readonly set: TokenSet;
  /** Of the first; the next ones are drawn by it and their turn. */
  readonly seed: number | string;
  readonly wildcards?: Wildcards;
  /** Longest prompt; default `MAX_PROMPT_LENGTH`. */
  readonly limit?: number;
}

/**
 * A text with its tokens, drawn anew for each of `count` pictures, the same for the same seed on every machine. The
 * first is what `resolveText` makes of it. One entry alone where there is nothing to draw: it is for all of them.
 */
export function resolveEach(text: string, count: number, options: DrawEachOptions): Filled[] {
  const { seed, wildcards = {} } = options;
  const isDrawn = count > 1 && countCombinations(text, { wildcards }).count > 1;
  return drawEach(
    isDrawn ? count : 1,
    (turn) => resolveText(text, { ...options, seed: turnSeed(seed, turn) }),
    (filled) => filled.text,
  );
}

/** What a turn is drawn by. */
export function turnSeed(seed: number | string, turn: number): number | string {
  return turn === 0 ? seed : `${seed} ${turn}`;
}

/** Times that a draw is made again because it came before. */
const MOST_AGAIN = 24;

/**
 * `count` draws, different ones as long as there are: three pictures of three variants are hardly meant to be alike.
 * `draw` is told its turn, which never comes twice.
 */
export function drawEach<T>(
  count: number,
  draw: (turn: number) => T,
  textOf: (drawn: T) => string,
): T[] {
  const seen = new Set<string>();
  let turn = 0;
  return Array.from({ length: count }, () => {
    let drawn = draw(turn++);
    const last = turn + MOST_AGAIN;
    while (seen.has(textOf(drawn)) && turn < last) drawn = draw(turn++);
    // All have come: the next round takes each once more.
    if (seen.has(textOf(drawn))) seen.clear();
    seen.add(textOf(drawn));
    return drawn;
  });
}

/** What there is to tell of all draws: all of the first, and of the next ones what is new. */
export function problemsOfEach([first, ...others]: readonly Filled[]): TextProblem[] {
  const told = [...(first?.problems ?? [])];
  for (const problem of others.flatMap(({ problems }) => problems)) {
    const { code, name } = problem;
    if (!told.some((one) => one.code === code && one.name === name)) told.push(problem);
  }
  return told;
}

/** What an order carries of prompts drawn for its pictures: one that is the same for all stands once. */
export function promptsOf(drawn: readonly string[]): { prompt: string; prompts?: string[] } {
  const [prompt = ''] = drawn;
  return drawn.every((one) => one === prompt) ? { prompt } : { prompt, prompts: [...drawn] };
}
