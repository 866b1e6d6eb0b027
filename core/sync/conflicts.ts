import { z } from 'zod';
import {
  CLIENT_COLUMNS,
  ConflictRecord,
  type FieldConflict,
  type SyncTable,
  WritableTable,
} from '../../contract/sync.ts';
import { seenRow } from '../library/apply.ts';
import { enqueuePush } from '../library/outbox.ts';
import { isTombstone } from '../library/server-rows.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import { instant } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import { newId } from '../system/ids.ts';

/** Fields that both sides changed: the later arrival stands, the value that lost is kept here (rule S3). */
export function keepConflicts(
  { db, clock }: Pick<SyncDeps, 'db' | 'clock'>,
  table: SyncTable,
  rowId: string,
  conflicts: readonly FieldConflict[],
): void {
  for (const { field, lost, won } of conflicts) {
    // The newest word on a field is the one to decide about.
    db.run('delete from conflicts where tbl = ? and row_id = ? and field = ?', table, rowId, field);
    db.run(
      'insert into conflicts (id, tbl, row_id, field, lost, won, at) values (?, ?, ?, ?, ?, ?, ?)',
      newId(),
      table,
      rowId,
      field,
      JSON.stringify(lost ?? null),
      JSON.stringify(won ?? null),
      instant(clock),
    );
  }
}

interface Row {
  id: string;
  tbl: string;
  row_id: string;
  field: string;
  lost: string;
  won: string;
  at: string;
}

/** Newest first. */
export function listConflicts(db: Database): ConflictRecord[] {
  return z.array(ConflictRecord).parse(
    db.all<Row>('select * from conflicts order by at desc, id desc').map((row) => ({
      id: row.id,
      table: row.tbl,
      rowId: row.row_id,
      field: row.field,
      lost: JSON.parse(row.lost) as unknown,
      won: JSON.parse(row.won) as unknown,
      at: row.at,
    })),
  );
}

/** Writes the losing value again, as an edit like any other, or leaves things as they are. Inside a transaction. */
export function resolveConflict(
  deps: Pick<SyncDeps, 'db' | 'clock'>,
  id: string,
  choice: 'take_back' | 'dismiss',
): void {
  const conflict = listConflicts(deps.db).find((candidate) => candidate.id === id);
  if (!conflict) return;
  deps.db.run('delete from conflicts where id = ?', id);
  const table = WritableTable.safeParse(conflict.table).data;
  if (choice === 'dismiss' || !table) return;
  const columns: readonly string[] = CLIENT_COLUMNS[table];
  if (!columns.includes(conflict.field)) return;
  // A row that was deleted meanwhile would be brought back by it.
  if (!isSeen(deps.db, table, conflict.rowId)) return;
  enqueuePush(deps, {
    table,
    rowId: conflict.rowId,
    op: 'upsert',
    fields: { [conflict.field]: conflict.lost },
  });
}

function isSeen(db: Database, table: SyncTable, id: string): boolean {
  const row = seenRow(db, table, id);
  return row !== undefined && !isTombstone(row);
}
