import { describe, expect, it } from 'vitest';
import { aLibraryAsset, aRecipe } from '../testing/works.ts';
import { sharedOf } from './shared-values.ts';

const works = [
  aLibraryAsset({ recipe: aRecipe({ seed: 1, size: { width: 1024, height: 768 } }) }),
  aLibraryAsset({ recipe: aRecipe({ seed: 2, size: { width: 1024, height: 768 } }) }),
];

describe('shared values', () => {
  it('shows what all have in common, by value', () => {
    expect(sharedOf(works, (work) => work.recipe?.model)).toEqual({
      kind: 'same',
      value: 'draft/paint',
    });
    expect(sharedOf(works, (work) => work.recipe?.size)).toEqual({
      kind: 'same',
      value: { width: 1024, height: 768 },
    });
  });

  it('says how many values differ, a missing one among them', () => {
    expect(sharedOf(works, (work) => work.recipe?.seed)).toEqual({ kind: 'mixed', count: 2 });
    const withImport = [...works, aLibraryAsset({ recipe: null })];
    expect(sharedOf(withImport, (work) => work.recipe?.model)).toEqual({ kind: 'mixed', count: 2 });
  });

  it('knows when none has it, and false is a value', () => {
    expect(sharedOf(works, (work) => work.title)).toEqual({ kind: 'none' });
    expect(sharedOf([], () => 'x')).toEqual({ kind: 'none' });
    expect(sharedOf(works, (work) => work.isFavorite)).toEqual({ kind: 'same', value: false });
  });
});
