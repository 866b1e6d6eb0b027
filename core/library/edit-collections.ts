import type { Collection } from '../../contract/assets.ts';
import { AtelierError } from '../../contract/errors.ts';
import type { SyncRow } from '../../contract/sync.ts';
import { instant } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import { derivedId, newId } from '../system/ids.ts';
import { type CollectionItem, itemsOfCollection } from './collection-items.ts';
import type { LibraryContext } from './context.ts';
import { recordAct, type Step } from './history/record.ts';
import { enqueuePush, withdrawUnsent } from './outbox.ts';
import { rememberRemoved, takeRemoved } from './removed-collections.ts';
import { collectionsInside, findCollection } from './user-collections.ts';
import { findWorks } from './works.ts';

const TOPICS = ['collections', 'library', 'sync', 'history'] as const;

export function requireCollection(db: Database, id: string): Collection {
  const collection = findCollection(db, id);
  if (!collection) throw new AtelierError('not_found', 'There is no such collection.');
  return collection;
}

/** One that takes works: `conflict` for a smart one. */
export function requireManual(db: Database, id: string): Collection {
  const collection = requireCollection(db, id);
  if (collection.search === null) return collection;
  throw new AtelierError('conflict', 'A smart collection holds what its search finds.');
}

interface NewCollection {
  parentId?: string | null;
  search?: string | null;
  act?: string | undefined;
}

export function createCollection(
  context: LibraryContext,
  name: string,
  assetIds: readonly string[],
  { parentId = null, search = null, act }: NewCollection = {},
): Collection {
  return context.command(TOPICS, () => {
    const { db } = context;
    if (search !== null && assetIds.length > 0) {
      throw new AtelierError('invalid_input', 'A smart collection takes no works.', {
        field: 'assetIds',
      });
    }
    if (parentId !== null) requireCollection(db, parentId);
    const id = newId();
    const after = { name, parent_id: parentId, search, created_at: instant(context.clock) };
    const steps = [
      make(context, 'user_collections', id, after),
      ...addItems(context, id, assetIds),
    ];
    recordAct(context, { act, kind: 'create_collection', name, count: 1 }, steps);
    return requireCollection(db, id);
  });
}

interface CollectionPatch {
  name?: string | undefined;
  parentId?: string | null | undefined;
  search?: string | undefined;
}

/** Errors: `conflict` if it would lie in itself, or if a manual collection is given a search. */
export function updateCollection(
  context: LibraryContext,
  id: string,
  { name, parentId, search }: CollectionPatch,
  act?: string,
): Collection {
  return context.command(TOPICS, () => {
    const { db } = context;
    const seen = requireCollection(db, id);
    if (search !== undefined && seen.search === null) {
      throw new AtelierError('conflict', 'A collection that takes works has no search.');
    }
    if (parentId !== undefined && parentId !== null) checkNesting(db, id, parentId);
    const before: SyncRow = {};
    const after: SyncRow = {};
    const change = (field: string, from: string | null, to: string | null | undefined) => {
      if (to === undefined || to === from) return;
      before[field] = from;
      after[field] = to;
    };
    change('name', seen.name, name);
    change('search', seen.search, search);
    change('parent_id', seen.parentId, parentId);
    const steps = edit(context, id, before, after);
    const doing = { act, kind: 'change_collection', name: name ?? seen.name, count: 1 } as const;
    recordAct(context, doing, steps);
    return requireCollection(db, id);
  });
}

function checkNesting(db: Database, id: string, parentId: string): void {
  const inside = (at: string | null): boolean =>
    at !== null && (at === id || inside(requireCollection(db, at).parentId));
  requireCollection(db, parentId);
  if (inside(parentId)) throw new AtelierError('conflict', 'A collection does not lie in itself.');
}

/**
 * The works stay in the library, and collections inside it move up. The server empties a collection that it deletes;
 * here its memberships are simply not seen any more, and are kept so that it can be brought back.
 */
