import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Host, startHost } from '../../backend/host/host.ts';
import type { Studio } from '../../core/studio.ts';
import { openTestStudio } from '../../core/test-studio.ts';
import { silentLog } from '../../core/system/log.ts';
import { cookieOf } from '../contract/transports.ts';

let folder: string;
let studio: Studio;
let host: Host;
let cookie: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-host-'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Atelier</title>');
  await writeFile(join(folder, 'secret.txt'), 'beside');
  ({ studio } = await openTestStudio(join(folder, 'data')));
  host = await startHost({ studio, rendererDir: folder, port: 0, log: silentLog });
  cookie = await cookieOf(host);
});
afterAll(async () => {
  await host.close();
  await studio.close();
  await rm(folder, { recursive: true });
});

/** fetch sets Host, Origin and Sec-Fetch headers itself; a hostile client does not have to. */
function ask(
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; headers: Record<string, unknown> }> {
  const { hostname, port } = new URL(host.origin);
  return new Promise((resolve, reject) => {
    const asked = request(
      { hostname, port, path, method, headers, setHost: !('host' in headers) },
      (answer) => {
        answer.resume();
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers }),
        );
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

describe('the browser host lets no one else in', () => {
  test('without the cookie nothing answers', async () => {
    for (const path of [
      '/',
      '/rpc/library/list',
      `/media/${'a'.repeat(64)}`,
      '/media/import',
      '/secret.txt',
    ]) {
      expect((await ask(path, {})).status, path).toBe(401);
    }
  });

  test('a link works once', async () => {
    const link = host.createLink();
    const first = await fetch(link, { redirect: 'manual' });
    expect(first.status).toBe(303);
    expect(first.headers.get('set-cookie')).toMatch(/HttpOnly/);
    expect(first.headers.get('set-cookie')).toMatch(/SameSite=Strict/);
    const second = await fetch(link, { redirect: 'manual' });
    expect(second.status).toBe(401);
    expect(second.headers.get('set-cookie')).toBeNull();
  });

  test('a wrong or absent token opens nothing', async () => {
    for (const token of ['', 'x', 'A'.repeat(43), '%00']) {
      expect((await ask(`/open?token=${token}`, {})).status).toBe(401);
    }
  });

  test('another name for this address is refused (DNS rebinding)', async () => {
    const { port } = new URL(host.origin);
    for (const name of [`evil.example:${port}`, 'evil.example', `127.0.0.1:1`, '']) {
      expect((await ask('/', { host: name, cookie })).status, name).toBeGreaterThanOrEqual(400);
    }
  });

  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another local port', { origin: 'http://127.0.0.1:1' }],
    ['no origin at all', { origin: 'null' }],
    ['a cross-site request', { 'sec-fetch-site': 'cross-site' }],
    ['a same-site request of another port', { 'sec-fetch-site': 'same-site' }],
  ])('a call from %s is refused even with the cookie', async (_who, headers) => {
    expect((await ask('/rpc/library/counts', { cookie, ...headers }, 'POST')).status).toBe(403);
  });

  test('our own page is let in, under a strict policy', async () => {
    const answer = await ask('/', { cookie });
    expect(answer.status).toBe(200);
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  test.each([
    '/../package.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/data/secrets.json%00.html',
    '/%c0%ae%c0%ae/',
  ])('the path %s leads nowhere', async (path) => {
    expect((await ask(path, { cookie })).status).toBeGreaterThanOrEqual(400);
  });

  test('a call of more than a megabyte is refused', async () => {
    const answer = await fetch(`${host.origin}/rpc/collections/create`, {
      method: 'POST',
      headers: { cookie, origin: host.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ json: { name: 'x'.repeat(2 * 1024 * 1024) } }),
    });
    expect(answer.status).toBe(413);
  });
});
