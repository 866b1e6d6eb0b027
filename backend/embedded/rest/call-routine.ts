import {
  applySettings,
  baseHeaders,
  checkAffected,
  checkSingle,
  contentRange,
  rangeStatus,
} from './answer.ts';
import { type Format, chooseFormat } from './media.ts';
import { isObject, parseJson } from './payload.ts';
import { parseQuery } from './query/parse-query.ts';
import type { Query } from './query/ast.ts';
import { type RestRequest, readContext, withRange } from './read-table.ts';
import { RestError } from './rest-error.ts';
import { explain, runEnvelope } from './run.ts';
import { type Routine, routineKey } from './schema/catalog.ts';
import { type CallShape, findRoutine } from './schema/find-routine.ts';
import { type Envelope, type EnvelopeRow, envelope, scalarEnvelope } from './sql/envelope.ts';
import { type CallInput, renderCall } from './sql/render-call.ts';
import { type ReadContext, checkScopes, renderRead } from './sql/render-read.ts';
import { ident } from './sql-text.ts';

/** GET, HEAD and POST of `/rpc/name`. */
export async function callRoutine(
  rest: RestRequest,
  schema: string,
  name: string,
): Promise<Response> {
  const { catalog, request, preferences } = rest;
  const isPost = request.method === 'POST';
  const query = parseQuery(rest.search, argumentTest(rest, schema, name));
  const { input, shape } = readInput(rest, query);
  const routine = findRoutine(catalog, { schema, name, isPost, ...shape });
  const format = chooseFormat(request.headers.get('accept'), catalog.settings);
  const root = withRange(query.scopes.get(''), isPost ? null : request.headers.get('range'));
  const context = readContext(rest, new Map([...query.scopes, ['', root]]));
  const bound = routine.unnamed !== null && isPost ? bodyInput(routine, input, rest.body) : input;
  const statement = buildStatement(
    routine,
    bound,
    query,
    format,
    context,
    preferences.count !== null,
  );
  if (format.plan) return explain(rest, statement, format, format.plan);
  const row = await runEnvelope(rest, statement, {
    readOnly: !isPost,
    check:
      format.kind === 'object' || preferences.maxAffected !== null
        ? (found) => {
            const isSet = routine.returns.shape === 'composite' && routine.returns.set;
            if (isSet) checkSingle(format, found);
            checkAffected(preferences, Number(found.page));
          }
        : undefined,
  });
  return answer(rest, routine, row, format, root.offset);
}

/** A JSON object for a text parameter without a name gives it the value without one. */
function bodyInput({ unnamed }: Routine, input: CallInput, body: string): CallInput {
  if (input.kind !== 'json' || unnamed === 'json' || unnamed === 'jsonb') {
    return { kind: 'body', value: body };
  }
  const given = parseJson(input.json);
  const value = isObject(given) ? given[''] : given;
  return { kind: 'body', value: typeof value === 'string' ? value : JSON.stringify(value ?? null) };
}

/** In a GET, a parameter that any overload names is its argument, whatever its value looks like. */
function argumentTest(
  { catalog, request }: RestRequest,
  schema: string,
  name: string,
): ((key: string) => boolean) | undefined {
  if (request.method === 'POST') return undefined;
  const overloads = catalog.routines.get(routineKey(schema, name)) ?? [];
  const names = new Set(
    overloads.flatMap((routine) => routine.arguments.map((argument) => argument.name)),
  );
  return (key) => names.has(key);
}

function readInput(
  { request, body }: RestRequest,
  query: Query,
): { input: CallInput; shape: Pick<CallShape, 'given' | 'wholeBody'> } {
  if (request.method !== 'POST') return fromTexts(query.rest);
  const type = (request.headers.get('content-type') ?? 'application/json')
    .split(';', 1)[0]
    ?.trim()
    .toLowerCase();
  if (type === 'application/x-www-form-urlencoded')
    return fromTexts([...new URLSearchParams(body)]);
  if (type === 'text/plain') {
    return {
      input: { kind: 'body', value: body },
      shape: { given: new Set(['']), wholeBody: 'text' },
    };
  }
  if (type !== 'application/json' && body !== '') {
    throw new RestError(415, 'PGRST102', `Content-Type not acceptable: ${type}`);
  }
  const parsed = body.trim() === '' ? {} : parseJson(body);
  const names = new Set(isObject(parsed) ? Object.keys(parsed) : ['']);
  const json = body.trim() === '' ? '{}' : body;
  return { input: { kind: 'json', json, names }, shape: { given: names, wholeBody: 'json' } };
}

function fromTexts(pairs: ReadonlyArray<readonly [string, string]>): ReturnType<typeof readInput> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return {
    input: { kind: 'texts', values },
    shape: { given: new Set(values.keys()), wholeBody: null },
  };
}

function buildStatement(
  routine: Routine,
  input: CallInput,
  query: Query,
  format: Format,
  context: ReadContext,
  count: boolean,
): Envelope {
  const alias = routine.name;
  const { returns } = routine;
  const call = renderCall(routine, input, context.params, alias);
  if (returns.shape !== 'composite') return scalarEnvelope(call, returns.set, context.params);
  // Called once, though its rows may be both shown and counted.
  const cte = `pgrst_call as materialized (select ${ident(alias)}.* from ${call})`;
  const table = returns.table === null ? null : (context.catalog.tables.get(returns.table) ?? null);
  const source = { from: `pgrst_call as ${ident(alias)}`, alias, table, join: [] };
  const read = renderRead(context, source, query.select);
  checkScopes(context);
  const one =
    !returns.set && format.kind === 'array' ? { ...format, kind: 'object' as const } : format;
  return envelope([cte], read, { format: one, count, body: true }, context.params);
}

function answer(
  { request, preferences }: RestRequest,
  routine: Routine,
  row: EnvelopeRow,
  format: Format,
  offset: number,
): Response {
  const headers = baseHeaders(preferences);
  if (routine.returns.shape === 'void') {
    return new Response(null, { status: applySettings(row, 204, headers), headers });
  }
  const total = preferences.count === null ? null : Number(row.total);
  const page = Number(row.page);
  const status = applySettings(row, rangeStatus(offset, page, total), headers);
  headers.set('content-range', contentRange(offset, page, total));
  headers.set('content-type', format.contentType);
  return new Response(request.method === 'HEAD' ? null : (row.body ?? 'null'), { status, headers });
}
