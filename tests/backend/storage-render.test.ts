import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bench, discard, startBench } from './storage-harness.ts';

let bench: Bench;
let storage: ReturnType<Bench['client']>['storage'];

beforeAll(async () => {
  bench = await startBench('');
  storage = bench.client(bench.serviceRoleKey).storage;
  await storage.createBucket('open', { public: true });
  await storage.createBucket('shut', { public: false });
  const picture = await sharp({
    create: { width: 400, height: 200, channels: 3, background: '#336699' },
  })
    .jpeg()
    .toBuffer();
  for (const bucket of ['open', 'shut']) {
    await storage.from(bucket).upload('a.jpg', picture, { contentType: 'image/jpeg' });
    await storage.from(bucket).upload('a.txt', 'no picture', { contentType: 'text/plain' });
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
    await storage.from(bucket).upload('a.svg', svg, { contentType: 'image/svg+xml' });
  }
});
afterAll(() => discard(bench));

const sizeOf = async (bytes: ArrayBuffer) => {
  const { width, height, format } = await sharp(Buffer.from(bytes)).metadata();
  return [width, height, format];
};

it('WIRE 31: shows a picture by width, height, resize, quality and format', async () => {
  const get = async (transform: object) => {
    const { data, error } = await storage.from('shut').download('a.jpg', { transform });
    if (error) throw error;
    return sizeOf(await data.arrayBuffer());
  };
  expect(await get({ width: 100, height: 100 })).toEqual([100, 100, 'jpeg']);
  expect(await get({ width: 100, height: 100, resize: 'contain' })).toEqual([100, 50, 'jpeg']);
  expect(await get({ width: 50, height: 150, resize: 'fill' })).toEqual([50, 150, 'jpeg']);
  expect(await get({ width: 2000 })).toEqual([400, 200, 'jpeg']);
  const { data } = storage.from('open').getPublicUrl('a.jpg', { transform: { width: 40 } });
  const webp = await fetch(data.publicUrl, { headers: { accept: 'image/webp,*/*' } });
  expect(await sizeOf(await webp.arrayBuffer())).toEqual([40, 20, 'webp']);
  const origin = await fetch(`${data.publicUrl}&format=origin`, {
    headers: { accept: 'image/webp' },
  });
  expect(origin.headers.get('content-type')).toBe('image/jpeg');
  const known = await fetch(data.publicUrl, {
    headers: { accept: 'image/webp,*/*', 'if-none-match': webp.headers.get('etag') ?? '' },
  });
  expect(known.status).toBe(304);
});

it('a signed picture shows what was signed, and nothing else', async () => {
  const { data } = await storage
    .from('shut')
    .createSignedUrl('a.jpg', 60, { transform: { width: 20, quality: 50 } });
  const url = data?.signedUrl ?? '';
  const shown = await fetch(`${url}&width=400`);
  expect(await sizeOf(await shown.arrayBuffer())).toEqual([20, 10, 'jpeg']);
  expect(shown.headers.get('x-transformations')).toBe('width:20,resizing_type:fill,quality:50');
  const whole = await fetch(url.replace('/render/image/sign/', '/object/sign/'));
  expect(whole.status).toBe(400);
});

it('what is private, no picture, too much or drawn by a script is refused', async () => {
  const render = (path: string) => fetch(`${bench.url}/storage/v1/render/image/${path}`);
  expect((await render('public/shut/a.jpg?width=10')).status).toBe(400);
  expect((await render('authenticated/shut/a.jpg?width=10')).status).toBe(400);
  for (const bad of ['a.jpg?width=99999', 'a.jpg?width=0', 'a.jpg?quality=1', 'a.jpg?resize=x']) {
    expect((await render(`public/open/${bad}`)).status, bad).toBe(400);
  }
  for (const odd of ['a.txt?width=10', 'a.svg?width=10', 'none.jpg?width=10']) {
    expect((await render(`public/open/${odd}`)).status, odd).toBe(400);
  }
});
