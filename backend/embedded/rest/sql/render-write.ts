import type { Query } from '../query/ast.ts';
import type { Preferences } from '../preferences.ts';
import { RestError } from '../rest-error.ts';
import type { Column, Table } from '../schema/catalog.ts';
import { type Params, ident, literal, qualified } from '../sql-text.ts';
import { type ConditionContext, renderConditions } from './render-condition.ts';

/** A JSON body that was read: its text for Postgres, and what must be known of it here. */
export interface Payload {
  json: string;
  /** False for a single object. */
  isArray: boolean;
  /** The keys, all rows having the same ones. */
  keys: readonly string[];
  rows: number;
}

/** Counts the rows that an upsert found already there: the answer is 200 rather than 201 when all were. */
const COUNT_UPDATED = `set_config('pgrst.updated', (coalesce(nullif(current_setting('pgrst.updated', true), ''), '0')::int + 1)::text, true) <> ''`;
export const UPDATED_ROWS = `coalesce(nullif(current_setting('pgrst.updated', true), ''), '0')::int`;

export function renderInsert(
  table: Table,
  payload: Payload,
  query: Query,
  preferences: Preferences,
  params: Params,
  returning: string,
): string {
  const columns = payloadColumns(table, query.columns ?? payload.keys);
  const into = `insert into ${qualified(table.schema, table.name)}`;
  const conflict = renderConflict(table, columns, query, preferences);
  if (columns.length === 0) {
    // An empty object: one row of defaults for each.
    const first = table.columns[0];
    if (payload.rows === 0 || !first) return `select 1 where false`;
    const rows = Array.from({ length: payload.rows }, () => '(default)').join(', ');
    return `${into} (${ident(first.name)}) values ${rows} ${conflict} returning ${returning}`;
  }
  const names = columns.map(({ name }) => ident(name)).join(', ');
  const rows = renderRecords(columns, payload, preferences.missing === 'default', params);
  return `${into} (${names}) select ${names} from ${rows} ${conflict} returning ${returning}`;
}

export function renderUpdate(
  table: Table,
  payload: Payload,
  query: Query,
  preferences: Preferences,
  context: ConditionContext,
  returning: string,
): string {
  const columns = payloadColumns(table, query.columns ?? payload.keys);
  // Nothing to set: no row is touched, and none is returned.
  if (columns.length === 0)
    return `select ${returning} from ${qualified(table.schema, table.name)} where false`;
  const set = columns.map(({ name }) => `${ident(name)} = pgrst_body.${ident(name)}`).join(', ');
  const rows = renderRecords(columns, payload, preferences.missing === 'default', context.params);
  const where = renderConditions(query.scopes.get('')?.where ?? [], context);
  return `update ${qualified(table.schema, table.name)} set ${set} from (select * from ${rows} limit 1) pgrst_body
    ${where === '' ? '' : `where ${where}`} returning ${returning}`;
}

export function renderDelete(
  table: Table,
  query: Query,
  context: ConditionContext,
  returning: string,
): string {
  const where = renderConditions(query.scopes.get('')?.where ?? [], context);
  return `delete from ${qualified(table.schema, table.name)} ${where === '' ? '' : `where ${where}`} returning ${returning}`;
}

/** PGRST204: a key of the body, or of `columns`, that is no column. */
function payloadColumns(table: Table, names: readonly string[]): Column[] {
  return [...new Set(names)].map((name) => {
    const column = table.columns.find((candidate) => candidate.name === name);
    if (column) return column;
    const text = `Could not find the '${name}' column of '${table.name}' in the schema cache`;
    throw new RestError(400, 'PGRST204', text);
  });
}

/** The body as rows of the columns' own types: one parameter, whatever its size. */
function renderRecords(
  columns: readonly Column[],
  payload: Payload,
  fillDefaults: boolean,
  params: Params,
): string {
  const types = columns.map(({ name, type }) => `${ident(name)} ${type}`).join(', ');
  const body = `${params.add(payload.isArray ? payload.json : `[${payload.json}]`)}::json`;
  const defaults = columns.filter((column) => column.default !== null);
  if (!fillDefaults || defaults.length === 0)
    return `json_to_recordset(${body}) as pgrst_rows (${types})`;
  const values = defaults.map((column) => `${literal(column.name)}, ${column.default}`).join(', ');
  const filled = `(select jsonb_agg(jsonb_build_object(${values}) || element) from jsonb_array_elements(${body}::jsonb) element)`;
  return `jsonb_to_recordset(coalesce(${filled}, '[]')) as pgrst_rows (${types})`;
}

function renderConflict(
  table: Table,
  columns: readonly Column[],
  query: Query,
  preferences: Preferences,
): string {
  if (preferences.resolution === null) return '';
  const target = query.onConflict ?? table.primaryKey;
  if (target.length === 0)
    return preferences.resolution === 'ignore-duplicates' ? 'on conflict do nothing' : '';
  const on = `on conflict (${target.map(ident).join(', ')})`;
  if (preferences.resolution === 'ignore-duplicates') return `${on} do nothing`;
  // With nothing but the key, the row is still updated, so that it is returned.
  const set = columns.length > 0 ? columns.map(({ name }) => name) : target;
  const assignments = set.map((name) => `${ident(name)} = excluded.${ident(name)}`).join(', ');
  return `${on} do update set ${assignments} where ${COUNT_UPDATED}`;
}
