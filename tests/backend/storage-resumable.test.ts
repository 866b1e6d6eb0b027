import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Upload } from 'tus-js-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bench, discard, startBench } from './storage-harness.ts';

const SETUP = `
  insert into storage.buckets (id, name, file_size_limit, allowed_mime_types) values ('files', 'files', 20000000, array['image/png']);
  create policy own on storage.objects for all to authenticated
    using ((storage.foldername(name))[1] = (select auth.uid())::text);
`;
const CHUNK = 6 * 1024 * 1024;
const anna = randomUUID();
const bert = randomUUID();
let bench: Bench;

beforeAll(async () => {
  bench = await startBench(SETUP);
});
afterAll(() => discard(bench));

interface Settings {
  name: string;
  token: string;
  contentType?: string;
  /** Stops after the first chunk. */
  interrupt?: boolean;
  url?: string;
  headers?: Record<string, string>;
  endpoint?: string;
}

/** Resolves with the upload's address. */
function send(bytes: Buffer, settings: Settings): Promise<string> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(bytes, {
      endpoint: settings.endpoint ?? `${bench.url}/storage/v1/upload/resumable`,
      ...(settings.url && { uploadUrl: settings.url }),
      headers: { authorization: `Bearer ${settings.token}`, ...settings.headers },
      chunkSize: CHUNK,
      retryDelays: null,
      uploadDataDuringCreation: true,
      metadata: {
        bucketName: 'files',
        objectName: settings.name,
        contentType: settings.contentType ?? 'image/png',
        cacheControl: '3600',
      },
      onError: reject,
      onSuccess: () => resolve(upload.url ?? ''),
      onChunkComplete: () => {
        if (settings.interrupt) void upload.abort().then(() => resolve(upload.url ?? ''), reject);
      },
    });
    upload.start();
  });
}

it('WIRE 32: 15 MB arrive in 6 MB chunks, across a restart of the server', async () => {
  const name = `${anna}/big.png`;
  const bytes = randomBytes(15_000_000);
  const token = await bench.token(anna);
  const url = await send(bytes, { name, token, interrupt: true });
  await bench.stop();
  bench = await startBench('', { dataDir: bench.dataDir });
  const { pathname } = new URL(url);
  await send(bytes, { name, token, url: `${bench.url}${pathname}` });
  const { data } = await bench.client(token).storage.from('files').download(name);
  expect(Buffer.from(await data!.arrayBuffer()).equals(bytes)).toBe(true);
  expect((await bench.client(token).storage.from('files').info(name)).data).toMatchObject({
    contentType: 'image/png',
    cacheControl: 'max-age=3600',
  });
});

it('only who began an upload goes on with it', async () => {
  const name = `${anna}/mine.png`;
  const bytes = randomBytes(CHUNK + 10);
  const url = await send(bytes, { name, token: await bench.token(anna), interrupt: true });
  await expect(send(bytes, { name, token: await bench.token(bert), url })).rejects.toThrow(/403/);
  const read = await fetch(url, {
    headers: { authorization: `Bearer ${await bench.token(anna)}` },
  });
  expect(read.status).toBe(400);
});

it('who is refused hears why while still sending, and may ask for something else afterwards', async () => {
  const { hostname, port } = new URL(bench.url);
  const socket = connect(Number(port), hostname);
  let heard = '';
  socket.setEncoding('utf8').on('data', (text) => (heard += String(text)));
  const encode = (text: string) => Buffer.from(text).toString('base64');
  socket.write(
    [
      'POST /storage/v1/upload/resumable HTTP/1.1',
      'Host: 127.0.0.1',
      `Authorization: Bearer ${await bench.token(bert)}`,
      'Tus-Resumable: 1.0.0',
      'Upload-Length: 10',
      `Upload-Metadata: bucketName ${encode('files')},objectName ${encode(`${anna}/x.png`)},contentType ${encode('image/png')}`,
      'Content-Type: application/offset+octet-stream',
      'Content-Length: 10',
      '\r\nfirst',
    ].join('\r\n'),
  );
  await expect.poll(() => heard).toMatch(/^HTTP\/1\.1 403 /);
  socket.write(
    ' rest'.concat(
      'GET /storage/v1/version HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
    ),
  );
  await once(socket, 'close');
  expect(heard.match(/HTTP\/1\.1 \d+/g)).toHaveLength(2);
});

