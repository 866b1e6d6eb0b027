import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../contract/recipe.ts';
import { resolveText } from '../../contract/tokens/expand.ts';
import { EMPTY_DRAFT, recalled } from './prompt.ts';

const RECIPE: Recipe = {
  version: 1,
  prompt: 'A lighthouse',
  negativePrompt: 'fog',
  model: 'replicate/flux-dev',
  modelName: 'FLUX.1 dev',
  provider: 'replicate',
  isAi: true,
  aspectRatio: '16:9',
  size: { width: 1344, height: 756 },
  quality: 'high',
  format: 'png',
  seed: 42,
  createdAt: '2026-11-21T12:00:00Z',
  software: 'Atelier 0.1.0',
};

describe('recalled', () => {
  it('asks for that one picture again when its seed comes along', () => {
    const draft = recalled({ ...EMPTY_DRAFT, count: 4 }, RECIPE, 'all');
    expect(draft).toEqual({
      prompt: 'A lighthouse',
      negativePrompt: 'fog',
      model: 'replicate/flux-dev',
      aspectRatio: '16:9',
      quality: 'high',
      format: 'png',
      seed: '42',
      count: 1,
    });
  });

  it('draws new seeds and keeps the count without it', () => {
    const draft = recalled({ ...EMPTY_DRAFT, count: 4, seed: '7' }, RECIPE, 'newSeed');
    expect(draft).toMatchObject({ seed: '', count: 4 });
  });

  it('takes a recipe that has no seed, and clears what it does not name', () => {
    const { seed: _, negativePrompt: __, ...bare } = RECIPE;
    const before = { ...EMPTY_DRAFT, seed: '7', negativePrompt: 'people' };
    expect(recalled(before, bare, 'all')).toMatchObject({
      seed: '',
      negativePrompt: '',
      count: EMPTY_DRAFT.count,
    });
  });

  it('takes only what it says in words, and leaves every setting as it was', () => {
    const before = { ...EMPTY_DRAFT, model: 'draft/paint', seed: '7', count: 2 };
    expect(recalled(before, RECIPE, 'prompt')).toEqual({
      ...before,
      prompt: 'A lighthouse',
      negativePrompt: 'fog',
    });
  });

  it('takes words that look like variants as they are', () => {
    const recipe = { ...RECIPE, prompt: 'a {red|blue} [door]' };
    const { prompt } = recalled(EMPTY_DRAFT, recipe, 'prompt');
    expect(resolveText(prompt ?? '', { seed: 1, set: [] })).toEqual({
      text: recipe.prompt,
      problems: [],
    });
  });

  it('keeps how variants are drawn', () => {
    expect(recalled({ ...EMPTY_DRAFT, drawsOnce: true }, RECIPE, 'all').drawsOnce).toBe(true);
  });

  it('keeps the seed 0', () => {
    expect(recalled(EMPTY_DRAFT, { ...RECIPE, seed: 0 }, 'all').seed).toBe('0');
  });
});
