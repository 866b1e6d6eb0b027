import { z } from 'zod';
import type { Database } from '../system/database.ts';
import { Time } from './columns.ts';
import type { MirrorTable } from './mirror-table.ts';
import { namesChanged } from './query/changes.ts';

const Row = z.object({
  id: z.string(),
  collection_id: z.string(),
  library_id: z.string(),
  created_at: Time,
});

export const collectionItems: MirrorTable = {
  write(db, row) {
    const item = Row.safeParse(row).data;
    if (!item) return false;
    db.run(
      `insert into collection_items (id, collection_id, library_id, created_at)
       values (@id, @collection_id, @library_id, @created_at)
       on conflict (id) do update set collection_id = excluded.collection_id,
         library_id = excluded.library_id, created_at = excluded.created_at`,
      item,
    );
    namesChanged(db, 'collections');
    return true;
  },
  remove(db, id) {
    db.run('delete from collection_items where id = ?', id);
    namesChanged(db, 'collections');
  },
};

export interface CollectionItem {
  id: string;
  collection_id: string;
  library_id: string;
  created_at: string;
}

export function itemsOfCollection(db: Database, collectionId: string): CollectionItem[] {
  return db.all<CollectionItem>(
    'select * from collection_items where collection_id = ?',
    collectionId,
  );
}

export function itemsOfWork(db: Database, libraryId: string): CollectionItem[] {
  return db.all<CollectionItem>('select * from collection_items where library_id = ?', libraryId);
}
