import type { Collection } from '../../contract/assets.ts';
import { AtelierError } from '../../contract/errors.ts';
import { instant } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import { derivedId, newId } from '../system/ids.ts';
import { itemsOfCollection } from './collection-items.ts';
import type { LibraryContext } from './context.ts';
import { findWorks } from './library-list.ts';
import { enqueuePush, withdrawUnsent } from './outbox.ts';
import { rememberRemoved, takeRemoved } from './removed-collections.ts';
import { findCollection } from './user-collections.ts';

const TOPICS = ['collections', 'library', 'sync'] as const;

function requireCollection(db: Database, id: string): Collection {
  const collection = findCollection(db, id);
  if (!collection) throw new AtelierError('not_found', 'There is no such collection.');
  return collection;
}

export function createCollection(
  context: LibraryContext,
  name: string,
  assetIds: readonly string[],
): Collection {
  return context.command(TOPICS, () => {
    const id = newId();
    enqueuePush(context, {
      table: 'user_collections',
      rowId: id,
      op: 'upsert',
      fields: { name, created_at: instant(context.clock) },
    });
    addItems(context, id, assetIds);
    return requireCollection(context.db, id);
  });
}

export function renameCollection(context: LibraryContext, id: string, name: string): Collection {
  return context.command(TOPICS, () => {
    requireCollection(context.db, id);
    enqueuePush(context, { table: 'user_collections', rowId: id, op: 'upsert', fields: { name } });
    return requireCollection(context.db, id);
  });
}

/**
 * The works stay in the library. The server empties a collection that it deletes; here its memberships are
 * simply not seen any more, and are kept so that `restoreCollection` can bring them back.
 */
export function removeCollection(context: LibraryContext, id: string): void {
  context.command(TOPICS, () => {
    const { db } = context;
    const { name, createdAt } = requireCollection(db, id);
    const items = itemsOfCollection(db, id);
    rememberRemoved(db, { id, name, createdAt, libraryIds: items.map((item) => item.library_id) });
    for (const item of items) withdrawUnsent(db, 'collection_items', item.id);
    enqueuePush(context, { table: 'user_collections', rowId: id, op: 'delete', fields: {} });
  });
}

/** Takes `removeCollection` back, with the works that are still in the library. */
export function restoreCollection(context: LibraryContext, id: string): Collection {
  return context.command(TOPICS, () => {
    const { db } = context;
    const removed = takeRemoved(db, id);
    if (!removed) return requireCollection(db, id);
    enqueuePush(context, {
      table: 'user_collections',
      rowId: id,
      op: 'upsert',
      fields: { name: removed.name, created_at: removed.createdAt },
    });
    const present = findWorks(db, removed.libraryIds).map((work) => work.id);
    pushItems(context, id, present);
    return requireCollection(db, id);
  });
}

export function addToCollection(
  context: LibraryContext,
  id: string,
  assetIds: readonly string[],
): Collection {
  return context.command(TOPICS, () => {
    requireCollection(context.db, id);
    addItems(context, id, assetIds);
    return requireCollection(context.db, id);
  });
}

/** Inside a command. `not_found` if a work is not in the library; one that is in the collection stays as it is. */
export function addItems(
  context: LibraryContext,
  collectionId: string,
  libraryIds: readonly string[],
): void {
  const unique = [...new Set(libraryIds)];
  if (findWorks(context.db, unique).length < unique.length) {
    throw new AtelierError('not_found', 'A work of this selection is not in the library.');
  }
  const there = new Set(itemsOfCollection(context.db, collectionId).map((item) => item.library_id));
  pushItems(
    context,
    collectionId,
    unique.filter((id) => !there.has(id)),
  );
}

function pushItems(
  context: LibraryContext,
  collectionId: string,
  libraryIds: readonly string[],
): void {
  for (const libraryId of libraryIds) {
    enqueuePush(context, {
      table: 'collection_items',
      rowId: derivedId(collectionId, libraryId),
      op: 'upsert',
      fields: {
        collection_id: collectionId,
        library_id: libraryId,
        created_at: instant(context.clock),
      },
    });
  }
}

export function takeFromCollection(
  context: LibraryContext,
  id: string,
  assetIds: readonly string[],
): Collection {
  return context.command(TOPICS, () => {
    requireCollection(context.db, id);
    const wanted = new Set(assetIds);
    for (const item of itemsOfCollection(context.db, id)) {
      if (!wanted.has(item.library_id)) continue;
      enqueuePush(context, { table: 'collection_items', rowId: item.id, op: 'delete', fields: {} });
    }
    return requireCollection(context.db, id);
  });
}
