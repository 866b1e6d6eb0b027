import type { Collection } from '../../../contract/assets.ts';

export interface CollectionNode {
  readonly collection: Collection;
  readonly inside: readonly CollectionNode[];
}

type Placed = Pick<Collection, 'id' | 'parentId'>;

/**
 * The collections as a tree, in the order they came in. One whose parent is gone stands at the top, and so do those
 * that two machines moved into each other (contract/assets.ts).
 */
export function treeOf(collections: readonly Collection[]): CollectionNode[] {
  const byId = new Map(collections.map((one) => [one.id, one]));
  const insides = new Map<string | null, Collection[]>();
  for (const one of collections) {
    const parent = isInLoop(one, byId) ? null : parentOf(one, byId);
    insides.set(parent, [...(insides.get(parent) ?? []), one]);
  }
  const nodes = (parent: string | null): CollectionNode[] =>
    (insides.get(parent) ?? []).map((collection) => ({
      collection,
      inside: nodes(collection.id),
    }));
  return nodes(null);
}

const parentOf = ({ parentId }: Placed, byId: ReadonlyMap<string, Placed>) =>
  parentId !== null && byId.has(parentId) ? parentId : null;

function isInLoop(one: Placed, byId: ReadonlyMap<string, Placed>): boolean {
  const seen = new Set<string>();
  for (let at = parentOf(one, byId); at !== null && !seen.has(at);) {
    if (at === one.id) return true;
    seen.add(at);
    const parent = byId.get(at);
    at = parent ? parentOf(parent, byId) : null;
  }
  return false;
}

/** A collection and all inside it: where it can't be moved to. */
export function withInsides(collections: readonly Placed[], id: string): string[] {
  const found = new Set([id]);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const one of collections) {
      if (one.parentId !== null && found.has(one.parentId)) found.add(one.id);
    }
  }
  return [...found];
}

/** The names from the top to a collection, itself last. */
export function pathOf(collections: readonly Collection[], id: string): string[] {
  const byId = new Map(collections.map((one) => [one.id, one]));
  const names: string[] = [];
  const seen = new Set<string>();
  for (let one = byId.get(id); one && !seen.has(one.id);) {
    seen.add(one.id);
    names.unshift(one.name);
    one = one.parentId === null ? undefined : byId.get(one.parentId);
  }
  return names;
}
