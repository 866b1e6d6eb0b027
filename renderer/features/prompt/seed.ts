import { MAX_SEED } from '../../../contract/models.ts';

/** What stands in the seed field: nothing (a random seed for each picture), a seed, or something else. */
export type SeedText = { kind: 'random' } | { kind: 'fixed'; seed: number } | { kind: 'invalid' };

/** Reads a seed as typed or pasted; spaces around it and digit groups are forgiven, signs and fractions are not. */
export function parseSeed(text: string): SeedText {
  const digits = text.replace(/[\s\u00a0\u202f]/g, '');
  if (digits === '') return { kind: 'random' };
  if (!/^\d{1,10}$/.test(digits)) return { kind: 'invalid' };
  const seed = Number(digits);
  return seed <= MAX_SEED ? { kind: 'fixed', seed } : { kind: 'invalid' };
}

/** A seed out of the whole range, each as likely as another. */
export function drawSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
