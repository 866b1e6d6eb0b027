import {
  CLIENT_COLUMNS,
  type SyncRow,
  type SyncTable,
  WritableTable,
} from '../../contract/sync.ts';
import { applyServerRow, rewriteRow } from '../library/apply.ts';
import type { enqueuePush } from '../library/outbox.ts';
import { isTombstone, putSaid, saidOf, serverRow } from '../library/server-rows.ts';
import type { Database } from '../system/database.ts';

/**
 * Applies a row of a server that went back in time (rule S6). What this device was told of it later, before the server
 * lost it, stays on top: shown at once, and sent again by `lostFields` when the resync ends.
 */
export function applyOlderRow(db: Database, table: SyncTable, row: SyncRow, xid: string): void {
  const id = String(row['id']);
  const newer = newerFields(db, table, id, { row, xid });
  applyServerRow(db, table, row, xid);
  if (Object.keys(newer).length === 0) return;
  putSaid(db, table, id, newer);
  rewriteRow(db, table, id);
}

function newerFields(
  db: Database,
  table: SyncTable,
  id: string,
  told: { row: SyncRow; xid: string },
): SyncRow {
  const known = serverRow(db, table, id);
  const writable = WritableTable.safeParse(table).data;
  if (!known || !writable || isTombstone(known.row) || isTombstone(told.row)) return {};
  if (known.xid !== null) {
    // Named before in this resync: by the same page, cut off, or since changed by somebody, whose word is the last.
    const kept = Object.entries(saidOf(db, table, id) ?? {});
    return Object.fromEntries(kept.filter(([column]) => same(known.row[column], told.row[column])));
  }
  if (!(changedAt(known.row) > changedAt(told.row))) return {};
  const columns = CLIENT_COLUMNS[writable].filter(
    (column) => column !== 'storage_path' && !same(known.row[column], told.row[column]),
  );
  return Object.fromEntries(columns.map((column) => [column, known.row[column] ?? null]));
}

/** By the clock of the server, in both of its histories; NaN where it does not say. */
const changedAt = (row: SyncRow) => Date.parse(String(row['updated_at']));
const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** What lies on top of rows at the end of such a resync, as edits. */
export function lostFields(db: Database): Parameters<typeof enqueuePush>[1][] {
  return db
    .all<{ tbl: string; id: string; said: string }>(
      'select tbl, id, said from server_rows where said is not null and unconfirmed = 0',
    )
    .flatMap(({ tbl, id, said }) => {
      const table = WritableTable.safeParse(tbl).data;
      const fields = JSON.parse(said) as SyncRow;
      return table ? [{ table, rowId: id, op: 'upsert' as const, fields }] : [];
    });
}
