import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openTestStudio } from '../../core/test-studio.ts';
import { studioPaths } from '../../core/system/paths.ts';
import { atelier, firstLine, start, stop } from './run.ts';

const HOST = ['host', '--json', '--no-open', '--no-backend'];

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'atelier-host-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function running(data: string) {
  const child = start([...HOST, '--data', data]);
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, url: (await firstLine<{ url: string }>(child)).url };
}

/** A studio in this process: what holds the folder, but is no browser host. */
async function otherStudio(data: string): Promise<void> {
  const { studio } = await openTestStudio(data, { host: 'desktop' });
  onTestFinished(() => studio.close());
}

test('a second start prints a fresh link to the studio that runs, and ends', async () => {
  const data = await folder();
  const { child, url } = await running(data);
  const file = studioPaths(data).host;
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  const second = await atelier([...HOST, '--data', data]);
  expect(second).toMatchObject({ code: 0, stderr: '' });
  const link = (JSON.parse(second.stdout) as { url: string }).url;
  expect(new URL(link).origin).toBe(new URL(url).origin);
  expect(link).not.toBe(url);
  for (const one of [url, link]) {
    expect((await fetch(one, { redirect: 'manual' })).status).toBe(303);
  }
  const words = await atelier(['host', '--no-open', '--data', data]);
  expect(words.stdout).toMatch(
    /^Atelier is open already: http:\/\/127\.0\.0\.1:\d+\/open\?token=\S+\n$/,
  );

  expect(await stop(child)).toBe(0);
  await expect(stat(file)).rejects.toThrow('ENOENT');
});

test('only the secret of host.json gets a link', async () => {
  const data = await folder();
  const { child, url } = await running(data);
  const { origin } = new URL(url);
  const { secret } = JSON.parse(await readFile(studioPaths(data).host, 'utf8')) as {
    secret: string;
  };
  const ask = (headers: Record<string, string>, method = 'POST') =>
    fetch(`${origin}/link`, { method, headers });
  const own = { 'x-atelier-client': 'test' };
  expect((await ask(own)).status).toBe(401);
  expect((await ask({ ...own, authorization: 'Bearer ' })).status).toBe(401);
  expect((await ask({ ...own, authorization: `Bearer ${secret}x` })).status).toBe(401);
  expect((await ask({ ...own, authorization: `Basic ${secret}` })).status).toBe(401);
  const bearer = { authorization: `Bearer ${secret}` };
  // A page cannot send our own header to another origin without asking first, which is refused.
  expect((await ask(bearer)).status).toBe(403);
  expect((await ask({ ...bearer, ...own, origin: 'https://evil.example' })).status).toBe(403);
  expect((await ask({ ...bearer, ...own }, 'GET')).status).toBe(401);
  expect((await ask({ ...bearer, ...own })).status).toBe(200);
  expect(await stop(child)).toBe(0);
});

test('a host that was killed leaves a file that nobody is misled by', async () => {
  const data = await folder();
  const { child } = await running(data);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect((await stat(studioPaths(data).host)).isFile()).toBe(true);
  const next = await running(data);
  expect((await fetch(next.url, { redirect: 'manual' })).status).toBe(303);
  expect(await stop(next.child)).toBe(0);
});

test('a library that is no browser host’s: in use, whatever host.json says', async () => {
  const data = await folder();
  await otherStudio(data);
  const refused = async () => {
    const { code, stdout } = await atelier([...HOST, '--data', data]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'studio_in_use' } });
  };
  await refused();
  // Something else listens where a host once did, and would lead elsewhere.
  const stranger = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ url: 'https://evil.example/open?token=x' }));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void stranger.close());
  await once(stranger, 'listening');
  const { port } = stranger.address() as AddressInfo;
  const secret = 's'.repeat(43);
  for (const content of [
    JSON.stringify({ pid: process.pid, port, secret }),
    JSON.stringify({ pid: 2 ** 30, port, secret }),
    '{"pid":',
    '[]',
  ]) {
    await writeFile(studioPaths(data).host, content);
    await refused();
  }
});

test('a wrong option or a taken port is said in one line', async () => {
  const data = await folder();
  const unknown = await atelier(['host', '--nonsense', '--data', data]);
  expect(unknown).toMatchObject({ code: 1, stdout: '' });
  expect(unknown.stderr.trim().split('\n')).toHaveLength(1);
  const { child, url } = await running(data);
  const taken = await atelier([
    'host',
    '--no-open',
    '--no-backend',
    '--data',
    await folder(),
    '--port',
    new URL(url).port,
  ]);
  expect(taken.code).toBe(1);
  expect(taken.stderr).toMatch(/^That port is taken/);
  // Asked to stop twice, as by a terminal and by whoever started it, it still stops in order.
  child.kill('SIGINT');
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(0);
});
