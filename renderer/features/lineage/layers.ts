import type { Lineage } from '../../../contract/studio/library.ts';

export interface PlacedNode {
  readonly sha256: string;
  readonly work: Lineage['nodes'][number]['work'];
  /** Generation, 0 for what was made from nothing known; and the place in it. */
  readonly layer: number;
  readonly place: number;
}

export interface PlacedLineage {
  readonly layers: readonly (readonly PlacedNode[])[];
  readonly edges: readonly {
    readonly from: PlacedNode;
    readonly to: PlacedNode;
    readonly role: Lineage['edges'][number]['role'];
  }[];
}

/**
 * Generations under each other: a work stands beneath all that it was made from (longest path), and in each generation
 * near the middle of what it came from, so that few lines cross. A circle, which only a forged file can claim, is cut
 * where it is met.
 */
export function layersOf({ nodes, edges }: Lineage): PlacedLineage {
  const known = new Set(nodes.map(({ sha256 }) => sha256));
  const real = edges.filter(({ from, to }) => from !== to && known.has(from) && known.has(to));
  const sources = new Map<string, string[]>();
  for (const { from, to } of real) sources.set(to, [...(sources.get(to) ?? []), from]);

  const depths = new Map<string, number>();
  const open = new Set<string>();
  const depthOf = (sha256: string): number => {
    const found = depths.get(sha256);
    if (found !== undefined) return found;
    if (open.has(sha256)) return -1;
    open.add(sha256);
    const depth = Math.max(-1, ...(sources.get(sha256) ?? []).map(depthOf)) + 1;
    open.delete(sha256);
    depths.set(sha256, depth);
    return depth;
  };

  const rows: PlacedNode[][] = [];
  const placed = new Map<string, PlacedNode>();
  const byDepth = nodes.map((node) => ({ node, depth: depthOf(node.sha256) }));
  const deepest = Math.max(-1, ...byDepth.map(({ depth }) => depth));
  for (let layer = 0; layer <= deepest; layer += 1) {
    const middle = (sha256: string, at: number) => {
      const above = (sources.get(sha256) ?? []).flatMap((from) => placed.get(from)?.place ?? []);
      return above.length === 0 ? at : above.reduce((sum, one) => sum + one, 0) / above.length;
    };
    const row = byDepth
      .filter(({ depth }) => depth === layer)
      .map(({ node }, at) => ({ node, wish: middle(node.sha256, at) }))
      .sort((a, b) => a.wish - b.wish)
      .map(({ node }, place): PlacedNode => ({ ...node, layer, place }));
    for (const node of row) placed.set(node.sha256, node);
    rows.push(row);
  }
  return {
    layers: rows,
    edges: real.flatMap(({ from, to, role }) => {
      const [a, b] = [placed.get(from), placed.get(to)];
      return a && b ? [{ from: a, to: b, role }] : [];
    }),
  };
}
