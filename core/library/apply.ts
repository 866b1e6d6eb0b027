import { Xid } from '../../contract/primitives.ts';
import type { SyncRow, SyncTable } from '../../contract/sync.ts';
import type { Database } from '../system/database.ts';
import {
  type Effect,
  isTombstone,
  putServerRow,
  type ServerRow,
  serverRow,
} from './server-rows.ts';
import { TABLES } from './tables.ts';

/**
 * Stores a row the server told of and rewrites what the creator sees: server row, then the pending effects on
 * it (rule S5). `xid`: the row's `sync_xid` if absent. Inside the caller's transaction (rule S4). A new epoch
 * starts its numbers anew: clear `server_rows` before its rows are applied.
 */
export function applyServerRow(
  db: Database,
  table: SyncTable,
  row: SyncRow,
  xid: string | null = Xid.safeParse(row['sync_xid']).data ?? null,
): void {
  const id = String(row['id']);
  const known = serverRow(db, table, id);
  // An answer may be older than a pull that overtook it.
  if (known?.xid && xid && BigInt(xid) < BigInt(known.xid)) return;
  putServerRow(db, table, id, { xid: xid ?? known?.xid ?? null, row });
  rewriteRow(db, table, id);
}

/**
 * Ends an outbox row that the server acknowledged, in the transaction that stores the acknowledgement
 * (rule S9). What the row did stands as the server's until the next pull says it better, so nothing flickers
 * between acknowledgement and pull. Rows of the answer are applied after it, by `applyServerRow`.
 */
export function acknowledge(db: Database, seq: number): void {
  const effects = db.all<EffectRow>(
    'select tbl, row_id, op, fields from outbox_effects where seq = ?',
    seq,
  );
  db.run('delete from outbox where seq = ?', seq);
  for (const effect of effects) {
    const known = serverRow(db, effect.tbl, effect.row_id);
    const row = replay(beneath(effect.tbl, known), effect);
    const settled = row ?? {
      ...known?.row,
      id: effect.row_id,
      deleted_at: new Date(0).toISOString(),
    };
    putServerRow(db, effect.tbl, effect.row_id, { xid: known?.xid ?? null, row: settled });
    rewriteRow(db, effect.tbl, effect.row_id);
  }
}

/** Writes the row the creator sees anew: the last server row with every pending effect on it replayed in order. */
export function rewriteRow(db: Database, table: SyncTable, id: string): void {
  const server = serverRow(db, table, id);
  const effects = db.all<EffectRow>(
    'select tbl, row_id, op, fields from outbox_effects where tbl = ? and row_id = ? order by seq',
    table,
    id,
  );
  let row = beneath(table, server);
  for (const effect of effects) row = replay(row, effect);
  const target = TABLES[table];
  if (row === undefined || !target.write(db, { ...row, id })) target.remove(db, id);
}

interface EffectRow {
  tbl: SyncTable;
  row_id: string;
  op: Effect['op'];
  fields: string;
}

/** What effects are replayed on: nothing, where the server's row is a tombstone. */
function beneath(table: SyncTable, server: ServerRow | undefined): SyncRow | undefined {
  if (!server) return undefined;
  return isTombstone(server.row) && !TABLES[table].keepsTombstones ? undefined : server.row;
}

function replay(row: SyncRow | undefined, effect: EffectRow): SyncRow | undefined {
  if (effect.op === 'delete') return undefined;
  return { ...row, id: effect.row_id, ...(JSON.parse(effect.fields) as SyncRow) };
}
