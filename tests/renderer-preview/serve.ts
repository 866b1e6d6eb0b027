import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { SECURITY_HEADERS } from '../../backend/host/guard.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Serves a built renderer under the real host's policy, and pictures drawn from their hashes. */
export async function serveRenderer(dir: string): Promise<{ origin: string; close: () => void }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const answer = async () => {
      if (path.startsWith('/media/')) {
        return { type: 'image/svg+xml', body: picture(path.slice('/media/'.length, 71)) };
      }
      const file = join(dir, normalize(path === '/' ? '/index.html' : path));
      return {
        type: TYPES[extname(file)] ?? 'application/octet-stream',
        body: await readFile(file),
      };
    };
    answer().then(
      ({ type, body }) =>
        response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': type }).end(body),
      () => response.writeHead(404, SECURITY_HEADERS).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** A small landscape whose colours and shapes follow from the hash. */
function picture(sha: string): string {
  const seed = Number.parseInt(sha.slice(0, 8), 16);
  const number = (salt: number, range: number) =>
    ((seed * 2_654_435_761 + salt * 40_503) >>> 8) % range;
  const hue = number(1, 360);
  const sun = `<circle cx="${20 + number(2, 60)}%" cy="${25 + number(3, 20)}%" r="9%" fill="hsl(${hue + 40} 90% 85%)"/>`;
  const hill = (salt: number, y: number, light: number) =>
    `<ellipse cx="${number(salt, 100)}%" cy="${y}%" rx="80%" ry="35%" fill="hsl(${hue + salt * 9} 45% ${light}%)"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" preserveAspectRatio="none">
    <defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="hsl(${hue} 60% 45%)"/><stop offset="1" stop-color="hsl(${hue + 50} 70% 75%)"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#g)"/>${sun}${hill(4, 95, 45)}${hill(5, 105, 32)}${hill(6, 115, 20)}</svg>`;
}
