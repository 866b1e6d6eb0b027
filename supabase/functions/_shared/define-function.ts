import type { z } from 'zod';
import { AtelierError, HTTP_STATUS, toErrorBody } from '../../../contract/errors.ts';
import { AGENT_KEY_HEADER } from '../../../contract/functions/talk.ts';
import { WORKER_KEY_HEADER } from '../../../contract/functions/worker.ts';
import { onDeno } from './env.ts';
import { type RateLimit, takeRateLimits } from './rate-limit.ts';
import { readJson } from './read-body.ts';

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': `authorization, x-client-info, apikey, content-type, x-request-id, ${WORKER_KEY_HEADER}, ${AGENT_KEY_HEADER}`,
  'access-control-expose-headers': 'x-request-id, retry-after, server-timing',
  'access-control-max-age': '86400',
} as const;

export interface Definition<Body extends z.ZodType | undefined, Caller> {
  name: string;
  method: 'GET' | 'POST';
  /** Of the contract; absent where there is no body. */
  body: Body;
  /** Who calls; throws `unauthenticated`. Asked before the body is read. */
  caller: (request: Request) => Promise<Caller>;
  /** Under which keys a well-formed request is counted. Default: it is not. */
  limits?: (caller: Caller) => readonly RateLimit[];
  /** Answers what is sent as JSON, or a `Response` of its own (a stream). */
  handle(call: Call<Body, Caller>): Promise<unknown>;
  /** The HTTP status of an answer. Default: 200. */
  status?: (answer: never) => number;
}

interface Call<Body extends z.ZodType | undefined, Caller> {
  body: Body extends z.ZodType ? z.output<Body> : undefined;
  caller: Caller;
  request: Request;
  /** What the line in the log shall say besides: whether a cache had it, which model answered. Never a prompt. */
  note: (more: Record<string, string | number | boolean>) => void;
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
      response = await answer(definition, request, entry);
    } catch (error) {
      response = refuse(error, entry);
    }
    const milliseconds = Math.round(performance.now() - since);
    response.headers.set('x-request-id', requestId);
    response.headers.set('server-timing', `total;dur=${milliseconds}`);
    log({ ...entry, status: response.status, milliseconds });
    return response;
  };
}

async function answer<Body extends z.ZodType | undefined, Caller>(
  definition: Definition<Body, Caller>,
  request: Request,
  entry: Record<string, unknown>,
): Promise<Response> {
  if (request.method !== definition.method) {
    const message = `Only ${definition.method} is answered here.`;
    return json(405, { error: message, code: 'invalid_input' });
  }
  const caller = await definition.caller(request);
  const body = definition.body && parse(definition.body, await readJson(request));
  // After the parse: what is refused unread costs the database nothing, and the caller none of his requests.
  await takeRateLimits(definition.limits?.(caller) ?? []);
  const note = (more: Record<string, unknown>) => void Object.assign(entry, more);
  const value = await definition.handle({ body, caller, request, note } as Call<Body, Caller>);
  if (value instanceof Response) return withCors(value);
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
  const response = json(HTTP_STATUS[code], { error: message, code, ...(details && { details }) });
  const wait = details?.['retryAfterSeconds'];
  if (typeof wait === 'number') response.headers.set('retry-after', String(Math.ceil(wait)));
  return response;
}

function json(status: number, value: unknown): Response {
  return Response.json(value, { status, headers: CORS });
}

function withCors(response: Response): Response {
  for (const [name, value] of Object.entries(CORS)) response.headers.set(name, value);
  return response;
}

/** The caller's own, if it is one that may stand in a log. */
function requestIdOf(request: Request): string {
  const given = request.headers.get('x-request-id');
  return given && /^[\w.-]{1,100}$/.test(given) ? given : crypto.randomUUID();
}

/** One JSON object a line. On Node the server around it tells of each request: here only what broke is told. */
function log(entry: Record<string, unknown> & { status: number }): void {
  // 501 and 503 are answers: a feature that is switched off, a vendor that rests.
  const broken = entry.status >= 500 && entry.status !== 501;
  if (broken) console.error(JSON.stringify({ level: 'error', ...entry }));
  else if (onDeno) console.info(JSON.stringify({ level: 'info', ...entry }));
}
