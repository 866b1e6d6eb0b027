import { describe, expect, it } from 'vitest';
import { itemAt, mapPages, type PageOf, pagesFor, withoutItems } from './pages.ts';

function pagesOf(total: number, numbers: number[], size = 3): Map<number, PageOf<string>> {
  return new Map(
    numbers.map((number) => [
      number,
      {
        total,
        items: Array.from(
          { length: Math.min(size, total - number * size) },
          (_, at) => `w${number * size + at}`,
        ),
      },
    ]),
  );
}

describe('pages', () => {
  it('names the pages of a range', () => {
    expect(pagesFor(0, 100)).toEqual([0]);
    expect(pagesFor(99, 101)).toEqual([0, 1]);
    expect(pagesFor(250, 420)).toEqual([2, 3, 4]);
    expect(pagesFor(5, 5)).toEqual([]);
  });

  it('finds an item where its page is here', () => {
    const pages = pagesOf(7, [0, 2]);
    expect(itemAt(pages, 1, 3)).toBe('w1');
    expect(itemAt(pages, 4, 3)).toBeUndefined();
    expect(itemAt(pages, 6, 3)).toBe('w6');
    expect(itemAt(pages, 7, 3)).toBeUndefined();
  });

  it('changes only the pages that hold a changed item', () => {
    const pages = pagesOf(6, [0, 1]);
    const changed = mapPages(pages, (item) => (item === 'w4' ? 'new' : item));
    expect(changed.get(0)).toBe(pages.get(0));
    expect(changed.get(1)?.items).toEqual(['w3', 'new', 'w5']);
  });

  it('moves what follows up when works go away', () => {
    const after = withoutItems(pagesOf(7, [0, 1, 2]), (item) => item === 'w1' || item === 'w3', 3);
    expect(after.get(0)).toEqual({ total: 5, items: ['w0', 'w2', 'w4'] });
    expect(after.get(1)).toEqual({ total: 5, items: ['w5', 'w6'] });
    expect(after.get(2)).toEqual({ total: 5, items: [] });
  });

  it('leaves unknown what moves in from a page that is not here', () => {
    const after = withoutItems(pagesOf(9, [0, 2]), (item) => item === 'w0', 3);
    expect(after.get(0)?.items).toEqual(['w1', 'w2', null]);
    expect(after.get(2)?.items).toEqual(['w7', 'w8']);
  });

  it('changes nothing when nobody goes', () => {
    const pages = pagesOf(3, [0]);
    expect(withoutItems(pages, () => false, 3).get(0)).toBe(pages.get(0));
  });
});
