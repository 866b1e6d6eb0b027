import { QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, it } from 'vitest';
import { cachedWorks, dropFromPages, patchInPages } from './page-cache.ts';
import type { PageOf } from './pages.ts';

interface Work {
  readonly id: string;
  readonly isFavorite: boolean;
}
const CALL = ['library', 'list'] as const;
const key = (shelf: string, offset: number) => [...CALL, { shelf, offset, limit: 2 }];
const work = (id: string): Work => ({ id, isFavorite: false });

describe('cached pages', () => {
  let client: QueryClient;
  const ids = (shelf: string, offset: number) =>
    client.getQueryData<PageOf<Work>>(key(shelf, offset))?.items.map((item) => item?.id ?? null);

  beforeEach(() => {
    client = new QueryClient();
    client.setQueryData(key('all', 0), { total: 4, items: [work('a'), work('b')] });
    client.setQueryData(key('all', 2), { total: 4, items: [work('c'), work('d')] });
    client.setQueryData(key('trash', 0), { total: 1, items: [work('a')] });
    client.setQueryData(['library', 'counts'], { all: 4 });
  });

  it('takes a work out of its list and moves the next page up', () => {
    dropFromPages(client, CALL, ({ id }, { shelf }) => id === 'a' && shelf === 'all');
    expect(ids('all', 0)).toEqual(['b', 'c']);
    expect(ids('all', 2)).toEqual(['d']);
    expect(ids('trash', 0)).toEqual(['a']);
  });

  it('changes a work in every list', () => {
    patchInPages<Work>(client, CALL, (item) =>
      item.id === 'a' ? { ...item, isFavorite: true } : item,
    );
    const first = (shelf: string) =>
      client.getQueryData<PageOf<Work>>(key(shelf, 0))?.items[0]?.isFavorite;
    expect([first('all'), first('trash')]).toEqual([true, true]);
  });

  it('finds works by id and leaves other calls alone', () => {
    expect([...cachedWorks<Work>(client, CALL).keys()].sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(client.getQueryData(['library', 'counts'])).toEqual({ all: 4 });
  });
});