it('policies, types, sizes and names are checked before the first byte', async () => {
  const token = await bench.token(anna);
  const bytes = Buffer.from('x');
  await expect(send(bytes, { name: `${bert}/x.png`, token })).rejects.toThrow(/403/);
  await expect(
    send(bytes, { name: `${anna}/x.html`, token, contentType: 'text/html' }),
  ).rejects.toThrow(/415/);
  await expect(send(Buffer.alloc(20_000_001), { name: `${anna}/x.png`, token })).rejects.toThrow(
    /413/,
  );
  await expect(send(bytes, { name: `${anna}/../x.png`, token })).rejects.toThrow(/400/);
  await expect(send(bytes, { name: `${anna}/x.png`, token: 'garbage' })).rejects.toThrow(/400/);
});

it('WIRE 32: a request that TUS does not know is a 4xx of its own, and costs the upload nothing', async () => {
  const authorization = `Bearer ${await bench.token(anna)}`;
  const ask = (method: string, url: string, headers: Record<string, string>, body?: string) =>
    fetch(url, { method, headers: { authorization, ...headers }, ...(body && { body }) });
  const encode = (text: string) => Buffer.from(text).toString('base64');
  const metadata = (name: string) => `bucketName ${encode('files')},objectName ${encode(name)}`;
  const place = `${bench.url}/storage/v1/upload/resumable`;
  const tus = { 'tus-resumable': '1.0.0' };
  const good = {
    ...tus,
    'upload-length': '10',
    'upload-metadata': `${metadata(`${anna}/odd.png`)},contentType ${encode('image/png')}`,
  };
  for (const [spoilt, status] of [
    [{ 'tus-resumable': '0.2.2' }, 400],
    [{ 'upload-length': '-1' }, 400],
    [{ 'upload-length': 'ten' }, 400],
    [{ 'upload-length': '60000000000' }, 413],
    [{ 'upload-metadata': 'bucketName not-base64!' }, 400],
    [{ 'upload-metadata': metadata(`${anna}/../../odd.png`) }, 400],
    [{ 'upload-metadata': metadata('') }, 400],
  ] as const) {
    const refused = await ask('POST', place, { ...good, ...spoilt });
    expect([spoilt, refused.status]).toEqual([spoilt, status]);
  }
  const url = (await ask('POST', place, good)).headers.get('location') ?? '';
  const chunk = { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
  for (const [method, at, headers, body, status] of [
    ['PATCH', url, { ...chunk, 'upload-offset': '5' }, 'later', 409],
    ['PATCH', url, { ...chunk, 'upload-offset': 'x' }, 'x', 400],
    ['PATCH', url, { ...chunk, 'content-type': 'text/plain' }, 'x', 400],
    ['PATCH', `${place}/${randomUUID()}`, chunk, 'x', 404],
    ['PATCH', `${place}/..%2f..%2fkeys.json`, chunk, 'x', 404],
    ['HEAD', `${place}/${randomUUID()}`, tus, undefined, 404],
  ] as const) {
    const refused = await ask(method, at, headers, body);
    expect([method, headers, refused.status]).toEqual([method, headers, status]);
  }
  // More than was announced: whatever is answered, no more than ten bytes are kept.
  expect((await ask('PATCH', url, chunk, 'x'.repeat(20))).status).toBeGreaterThanOrEqual(400);
  expect((await ask('HEAD', url, tus)).headers.get('upload-offset')).toBe('0');
  expect((await ask('PATCH', url, chunk, '0123456789')).status).toBe(204);
  const { data } = await bench
    .client(await bench.token(anna))
    .storage.from('files')
    .download(`${anna}/odd.png`);
  expect(await data?.text()).toBe('0123456789');
});

it('a signed token authorises a resumable upload', async () => {
  const name = `${anna}/signed.png`;
  const { data } = await bench
    .client(await bench.token(anna))
    .storage.from('files')
    .createSignedUploadUrl(name);
  const settings = {
    name,
    token: bench.anonKey,
    endpoint: `${bench.url}/storage/v1/upload/resumable/sign`,
    headers: { 'x-signature': data!.token },
  };
  await send(Buffer.from('signed'), settings);
  const got = await bench
    .client(await bench.token(anna))
    .storage.from('files')
    .download(name);
  expect(await got.data!.text()).toBe('signed');
  await expect(send(Buffer.from('again'), settings)).rejects.toThrow(/409/);
});

const resumable = () => join(bench.dataDir, 'objects', 'resumable');

it('an upload whose row was written before a crash, but not its mark, is finished and not refused', async () => {
  const token = await bench.token(anna);
  const name = `${anna}/crashed.png`;
  const url = await send(Buffer.from('once'), { name, token });
  const id = url.split('/').at(-1) ?? '';
  await rm(join(resumable(), `${id}.done`));
  const head = await fetch(url, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' },
  });
  expect([head.status, head.headers.get('upload-offset')]).toEqual([200, '4']);
  await access(join(resumable(), `${id}.done`));
  const got = await bench.client(token).storage.from('files').download(name);
  expect(await got.data!.text()).toBe('once');
});

