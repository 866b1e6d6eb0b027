import { describe, expect, it } from 'vitest';
import { aLibraryAsset, aRecipe } from '../testing/works.ts';
import { parameterRows, spansAgainst } from './differences.ts';

describe('parameters of several works', () => {
  it('marks those that differ and leaves out those nobody has', () => {
    const rows = parameterRows([
      aLibraryAsset({ recipe: aRecipe({ seed: 1 }) }),
      aLibraryAsset({ recipe: aRecipe({ seed: 2 }) }),
    ]);
    const named = new Map(rows.map((row) => [row.name, row]));
    expect(named.get('seed')).toMatchObject({ values: [1, 2], differs: true });
    expect(named.get('model')).toMatchObject({ differs: false });
    expect(named.has('negative')).toBe(false);
  });

  it('takes a work without a recipe as one that differs', () => {
    const rows = parameterRows([aLibraryAsset(), aLibraryAsset({ recipe: null })]);
    expect(rows.find(({ name }) => name === 'prompt')).toMatchObject({ differs: true });
    expect(rows.find(({ name }) => name === 'dimensions')).toMatchObject({ differs: false });
  });
});

describe('texts against each other', () => {
  it('marks the words that only one of them has', () => {
    expect(spansAgainst('a red boat at dusk', 'a blue boat at dawn')).toEqual([
      { text: 'a ', isOwn: false },
      { text: 'red ', isOwn: true },
      { text: 'boat at ', isOwn: false },
      { text: 'dusk', isOwn: true },
    ]);
    expect(spansAgainst('same', 'same')).toEqual([{ text: 'same', isOwn: false }]);
    expect(spansAgainst('alone', '')).toEqual([{ text: 'alone', isOwn: true }]);
  });

  it('loses nothing of a text', () => {
    const text = 'one two  three\nfour';
    for (const other of ['', 'two four', 'four three two one', 'ONE two']) {
      expect(
        spansAgainst(text, other)
          .map((span) => span.text)
          .join(''),
      ).toBe(text);
    }
  });
});
