import type { Topic } from '../../contract/studio/events.ts';
import { MediaType } from '../../contract/media.ts';
import {
  CLIENT_COLUMNS,
  SYNC_TABLES,
  type SyncRow,
  SyncTable,
  WritableTable,
} from '../../contract/sync.ts';
import { rewriteRow } from '../library/apply.ts';
import { findFile } from '../library/files.ts';
import { fontsOfKit, sendFonts } from '../library/fonts.ts';
import { allRows, enqueuePush, enqueueUpload, type PushBody, withdraw } from '../library/outbox.ts';
import { isTombstone } from '../library/server-rows.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import type { Database } from '../system/database.ts';
import type { PullState } from './sync-state.ts';

type Reason = NonNullable<PullState['resync']>;
type Edit = Parameters<typeof enqueuePush>[1];

/**
 * A full resync (rule S6): every row known of the server is unconfirmed until the pull from the start names it
 * again. Inside the transaction that resets the cursor; local edits in the outbox stay as they are. Rows without an
 * xid are not the server's word: orders that ended here, what an answer has yet to be followed by a pull.
 */
export function beginResync(db: Database, reason: Reason): void {
  db.run('update server_rows set unconfirmed = 1 where xid is not null');
  // Another history counts anew: its numbers are not to be compared with these.
  if (reason === 'epoch') db.run('update server_rows set xid = null where unconfirmed = 1');
}

/**
 * What the pull from the start did not name, and `lost`, what it named as it was before. Inside the transaction of its
 * last page.
 */
export function endResync(deps: SyncDeps, reason: Reason, lost: readonly Edit[] = []): Topic[] {
  const { db } = deps;
  const missing = parentsFirst(
    db
      .all<{ tbl: SyncTable; id: string; row: string }>(
        'select tbl, id, row from server_rows where unconfirmed = 1',
      )
      .map(({ tbl, id, row }) => ({ tbl, id, row: JSON.parse(row) as SyncRow })),
  );
  const unnamed = new Set(missing.map(({ tbl, id }) => `${tbl} ${id}`));
  const edits = reason === 'epoch' ? takeEdits(db, unnamed) : [];
  for (const { tbl, id } of missing) {
    db.run('delete from server_rows where tbl = ? and id = ?', tbl, id);
    rewriteRow(db, SyncTable.parse(tbl), id);
  }
  if (reason === 'epoch') {
    for (const { tbl, id, row } of missing) sendAgain(deps, tbl, id, row);
  }
  // What the server lost lies under what it never had.
  for (const edit of [...lost, ...edits]) enqueuePush(deps, edit);
  return missing.length + lost.length + edits.length > 0
    ? ['orders', 'workspace', 'library', 'collections', 'sync']
    : [];
}

interface Missing {
  tbl: SyncTable;
  id: string;
  row: SyncRow;
}

/**
 * What others name goes up before them: tables in their order, collections from the outside in. Two machines may have
 * put two collections into each other; then one of them lies in nothing.
 */
function parentsFirst(missing: readonly Missing[]): Missing[] {
  const collections = new Map(
    missing.flatMap((entry) => (entry.tbl === 'user_collections' ? [[entry.id, entry]] : [])),
  );
  const begun = new Set<string>();
  const inOrder: Missing[] = [];
  const take = (entry: Missing) => {
    begun.add(entry.id);
    const parent = collections.get(String(entry.row['parent_id']));
    if (parent && !begun.has(parent.id)) take(parent);
    const isThere = !parent || inOrder.includes(parent);
    inOrder.push(isThere ? entry : { ...entry, row: { ...entry.row, parent_id: null } });
  };
  for (const entry of collections.values()) if (!begun.has(entry.id)) take(entry);
  return [...missing.filter(({ tbl }) => tbl !== 'user_collections'), ...inOrder].toSorted(
    (a, b) => SYNC_TABLES.indexOf(a.tbl) - SYNC_TABLES.indexOf(b.tbl),
  );
}

/**
 * The edits that wait, taken out in order, to be made anew on what the other history holds: their bases are numbers
 * of the old one, and what they stand on may have to go up before them. What was set aside stays so, but where its
 * row was lost: that is a new row now, and takes the edit along.
 */
function takeEdits(db: Database, unnamed: ReadonlySet<string>): Edit[] {
  const all = allRows(db).filter((row) => row.kind === 'push');
  const taken = all.filter(
    (row) => row.set_aside === 0 || unnamed.has(`${row.target} ${row.row_id}`),
  );
  const edits = taken.map((row) => {
    const { op, fields } = JSON.parse(row.body) as PushBody;
    return { table: WritableTable.parse(row.target), rowId: String(row.row_id), op, fields };
  });
  for (const { seq } of taken) withdraw(db, seq);
  db.run("update outbox set body = json_set(body, '$.base', null) where kind = 'push'");
  return edits;
}

/** The server lost what it had acknowledged: the creator's own rows and files go up once more. */
function sendAgain(deps: SyncDeps, tbl: SyncTable, id: string, row: SyncRow): void {
  const table = WritableTable.safeParse(tbl).data;
  if (!table || table === 'profiles' || isTombstone(row)) return;
  const columns: readonly string[] = CLIENT_COLUMNS[table];
  const fields = Object.fromEntries(
    columns.filter((column) => column !== 'storage_path').map((column) => [column, row[column]]),
  );
  const { sha256 } = fields;
  if (typeof sha256 === 'string' && findFile(deps.db, sha256)?.state === 'present') {
    const mime = MediaType.parse(fields['mime']);
    enqueueUpload(deps, { sha256, mime, bytes: Number(fields['bytes']) });
  }
  if (table === 'brands') sendFonts(deps, fontsOfKit(fields['kit']));
  enqueuePush(deps, { table, rowId: id, op: 'upsert', fields });
}
