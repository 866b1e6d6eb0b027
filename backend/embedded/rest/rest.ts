import { DatabaseError } from '../engine/engine.ts';
import type { Caller, Service, ServiceDeps } from '../gateway/service.ts';
import { callRoutine } from './call-routine.ts';
import { readBody } from './payload.ts';
import { parsePreferences } from './preferences.ts';
import { type RestRequest, readTable } from './read-table.ts';
import { RestError, fromDatabase } from './rest-error.ts';
import { type Catalog, type Table, findTable } from './schema/catalog.ts';
import { closest } from './schema/closest.ts';
import { createSchemaCache } from './schema/schema-cache.ts';
import { writeTable } from './write-table.ts';

const SCHEMAS = ['public'] as const;

/** A name that was not found may be newer than the catalog in hand. */
const MISSES: ReadonlySet<string> = new Set(['PGRST200', 'PGRST202', 'PGRST204', 'PGRST205']);

interface RestService {
  service: Service;
  close(): Promise<void>;
}

/** The REST protocol of PostgREST 14 over the exposed schema (https://docs.postgrest.org/en/v14/). */
export async function createRest(deps: ServiceDeps): Promise<RestService> {
  const cache = await createSchemaCache(deps.engine, SCHEMAS);

  async function answer(request: Request, caller: Caller): Promise<Response> {
    if (caller.refused) throw refusal(caller.refused);
    const rest = {
      deps,
      caller,
      request,
      search: new URL(request.url).searchParams,
      preferences: parsePreferences(request.headers.get('prefer')),
      body: ['POST', 'PATCH', 'PUT'].includes(request.method) ? await readBody(request) : '',
    };
    try {
      return await route({ ...rest, catalog: await cache.get() });
    } catch (error) {
      const missed = error instanceof RestError && MISSES.has(error.code);
      if (!missed || !(await cache.refresh())) throw error;
      return route({ ...rest, catalog: await cache.get() });
    }
  }

  return {
    close: () => cache.close(),
    async service(request, caller) {
      try {
        return await answer(request, caller);
      } catch (error) {
        if (error instanceof RestError) return error.toResponse();
        if (error instanceof DatabaseError)
          return fromDatabase(
            error,
            caller.token === null || caller.context.role === 'anon',
          ).toResponse();
        throw error;
      }
    },
  };
}

async function route(rest: RestRequest): Promise<Response> {
  const { request, catalog } = rest;
  const schema = chooseSchema(request);
  const segments = new URL(request.url).pathname.split('/').slice(1).map(decodeSegment);
  const [first = '', second] = segments;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (first === '' && segments.length === 1 && isRead) return describe(catalog);
  if (first === 'rpc' && second && segments.length === 2) {
    if (!isRead && request.method !== 'POST') throw unsupported(request.method);
    return callRoutine(rest, schema, second);
  }
  if (first === '' || segments.length !== 1) {
    throw new RestError(404, 'PGRST125', 'Invalid path specified in request URL');
  }
  if (!isRead && !['POST', 'PATCH', 'PUT', 'DELETE'].includes(request.method))
    throw unsupported(request.method);
  const table = requireTable(catalog, schema, first);
  return isRead ? readTable(rest, table) : writeTable(rest, table);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new RestError(404, 'PGRST125', 'Invalid path specified in request URL');
  }
}

function requireTable(catalog: Catalog, schema: string, name: string): Table {
  const table = findTable(catalog, schema, name);
  if (table) return table;
  const other = closest(
    name,
    [...catalog.tables.values()].map((candidate) => candidate.name),
  );
  throw new RestError(
    404,
    'PGRST205',
    `Could not find the table '${schema}.${name}' in the schema cache`,
    {
      hint: other === null ? null : `Perhaps you meant the table '${schema}.${other}'`,
    },
  );
}

function chooseSchema(request: Request): string {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const asked = request.headers.get(isRead ? 'accept-profile' : 'content-profile');
  if (asked === null) return SCHEMAS[0];
  const schema = SCHEMAS.find((candidate) => candidate === asked);
  if (schema) return schema;
  throw new RestError(406, 'PGRST106', `Invalid schema: ${asked}`, {
    hint: `Only the following schemas are exposed: ${SCHEMAS.join(', ')}`,
  });
}

function unsupported(method: string): RestError {
  return new RestError(405, 'PGRST117', `Unsupported HTTP method: ${method}`);
}

function refusal({ message, expired }: NonNullable<Caller['refused']>): RestError {
  const challenge = `Bearer error="invalid_token", error_description="${message}"`;
  const headers = { 'www-authenticate': challenge };
  return expired
    ? new RestError(401, 'PGRST303', 'JWT expired', { headers })
    : new RestError(401, 'PGRST301', `JWT could not be verified: ${message}`, { headers });
}

/** The root: the least of an OpenAPI document that tells what is there. */
function describe(catalog: Catalog): Response {
  const names = [...catalog.tables.values()].map(({ name }) => `/${name}`);
  const calls = [...catalog.routines.values()].flatMap(([routine]) =>
    routine ? [`/rpc/${routine.name}`] : [],
  );
  return Response.json({
    swagger: '2.0',
    info: { title: 'standard public schema', version: '14' },
    paths: Object.fromEntries([...names, ...calls].sort().map((path) => [path, {}])),
  });
}
