import type { z } from 'zod';
import { AtelierError, HTTP_STATUS, toErrorBody } from '../../../contract/errors.ts';
import { WORKER_KEY_HEADER } from '../../../contract/functions/worker.ts';
import { onDeno } from './env.ts';
import { readJson } from './read-body.ts';

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': `authorization, x-client-info, apikey, content-type, x-request-id, ${WORKER_KEY_HEADER}`,
  'access-control-expose-headers': 'x-request-id',
  'access-control-max-age': '86400',
} as const;

export interface Definition<Body extends z.ZodType | undefined, Caller> {
  name: string;
  method: 'GET' | 'POST';
  /** Of the contract; absent where there is no body. */
  body: Body;
  /** Who calls; throws `unauthenticated`. Asked before the body is read. */
  caller: (request: Request) => Promise<Caller>;
  handle(call: {
    body: Body extends z.ZodType ? z.output<Body> : undefined;
    caller: Caller;
  }): Promise<unknown>;
  /** The HTTP status of an answer. Default: 200. */
  status?: (answer: never) => number;
}

/**
 * One edge function: `(Request) => Promise<Response>`, for Deno and Node alike. Answers what the handler answers as
 * JSON, or `FunctionErrorBody` with the status of its code; what is not an `AtelierError` is logged and `internal`.
 */
export function defineFunction<Body extends z.ZodType | undefined, Caller>(
  definition: Definition<Body, Caller>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: CORS });
    const since = performance.now();
    const requestId = requestIdOf(request);
    const entry: Record<string, unknown> = { function: definition.name, requestId };
    let response: Response;
    try {
      response = await answer(definition, request);
    } catch (error) {
      response = refuse(error, entry);
    }
    response.headers.set('x-request-id', requestId);
    log({ ...entry, status: response.status, milliseconds: Math.round(performance.now() - since) });
    return response;
  };
}

async function answer<Body extends z.ZodType | undefined, Caller>(
  definition: Definition<Body, Caller>,
  request: Request,
): Promise<Response> {
  if (request.method !== definition.method) {
    const message = `Only ${definition.method} is answered here.`;
    return json(405, { error: message, code: 'invalid_input' });
  }
  const caller = await definition.caller(request);
  const body = definition.body && parse(definition.body, await readJson(request));
  type Call = Parameters<typeof definition.handle>[0];
  const value = await definition.handle({ body, caller } as Call);
  return json(definition.status?.(value as never) ?? 200, value);
}

function parse(schema: z.ZodType, input: unknown): unknown {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AtelierError('invalid_input', 'The request is not of the contract’s shape.', {
    issues: parsed.error.issues.slice(0, 10).map(({ path, message }) => ({
      path: path.join('.'),
      message,
    })),
  });
}

function refuse(error: unknown, entry: Record<string, unknown>): Response {
  const { message, code, details } = toErrorBody(error);
  entry['code'] = code;
  // Only here is it known what went wrong; outside it is `internal`.
  if (code === 'internal') entry['cause'] = error instanceof Error ? error.stack : String(error);
  return json(HTTP_STATUS[code], { error: message, code, ...(details && { details }) });
}

function json(status: number, value: unknown): Response {
  return Response.json(value, { status, headers: CORS });
}

/** The caller's own, if it is one that may stand in a log. */
function requestIdOf(request: Request): string {
  const given = request.headers.get('x-request-id');
  return given && /^[\w.-]{1,100}$/.test(given) ? given : crypto.randomUUID();
}

/** One JSON object a line. On Node the server around it tells of each request: here only what broke is told. */
function log(entry: Record<string, unknown> & { status: number }): void {
  const broken = entry.status >= 500;
  if (broken) console.error(JSON.stringify({ level: 'error', ...entry }));
  else if (onDeno) console.info(JSON.stringify({ level: 'info', ...entry }));
}