it('what is left of uploads goes a day after their last byte, finished or not', async () => {
  const token = await bench.token(anna);
  const old = await send(Buffer.from('old'), { name: `${anna}/old.png`, token });
  const young = await send(Buffer.from('young'), { name: `${anna}/young.png`, token });
  const [oldId = '', youngId = ''] = [old, young].map((url) => url.split('/').at(-1) ?? '');
  await bench.stop();
  const left = await readdir(resumable());
  expect(left.filter((file) => file.startsWith(oldId)).length).toBe(3);
  const longAgo = Date.now() / 1000 - 25 * 3600;
  for (const file of left.filter((one) => one.startsWith(oldId)))
    await utimes(join(resumable(), file), longAgo, longAgo);
  bench = await startBench('', { dataDir: bench.dataDir });
  await expect
    .poll(async () => (await readdir(resumable())).filter((file) => file.startsWith(oldId)))
    .toEqual([]);
  const kept = (await readdir(resumable())).filter((file) => file.startsWith(youngId));
  expect(kept.length).toBe(3);
  const got = await bench.client(token).storage.from('files').download(`${anna}/old.png`);
  expect(await got.data!.text()).toBe('old');
});

it('F1: a start sweeps what a crash left, and keeps what a row names', async () => {
  const token = await bench.token(anna);
  const files = () => bench.client(token).storage.from('files');
  await files().upload(`${anna}/kept.png`, Buffer.from('kept'), { contentType: 'image/png' });
  await bench.stop();
  const orphans = [['temp'], ['data', 'ab']].map((folder) =>
    join(bench.dataDir, 'objects', ...folder, `ab${randomUUID().slice(2)}`),
  );
  for (const orphan of orphans) {
    await mkdir(join(orphan, '..'), { recursive: true });
    await writeFile(orphan, 'left');
  }
  bench = await startBench('', { dataDir: bench.dataDir });
  for (const orphan of orphans) {
    await expect
      .poll(() => access(orphan).catch((error: Error) => error.message))
      .toMatch(/ENOENT/);
  }
  expect(await (await files().download(`${anna}/kept.png`)).data!.text()).toBe('kept');
});
