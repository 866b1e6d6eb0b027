import type { ServiceDeps } from '../gateway/service.ts';
import { applySettings, baseHeaders, checkSingle, contentRange, rangeStatus } from './answer.ts';
import { chooseFormat } from './media.ts';
import type { Scope } from './query/ast.ts';
import { parseQuery, parseRange } from './query/parse-query.ts';
import { type RunContext, explain, plannedRows, runEnvelope } from './run.ts';
import type { Catalog, Table } from './schema/catalog.ts';
import { createParams, ident, qualified } from './sql-text.ts';
import { envelope } from './sql/envelope.ts';
import {
  type Read,
  type ReadContext,
  checkScopes,
  countSql,
  renderRead,
} from './sql/render-read.ts';

export interface RestRequest extends RunContext {
  deps: ServiceDeps;
  catalog: Catalog;
  /** The most rows of one answer. */
  maxRows: number;
  request: Request;
  search: URLSearchParams;
  /** The body, read once: the request may run a second time on a fresh catalog. */
  body: string;
}

/** GET and HEAD of a table or view. */
export async function readTable(rest: RestRequest, table: Table): Promise<Response> {
  const { request, preferences, maxRows } = rest;
  const format = chooseFormat(request.headers.get('accept'), rest.catalog.settings);
  const query = parseQuery(rest.search);
  const root = withRange(query.scopes.get(''), request.headers.get('range'));
  const context = readContext(rest, new Map([...query.scopes, ['', root]]));
  const from = qualified(table.schema, table.name);
  const read = renderRead(context, { from, alias: table.name, table, join: [] }, query.select);
  checkScopes(context);
  const count = preferences.count === 'exact' || preferences.count === 'estimated';
  const statement = envelope(
    [],
    read,
    {
      format,
      count,
      body: request.method !== 'HEAD',
      ...(preferences.count === 'estimated' && { total: countSql(read, maxRows + 1) }),
    },
    context.params,
  );
  if (format.plan) return explain(rest, statement, format, format.plan);
  const row = await runEnvelope(rest, statement, {
    readOnly: true,
    check: (found) => checkSingle(format, found),
  });
  const total = await totalOf(rest, row.total, read, context);
  const headers = baseHeaders(preferences);
  const page = Number(row.page);
  const status = applySettings(row, rangeStatus(root.offset, page, total), headers);
  headers.set('content-range', contentRange(root.offset, page, total));
  headers.set('content-type', format.contentType);
  headers.set(
    'content-location',
    `/${encodeURIComponent(table.name)}${rest.search.size > 0 ? `?${rest.search.toString()}` : ''}`,
  );
  return new Response(request.method === 'HEAD' ? null : row.body, { status, headers });
}

export function readContext(
  { catalog, maxRows }: RestRequest,
  scopes: ReadonlyMap<string, Scope>,
): ReadContext {
  return { catalog, params: createParams(), scopes, maxRows, claimed: new Set(), embeds: 0 };
}

/** A `Range` header counts when the query string has no limit or offset of its own. */
export function withRange(scope: Scope | undefined, header: string | null): Scope {
  const root = scope ?? { where: [], order: [], limit: null, offset: 0 };
  if (root.limit !== null || root.offset > 0) return root;
  return { ...root, ...parseRange(header) };
}

async function totalOf(
  rest: RestRequest,
  exact: string | null,
  read: Read,
  context: ReadContext,
): Promise<number | null> {
  const { preferences, maxRows } = rest;
  if (preferences.count === null) return null;
  const counted = Number(exact ?? 0);
  if (preferences.count === 'exact') return counted;
  // Small results are counted; only beyond one page does the planner's guess take over.
  if (preferences.count === 'estimated' && counted <= maxRows) return counted;
  const sql = `select 1 as ${ident('row')} ${read.body} ${read.groupBy}`;
  const planned = await plannedRows(rest, { sql, values: context.params.values });
  return Math.max(planned, counted);
}
