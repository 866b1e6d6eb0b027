import type { FileState, LibraryAsset, Seen, Swatch, SyncState } from '../../contract/assets.ts';
import type { MediaType } from '../../contract/media.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { SyncRow } from '../../contract/sync.ts';
import type { Database } from '../system/database.ts';
import { FILE_COLUMNS } from './files.ts';
import { namesOfTones } from './tones.ts';

interface WorkRow {
  id: string;
  origin: LibraryAsset['origin'];
  sha256: string;
  mime: MediaType;
  bytes: number;
  width: number;
  height: number;
  recipe: string | null;
  title: string | null;
  file_name: string | null;
  is_favorite: number;
  rating: number;
  notes: string | null;
  tags: string;
  visibility: LibraryAsset['visibility'];
  content_category: LibraryAsset['contentCategory'];
  project_id: string | null;
  stack_id: string | null;
  duration: number | null;
  palette: string | null;
  tones: number | null;
  seen: string | null;
  created_at: string;
  trashed_at: string | null;
  thumbhash: string | null;
  file_state: FileState | null;
}

/** In the order of the ids; what is not there is left out. */
export function findWorks(db: Database, ids: readonly string[]): LibraryAsset[] {
  const list = JSON.stringify(ids);
  const rows = new Map(
    db
      .all<WorkRow>(
        `select l.*, ${FILE_COLUMNS} from user_library l left join files f on f.sha256 = l.sha256
         where l.id in (select value from json_each(?))`,
        list,
      )
      .map((row) => [row.id, row]),
  );
  const collections = collectionsOf(db, list);
  const states = syncStates(db, list);
  return ids.flatMap((id) => {
    const row = rows.get(id);
    if (!row) return [];
    return [toWork(row, collections.get(id) ?? [], states.get(id) ?? 'local')];
  });
}

function toWork(row: WorkRow, collectionIds: string[], syncState: SyncState): LibraryAsset {
  return {
    id: row.id,
    origin: row.origin,
    sha256: row.sha256,
    mime: row.mime,
    bytes: row.bytes,
    width: row.width,
    height: row.height,
    thumbhash: row.thumbhash,
    fileState: row.file_state ?? 'cloud',
    recipe: row.recipe === null ? null : (JSON.parse(row.recipe) as Recipe),
    title: row.title,
    fileName: row.file_name,
    isFavorite: row.is_favorite === 1,
    rating: row.rating,
    notes: row.notes,
    tags: JSON.parse(row.tags) as string[],
    visibility: row.visibility,
    contentCategory: row.content_category,
    projectId: row.project_id,
    stackId: row.stack_id,
    stackSize: 1,
    duration: row.duration,
    palette: row.palette === null ? null : (JSON.parse(row.palette) as Swatch[]),
    tones: namesOfTones(row.tones ?? 0),
    seen: row.seen === null ? null : (JSON.parse(row.seen) as Seen),
    collectionIds,
    syncState,
    createdAt: row.created_at,
    trashedAt: row.trashed_at,
  };
}

function collectionsOf(db: Database, ids: string): Map<string, string[]> {
  const rows = db.all<{ library_id: string; collection_id: string }>(
    `select i.library_id, i.collection_id from collection_items i
     join user_collections c on c.id = i.collection_id
     where i.library_id in (select value from json_each(?)) order by i.created_at, i.id`,
    ids,
  );
  const found = new Map<string, string[]>();
  for (const row of rows) {
    const list = found.get(row.library_id);
    if (list) list.push(row.collection_id);
    else found.set(row.library_id, [row.collection_id]);
  }
  return found;
}

/** The worst that holds: failed, conflict, uploading, queued; else synced if the server has the row. */
function syncStates(db: Database, ids: string): Map<string, SyncState> {
  const rows = db.all<{ id: string; state: SyncState }>(
    `select l.id, case
       when exists (select 1 from outbox_effects e join outbox o on o.seq = e.seq
         where e.tbl = 'user_library' and e.row_id = l.id and o.set_aside = 1) then 'failed'
       when exists (select 1 from outbox o
         where o.kind = 'upload' and o.target = l.sha256 and o.set_aside = 1) then 'failed'
       when exists (select 1 from conflicts c
         where c.tbl = 'user_library' and c.row_id = l.id) then 'conflict'
       when exists (select 1 from outbox o
         where o.kind = 'upload' and o.target = l.sha256 and o.attempts > 0) then 'uploading'
       when exists (select 1 from outbox_effects e
         where e.tbl = 'user_library' and e.row_id = l.id) then 'queued'
       when exists (select 1 from server_rows s
         where s.tbl = 'user_library' and s.id = l.id) then 'synced'
       else 'local' end as state
     from user_library l where l.id in (select value from json_each(?))`,
    ids,
  );
  return new Map(rows.map((row) => [row.id, row.state]));
}

export function findWork(db: Database, id: string): LibraryAsset | undefined {
  return findWorks(db, [id])[0];
}

/** A work with this content that is not in the trash, the oldest if there are several. */
export function workWithContent(db: Database, sha256: string): LibraryAsset | undefined {
  const row = db.get<{ id: string }>(
    'select id from user_library where sha256 = ? and trashed_at is null order by created_at limit 1',
    sha256,
  );
  return row && findWork(db, row.id);
}

/** In the order of their numbers as given; what is not there is left out. */
export function worksByNumber(db: Database, numbers: readonly number[]): LibraryAsset[] {
  const ids = new Map(
    db
      .all<{ nr: number; id: string }>(
        'select nr, id from user_library where nr in (select value from json_each(?))',
        JSON.stringify(numbers),
      )
      .map(({ nr, id }) => [nr, id]),
  );
  return findWorks(
    db,
    numbers.flatMap((nr) => ids.get(nr) ?? []),
  );
}

/** What a creator may change of a work, in columns of the server. */
export function editsOf(work: LibraryAsset): SyncRow {
  return {
    custom_title: work.title,
    is_favorite: work.isFavorite,
    rating: work.rating,
    notes: work.notes,
    tags: work.tags,
    visibility: work.visibility,
    content_category: work.contentCategory,
    project_id: work.projectId,
    trashed_at: work.trashedAt,
  };
}
