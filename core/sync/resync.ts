import type { Topic } from '../../contract/studio/events.ts';
import { MediaType } from '../../contract/media.ts';
import { CLIENT_COLUMNS, type SyncRow, SyncTable, WritableTable } from '../../contract/sync.ts';
import { rewriteRow } from '../library/apply.ts';
import { findFile } from '../library/files.ts';
import { enqueuePush, enqueueUpload } from '../library/outbox.ts';
import { isTombstone } from '../library/server-rows.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import type { Database } from '../system/database.ts';
import type { PullState } from './sync-state.ts';

/**
 * A full resync (rule S6): every row known of the server is unconfirmed until the pull from the start names it
 * again. Inside the transaction that resets the cursor; local edits in the outbox stay as they are.
 */
export function beginResync(db: Database): void {
  // Rows of orders that ended here were never the server's.
  db.run("update server_rows set xid = null where json_extract(row, '$.ended_here') is null");
}

/** What the pull from the start did not name. Inside the transaction of its last page. */
export function endResync(deps: SyncDeps, reason: PullState['resync']): Topic[] {
  const { db } = deps;
  const missing = db.all<{ tbl: SyncTable; id: string; row: string }>(
    "select tbl, id, row from server_rows where xid is null and json_extract(row, '$.ended_here') is null",
  );
  for (const { tbl, id, row } of missing) {
    db.run('delete from server_rows where tbl = ? and id = ?', tbl, id);
    const known = JSON.parse(row) as SyncRow;
    const writable = WritableTable.safeParse(tbl).data;
    const kept = reason === 'epoch' && writable && writable !== 'profiles' && !isTombstone(known);
    if (kept) sendAgain(deps, writable, id, known);
    else rewriteRow(db, SyncTable.parse(tbl), id);
  }
  return missing.length > 0 ? ['orders', 'workspace', 'library', 'collections', 'sync'] : [];
}

/** The server lost what it had acknowledged: the creator's own rows and files go up once more. */
function sendAgain(deps: SyncDeps, table: WritableTable, id: string, row: SyncRow): void {
  const columns: readonly string[] = CLIENT_COLUMNS[table];
  const fields = Object.fromEntries(
    columns.filter((column) => column !== 'storage_path').map((column) => [column, row[column]]),
  );
  const sha256 = fields['sha256'];
  if (typeof sha256 === 'string' && findFile(deps.db, sha256)?.state === 'present') {
    const mime = MediaType.parse(fields['mime']);
    enqueueUpload(deps, { sha256, mime, bytes: Number(fields['bytes']) });
  }
  enqueuePush(deps, { table, rowId: id, op: 'upsert', fields });
}
