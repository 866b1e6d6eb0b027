import { type LibraryAsset, TRASH_DAYS } from '../../contract/assets.ts';
import { AtelierError } from '../../contract/errors.ts';
import type { LibraryPatch } from '../../contract/studio/library.ts';
import type { SyncRow } from '../../contract/sync.ts';
import { instant } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import { itemsOfWork } from './collection-items.ts';
import type { LibraryContext } from './context.ts';
import { findWork, findWorks, listLibraryIds } from './library-list.ts';
import { enqueuePush, withdrawUnsent } from './outbox.ts';

const TOPICS = ['library', 'collections', 'sync'] as const;

export function getWork(db: Database, id: string): LibraryAsset {
  const work = findWork(db, id);
  if (!work) throw new AtelierError('not_found', 'This work is not in the library.');
  return work;
}

/** All of a selection, or `not_found`: a command changes everything it names or nothing. */
function requireWorks(db: Database, ids: readonly string[]): LibraryAsset[] {
  const unique = [...new Set(ids)];
  const works = findWorks(db, unique);
  if (works.length < unique.length) {
    throw new AtelierError('not_found', 'A work of this selection is not in the library.');
  }
  return works;
}

function editWorks(context: LibraryContext, works: readonly LibraryAsset[], fields: SyncRow): void {
  for (const work of works) {
    enqueuePush(context, { table: 'user_library', rowId: work.id, op: 'upsert', fields });
  }
}

export function updateWorks(
  context: LibraryContext,
  ids: readonly string[],
  patch: LibraryPatch,
): LibraryAsset[] {
  const fields: SyncRow = {};
  // An emptied title is no title.
  if (patch.title !== undefined) fields['custom_title'] = patch.title || null;
  if (patch.isFavorite !== undefined) fields['is_favorite'] = patch.isFavorite;
  return context.command(TOPICS, () => {
    const works = requireWorks(context.db, ids);
    editWorks(context, works, fields);
    return findWorks(
      context.db,
      works.map((work) => work.id),
    );
  });
}

/** Into the trash (rule F2). What lies there already keeps its day. */
export function trashWorks(context: LibraryContext, ids: readonly string[]): void {
  context.command(TOPICS, () => {
    const works = requireWorks(context.db, ids).filter((work) => work.trashedAt === null);
    editWorks(context, works, { trashed_at: instant(context.clock) });
  });
}

export function restoreWorks(context: LibraryContext, ids: readonly string[]): LibraryAsset[] {
  return context.command(TOPICS, () => {
    const works = requireWorks(context.db, ids);
    editWorks(
      context,
      works.filter((work) => work.trashedAt !== null),
      { trashed_at: null },
    );
    return findWorks(
      context.db,
      works.map((work) => work.id),
    );
  });
}

/**
 * Deletes for good, out of the trash only; answers how many. Rows go here, files when nothing names them any
 * more (rule F2, media/sweep.ts).
 */
export function purgeWorks(context: LibraryContext, ids?: readonly string[]): number {
  return context.command(TOPICS, () => {
    const wanted = ids ?? listLibraryIds(context.db, { shelf: 'trash', sort: 'newest' });
    const works = findWorks(context.db, [...new Set(wanted)]);
    const trashed = works.filter((work) => work.trashedAt !== null);
    if (trashed.length < works.length) {
      throw new AtelierError('conflict', 'Only what lies in the trash is deleted for good.');
    }
    for (const work of trashed) removeWork(context, work);
    return trashed.length;
  });
}

/** Works whose days in the trash are over (rule F2); answers how many went. */
export function purgeOldTrash(context: LibraryContext): number {
  const horizon = new Date(context.clock.now().getTime() - TRASH_DAYS * 86_400_000).toISOString();
  const old = context.db.all<{ id: string }>(
    'select id from user_library where trashed_at is not null and trashed_at < ?',
    horizon,
  );
  if (old.length === 0) return 0;
  return purgeWorks(
    context,
    old.map((row) => row.id),
  );
}

/** Deletes one work inside a command. */
export function removeWork(context: LibraryContext, work: LibraryAsset): void {
  const { db } = context;
  for (const item of itemsOfWork(db, work.id)) withdrawUnsent(db, 'collection_items', item.id);
  enqueuePush(context, { table: 'user_library', rowId: work.id, op: 'delete', fields: {} });
  const stillNamed = db.get('select 1 from user_library where sha256 = ?', work.sha256);
  // An upload that nobody waits for any more is not begun.
  if (!stillNamed) {
    db.run("delete from outbox where kind = 'upload' and target = ? and attempts = 0", work.sha256);
  }
}
