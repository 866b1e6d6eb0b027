import { randomBytes, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, discard, startBench } from './storage-harness.ts';

const OWN = `
  create policy own on storage.objects for all to authenticated
    using (bucket_id in ('files', 'small') and (storage.foldername(name))[1] = (select auth.uid())::text)
    with check (bucket_id in ('files', 'small') and (storage.foldername(name))[1] = (select auth.uid())::text);
`;

let bench: Bench;
const anna = randomUUID();
const bert = randomUUID();
let annas: Awaited<ReturnType<typeof as>>;
let berts: Awaited<ReturnType<typeof as>>;
let admin: ReturnType<Bench['client']>['storage'];

async function as(userId: string) {
  return bench.client(await bench.token(userId)).storage;
}

async function stored(): Promise<string[]> {
  const names = await readdir(join(bench.dataDir, 'objects'), {
    recursive: true,
    withFileTypes: true,
  });
  return names.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

function send(
  path: string,
  init: RequestInit & { duplex?: 'half' } = {},
  token = bench.serviceRoleKey,
) {
  const headers = { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) };
  return fetch(`${bench.url}/storage/v1${path}`, { ...init, headers });
}

beforeAll(async () => {
  bench = await startBench(OWN);
  admin = bench.client(bench.serviceRoleKey).storage;
  annas = await as(anna);
  berts = await as(bert);
  for (const [name, options] of [
    ['files', { public: false }],
    ['small', { public: false, fileSizeLimit: '20kb', allowedMimeTypes: ['image/*'] }],
    ['open', { public: true }],
  ] satisfies [string, Parameters<typeof admin.createBucket>[1]][]) {
    const { error } = await admin.createBucket(name, options);
    expect(error).toBeNull();
  }
});
afterAll(() => discard(bench));

describe('buckets', () => {
  it('WIRE 30: "20mb" is 20,000,000, and a partial update keeps the old limits', async () => {
    await admin.createBucket('limits', {
      public: false,
      fileSizeLimit: '20mb',
      allowedMimeTypes: ['image/png'],
    });
    await admin.updateBucket('limits', { public: true });
    const { data } = await admin.getBucket('limits');
    expect(data).toMatchObject({
      public: true,
      file_size_limit: 20_000_000,
      allowed_mime_types: ['image/png'],
    });
    await admin.from('limits').upload('a.png', Buffer.from('x'), { contentType: 'image/png' });
    expect((await admin.deleteBucket('limits')).error).toMatchObject({ statusCode: '409' });
    expect((await admin.emptyBucket('limits')).data?.message).toMatch(/queued/);
    expect((await admin.deleteBucket('limits')).error).toBeNull();
    expect((await admin.getBucket('limits')).error).toMatchObject({
      status: 400,
      statusCode: '404',
    });
  });

  it('are hidden from users and cannot be made by them', async () => {
    expect((await annas.listBuckets()).data).toEqual([]);
    expect((await annas.createBucket('mine')).error).toMatchObject({ statusCode: '403' });
    expect((await admin.listBuckets()).data?.map(({ id }) => id)).toEqual([
      'files',
      'open',
      'small',
    ]);
    expect((await admin.createBucket('files')).error).toMatchObject({ statusCode: '409' });
  });
});

