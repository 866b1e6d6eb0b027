import { DatabaseError } from '../engine/engine.ts';
import type { Caller, Service, ServiceDeps } from '../gateway/service.ts';
import { callRoutine } from './call-routine.ts';
import { readBody } from './payload.ts';
import { type ApiConfig, DEFAULT_CONFIG } from '../config/project-config.ts';
import { describeApi } from './openapi.ts';
import { allowed, parsePreferences } from './preferences.ts';
import { type RestRequest, readTable } from './read-table.ts';
import { RestError, fromDatabase } from './rest-error.ts';
import { type Catalog, type Table, findTable } from './schema/catalog.ts';
import { closest } from './schema/closest.ts';
import { createSchemaCache } from './schema/schema-cache.ts';
import { ident } from './sql-text.ts';
import { writeTable } from './write-table.ts';

/** The path on which the engine begins every request. */
const ENGINE_PATH = 'public, extensions';

/** A name that was not found may be newer than the catalog in hand. */
const MISSES: ReadonlySet<string> = new Set(['PGRST200', 'PGRST202', 'PGRST204', 'PGRST205']);

interface RestService {
  service: Service;
  close(): Promise<void>;
}

/** The REST protocol of PostgREST 14 over the exposed schema (https://docs.postgrest.org/en/v14/). */
export async function createRest(
  deps: ServiceDeps,
  config: ApiConfig = DEFAULT_CONFIG.api,
): Promise<RestService> {
  const cache = await createSchemaCache(deps.engine, config.schemas);

  async function routeWith(asked: Omit<RestRequest, 'catalog' | 'maxRows' | 'searchPath'>) {
    const catalog = await cache.get();
    const schema = chooseSchema(asked.request, config.schemas);
    const path = [...new Set([schema, ...config.extra_search_path])].map(ident).join(', ');
    const { settings } = catalog;
    return route(
      {
        ...asked,
        catalog,
        maxRows: settings.maxRows ?? config.max_rows,
        searchPath: path.replaceAll('"', '') === ENGINE_PATH ? null : path,
        preferences: allowed(asked.preferences, settings),
      },
      schema,
    );
  }

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
      return await routeWith(rest);
    } catch (error) {
      const missed = error instanceof RestError && MISSES.has(error.code);
      if (!missed || !(await cache.refresh())) throw error;
      return routeWith(rest);
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

async function route(rest: RestRequest, schema: string): Promise<Response> {
  const { request, catalog } = rest;
  const segments = new URL(request.url).pathname.split('/').slice(1).map(decodeSegment);
  const [first = '', second] = segments;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (first === '' && segments.length === 1 && isRead) return describeApi(rest, schema);
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
    [...catalog.tables.values()]
      .filter((candidate) => candidate.schema === schema)
      .map((candidate) => candidate.name),
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

function chooseSchema(request: Request, schemas: readonly string[]): string {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const asked = request.headers.get(isRead ? 'accept-profile' : 'content-profile');
  if (asked === null) return schemas[0] ?? 'public';
  if (schemas.includes(asked)) return asked;
  throw new RestError(406, 'PGRST106', `Invalid schema: ${asked}`, {
    hint: `Only the following schemas are exposed: ${schemas.join(', ')}`,
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
