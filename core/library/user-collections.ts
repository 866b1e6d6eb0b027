import { z } from 'zod';
import type { Collection } from '../../contract/assets.ts';
import type { Database } from '../system/database.ts';
import { Time } from './columns.ts';
import type { MirrorTable } from './mirror-table.ts';

const Row = z.object({ id: z.string(), name: z.string().min(1), created_at: Time });

export const userCollections: MirrorTable = {
  write(db, row) {
    const collection = Row.safeParse(row).data;
    if (!collection) return false;
    db.run(
      `insert into user_collections (id, name, created_at) values (@id, @name, @created_at)
       on conflict (id) do update set name = excluded.name, created_at = excluded.created_at`,
      collection,
    );
    return true;
  },
  remove: (db, id) => void db.run('delete from user_collections where id = ?', id),
};

interface CollectionRow {
  id: string;
  name: string;
  created_at: string;
  count: number;
  cover: string | null;
}

/** Works in the trash neither count nor cover. */
const SELECT = `
  select c.*,
    (select count(*) from collection_items i join user_library l on l.id = i.library_id
      where i.collection_id = c.id and l.trashed_at is null) as count,
    (select l.sha256 from collection_items i join user_library l on l.id = i.library_id
      where i.collection_id = c.id and l.trashed_at is null
      order by l.created_at desc, l.id desc limit 1) as cover
  from user_collections c`;

/** By name. */
export function listCollections(db: Database): Collection[] {
  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' }).compare;
  return db
    .all<CollectionRow>(SELECT)
    .map(toCollection)
    .sort((a, b) => compare(a.name, b.name) || a.id.localeCompare(b.id));
}

export function findCollection(db: Database, id: string): Collection | undefined {
  const row = db.get<CollectionRow>(`${SELECT} where c.id = ?`, id);
  return row && toCollection(row);
}

function toCollection(row: CollectionRow): Collection {
  return {
    id: row.id,
    name: row.name,
    count: row.count,
    coverSha256: row.cover,
    createdAt: row.created_at,
  };
}
