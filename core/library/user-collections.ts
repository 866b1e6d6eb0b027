import { z } from 'zod';
import { type Collection, SearchText } from '../../contract/assets.ts';
import type { Database } from '../system/database.ts';
import { OptionalText, Time } from './columns.ts';
import type { MirrorTable } from './mirror-table.ts';
import { namesChanged } from './query/changes.ts';
import { summaryOf } from './query/find.ts';

const Row = z.object({
  id: z.string(),
  name: z.string().min(1),
  parent_id: OptionalText,
  search: SearchText.min(1).nullish().catch(null),
  created_at: Time,
});

export const userCollections: MirrorTable = {
  write(db, row) {
    const collection = Row.safeParse(row).data;
    if (!collection) return false;
    db.run(
      `insert into user_collections (id, name, parent_id, search, created_at)
       values (@id, @name, @parent_id, @search, @created_at)
       on conflict (id) do update set name = excluded.name, parent_id = excluded.parent_id,
         search = excluded.search, created_at = excluded.created_at`,
      { ...collection, search: collection.search ?? null },
    );
    namesChanged(db, 'collections');
    return true;
  },
  remove(db, id) {
    db.run('delete from user_collections where id = ?', id);
    namesChanged(db, 'collections');
  },
};

interface CollectionRow {
  id: string;
  name: string;
  parent_id: string | null;
  search: string | null;
  created_at: string;
}

/** By name. */
export function listCollections(db: Database, now = new Date()): Collection[] {
  const rows = db.all<CollectionRow>('select * from user_collections');
  const parents = new Map(rows.map((row) => [row.id, row.parent_id]));
  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' }).compare;
  return rows
    .map((row) =>
      toCollection(
        db,
        row,
        parentOf(row.id, (id) => parents.get(id)),
        now,
      ),
    )
    .sort((a, b) => compare(a.name, b.name) || a.id.localeCompare(b.id));
}

export function findCollection(db: Database, id: string, now = new Date()): Collection | undefined {
  const find = (wanted: string) =>
    db.get<CollectionRow>('select * from user_collections where id = ?', wanted);
  const row = find(id);
  return (
    row &&
    toCollection(
      db,
      row,
      parentOf(id, (wanted) => find(wanted)?.parent_id),
      now,
    )
  );
}

/** Collections that name this one as the one they lie in. */
export function collectionsInside(db: Database, id: string): string[] {
  return db.column<string>(
    'select id from user_collections where parent_id = ? and id <> ?',
    id,
    id,
  );
}

/**
 * Where a collection lies: nowhere if its parent is gone or if it lies in itself. Two devices may make such a circle,
 * each with half of it; all of its members stand at the top then. `above`: undefined where there is no collection.
 */
export function parentOf(
  id: string,
  above: (id: string) => string | null | undefined,
): string | null {
  const parent = above(id) ?? null;
  if (parent === null || above(parent) === undefined) return null;
  const seen = new Set<string>();
  for (let at: string | null | undefined = parent; at && !seen.has(at); at = above(at)) {
    if (at === id) return null;
    seen.add(at);
  }
  return parent;
}

/** Works in the trash neither count nor cover. */
function toCollection(
  db: Database,
  row: CollectionRow,
  parentId: string | null,
  now: Date,
): Collection {
  const { count, first } = summaryOf(db, row.id, now);
  const cover =
    first === null
      ? undefined
      : db.get<{ sha256: string }>('select sha256 from user_library where nr = ?', first);
  return {
    id: row.id,
    name: row.name,
    parentId,
    search: row.search,
    count,
    coverSha256: cover?.sha256 ?? null,
    createdAt: row.created_at,
  };
}
