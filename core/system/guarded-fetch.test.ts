import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  guardedFetch,
  GuardedFetchError,
  isLoopbackUrl,
  isPublicAddress,
} from './guarded-fetch.ts';

const routes: Record<string, (response: ServerResponse) => void> = {
  '/ok': (response) => response.end('hello'),
  '/large': (response) => response.end(Buffer.alloc(2_000)),
  '/endless': (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(Buffer.alloc(500)), 2);
    response.on('close', () => clearInterval(timer));
  },
  '/slow': () => undefined,
  '/cut': (response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('x');
    setTimeout(() => response.destroy(), 10);
  },
  '/here': (response) => response.writeHead(302, { location: '/ok' }).end(),
  '/round': (response) => response.writeHead(302, { location: '/round' }).end(),
  '/away': (response) => response.writeHead(302, { location: 'http://192.168.1.1/' }).end(),
  '/metadata': (response) => response.writeHead(301, { location: 'http://169.254.169.254/' }).end(),
  '/file': (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/gone': (response) => response.writeHead(410).end(),
  '/no': (response) => response.writeHead(403).end(),
  '/down': (response) => response.writeHead(502).end(),
};
let server: Server;
let base: string;
beforeAll(async () => {
  server = createServer((request, response) =>
    (routes[request.url ?? ''] ?? routes['/gone'])?.(response),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const options = { maxBytes: 1_000, milliseconds: 30_000, allowLoopback: true };
async function reasonOf(url: string, over = {}): Promise<string> {
  const error = await guardedFetch(url, { ...options, ...over }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof GuardedFetchError ? error.reason : String(error);
}

describe('the guarded fetch (F7)', () => {
  it('fetches bytes, through a redirect too', async () => {
    expect(Buffer.from(await guardedFetch(`${base}/ok`, options)).toString()).toBe('hello');
    expect(Buffer.from(await guardedFetch(`${base}/here`, options)).toString()).toBe('hello');
  });

  it.each([
    ['/large', 'too_large'],
    ['/endless', 'too_large'],
    ['/slow', 'timeout'],
    ['/cut', 'unavailable'],
    ['/round', 'refused'],
    ['/away', 'forbidden_address'],
    ['/metadata', 'forbidden_address'],
    ['/file', 'forbidden_address'],
    ['/gone', 'gone'],
    ['/no', 'refused'],
    ['/down', 'unavailable'],
  ])('%s is %s', async (path, reason) => {
    // Only what never answers runs out of its time, on a busy machine too.
    const over = reason === 'timeout' ? { milliseconds: 400 } : {};
    expect(await reasonOf(base + path, over)).toBe(reason);
  });

  it.each([
    'http://example.com/x.png',
    'https://10.1.2.3/x',
    'https://[::1]/x',
    'https://[fd00::1]/x',
    'https://[::ffff:127.0.0.1]/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://user:secret@example.com/x',
    'ftp://example.com/x',
    'data:text/plain,hello',
    'https://localhost/x',
  ])('refuses %s before or at the connection', async (url) => {
    expect(await reasonOf(url, { allowLoopback: false })).toBe('forbidden_address');
  });

  it('refuses this machine unless it is allowed', async () => {
    expect(await reasonOf(`${base}/ok`, { allowLoopback: false })).toBe('forbidden_address');
  });

  it('ends with the reason of an abort', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 30);
    expect(await reasonOf(`${base}/slow`, { signal: stop.signal })).toBe('Error: enough');
  });

  it.each([
    ['1.1.1.1', true],
    ['100.64.0.1', false],
    ['172.31.255.255', false],
    ['172.32.0.1', true],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['2606:4700::1111', true],
    ['2002:7f00:1::', false],
    ['fe80::1', false],
    ['not an address', false],
  ])('%s is on the open internet: %s', (address, open) => {
    expect(isPublicAddress(address)).toBe(open);
  });

  it('knows this machine by name and number', () => {
    expect(['http://localhost:1', 'http://127.9.9.9', 'http://[::1]:2'].every(isLoopbackUrl)).toBe(
      true,
    );
    expect(isLoopbackUrl('http://localhost.example.com')).toBe(false);
  });
});
