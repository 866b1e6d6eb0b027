import { describe, expect, it } from 'vitest';
import type { Lineage } from '../../../contract/studio/library.ts';
import { layersOf } from './layers.ts';

const lineage = (nodes: string[], edges: [string, string][]): Lineage => ({
  nodes: nodes.map((sha256) => ({ sha256, work: null })),
  edges: edges.map(([from, to]) => ({ from, to, role: 'edit' })),
});
const names = (one: Lineage) =>
  layersOf(one).layers.map((layer) => layer.map(({ sha256 }) => sha256));

describe('generations of works', () => {
  it('stand beneath all that they were made from', () => {
    const one = lineage(
      ['d', 'a', 'b', 'c'],
      [
        ['a', 'b'],
        ['b', 'c'],
        ['a', 'c'],
        ['c', 'd'],
      ],
    );
    expect(names(one)).toEqual([['a'], ['b'], ['c'], ['d']]);
    expect(layersOf(one).edges).toHaveLength(4);
  });

  it('stand near what they came from', () => {
    const one = lineage(
      ['a', 'b', 'x', 'y'],
      [
        ['b', 'x'],
        ['a', 'y'],
      ],
    );
    expect(names(one)).toEqual([
      ['a', 'b'],
      ['y', 'x'],
    ]);
  });

  it('end where a circle or a stranger is claimed', () => {
    const one = lineage(
      ['a', 'b'],
      [
        ['a', 'b'],
        ['b', 'a'],
        ['a', 'a'],
        ['gone', 'b'],
      ],
    );
    expect(names(one).flat().sort()).toEqual(['a', 'b']);
    expect(names(lineage([], []))).toEqual([]);
  });
});
