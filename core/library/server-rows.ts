import type { SyncRow, SyncTable } from '../../contract/sync.ts';
import type { Database } from '../system/database.ts';

/** What an outbox row does to one row, in columns of the server, until it is acknowledged. */
export interface Effect {
  table: SyncTable;
  rowId: string;
  op: 'upsert' | 'delete';
  fields: SyncRow;
}

export interface ServerRow {
  /** Null: told of by an acknowledged call only, not pulled yet. */
  xid: string | null;
  row: SyncRow;
}

/** The last row of the server, tombstones included; nothing if the server was never heard of it. */
export function serverRow(db: Database, table: SyncTable, id: string): ServerRow | undefined {
  const found = db.get<{ xid: string | null; row: string }>(
    'select xid, row from server_rows where tbl = ? and id = ?',
    table,
    id,
  );
  return found && { xid: found.xid, row: JSON.parse(found.row) as SyncRow };
}

/** What is known of a row without its values, which cost more to read than all else. */
export interface Standing {
  xid: string | null;
  unconfirmed: 0 | 1;
}

export function standingOf(db: Database, table: SyncTable, id: string): Standing | undefined {
  return db.get('select xid, unconfirmed from server_rows where tbl = +? and id = +?', table, id);
}

/** The same of many; those that the server was never heard of are not among them. */
export function standingsOf(
  db: Database,
  table: SyncTable,
  ids: readonly string[],
): Map<string, Standing> {
  const rows = db.all<Standing & { id: string }>(
    `select s.id, s.xid, s.unconfirmed
     from json_each(?) as wanted cross join server_rows s on s.tbl = +? and s.id = wanted.value`,
    JSON.stringify(ids),
    table,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** The base of an edit made now (rule S3); null for a row the server has not shown us. */
export function baseOf(db: Database, table: SyncTable, id: string): string | null {
  return standingOf(db, table, id)?.xid ?? null;
}

/** Stores what is known of a row now. A resync that waits for the server's word on it goes on waiting. */
export function putServerRow(
  db: Database,
  table: SyncTable,
  id: string,
  { xid, row }: ServerRow,
): void {
  db.run(
    `insert into server_rows (tbl, id, xid, row) values (?, ?, ?, ?)
     on conflict (tbl, id) do update set xid = excluded.xid, row = excluded.row, said = null`,
    table,
    id,
    xid,
    JSON.stringify(row),
  );
}

/** Fields that hold on top of a row until the next whole pull (apply.ts). */
export function saidOf(db: Database, table: SyncTable, id: string): SyncRow | undefined {
  const found = db.get<{ said: string | null }>(
    'select said from server_rows where tbl = ? and id = ?',
    table,
    id,
  );
  return found?.said == null ? undefined : (JSON.parse(found.said) as SyncRow);
}

export function putSaid(db: Database, table: SyncTable, id: string, fields: SyncRow): void {
  db.run(
    'update server_rows set said = ? where tbl = ? and id = ?',
    JSON.stringify({ ...saidOf(db, table, id), ...fields }),
    table,
    id,
  );
}

/** Ends what was only said; answers the rows that it lay on. */
export function takeSaid(db: Database): { tbl: SyncTable; id: string }[] {
  const rows = db.all<{ tbl: SyncTable; id: string }>(
    'select tbl, id from server_rows where said is not null',
  );
  if (rows.length > 0) db.run('update server_rows set said = null where said is not null');
  return rows;
}

/** The server named this row: a resync has no question about it any more (rule S6). */
export function confirmServerRow(db: Database, table: SyncTable, id: string): void {
  db.run(
    'update server_rows set unconfirmed = 0 where tbl = ? and id = ? and unconfirmed = 1',
    table,
    id,
  );
}

export function isTombstone(row: SyncRow): boolean {
  return row['deleted_at'] !== null && row['deleted_at'] !== undefined;
}
