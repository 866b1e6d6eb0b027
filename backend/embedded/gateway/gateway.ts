import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Keys } from '../keys/keys.ts';
import { corsHeaders } from './cors.ts';
import { sendResponse, toRequest } from './http-adapter.ts';
import { InvalidApiKey, identify } from './identify.ts';
import type { InFlight } from './in-flight.ts';
import type { Sample } from '../metrics/metrics.ts';
import type { Log } from './log.ts';
import type { Service } from './service.ts';

export interface Route {
  prefix: '/rest/v1' | '/auth/v1' | '/storage/v1' | '/realtime/v1' | '/functions/v1' | '/metrics';
  service: Service;
  /** A public function needs no key, and takes no offence at a wrong one. */
  ignoresApiKey?: boolean;
  /** For programs of this machine, and whoever has the service's key: no page of a browser may read it. */
  isPrivate?: boolean;
}

interface GatewayDeps {
  keys: Keys;
  routes: readonly Route[];
  log: Log;
  clock: () => number;
  inFlight: InFlight;
  /** Whether a proxy passes others' requests on to here. Default: only those count as others' that say so. */
  hasProxy?: boolean;
  /** Told of every request that was answered. */
  observe?: (sample: Sample) => void;
}

/** Of others, web requests cannot even be made. */
const METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
]);

/** What proxies say of whom they speak for (RFC 7239, and what came before it). */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

const noRoute = () =>
  Response.json({ message: 'no Route matched with those values' }, { status: 404 });

/** The one door: checks the host, finds the service, tells it who asks, and puts CORS on whatever comes back. */
export function createGateway(deps: GatewayDeps) {
  const { keys, routes, log, clock, inFlight, hasProxy = false, observe } = deps;

  async function answer(incoming: IncomingMessage, signal: AbortSignal): Promise<Response> {
    if (!isLoopback(incoming.headers.host)) {
      return Response.json(
        { message: 'This server answers on its loopback address only.' },
        { status: 403 },
      );
    }
    if (incoming.method === 'OPTIONS' && incoming.headers['access-control-request-method']) {
      return new Response(null, { status: 200 });
    }
    if (!METHODS.has(incoming.method ?? '')) {
      return Response.json({ message: 'Method not allowed' }, { status: 405 });
    }
    // Built on a fixed base: a request line such as `//host/` must never choose the host.
    const url = URL.parse(
      `http://127.0.0.1${incoming.url?.startsWith('/') ? '' : '/'}${incoming.url ?? ''}`,
    );
    const route = url && routes.find(({ prefix }) => matches(url.pathname, prefix));
    if (!url || !route) return noRoute();
    const path = url.pathname.slice(route.prefix.length) || '/';
    const headers = route.ignoresApiKey
      ? { ...incoming.headers, apikey: undefined }
      : incoming.headers;
    const caller = await identify(headers, keys, incoming.method ?? 'GET', path);
    const isFromAfar = hasProxy || FORWARDED.some((name) => incoming.headers[name] !== undefined);
    if (route.isPrivate && isFromAfar && caller.context.role !== 'service_role') return noRoute();
    const stripped = `http://${incoming.headers.host}${path}${url.search}`;
    const leaving = { ...caller, context: { ...caller.context, signal } };
    return route.service(toRequest(incoming, stripped, signal), leaving);
  }

  async function answerAlways(
    incoming: IncomingMessage,
    id: string,
    signal: AbortSignal,
  ): Promise<Response> {
    try {
      return await answer(incoming, signal);
    } catch (error) {
      if (error instanceof InvalidApiKey) {
        const hint = 'Double check your Supabase `anon` or `service_role` API key.';
        return Response.json({ message: 'Invalid API key', hint }, { status: 401 });
      }
      if (signal.aborted) return new Response(null, { status: 499 });
      log.error('request failed', { request: id, path: pathOf(incoming), error });
      return Response.json({ code: 'internal', message: 'Internal server error' }, { status: 500 });
    }
  }

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const id = requestId(incoming.headers['x-request-id']);
    const started = clock();
    const gone = new AbortController();
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) gone.abort();
    });
    // A connection that breaks while its body is read must end that request, not the server.
    incoming.on('error', () => gone.abort());
    const response = await answerAlways(incoming, id, gone.signal);
    try {
      const route = routes.find(({ prefix }) => matches(pathOf(incoming), prefix));
      const asked = incoming.headers['access-control-request-headers'];
      const cors = route?.isPrivate ? {} : corsHeaders(asked);
      for (const [name, value] of Object.entries(cors)) outgoing.setHeader(name, value);
      outgoing.setHeader('x-request-id', id);
      await sendResponse(response, outgoing);
      if (!incoming.complete && response.status >= 400) cutLate(incoming);
    } catch (error) {
      if (!gone.signal.aborted) log.warn('answer broke off', { request: id, error });
      outgoing.destroy();
    }
    const ms = clock() - started;
    const { method = 'GET' } = incoming;
    observe?.({
      service: pathOf(incoming).split('/', 2)[1]?.slice(0, 20) ?? '',
      method,
      status: response.status,
      seconds: ms / 1000,
    });
    log.info('request', {
      request: id,
      method,
      path: pathOf(incoming),
      status: response.status,
      ms,
    });
  }

  return (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> =>
    inFlight.track(handle(incoming, outgoing));
}

/** Milliseconds in which the rest of a body that nobody reads is thrown away. */
const LINGER_MS = 2_000;

/**
 * Ends the connection of a request that was refused before all of it had come, but not at once: whoever still writes into
 * a connection that is closed hears of that instead of the answer. What comes meanwhile is thrown away.
 */
function cutLate(incoming: IncomingMessage): void {
  const { socket } = incoming;
  const late = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  const settle = () => clearTimeout(late);
  incoming.once('end', settle);
  socket.once('close', settle);
  // The service's stream would hold it back as soon as that is full.
  incoming.removeAllListeners('data');
  incoming.resume();
}

function matches(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** One that came along ties this server's log to its caller's. */
function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}

/** Without the query: it may hold a creator's words, or a token. */
function pathOf(incoming: IncomingMessage): string {
  return (incoming.url ?? '').split('?', 1)[0] ?? '';
}

/** A page of another site whose name resolves to this machine (DNS rebinding) still sends its own name. */
export function isLoopback(host: string | undefined): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i.test(host ?? '');
}
