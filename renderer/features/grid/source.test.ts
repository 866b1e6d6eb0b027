import { describe, expect, it } from 'vitest';
import { type GridSource, idsBetween, idsHere } from './source.ts';

function sourceOf(fetched: (string | undefined)[], all: string[]) {
  const source: GridSource<string> & { asked: number } = {
    asked: 0,
    count: all.length,
    itemAt: (index) => fetched[index],
    idOf: (item) => item,
    indexOf: (id) => fetched.indexOf(id),
    request: () => {},
    async allIds() {
      source.asked += 1;
      return all;
    },
  };
  return source;
}

describe('all of a grid', () => {
  it('is here at once where every item was fetched, and unknown where one was not', () => {
    expect(idsHere(sourceOf(['a', 'b'], ['a', 'b']))).toEqual(['a', 'b']);
    expect(idsHere(sourceOf([], []))).toEqual([]);
    expect(idsHere(sourceOf(['a', undefined], ['a', 'b']))).toBeUndefined();
  });
});

describe('ranges in a grid', () => {
  it('needs no fetch where all is here', async () => {
    const source = sourceOf(['a', 'b', 'c'], ['a', 'b', 'c']);
    expect(await idsBetween(source, 'c', 1)).toEqual(['b', 'c']);
    expect(source.asked).toBe(0);
  });

  it('asks for all ids where the range runs over what was never in view', async () => {
    const source = sourceOf(['a', undefined, undefined, 'd'], ['a', 'b', 'c', 'd']);
    expect(await idsBetween(source, 'a', 3)).toEqual(['a', 'b', 'c', 'd']);
    expect(source.asked).toBe(1);
  });

  it('asks where the anchor itself has left memory, and starts over where it is gone', async () => {
    const source = sourceOf([undefined, undefined, 'c'], ['a', 'b', 'c']);
    expect(await idsBetween(source, 'b', 2)).toEqual(['b', 'c']);
    expect(await idsBetween(source, 'gone', 2)).toEqual(['c']);
  });
});