export function removeCollection(context: LibraryContext, id: string, act?: string): void {
  context.command(TOPICS, () => {
    const { db } = context;
    const { name, createdAt, parentId, search } = requireCollection(db, id);
    const items = itemsOfCollection(db, id);
    const libraryIds = items.map((item) => item.library_id);
    rememberRemoved(db, { id, name, createdAt, parentId, search, libraryIds });
    const steps = collectionsInside(db, id).flatMap((child) =>
      edit(context, child, { parent_id: id }, { parent_id: parentId }),
    );
    for (const item of items) {
      withdrawUnsent(db, 'collection_items', item.id);
      steps.push(gone('collection_items', item.id, membership(item)));
    }
    enqueuePush(context, { table: 'user_collections', rowId: id, op: 'delete', fields: {} });
    const before = { name, parent_id: parentId, search, created_at: createdAt };
    steps.push(gone('user_collections', id, before));
    recordAct(context, { act, kind: 'remove_collection', name, count: 1 }, steps);
  });
}

/** Takes `removeCollection` back, with the works that are still in the library. */
export function restoreCollection(context: LibraryContext, id: string): Collection {
  return context.command(TOPICS, () => {
    const { db } = context;
    const removed = takeRemoved(db, id);
    if (!removed || findCollection(db, id)) return requireCollection(db, id);
    const { name, parentId, search, createdAt } = removed;
    const after = { name, parent_id: parentId, search, created_at: createdAt };
    const present = findWorks(db, removed.libraryIds).map((work) => work.id);
    const steps = [
      make(context, 'user_collections', id, after),
      ...pushItems(context, id, present),
    ];
    const doing = { act: undefined, kind: 'create_collection', name, count: 1 } as const;
    recordAct(context, doing, steps);
    return requireCollection(db, id);
  });
}

export function addToCollection(
  context: LibraryContext,
  id: string,
  assetIds: readonly string[],
  act?: string,
): Collection {
  return context.command(TOPICS, () => {
    const { name } = requireManual(context.db, id);
    const steps = addItems(context, id, assetIds);
    recordAct(context, { act, kind: 'collect', name, count: steps.length }, steps);
    return requireCollection(context.db, id);
  });
}

/**
 * Inside a command; answers what it did. `not_found` if a work is not in the library; one that is in the collection
 * stays as it is.
 */
export function addItems(
  context: LibraryContext,
  collectionId: string,
  libraryIds: readonly string[],
): Step[] {
  const unique = [...new Set(libraryIds)];
  if (findWorks(context.db, unique).length < unique.length) {
    throw new AtelierError('not_found', 'A work of this selection is not in the library.');
  }
  const there = new Set(itemsOfCollection(context.db, collectionId).map((item) => item.library_id));
  return pushItems(
    context,
    collectionId,
    unique.filter((id) => !there.has(id)),
  );
}

function pushItems(
  context: LibraryContext,
  collection_id: string,
  libraryIds: readonly string[],
): Step[] {
  const created_at = instant(context.clock);
  return libraryIds.map((library_id) =>
    make(context, 'collection_items', derivedId(collection_id, library_id), {
      collection_id,
      library_id,
      created_at,
    }),
  );
}

export function takeFromCollection(
  context: LibraryContext,
  id: string,
  assetIds: readonly string[],
  act?: string,
): Collection {
  return context.command(TOPICS, () => {
    const { name } = requireCollection(context.db, id);
    const wanted = new Set(assetIds);
    const taken = itemsOfCollection(context.db, id).filter((item) => wanted.has(item.library_id));
    const steps = taken.map((item) => {
      enqueuePush(context, { table: 'collection_items', rowId: item.id, op: 'delete', fields: {} });
      return gone('collection_items', item.id, membership(item));
    });
    recordAct(context, { act, kind: 'uncollect', name, count: steps.length }, steps);
    return requireCollection(context.db, id);
  });
}

function membership({ collection_id, library_id, created_at }: CollectionItem): SyncRow {
  return { collection_id, library_id, created_at };
}

function make(
  context: LibraryContext,
  table: 'user_collections' | 'collection_items',
  rowId: string,
  after: SyncRow,
): Step {
  enqueuePush(context, { table, rowId, op: 'upsert', fields: after });
  return { kind: 'make', table, rowId, before: null, after };
}

function gone(
  table: 'user_collections' | 'collection_items',
  rowId: string,
  before: SyncRow,
): Step {
  return { kind: 'remove', table, rowId, before, after: null };
}

function edit(context: LibraryContext, id: string, before: SyncRow, after: SyncRow): Step[] {
  if (Object.keys(after).length === 0) return [];
  enqueuePush(context, { table: 'user_collections', rowId: id, op: 'upsert', fields: after });
  return [{ kind: 'edit', table: 'user_collections', rowId: id, before, after }];
}
