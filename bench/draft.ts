import { readPrompt } from '../backend/providers/draft/read-prompt.ts';
import { STYLE_NAMES, type StyleName } from '../backend/providers/draft/vocabulary.ts';
import { createDraft } from '../backend/providers/draft/draft.ts';
import { type BenchResult, median, round } from './bench.ts';
import { drawOnce } from './draw-directly.ts';

/** It names no style, so that the seed chooses one. */
const PROMPT = 'untitled';
const RUNS = 7;
/** Of each style: every painter's thread has compiled it by then. */
const WARM_UP = 4;
const GOAL_MS = 400;

/** How long the draft renderer takes for 1024 × 1024 in standard quality, encoding included, by style. */
export async function draft(): Promise<BenchResult> {
  const provider = createDraft();
  try {
    const figures: Record<string, number> = {};
    for (const style of STYLE_NAMES) {
      const times: number[] = [];
      for (const seed of seedsOf(style)) times.push(await drawOnce(provider, PROMPT, seed));
      figures[`${style} (ms)`] = round(median(times.slice(WARM_UP)));
    }
    return {
      figures,
      goal: `each style's median <= ${GOAL_MS} ms`,
      met: Object.values(figures).every((time) => time <= GOAL_MS),
    };
  } finally {
    await provider.close?.();
  }
}

function seedsOf(style: StyleName): number[] {
  const seeds: number[] = [];
  for (let seed = 0; seeds.length < WARM_UP + RUNS; seed += 1) {
    if (readPrompt(PROMPT, seed).style === style) seeds.push(seed);
  }
  return seeds;
}