describe('objects', () => {
  it('come back as they went, with metadata of the user (WIRE 29)', async () => {
    const bytes = randomBytes(300_000);
    const name = `${anna}/a/b.bin`;
    const options = { contentType: 'image/png', cacheControl: '60', metadata: { seed: 7 } };
    const { data, error } = await annas.from('files').upload(name, bytes, options);
    expect(error).toBeNull();
    expect(data).toMatchObject({ path: name, fullPath: `files/${name}` });
    const got = await annas.from('files').download(name);
    expect(Buffer.from(await got.data!.arrayBuffer()).equals(bytes)).toBe(true);
    const info = await annas.from('files').info(name);
    expect(info.data).toMatchObject({
      id: data!.id,
      name,
      size: 300_000,
      contentType: 'image/png',
      cacheControl: 'max-age=60',
      metadata: { seed: 7 },
    });
    expect((await annas.from('files').exists(name)).data).toBe(true);
    expect((await annas.from('files').exists(`${anna}/none`)).data).toBe(false);
    expect((await annas.from('files').upload(name, bytes)).error).toMatchObject({
      status: 400,
      statusCode: '409',
      message: 'The resource already exists',
    });
  });

  it('multipart forms are streamed, and an upsert leaves one file', async () => {
    const name = `${anna}/form.png`;
    const before = (await stored()).length;
    const bytes = Buffer.concat([Buffer.from('\r\n--no-boundary\r\n'), randomBytes(900_000)]);
    for (const part of [Buffer.from('old'), bytes]) {
      const blob = new Blob([new Uint8Array(part)], { type: 'image/png' });
      const { error } = await annas
        .from('files')
        .upload(name, blob, { upsert: true, metadata: { a: 'ü' } });
      expect(error).toBeNull();
    }
    const got = await annas.from('files').download(name);
    expect(Buffer.from(await got.data!.arrayBuffer()).equals(bytes)).toBe(true);
    expect((await annas.from('files').info(name)).data).toMatchObject({
      contentType: 'image/png',
      cacheControl: 'max-age=3600',
      metadata: { a: 'ü' },
    });
    expect((await stored()).length).toBe(before + 1);
  });

  it('empty files are files', async () => {
    await annas.from('files').upload(`${anna}/empty`, Buffer.alloc(0));
    expect((await annas.from('files').download(`${anna}/empty`)).data!.size).toBe(0);
  });

  it('ranges, ETags and HEAD', async () => {
    const path = '/object/files/range.txt';
    await send(path, { method: 'POST', body: '0123456789' });
    const part = await send(path, { headers: { range: 'bytes=2-4' } });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      'bytes 2-4/10',
      '234',
    ]);
    expect(await (await send(path, { headers: { range: 'bytes=-3' } })).text()).toBe('789');
    expect((await send(path, { headers: { range: 'bytes=10-' } })).status).toBe(416);
    const etag = part.headers.get('etag')!;
    expect((await send(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const head = await send(path, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10']);
    const download = await send(`${path}?download=x.txt`);
    expect(download.headers.get('content-disposition')).toContain('attachment; filename=x.txt');
  });

  it('move, copy across buckets, remove', async () => {
    const files = annas.from('files');
    await files.upload(`${anna}/m1`, Buffer.from('move'), { contentType: 'image/gif' });
    expect((await files.move(`${anna}/m1`, `${anna}/m2`)).error).toBeNull();
    expect((await files.download(`${anna}/m1`)).error).not.toBeNull();
    const copied = await files.copy(`${anna}/m2`, `${anna}/m3`, { destinationBucket: 'small' });
    expect(copied.data).toEqual({ path: `small/${anna}/m3` });
    expect(await (await annas.from('small').download(`${anna}/m3`)).data!.text()).toBe('move');
    expect((await files.move(`${anna}/m2`, `${bert}/m2`)).error).toMatchObject({
      statusCode: '403',
    });
    const removed = await files.remove([`${anna}/m2`, `${anna}/none`, `${bert}/x`]);
    expect(removed.data?.map((one) => one.name)).toEqual([`${anna}/m2`]);
  });

  it('lists a level with folders, and WIRE 28: pages by cursor with full names', async () => {
    for (const name of ['x/1.txt', 'x/2.txt', 'x/y/3.txt', 'x/y/4.txt']) {
      await annas.from('files').upload(`${anna}/list/${name}`, Buffer.from(name));
    }
    const level = await annas.from('files').list(`${anna}/list/x`);
    expect(level.data?.map(({ name, id }) => [name, id === null])).toEqual([
      ['y', true],
      ['1.txt', false],
      ['2.txt', false],
    ]);
    const found = await annas.from('files').list(`${anna}/list/x`, { search: '2' });
    expect(found.data?.map(({ name }) => name)).toEqual(['2.txt']);
    expect((await berts.from('files').list(`${anna}/list/x`)).data).toEqual([]);
    const options = { prefix: `${anna}/list/x/`, with_delimiter: true, limit: 2 };
    const page = await annas.from('files').listV2(options);
    expect(page.data?.objects.map(({ key }) => key)).toEqual([
      `${anna}/list/x/1.txt`,
      `${anna}/list/x/2.txt`,
    ]);
    expect(page.data?.hasNext).toBe(true);
    const next = await annas.from('files').listV2({ ...options, cursor: page.data!.nextCursor! });
    expect(next.data).toEqual({
      hasNext: false,
      folders: [{ key: `${anna}/list/x/y`, name: `${anna}/list/x/y/` }],
      objects: [],
    });
  });
});

describe('who may', () => {
  it("another user's object is not there, and cannot be replaced or removed", async () => {
    const name = `${anna}/secret.txt`;
    await annas.from('files').upload(name, Buffer.from('secret'));
    expect((await berts.from('files').download(name)).error).toMatchObject({ status: 400 });
    expect((await berts.from('files').createSignedUrl(name, 60)).error).not.toBeNull();
    expect(
      (await berts.from('files').upload(name, Buffer.from('x'), { upsert: true })).error,
    ).toMatchObject({
      status: 400,
      statusCode: '403',
    });
    expect((await berts.from('files').remove([name])).data).toEqual([]);
    expect((await bench.client().storage.from('files').download(name)).error).not.toBeNull();
    expect(await (await annas.from('files').download(name)).data!.text()).toBe('secret');
  });

  it('signed URLs open to anybody until they expire', async () => {
    const name = `${anna}/signed é`.replace(' é', '-x');
    await annas.from('files').upload(name, Buffer.from('signed'));
    const { data } = await annas.from('files').createSignedUrl(name, 60);
    expect(await (await fetch(data!.signedUrl)).text()).toBe('signed');
    const other = data!.signedUrl.replace('signed-x', 'secret.txt');
    expect((await fetch(other)).status).toBe(400);
    const short = await annas.from('files').createSignedUrl(name, 1);
    await sleep(2100);
    const expired = await fetch(short.data!.signedUrl);
    expect(await expired.json()).toMatchObject({
      error: 'InvalidJWT',
      message: '"exp" claim timestamp check failed',
    });
    const many = await annas.from('files').createSignedUrls([name, `${bert}/x`], 60);
    expect(many.data?.map((one) => one.error === null)).toEqual([true, false]);
  });

  it('WIRE 27: a signed upload is authorised by its token; its second use is 409', async () => {
    const name = `${anna}/ticket.png`;
    expect((await berts.from('files').createSignedUploadUrl(name)).error).not.toBeNull();
    const { data } = await annas.from('files').createSignedUploadUrl(name);
    const put = () =>
      bench.client().storage.from('files').uploadToSignedUrl(name, data!.token, Buffer.from('t'));
    expect((await put()).error).toBeNull();
    expect((await put()).error).toMatchObject({
      statusCode: '409',
      message: 'The resource already exists',
    });
    const again = await annas.from('files').createSignedUploadUrl(name, { upsert: true });
    const replaced = await bench
      .client()
      .storage.from('files')
      .uploadToSignedUrl(name, again.data!.token, Buffer.from('2'));
    expect(replaced.error).toBeNull();
    const asDownload = await fetch(
      `${bench.url}/storage/v1/object/sign/files/${name}?token=${data!.token}`,
    );
    expect(asDownload.status).toBe(400);
  });

  it('public buckets are read without a token, private ones never', async () => {
    await admin
      .from('open')
      .upload('logo.svg', Buffer.from('<svg/>'), { contentType: 'image/svg+xml' });
    const { data } = admin.from('open').getPublicUrl('logo.svg');
    const answer = await fetch(data.publicUrl);
    expect([answer.status, answer.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining('sandbox'),
    ]);
    expect(
      (await fetch(`${bench.url}/storage/v1/object/public/files/${anna}/secret.txt`)).status,
    ).toBe(400);
  });

  it('a signature is for one object of one bucket, and is no access token', async () => {
    const name = `${anna}/bound.txt`;
    await annas.from('files').upload(name, Buffer.from('bound'));
    await admin.from('open').upload(name, Buffer.from('other'));
    const { data } = await annas.from('files').createSignedUrl(name, 60);
    const token = new URL(data!.signedUrl).searchParams.get('token') ?? '';
    const read = async (path: string) =>
      (await fetch(`${bench.url}/storage/v1/object/sign/${path}?token=${token}`)).status;
    expect(await read(`files/${name}`)).toBe(200);
    expect(await read(`open/${name}`)).toBe(400);
    expect(await read(`files/${name}/`)).toBe(400);
    expect(await read(`files%2F${anna}/bound.txt`)).toBe(400);
    expect(await read(`files/x/../${name}`)).toBe(200);
    expect(await read(`files/x%2F..%2F${name}`)).toBe(400);
    const put = await send(`/object/upload/sign/files/${name}?token=${token}`, {
      method: 'PUT',
      body: 'taken over',
    });
    expect(put.status).toBe(400);
    expect((await send(`/object/files/${name}`, {}, token)).status).toBe(400);
    expect(await (await annas.from('files').download(name)).data!.text()).toBe('bound');
  });

  it('a bucket that one may not see cannot be deleted, nor asked whether it is empty', async () => {
    for (const bucket of ['files', 'no-such-bucket']) {
      expect((await annas.deleteBucket(bucket)).error).toMatchObject({
        message: 'Bucket not found',
      });
    }
  });

  it('a content type that could break the headers of a download is refused', async () => {
    const form = new FormData();
    form.append('contentType', 'text/plain\r\nset-cookie: a=b');
    form.append('', new Blob(['x']), 'x.txt');
    const token = await bench.token(anna);
    const answer = await send(
      `/object/files/${anna}/odd.txt`,
      { method: 'POST', body: form },
      token,
    );
    expect(answer.status).toBe(400);
    expect((await annas.from('files').download(`${anna}/odd.txt`)).error).not.toBeNull();
  });

  it('an expired token is refused', async () => {
    const expired = await bench.token(anna, -10);
    const answer = await send(`/object/files/${anna}/secret.txt`, {}, expired);
    expect(await answer.json()).toMatchObject({
      statusCode: '403',
      message: '"exp" claim timestamp check failed',
    });
  });
});

describe('hostile input', () => {
  const names = [
    '../x',
    'a/../../x',
    'a//b',
    '/a',
    'a/',
    'a/./b',
    'a\u0000b',
    'a\nb',
    'a\\b',
    'x'.repeat(1025),
  ];
  it.each(names)('refuses the name %j', async (name) => {
    const encoded = name
      .split('/')
      .map((part) => encodeURIComponent(part).replaceAll('.', '%2E'))
      .join('%2F');
    const answer = await send(`/object/files/${encoded}`, { method: 'POST', body: 'x' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ statusCode: '400', error: 'InvalidKey' });
  });

  it('too large is 413 by length and by count, a wrong type 415, and nothing stays', async () => {
    const before = await stored();
    const name = `${anna}/big.png`;
    const big = randomBytes(20_001);
    const tooLarge = await annas.from('small').upload(name, big, { contentType: 'image/png' });
    expect(tooLarge.error).toMatchObject({
      statusCode: '413',
      message: 'The object exceeded the maximum allowed size',
    });
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(big);
        controller.close();
      },
    });
    const streamed = await annas.from('small').upload(name, body, { contentType: 'image/png' });
    expect(streamed.error).toMatchObject({ statusCode: '413' });
    const form = await annas
      .from('small')
      .upload(name, new Blob([new Uint8Array(big)], { type: 'image/png' }));
    expect(form.error).toMatchObject({ statusCode: '413' });
    const wrong = await annas
      .from('small')
      .upload(name, Buffer.from('x'), { contentType: 'text/html' });
    expect(wrong.error).toMatchObject({
      statusCode: '415',
      message: 'mime type text/html is not supported',
    });
    expect(await stored()).toEqual(before);
  });

  it('a half-sent upload leaves nothing', async () => {
    const before = await stored();
    const { port } = new URL(bench.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST /storage/v1/object/files/half.bin HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${bench.serviceRoleKey}\r\n` +
        'content-type: image/png\r\ncontent-length: 100000\r\n\r\n',
    );
    socket.write(randomBytes(5000));
    await sleep(300);
    socket.destroy();
    await expect.poll(stored).toEqual(before);
    expect((await admin.from('files').exists('half.bin')).data).toBe(false);
  });

  it('a form that breaks off or holds no file is refused', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=xx' };
    const part = '--xx\r\ncontent-disposition: form-data; name=""; filename="a"\r\n\r\nabc';
    for (const body of ['', '--xx--', part, `${part}\r\n--yy--`]) {
      const answer = await send('/object/files/form', { method: 'POST', headers, body });
      expect(answer.status).toBe(400);
    }
    expect((await admin.from('files').exists('form')).data).toBe(false);
  });
});

it('1 MB goes up and comes down', async () => {
  const bytes = randomBytes(1_000_000);
  const rounds = 20;
  let started = performance.now();
  for (let index = 0; index < rounds; index++) {
    await annas.from('files').upload(`${anna}/speed`, bytes, { upsert: true });
  }
  const up = (rounds / (performance.now() - started)) * 1000;
  started = performance.now();
  for (let index = 0; index < rounds; index++) {
    const { data } = await annas.from('files').download(`${anna}/speed`);
    expect(data!.size).toBe(bytes.length);
  }
  const down = (rounds / (performance.now() - started)) * 1000;
  console.info(`1 MB objects: up ${up.toFixed(0)} MB/s, down ${down.toFixed(0)} MB/s`);
});
