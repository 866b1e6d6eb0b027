import type { StorageShare } from '../../contract/studio/storage.ts';
import type { Database } from '../system/database.ts';

type By = 'type' | 'collection' | 'month';

/** Works outside the trash, each content once. */
const HERE = `
  select l.id, l.sha256, f.bytes, f.mime, l.created_at from user_library l join files f on f.sha256 = l.sha256
  where f.state = 'present' and l.trashed_at is null`;

const SHARES: Readonly<Record<By, string>> = {
  type: `select mime as key, null as name, count(*) as count, sum(bytes) as bytes
    from (select distinct sha256, mime, bytes from (${HERE})) group by mime order by bytes desc`,
  month: `select substr(day, 1, 7) as key, null as name, count(*) as count, sum(bytes) as bytes
    from (select min(created_at) as day, bytes from (${HERE}) group by sha256) group by 1 order by 1 desc`,
  collection: `select c.id as key, c.name, count(*) as count, sum(w.bytes) as bytes from (
      select distinct i.collection_id as collection, h.sha256, h.bytes from (${HERE}) h
      left join collection_items i on i.library_id = h.id
      where i.collection_id is null or i.collection_id in (select id from user_collections)
    ) w left join user_collections c on c.id = w.collection
    group by w.collection order by bytes desc`,
};

/** What the originals that are here take, by one thing. */
export function sharesOf(db: Database, by: By): StorageShare[] {
  return db.all<StorageShare>(SHARES[by]);
}
