import type { RestRequest } from './read-table.ts';
import type { Column, Routine, Table } from './schema/catalog.ts';

/**
 * The root: what there is, as an OpenAPI 2 document (https://docs.postgrest.org/en/v14/references/api/openapi.html).
 * Tables are listed with their columns, functions with their parameters, whoever asks: what may be done with them is
 * for the grants and policies to say.
 */
export function describeApi({ catalog, deps }: RestRequest, schema: string): Response {
  const tables = [...catalog.tables.values()].filter((table) => table.schema === schema);
  const routines = [...catalog.routines.values()]
    .flat()
    .filter((routine) => routine.schema === schema && routine.callable);
  const { host } = new URL(deps.baseUrl());
  const document = {
    swagger: '2.0',
    info: {
      title: `standard ${schema} schema`,
      description: 'The tables and functions of this project',
      version: '14',
    },
    host,
    basePath: '/rest/v1',
    schemes: ['http'],
    consumes: ['application/json', 'application/vnd.pgrst.object+json', 'text/csv'],
    produces: ['application/json', 'application/vnd.pgrst.object+json', 'text/csv'],
    paths: Object.fromEntries([
      ['/', { get: { tags: ['Introspection'], responses: { 200: { description: 'OK' } } } }],
      ...tables.map((table) => [`/${table.name}`, describeTable(table)]),
      ...routines.map((routine) => [`/rpc/${routine.name}`, describeRoutine(routine)]),
    ]) as Record<string, unknown>,
    definitions: Object.fromEntries(
      tables.map((table) => [table.name, describeRow(table)]),
    ) as Record<string, unknown>,
  };
  const contentType = 'application/openapi+json; charset=utf-8';
  return new Response(JSON.stringify(document), { headers: { 'content-type': contentType } });
}

const MUTATIONS = { post: '201', patch: '204', delete: '204' } as const;

function describeTable(table: Table): Record<string, unknown> {
  const tags = [table.name];
  const rows = { type: 'array', items: { $ref: `#/definitions/${table.name}` } };
  const filters = table.columns.map(({ name, type }) => ({
    name,
    in: 'query',
    required: false,
    type: 'string',
    format: type,
  }));
  const body = [{ name: table.name, in: 'body', schema: { $ref: `#/definitions/${table.name}` } }];
  const mutations = Object.entries(MUTATIONS).map(([method, status]) => [
    method,
    {
      tags,
      parameters: method === 'post' ? body : [...filters, ...(method === 'patch' ? body : [])],
      responses: { [status]: { description: 'Done' } },
    },
  ]);
  return {
    get: { tags, parameters: filters, responses: { 200: { description: 'OK', schema: rows } } },
    ...(Object.fromEntries(mutations) as Record<string, unknown>),
  };
}

function describeRow(table: Table): Record<string, unknown> {
  return {
    type: 'object',
    properties: Object.fromEntries(
      table.columns.map((column) => [column.name, describeColumn(column, table)]),
    ),
  };
}

function describeColumn(column: Column, table: Table): Record<string, unknown> {
  const isKey = table.primaryKey.includes(column.name);
  return {
    ...jsonType(column.type),
    ...(column.default !== null && { default: column.default }),
    ...(isKey && { description: 'Note:\nThis is a Primary Key.<pk/>' }),
  };
}

function describeRoutine({ name, arguments: args }: Routine): Record<string, unknown> {
  const properties = Object.fromEntries(
    args.map((argument) => [argument.name, jsonType(argument.type)]),
  ) as Record<string, unknown>;
  const required = args.filter((argument) => argument.required).map((argument) => argument.name);
  const schema = { type: 'object', properties, ...(required.length > 0 && { required }) };
  return {
    post: {
      tags: [`(rpc) ${name}`],
      parameters: [{ name: 'args', in: 'body', required: true, schema }],
      responses: { 200: { description: 'OK' } },
    },
  };
}

function jsonType(type: string): Record<string, unknown> {
  if (type.endsWith('[]'))
    return { format: type, type: 'array', items: jsonType(type.slice(0, -2)) };
  if (/^(?:smallint|integer|bigint)$/.test(type)) return { format: type, type: 'integer' };
  if (/^(?:numeric|real|double precision)/.test(type)) return { format: type, type: 'number' };
  if (type === 'boolean') return { format: type, type: 'boolean' };
  // JSON may be anything.
  return /^jsonb?$/.test(type) ? { format: type } : { format: type, type: 'string' };
}
