import { describe, expect, it, vi } from 'vitest';
import { type GridSource, idsBetween } from './source.ts';

function sourceOf(fetched: (string | undefined)[], all: string[]) {
  const source: GridSource<string> = {
    count: all.length,
    itemAt: (index) => fetched[index],
    idOf: (item) => item,
    indexOf: (id) => fetched.indexOf(id),
    request: () => {},
    allIds: vi.fn(async () => all),
  };
  return source;
}

describe('ranges in a grid', () => {
  it('needs no fetch where all is here', async () => {
    const source = sourceOf(['a', 'b', 'c'], ['a', 'b', 'c']);
    expect(await idsBetween(source, 'c', 1)).toEqual(['b', 'c']);
    expect(source.allIds).not.toHaveBeenCalled();
  });

  it('asks for all ids where the range runs over what was never in view', async () => {
    const source = sourceOf(['a', undefined, undefined, 'd'], ['a', 'b', 'c', 'd']);
    expect(await idsBetween(source, 'a', 3)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('asks where the anchor itself has left memory, and starts over where it is gone', async () => {
    const source = sourceOf([undefined, undefined, 'c'], ['a', 'b', 'c']);
    expect(await idsBetween(source, 'b', 2)).toEqual(['b', 'c']);
    expect(await idsBetween(source, 'gone', 2)).toEqual(['c']);
  });
});
