import { Xid } from '../../contract/primitives.ts';
import type { SyncRow, SyncTable } from '../../contract/sync.ts';
import type { Database } from '../system/database.ts';
import {
  confirmServerRow,
  type Effect,
  isTombstone,
  putSaid,
  putServerRow,
  saidOf,
  type ServerRow,
  serverRow,
  standingOf,
  standingsOf,
  takeSaid,
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
  applyServerRows(db, table, [{ xid, row }]);
}

/**
 * The same of many rows of a table, no id among them twice: what is known of them is read at once. Answers how many
 * cannot be shown, for they lack what the table needs.
 */
export function applyServerRows(
  db: Database,
  table: SyncTable,
  rows: readonly ServerRow[],
): number {
  const told = rows.map((server) => ({ id: String(server.row['id']), server }));
  const known = standingsOf(
    db,
    table,
    told.map(({ id }) => id),
  );
  const stored = told.flatMap(({ id, server }) => {
    const standing = store(db, table, id, server, known.get(id) ?? null);
    return standing ? [{ id, server: standing }] : [];
  });
  // What was stored is at hand, and nothing is said on top of it: it need not be read again.
  return writeSeen(db, table, replayedRows(db, table, stored));
}

/** The row as it is stored; nothing if what is known is newer: an answer may be older than a pull that overtook it. */
function store(
  db: Database,
  table: SyncTable,
  id: string,
  { xid, row }: ServerRow,
  known = standingOf(db, table, id) ?? null,
): ServerRow | undefined {
  if (known?.unconfirmed) confirmServerRow(db, table, id);
  if (known?.xid && xid && BigInt(xid) < BigInt(known.xid)) return undefined;
  const stored = { xid: xid ?? known?.xid ?? null, row };
  putServerRow(db, table, id, stored);
  return stored;
}

/** A row as an answer tells of it. */
export interface ToldRow extends ServerRow {
  table: SyncTable;
  id: string;
}

/**
 * Ends an outbox row that the server acknowledged, in the transaction that stores the acknowledgement (rule S9).
 * `told`: the rows of the answer; they stand unless a pull brought newer ones. An answer may come late, so what
 * the outbox row did is never laid over a row that the server has told of since: only where the answer says
 * nothing does the effect hold until the next whole pull, so that nothing flickers in between.
 * `pulledTo`: up to this xid everything was pulled, so a told row that is not newer is known as it is, or gone.
 */
export function acknowledge(
  db: Database,
  seq: number,
  told: readonly ToldRow[] = [],
  pulledTo = '0',
): void {
  const effects = db.all<EffectRow>(
    'select tbl, row_id, op, fields from outbox_effects where seq = ?',
    seq,
  );
  db.run('delete from outbox where seq = ?', seq);
  for (const row of told) {
    const news = row.xid === null || BigInt(row.xid) > BigInt(pulledTo);
    if (news) store(db, row.table, row.id, row);
  }
  const answered = new Set(told.map((row) => `${row.table} ${row.id}`));
  for (const effect of effects) {
    if (answered.has(`${effect.tbl} ${effect.row_id}`)) continue;
    settle(db, effect);
    rewriteRow(db, effect.tbl, effect.row_id);
  }
  for (const row of told) rewriteRow(db, row.table, row.id);
}

function settle(db: Database, effect: EffectRow): void {
  const known = serverRow(db, effect.tbl, effect.row_id);
  if (known?.xid && makesRow(effect)) return;
  if (known?.xid && effect.op === 'upsert') {
    putSaid(db, effect.tbl, effect.row_id, JSON.parse(effect.fields) as SyncRow);
    return;
  }
  const row = replay(beneath(effect.tbl, known), effect) ?? {
    ...known?.row,
    id: effect.row_id,
    deleted_at: new Date(0).toISOString(),
  };
  putServerRow(db, effect.tbl, effect.row_id, { xid: known?.xid ?? null, row });
}

/** Whoever makes a row says when; no edit does. */
function makesRow(effect: EffectRow): boolean {
  return effect.op === 'upsert' && 'created_at' in (JSON.parse(effect.fields) as SyncRow);
}

/** Writes the row the creator sees anew. */
export function rewriteRow(db: Database, table: SyncTable, id: string): void {
  writeSeen(db, table, [{ id, row: seenRow(db, table, id) }]);
}

/** A row as the creator sees it, or that they see none. */
interface SeenRow {
  id: string;
  row: SyncRow | undefined;
}

/** Answers how many rows do not fit the table, and are not shown. */
function writeSeen(db: Database, table: SyncTable, seen: readonly SeenRow[]): number {
  const target = TABLES[table];
  const gone = seen.flatMap(({ id, row }) => (row === undefined ? [id] : []));
  const there = seen.flatMap(({ id, row }) => (row === undefined ? [] : [{ ...row, id }]));
  const written = target.writeAll?.(db, there) ?? there.map((row) => target.write(db, row));
  const unfit = there.flatMap(({ id }, at) => (written[at] === true ? [] : [id]));
  for (const id of [...gone, ...unfit]) target.remove(db, id);
  return unfit.length;
}

/** The row the creator sees, in columns of the server: its last row with every pending effect on it replayed in order. */
export function seenRow(db: Database, table: SyncTable, id: string): SyncRow | undefined {
  const server = serverRow(db, table, id);
  const [seen] = replayedRows(db, table, [
    { id, server: server && withSaid(db, table, id, server) },
  ]);
  return seen?.row;
}

function replayedRows(
  db: Database,
  table: SyncTable,
  rows: readonly { id: string; server: ServerRow | undefined }[],
): SeenRow[] {
  const effects = Map.groupBy(
    db.all<EffectRow>(
      `select e.tbl, e.row_id, e.op, e.fields from json_each(?) as wanted
       cross join outbox_effects e on e.tbl = +? and e.row_id = wanted.value order by e.seq`,
      JSON.stringify(rows.map(({ id }) => id)),
      table,
    ),
    (effect) => effect.row_id,
  );
  return rows.map(({ id, server }) => {
    const below = beneath(table, server);
    return { id, row: (effects.get(id) ?? []).reduce(replay, below) };
  });
}

function withSaid(db: Database, table: SyncTable, id: string, server: ServerRow): ServerRow {
  const said = saidOf(db, table, id);
  return said ? { ...server, row: { ...server.row, ...said } } : server;
}

/** Everything was pulled: what answers only said is in the rows by now, or never came to be. In a transaction. */
export function forgetSaid(db: Database): void {
  for (const { tbl, id } of takeSaid(db)) rewriteRow(db, tbl, id);
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
