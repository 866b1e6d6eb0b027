import { describe, expect, it } from 'vitest';
import type { Collection } from '../../../contract/assets.ts';
import { type CollectionNode, pathOf, treeOf, withInsides } from './tree.ts';

const one = (id: string, parentId: string | null = null): Collection => ({
  id,
  name: id.toUpperCase(),
  parentId,
  search: null,
  count: 0,
  coverSha256: null,
  createdAt: '2026-11-21T10:00:00.000Z',
});
const shape = (nodes: readonly CollectionNode[]): unknown =>
  nodes.map(({ collection, inside }) =>
    inside.length === 0 ? collection.id : [collection.id, shape(inside)],
  );

describe('the tree of collections', () => {
  it('keeps the order it was given at every level', () => {
    const all = [one('a'), one('c', 'b'), one('b'), one('d', 'b'), one('e', 'd')];
    expect(shape(treeOf(all))).toEqual(['a', ['b', ['c', ['d', ['e']]]]]);
    expect(pathOf(all, 'e')).toEqual(['B', 'D', 'E']);
    expect(withInsides(all, 'b').sort()).toEqual(['b', 'c', 'd', 'e']);
  });

  it('puts at the top whose parent is gone', () => {
    expect(shape(treeOf([one('a', 'gone'), one('b', 'a')]))).toEqual([['a', ['b']]]);
  });

  it('shows each once where two machines moved two into each other', () => {
    const all = [one('a', 'b'), one('b', 'a'), one('c', 'a'), one('d', 'd')];
    expect(shape(treeOf(all))).toEqual([['a', ['c']], 'b', 'd']);
    expect(pathOf(all, 'a')).toEqual(['B', 'A']);
    expect(withInsides(all, 'a').sort()).toEqual(['a', 'b', 'c']);
  });
});
