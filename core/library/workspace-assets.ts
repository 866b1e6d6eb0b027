import { z } from 'zod';
import type { FileState, WorkspaceAsset } from '../../contract/assets.ts';
import type { MediaType } from '../../contract/media.ts';
import { Recipe } from '../../contract/recipe.ts';
import type { Database } from '../system/database.ts';
import { OptionalText, OptionalTime, Time } from './columns.ts';
import { FILE_COLUMNS, FileFacts, mentionFile } from './files.ts';
import type { MirrorTable } from './mirror-table.ts';

const Row = FileFacts.extend({
  id: z.string(),
  order_id: z.string(),
  job_id: z.string(),
  storage_path: OptionalText,
  recipe: Recipe,
  duration_seconds: z.number().min(0).nullish().catch(null),
  created_at: Time,
  expires_at: Time,
  deleted_at: OptionalTime,
});

export const workspaceAssets: MirrorTable = {
  // What was thrown away or saved can come back until it expires: its row and its file stay that long.
  keepsTombstones: true,
  write(db, row) {
    const asset = Row.safeParse(row).data;
    if (!asset) return false;
    const { deleted_at, recipe, duration_seconds, ...columns } = asset;
    mentionFile(db, asset);
    db.run(
      `insert into workspace_assets (id, order_id, job_id, storage_path, sha256, mime, bytes, width, height,
         recipe, duration, created_at, expires_at, hidden)
       values (@id, @order_id, @job_id, @storage_path, @sha256, @mime, @bytes, @width, @height,
         @recipe, @duration, @created_at, @expires_at, @hidden)
       on conflict (id) do update set storage_path = excluded.storage_path, sha256 = excluded.sha256,
         mime = excluded.mime, bytes = excluded.bytes, width = excluded.width, height = excluded.height,
         recipe = excluded.recipe, duration = excluded.duration, created_at = excluded.created_at,
         expires_at = excluded.expires_at, hidden = excluded.hidden`,
      {
        ...columns,
        recipe: JSON.stringify(recipe),
        duration: duration_seconds ?? null,
        hidden: deleted_at === null ? 0 : 1,
      },
    );
    return true;
  },
  remove: (db, id) => void db.run('delete from workspace_assets where id = ?', id),
};

interface AssetRow {
  id: string;
  order_id: string;
  job_id: string;
  storage_path: string | null;
  sha256: string;
  mime: MediaType;
  bytes: number;
  width: number;
  height: number;
  recipe: string;
  duration: number | null;
  created_at: string;
  expires_at: string;
  hidden: number;
  thumbhash: string | null;
  file_state: FileState | null;
}

const FROM = 'from workspace_assets w left join files f on f.sha256 = w.sha256';

/** Newest first. */
export function listResults(
  db: Database,
  now: string,
  page: { offset: number; limit: number },
): { items: WorkspaceAsset[]; total: number } {
  const rows = db.all<AssetRow>(
    `select w.*, ${FILE_COLUMNS} ${FROM} where w.hidden = 0 and w.expires_at > ?
     order by w.created_at desc, w.id desc limit ? offset ?`,
    now,
    page.limit,
    page.offset,
  );
  const total =
    db.get<{ n: number }>(
      'select count(*) as n from workspace_assets where hidden = 0 and expires_at > ?',
      now,
    )?.n ?? 0;
  return { items: rows.map(toAsset), total };
}

export interface Result {
  asset: WorkspaceAsset;
  /** Thrown away or saved; it may come back. */
  hidden: boolean;
}

/** Results of a selection that have not expired, oldest first. */
export function findResults(db: Database, ids: readonly string[], now: string): Result[] {
  return db
    .all<AssetRow>(
      `select w.*, ${FILE_COLUMNS} ${FROM}
       where w.id in (select value from json_each(?)) and w.expires_at > ? order by w.created_at, w.id`,
      JSON.stringify(ids),
      now,
    )
    .map(toResult);
}

/** The hidden result that this content was, the newest if there are several. */
export function hiddenResultOf(db: Database, sha256: string, now: string): Result | undefined {
  const row = db.get<AssetRow>(
    `select w.*, ${FILE_COLUMNS} ${FROM} where w.sha256 = ? and w.hidden = 1 and w.expires_at > ?
     order by w.created_at desc, w.id desc limit 1`,
    sha256,
    now,
  );
  return row && toResult(row);
}

function toResult(row: AssetRow): Result {
  return { asset: toAsset(row), hidden: row.hidden === 1 };
}

function toAsset(row: AssetRow): WorkspaceAsset {
  return {
    id: row.id,
    orderId: row.order_id,
    jobId: row.job_id,
    sha256: row.sha256,
    mime: row.mime,
    bytes: row.bytes,
    width: row.width,
    height: row.height,
    thumbhash: row.thumbhash,
    fileState: row.file_state ?? 'cloud',
    recipe: JSON.parse(row.recipe) as Recipe,
    duration: row.duration,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
