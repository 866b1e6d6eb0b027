import { join } from 'node:path';
import { BodyTooLarge, limitBody } from '../gateway/read-body.ts';
import type { Caller, Service, ServiceDeps } from '../gateway/service.ts';
import { type Handler, findHandler } from './load-handler.ts';

interface FunctionsDeps extends ServiceDeps {
  /** One folder a function: see {@link findHandler}. */
  functionsDir: string;
  /** The names of functions that take calls without a token. */
  unverified: ReadonlySet<string>;
  /** Put into `process.env`, where functions look for their secrets. */
  env: Record<string, string>;
  /** Secrets that stand in no environment, by name, asked at each use: what is changed counts from the next call. */
  settings?: ((name: string) => string | undefined) | undefined;
  /** How long a function may take to answer, and then to finish its stream. */
  limits?: { answerMs: number; totalMs: number };
  /** Told of each call that was answered without an error. */
  onCall?: ((functionName: string) => void) | undefined;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
/** Supabase's own: 150 s to the first byte, 400 s in all. */
const LIMITS = { answerMs: 150_000, totalMs: 400_000 };

/** Files go to Storage; what functions take is JSON. */
const MAX_BODY_BYTES = 20 * 1024 * 1024;

/** Where `_shared/env.ts` of the functions looks before the environment, which children and crash reports would show. */
const SETTINGS = Symbol.for('atelier.settings');

class TimedOut extends Error {}

/**
 * Edge functions below `/functions/v1`, in this process: each handler takes a `Request` and gives a `Response`, so it
 * runs here as it does in Deno.
 */
export function createFunctions(deps: FunctionsDeps): Service {
  const { functionsDir, unverified, log, keys, limits = LIMITS } = deps;
  const loaded = new Map<string, Promise<Handler>>();
  let prepared = false;

  /** At the first call, because only then this server knows its own address. */
  function prepare(): void {
    if (prepared) return;
    prepared = true;
    if (deps.settings) Object.assign(globalThis, { [SETTINGS]: deps.settings });
    Object.assign(process.env, deps.env, {
      SUPABASE_URL: deps.baseUrl(),
      SUPABASE_ANON_KEY: keys.anonKey,
      SUPABASE_SERVICE_ROLE_KEY: keys.serviceRoleKey,
    });
  }

  async function load(name: string): Promise<Handler | null> {
    const known = loaded.get(name);
    if (known) return known;
    const start = await findHandler(join(functionsDir, name));
    if (!start) return null;
    prepare();
    const handler = start();
    loaded.set(name, handler);
    return handler;
  }

  return async (request, caller) => {
    const name = new URL(request.url).pathname.split('/')[1] ?? '';
    const known = NAME.test(name);
    if (known && !unverified.has(name)) {
      const refusal = refuse(caller);
      if (refusal) return refusal;
    }
    let handler: Handler | null;
    try {
      handler = known ? await load(name) : null;
    } catch (error) {
      log.error('function does not start', { function: name, error });
      return relayError(503, 'BOOT_ERROR', 'Function failed to start (please check logs)');
    }
    if (!handler) return relayError(404, 'NOT_FOUND', 'Requested function was not found');
    try {
      const limited = limitBody(request, MAX_BODY_BYTES);
      const response = await within(limits.answerMs, Promise.resolve(handler(limited)));
      if (response.ok) deps.onCall?.(name);
      return limitStream(response, limits.totalMs);
    } catch (error) {
      if (error instanceof BodyTooLarge) {
        return relayError(413, 'PAYLOAD_TOO_LARGE', 'The request body is too large');
      }
      if (error instanceof TimedOut) {
        log.warn('function took too long', { function: name, limitMs: limits.answerMs });
        return relayError(504, 'IDLE_TIMEOUT', 'The function did not answer in time');
      }
      log.error('function failed', { function: name, error });
      return Response.json({ code: 'internal', error: 'Internal Server Error' }, { status: 500 });
    }
  };
}

function refuse({ token, refused }: Caller): Response | null {
  if (refused) return unauthorized('Invalid JWT');
  return token ? null : unauthorized('Missing authorization header');
}

function unauthorized(message: string): Response {
  return Response.json(
    { code: 401, message },
    { status: 401, headers: { 'x-relay-error': 'true' } },
  );
}

function relayError(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status });
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimedOut()), ms);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Passes a stream through as it comes, and breaks it off when its time is over. */
function limitStream(response: Response, ms: number): Response {
  if (!response.body) return response;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new TimedOut()), ms);
  timer.unref();
  const through = new TransformStream<Uint8Array, Uint8Array>({
    flush: () => clearTimeout(timer),
    cancel: () => clearTimeout(timer),
  });
  response.body.pipeTo(through.writable, { signal: abort.signal }).catch(() => clearTimeout(timer));
  const { status, statusText, headers } = response;
  return new Response(through.readable, { status, statusText, headers });
}
