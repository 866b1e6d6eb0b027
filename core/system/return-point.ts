import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where the system's browser comes back to after a sign-in. */
export interface ReturnPoint {
  url: string;
  /** What the browser brought along, once it came. */
  returned: Promise<URLSearchParams>;
  close(): void;
}

/**
 * Listens on a free loopback port for one return of the browser (RFC 8252, section 7.3), for as long as a sign-in
 * takes. The path is a secret of its own; anything else is answered 404 and ends nothing.
 */
export async function openReturnPoint(): Promise<ReturnPoint> {
  const path = Buffer.from(`/signed-in/${randomBytes(24).toString('base64url')}`);
  const { promise, resolve } = Promise.withResolvers<URLSearchParams>();
  const server = createServer((request, response) => {
    const search = searchOf(request, path);
    if (!search) return void response.writeHead(404).end();
    answer(request, response);
    resolve(search);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path.toString()}`,
    returned: promise,
    close() {
      server.close();
      // The page that says so may still be on its way.
      setTimeout(() => server.closeAllConnections(), 1_000).unref();
    },
  };
}

function searchOf(request: IncomingMessage, path: Buffer): URLSearchParams | undefined {
  const url = URL.parse(request.url ?? '', 'http://127.0.0.1');
  const asked = Buffer.from(url?.pathname ?? '');
  const isOurs = asked.length === path.length && timingSafeEqual(asked, path);
  return isOurs && request.method === 'GET' ? url?.searchParams : undefined;
}

const WORDS = {
  en: ['Signed in', 'You can close this page and go back to Atelier.'],
  fr: ['Connexion établie', 'Vous pouvez fermer cette page et revenir à Atelier.'],
} as const;

function answer(request: IncomingMessage, response: ServerResponse): void {
  const language = request.headers['accept-language']?.startsWith('fr') ? 'fr' : 'en';
  const [title, text] = WORDS[language];
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      connection: 'close',
    })
    .end(
      `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${title}</title>` +
        '<style>:root{color-scheme:light dark;font:16px/1.5 system-ui}body{display:grid;place-items:center;min-height:90vh;text-align:center}</style>' +
        `<body><main><h1>${title}</h1><p>${text}</p></main></body></html>`,
    );
}
