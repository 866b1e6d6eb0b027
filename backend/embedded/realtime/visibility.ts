import { DatabaseError, type Tx } from '../engine/engine.ts';
import { type Condition, quoteName, toSql } from './filter.ts';
import type { Table } from './tables.ts';

export interface Change {
  type: string;
  record: Record<string, unknown> | null;
  old_record: Record<string, unknown> | null;
}

/** A change that somebody asks for, with the filter he set. */
export interface Offer {
  table: Table;
  change: Change;
  conditions: readonly Condition[];
}

export type Readable = ReadonlyMap<Table, ReadonlySet<string>>;

/** In one statement, at most: Postgres takes 65,535 parameters, and a plan of thousands of parts takes long. */
const CHECKS_AT_ONCE = 64;

/** The columns that the transaction's role may read. */
export async function readableColumns(tx: Tx, tables: ReadonlySet<Table>): Promise<Readable> {
  const { rows } = await tx.query<{ entity: string; names: string[] }>(
    `select attrelid::text as entity, array_agg(attname::text) as names from pg_attribute
      where attrelid = any($1::oid[]) and attnum > 0 and not attisdropped
        and has_column_privilege(attrelid, attnum, 'select')
      group by attrelid`,
    [[...tables].map(({ entity }) => entity)],
  );
  const byEntity = new Map(rows.map(({ entity, names }) => [entity, new Set(names)]));
  return new Map(
    [...tables].map((table) => [table, byEntity.get(table.entity) ?? new Set<string>()]),
  );
}

/**
 * Those of `offers` that the transaction's role may see: the filter is asked of the change as it was, the policies of
 * the row as it is now. What is deleted has no row any more, so only its key is told.
 */
export async function passing<T extends Offer>(
  tx: Tx,
  offers: readonly T[],
  readable: Readable,
): Promise<T[]> {
  const possible = offers.filter((offer) => mayPass(offer, readable));
  const passed: T[] = [];
  for (let at = 0; at < possible.length; at += CHECKS_AT_ONCE) {
    passed.push(...(await check(tx, possible.slice(at, at + CHECKS_AT_ONCE))));
  }
  return passed;
}

function mayPass({ table, change, conditions }: Offer, readable: Readable): boolean {
  const allowed = readable.get(table);
  if (!allowed || allowed.size === 0) return false;
  const deleted = change.type === 'DELETE';
  const keys = table.columns.filter(({ isKey }) => isKey);
  const known = deleted && !(table.fullReplica && !table.secured) ? keys : table.columns;
  const names = new Set(known.map(({ name }) => name).filter((name) => allowed.has(name)));
  if (conditions.some(({ column }) => !names.has(column))) return false;
  return deleted || keys.every(({ name }) => allowed.has(name));
}

/** All in one statement. Where that fails, by halves: what cannot be asked at all passes nobody, and spoils no other. */
async function check<T extends Offer>(tx: Tx, offers: readonly T[]): Promise<T[]> {
  if (offers.length === 0) return [];
  const params: unknown[] = [];
  const parts = offers.map((offer, index) => {
    const found = existsSql(offer, params);
    return `select ${index} as index where exists (${found})`;
  });
  await tx.exec('savepoint offering');
  try {
    const { rows } = await tx.query<{ index: number }>(parts.join(' union all '), params);
    await tx.exec('release savepoint offering');
    const indexes = new Set(rows.map(({ index }) => index));
    return offers.filter((_, index) => indexes.has(index));
  } catch (error) {
    // Not readable at all, or a value that is none of the column's type.
    if (!(error instanceof DatabaseError)) throw error;
    await tx.exec('rollback to savepoint offering');
    if (offers.length === 1) return [];
    const middle = Math.ceil(offers.length / 2);
    return [
      ...(await check(tx, offers.slice(0, middle))),
      ...(await check(tx, offers.slice(middle))),
    ];
  }
}

function existsSql({ table, change, conditions }: Offer, params: unknown[]): string {
  const deleted = change.type === 'DELETE';
  const relation = `${quoteName(table.schema)}.${quoteName(table.table)}`;
  const types = new Map(table.columns.map(({ name, sqlType }) => [name, sqlType]));
  params.push(JSON.stringify(deleted ? change.old_record : change.record));
  let from = `jsonb_populate_record(null::${relation}, $${params.length}::jsonb) as r`;
  const where = [toSql(conditions, types, params)];
  if (!deleted && table.secured) {
    const keys = table.columns.filter(({ isKey }) => isKey);
    from += `, ${relation} as t`;
    if (keys.length === 0) where.push('to_jsonb(t) = to_jsonb(r)');
    for (const { name } of keys) where.push(`t.${quoteName(name)} = r.${quoteName(name)}`);
  }
  return `select from ${from} where ${where.join(' and ')}`;
}
