import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { RPCHandler } from '@orpc/server/fetch';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Studio } from '../../core/studio.ts';
import type { Log } from '../../core/system/log.ts';
import { refusal, SECURITY_HEADERS } from './guard.ts';
import { notePage } from './note-page.ts';
import { createSessions } from './session.ts';

export interface HostOptions {
  studio: Studio;
  /** The folder of the built renderer. */
  rendererDir: string;
  /** 0: any free port. */
  port: number;
  log: Log;
  /** The most bytes of one call; imports have limits of their own. */
  maxCallBytes?: number;
}

export interface Host {
  /** `http://127.0.0.1:<port>` */
  origin: string;
  port: number;
  /** A link that opens the studio, once. */
  createLink(): string;
  /** `POST /link` with it as the bearer answers `{url}`: another such link, for `host.json`. */
  ownerSecret: string;
  close(): Promise<void>;
}

const MAX_CALL_BYTES = 1024 * 1024;

/**
 * Host 2: the studio behind loopback for a browser. Serves the built renderer, the calls at `/rpc`, the media
 * at `/media`, all behind a cookie that a one-time link gives.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const { studio, log } = options;
  const sessions = createSessions();
  const origins = new Set<string>();
  let cookieName = 'atelier';
  let origin = '';

  function createLink(): string {
    return `${origin}/open?token=${sessions.issueToken()}`;
  }

  const rpc = new RPCHandler(studio.router);
  const app = new Hono();

  app.use(async (context, next) => {
    const reason = refusal(context.req.raw, origins);
    if (reason) {
      log.warn('request refused', { reason, path: context.req.path });
      return context.text('Forbidden', 403, SECURITY_HEADERS);
    }
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
    }
    return undefined;
  });

  app.get('/open', (context) => {
    const cookie = sessions.redeem(context.req.query('token') ?? '');
    if (!cookie) return context.html(notePage('used'), 401);
    setCookie(context, cookieName, cookie, { httpOnly: true, sameSite: 'Strict', path: '/' });
    return context.redirect('/', 303);
  });

  app.post('/link', (context) => {
    const [scheme, secret = ''] = (context.req.header('authorization') ?? '').split(' ');
    if (scheme !== 'Bearer' || !sessions.isOwner(secret)) return context.text('Unauthorized', 401);
    return context.json({ url: createLink() });
  });

  app.use(async (context, next) => {
    if (sessions.isValid(getCookie(context, cookieName))) return next();
    const wantsPage = context.req.header('accept')?.includes('text/html') ?? false;
    return wantsPage ? context.html(notePage('closed'), 401) : context.text('Unauthorized', 401);
  });

  app.all('/rpc/*', async (context) => {
    const length = Number(context.req.header('content-length') ?? 0);
    if (length > (options.maxCallBytes ?? MAX_CALL_BYTES)) return context.text('Too large', 413);
    const { matched, response } = await rpc.handle(context.req.raw, { prefix: '/rpc' });
    return matched ? response : context.notFound();
  });

  app.all('/media/*', (context) => {
    const inner = new URL(context.req.url);
    inner.pathname = inner.pathname.slice('/media'.length);
    return studio.media(new Request(inner, context.req.raw));
  });

  app.use(
    serveStatic({
      root: options.rendererDir,
      onFound: (path, context) => {
        // Built files carry a hash of their content in their names; the page itself does not.
        const cache = path.includes('/assets/')
          ? 'public, max-age=31536000, immutable'
          : 'no-cache';
        context.header('cache-control', cache);
      },
    }),
  );

  const listener = getRequestListener(app.fetch);
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.requestTimeout = 0;
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  origins.add(origin).add(`http://localhost:${port}`);
  // Cookies are shared between ports: each host needs a name of its own.
  cookieName = `atelier-${port}`;

  return {
    origin,
    port,
    createLink,
    ownerSecret: sessions.ownerSecret,
    async close() {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}
