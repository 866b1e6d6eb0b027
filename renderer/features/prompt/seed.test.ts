import { describe, expect, it } from 'vitest';
import { MAX_SEED } from '../../../contract/models.ts';
import { Seed } from '../../../contract/recipe.ts';
import { drawSeed, parseSeed } from './seed.ts';

describe('parseSeed', () => {
  it('takes an empty field as a random seed', () => {
    expect(parseSeed('')).toEqual({ kind: 'random' });
    expect(parseSeed('  ')).toEqual({ kind: 'random' });
  });

  it('takes whole numbers of 32 bits, from both ends', () => {
    expect(parseSeed('0')).toEqual({ kind: 'fixed', seed: 0 });
    expect(parseSeed(String(MAX_SEED))).toEqual({ kind: 'fixed', seed: MAX_SEED });
    expect(parseSeed(String(MAX_SEED + 1))).toEqual({ kind: 'invalid' });
  });

  it('forgives the spaces of a pasted number, in every language', () => {
    expect(parseSeed(' 4 294 967 295 ')).toEqual({ kind: 'fixed', seed: MAX_SEED });
    expect(parseSeed('1\u202f024\u00a0768')).toEqual({ kind: 'fixed', seed: 1_024_768 });
  });

  it.each(['-1', '1.5', '1e5', '0x10', 'seed', '٣', '99999999999'])('refuses %s', (text) => {
    expect(parseSeed(text)).toEqual({ kind: 'invalid' });
  });
});

describe('drawSeed', () => {
  it('draws seeds that the contract takes, and not always the same', () => {
    const seeds = Array.from({ length: 50 }, drawSeed);
    for (const seed of seeds) expect(Seed.safeParse(seed).success).toBe(true);
    expect(new Set(seeds).size).toBeGreaterThan(40);
  });
});
