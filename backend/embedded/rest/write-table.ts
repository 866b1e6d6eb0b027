import { applySettings, baseHeaders, checkAffected, checkSingle, contentRange } from './answer.ts';
import { type Format, chooseFormat } from './media.ts';
import { parsePayload } from './payload.ts';
import type { Condition, Query } from './query/ast.ts';
import { parseQuery } from './query/parse-query.ts';
import { type RestRequest, readContext } from './read-table.ts';
import { RestError } from './rest-error.ts';
import { explain, runEnvelope } from './run.ts';
import type { Table } from './schema/catalog.ts';
import { ident } from './sql-text.ts';
import { type Envelope, type EnvelopeRow, envelope, minimalEnvelope } from './sql/envelope.ts';
import {
  type ReadContext,
  checkScopes,
  conditionContext,
  neededColumns,
  renderRead,
} from './sql/render-read.ts';
import { renderDelete, renderInsert, renderUpdate } from './sql/render-write.ts';

/** POST, PUT, PATCH and DELETE of a table or view. */
export async function writeTable(asked: RestRequest, table: Table): Promise<Response> {
  // A PUT is an upsert of the one row that its filters name.
  const rest = asked.request.method === 'PUT' ? withUpsert(asked) : asked;
  const { preferences, request } = rest;
  const format = chooseFormat(request.headers.get('accept'), rest.catalog.settings);
  const query = parseQuery(rest.search);
  // Limits and offsets of the root say which rows to show, never which to change.
  const context = readContext(rest, query.scopes);
  const statement = buildStatement(rest, table, query, format, context);
  const returnsRows = preferences.return === 'representation';
  if (format.plan) return explain(rest, statement, format, format.plan);
  const row = await runEnvelope(rest, statement, {
    readOnly: false,
    check:
      (returnsRows && format.kind === 'object') || preferences.maxAffected !== null
        ? (found) => {
            if (returnsRows) checkSingle(format, found);
            checkAffected(preferences, Number(found.page));
          }
        : undefined,
  });
  return answer(rest, table, row, format);
}

function buildStatement(
  rest: RestRequest,
  table: Table,
  query: Query,
  format: Format,
  context: ReadContext,
): Envelope {
  const { preferences } = rest;
  if (preferences.return === 'headers-only' && table.primaryKey.length > 0) {
    const keys = table.primaryKey.map((name) => ident(name)).join(', ');
    const mutation = renderMutation(rest, table, query, context, keys);
    const read = { columns: '*', body: 'from pgrst_mutation', groupBy: '', order: '', limit: '' };
    const list = { ...format, kind: 'array' as const };
    return envelope(
      [`pgrst_mutation as (${mutation})`],
      read,
      { format: list, count: false, body: true },
      context.params,
    );
  }
  if (preferences.return !== 'representation') {
    return minimalEnvelope(renderMutation(rest, table, query, context, '1'), context.params);
  }
  const needed = neededColumns(rest.catalog, table, query.select, query.scopes.get(''));
  const qualify = (name: string): string => `${ident(table.name)}.${ident(name)}`;
  const returning =
    needed === null ? `${ident(table.name)}.*` : needed.map(qualify).join(', ') || '1';
  const mutation = renderMutation(rest, table, query, context, returning);
  const source = {
    from: `pgrst_mutation as ${ident(table.name)}`,
    alias: table.name,
    table,
    join: [],
  };
  const unlimited = { ...context, maxRows: Number.MAX_SAFE_INTEGER };
  const read = renderRead(unlimited, source, query.select, [], { where: false });
  checkScopes(context);
  const total = 'select count(*) from pgrst_mutation';
  const wanted = { format, count: preferences.count !== null, body: true, total };
  return envelope([`pgrst_mutation as (${mutation})`], read, wanted, context.params);
}

