import type { Format } from '../media.ts';
import type { Params } from '../sql-text.ts';
import { type Read, countSql, readSql } from './render-read.ts';
import { SCALAR } from './render-call.ts';
import { UPDATED_ROWS } from './render-write.ts';

/** The one row in which Postgres hands over the whole answer, already as text. */
export interface EnvelopeRow {
  total: string | null;
  page: string;
  body: string | null;
  updated: number;
  status: string | null;
  headers: string | null;
}

export interface Envelope {
  sql: string;
  values: readonly unknown[];
}

/** What is asked of Postgres beside the rows themselves. */
interface Wanted {
  format: Format;
  count: boolean;
  body: boolean;
}

/** `before` are the CTEs that the read stands on (a mutation, a call). */
export function envelope(
  before: readonly string[],
  read: Read,
  wanted: Wanted & { total?: string },
  params: Params,
): Envelope {
  const ctes = [...before, `pgrst_source as (${readSql(read)})`].join(', ');
  const total = wanted.count ? `(${wanted.total ?? countSql(read)})::text` : 'null';
  const sql = `with ${ctes}
    select ${total} as total, count(*)::text as page, ${wanted.body ? bodySql(wanted.format) : 'null'} as body,
      ${SETTINGS} from (select * from pgrst_source) pgrst_row`;
  return { sql, values: params.values };
}

/** A mutation whose rows nobody wants back. */
export function minimalEnvelope(mutation: string, params: Params): Envelope {
  const sql = `with pgrst_source as (${mutation})
    select count(*)::text as total, count(*)::text as page, null as body, ${SETTINGS} from pgrst_source`;
  return { sql, values: params.values };
}

/** Scalars stand for themselves: `[1, 2]` of a set, else the bare value. */
export function scalarEnvelope(call: string, isSet: boolean, params: Params): Envelope {
  const list = `json_agg(pgrst_row.${SCALAR})`;
  const body = isSet ? `coalesce(${list}, '[]')` : `coalesce(${list} -> 0, 'null')`;
  const sql = `with pgrst_source as materialized (select * from ${call})
    select count(*)::text as total, count(*)::text as page, (${body})::text as body, ${SETTINGS}
    from (select * from pgrst_source) pgrst_row`;
  return { sql, values: params.values };
}

/** Functions may set the answer's status and headers. */
const SETTINGS = `${UPDATED_ROWS} as updated,
  nullif(current_setting('response.status', true), '') as status,
  nullif(current_setting('response.headers', true), '') as headers`;

function bodySql({ kind, stripNulls }: Format): string {
  if (kind === 'csv') return CSV;
  const list = stripNulls ? 'json_strip_nulls(json_agg(pgrst_row))' : 'json_agg(pgrst_row)';
  return kind === 'object' ? `(${list} -> 0)::text` : `coalesce(${list}, '[]')::text`;
}

/** Postgres's own record output is the quoting that PostgREST promises. */
const CSV = `(select coalesce(string_agg(head.key, ','), '') from (
    select json_object_keys(row_to_json(one)) as key from (select * from pgrst_source limit 1) one) head)
  || coalesce(E'\\n' || string_agg(substring(pgrst_row::text, 2, length(pgrst_row::text) - 2), E'\\n'), '')`;