function renderMutation(
  { request, body, preferences }: RestRequest,
  table: Table,
  query: Query,
  context: ReadContext,
  returning: string,
): string {
  const source = { from: '', alias: table.name, table, join: [] };
  const conditions = conditionContext(context, source);
  if (request.method === 'DELETE') return renderDelete(table, query, conditions, returning);
  const named = request.method === 'PUT' ? namedKey(table, query) : null;
  const payload = parsePayload(body, request.headers.get('content-type'), query.columns !== null);
  if (named) checkKey(named, payload.json);
  if (request.method === 'POST' || request.method === 'PUT') {
    return renderInsert(table, payload, query, preferences, context.params, returning);
  }
  if (payload.isArray && payload.rows !== 1) {
    throw new RestError(400, 'PGRST102', 'An update takes one object');
  }
  return renderUpdate(table, payload, query, preferences, conditions, returning);
}

function answer(
  { request, preferences }: RestRequest,
  table: Table,
  row: EnvelopeRow,
  format: Format,
): Response {
  const headers = baseHeaders(preferences);
  const affected = Number(row.page);
  const total = preferences.count === null ? null : Number(row.total ?? affected);
  const returnsRows = preferences.return === 'representation';
  const isPatch = request.method === 'PATCH';
  headers.set('content-range', contentRange(0, isPatch ? affected : 0, total));
  if (preferences.return === 'headers-only' && row.body) setLocation(headers, table, row.body);
  if (returnsRows) headers.set('content-type', format.contentType);
  const status = applySettings(
    row,
    statusOf(request.method, preferences.resolution === 'merge-duplicates', row, returnsRows),
    headers,
  );
  return new Response(returnsRows ? row.body : null, { status, headers });
}

function statusOf(
  method: string,
  isUpsert: boolean,
  row: EnvelopeRow,
  returnsRows: boolean,
): number {
  const inserted = Number(row.page) - row.updated;
  if (method === 'PUT' && inserted > 0) return 201;
  if (method !== 'POST') return returnsRows ? 200 : 204;
  return isUpsert && inserted <= 0 ? 200 : 201;
}

function setLocation(headers: Headers, table: Table, body: string): void {
  const rows = JSON.parse(body) as Array<Record<string, unknown>>;
  const [only, ...others] = rows;
  if (!only || others.length > 0) return;
  const keys = Object.entries(only).map(([name, value]): [string, string] => [
    name,
    `eq.${String(value)}`,
  ]);
  headers.set(
    'location',
    `/${encodeURIComponent(table.name)}?${new URLSearchParams(keys).toString()}`,
  );
}

function withUpsert(rest: RestRequest): RestRequest {
  return { ...rest, preferences: { ...rest.preferences, resolution: 'merge-duplicates' } };
}

/** The values by which a PUT names its row: its filters are the whole primary key. Throws PGRST105 and PGRST114. */
function namedKey(table: Table, query: Query): ReadonlyMap<string, string> {
  const { where, limit, offset } = query.scopes.get('') ?? { where: [], limit: null, offset: 0 };
  if (limit !== null || offset > 0) {
    const text = 'limit/offset querystring parameters are not allowed for PUT';
    throw new RestError(400, 'PGRST114', text);
  }
  const named = new Map(where.flatMap((condition) => namedColumn(condition)));
  const isWhole =
    table.primaryKey.length > 0 &&
    where.length === table.primaryKey.length &&
    table.primaryKey.every((column) => named.has(column));
  if (!isWhole) {
    const text = "Filters must include all and only primary key columns with 'eq' operators";
    throw new RestError(405, 'PGRST105', text);
  }
  return named;
}

/** PGRST115: the body is one row, of the very key that the address names. */
function checkKey(named: ReadonlyMap<string, string>, json: string): void {
  const rows = [JSON.parse(json) as Record<string, unknown>].flat();
  const [row] = rows;
  if (!row || rows.length !== 1 || [...named].some(([name, value]) => !isSame(row[name], value))) {
    const text = 'Payload values do not match URL in primary key column(s)';
    throw new RestError(400, 'PGRST115', text);
  }
}

function namedColumn(condition: Condition): Array<[string, string]> {
  if (condition.kind !== 'filter' || condition.negated) return [];
  const { field, test } = condition;
  const isPlain = test.kind === 'compare' && test.operator === 'eq' && test.quantifier === null;
  return isPlain && field.path.length === 0 ? [[field.name, test.value]] : [];
}

function isSame(value: unknown, text: string): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value) && String(value) === text;
}
