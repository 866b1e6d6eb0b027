import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { LibraryAsset } from '../../contract/assets.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { applyServerRow } from '../library/apply.ts';
import { createCollection } from '../library/edit-collections.ts';
import { purgeWorks, trashWorks } from '../library/edit-library.ts';
import { findFile } from '../library/files.ts';
import { countLibrary } from '../library/library-list.ts';
import { allRows } from '../library/outbox.ts';
import { RECIPE, resultRow } from '../library/test-library.ts';
import { silentLog } from '../system/log.ts';
import { newId } from '../system/ids.ts';
import { createImagePool } from './image-pool.ts';
import { fillLooks } from './fill-looks.ts';
import { importFile, receiveFile, takeFile } from './import-file.ts';
import { embedRecipe } from './recipe-metadata.ts';
import { createMediaServer } from './serve-media.ts';
import { sweepUnnamed } from './sweep-files.ts';
import { hugePng, picture, scene, streamOf } from './test-images.ts';
import { testStore } from './test-store.ts';

const pool = createImagePool({ decoders: 1 });
afterAll(() => pool.close());

function studio() {
  const library = testStore(pool);
  const { context, store, inputs, fonts } = library;
  const fetched: string[] = [];
  const serve = createMediaServer({
    context,
    store,
    inputs,
    fonts,
    fetchFile: (sha256) => Promise.resolve(fetched.push(sha256) < 0),
    fetchPreview: () => Promise.resolve(false),
    log: silentLog,
  });
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    serve(new Request(`http://media/${path}`, { method, headers }));
  const take = (bytes: Uint8Array, fileName = 'a.png') =>
    importFile(context, store, streamOf(bytes), { fileName });
  return { ...library, serve, get, take, fetched };
}

const png = (seed = 1) => picture(60, 40, seed).png().toBuffer();

test('F1: an imported file is stored by its content, and its upload goes before its row', async () => {
  const { take, db, store } = studio();
  const bytes = await png();
  const work = LibraryAsset.parse(await take(bytes, 'C:\\pictures\\autumn\u0000.png'));
  expect(work).toMatchObject({
    origin: 'imported',
    fileName: 'autumn.png',
    width: 60,
    height: 40,
    fileState: 'present',
    syncState: 'queued',
  });
  expect(await readFile(store.originalPath(work.sha256, work.mime))).toEqual(bytes);
  expect(allRows(db).map((row) => [row.kind, row.target])).toEqual([
    ['upload', work.sha256],
    ['push', 'user_library'],
  ]);
});

test('a content that is in the library is not stored twice, wherever it comes from', async () => {
  const { take, db, context, store } = studio();
  const bytes = await png();
  const [one, two] = await Promise.all([take(bytes, 'one.png'), take(bytes, 'two.png')]);
  expect(two.id).toBe(one.id);
  const collection = createCollection(context, 'A', []);
  const again = await importFile(context, store, streamOf(bytes), {
    fileName: 'three.png',
    collectionId: collection.id,
  });
  expect(again).toMatchObject({
    id: one.id,
    fileName: one.fileName,
    collectionIds: [collection.id],
  });
  expect(countLibrary(db).all).toBe(1);
});

test('F6: a picture of ours recalls its recipe, and its bytes stay as they were', async () => {
  const { take, store } = studio();
  const bytes = embedRecipe(await png(), 'image/png', RECIPE as Recipe);
  const work = await take(bytes);
  expect(work.recipe).toEqual(RECIPE);
  expect(new Uint8Array(await readFile(store.originalPath(work.sha256, work.mime)))).toEqual(
    new Uint8Array(bytes),
  );
});

test.each([
  ['zero bytes', async () => Buffer.alloc(0), 'file_empty'],
  [
    'SVG named .png',
    async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    'unsupported_media',
  ],
  ['a program named .png', async () => Buffer.from('MZ\x90\x00'.repeat(100)), 'unsupported_media'],
  [
    'a truncated file',
    async () => (await picture(900, 900).png().toBuffer()).subarray(0, 5_000),
    'file_unreadable',
  ],
  ['a huge header', async () => hugePng(50_000, 50_000), 'file_too_large'],
] as const)('F7: %s is refused and leaves nothing behind', async (_, make, code) => {
  const { take, onDisk, db } = studio();
  await expect(take(await make())).rejects.toMatchObject({ code });
  expect(onDisk()).toEqual([]);
  expect(countLibrary(db).all + allRows(db).length).toBe(0);
});

test('F7: a JPEG named .png is taken for what it is', async () => {
  const { take } = studio();
  expect((await take(await picture(9, 9).jpeg().toBuffer())).mime).toBe('image/jpeg');
});

test('F5: a row that cannot be written takes its file along, and a retry works', async () => {
  const { context, store, onDisk, take } = studio();
  const failing = {
    ...context,
    command: () => {
      throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    },
  };
  const bytes = await png();
  await expect(
    importFile(failing, store, streamOf(bytes), { fileName: null }),
  ).rejects.toMatchObject({ code: 'disk_full' });
  expect(onDisk()).toEqual([]);
  expect((await take(bytes)).fileState).toBe('present');
});

test('F2: a purged work takes its file along, unless another row names it', async () => {
  const { take, context, store, onDisk, db } = studio();
  const work = await take(await png());
  const result = newId();
  const { sha256, mime, bytes, width, height } = work;
  const facts = { sha256, mime, bytes, width, height };
  applyServerRow(db, 'workspace_assets', resultRow(result, facts), '5');
  trashWorks(context, [work.id]);
  purgeWorks(context, [work.id]);
  await sweepUnnamed(context, store);
  expect(onDisk()).toHaveLength(3);
  applyServerRow(
    db,
    'workspace_assets',
    resultRow(result, { ...facts, expires_at: '2026-11-20T09:00:00Z' }),
    '6',
  );
  await sweepUnnamed(context, store);
  expect(onDisk()).toEqual([]);
  expect(findFile(db, sha256)).toBeUndefined();
});

test('S8: a fetched file counts only if its hash is right', async () => {
  const { context, store, db, onDisk, told, woken } = studio();
  const bytes = await png();
  const right = createHash('sha256').update(bytes).digest('hex');
  applyServerRow(
    db,
    'workspace_assets',
    resultRow(newId(), { sha256: right, mime: 'image/png' }),
    '5',
  );
  expect(findFile(db, right)?.state).toBe('cloud');
  const wanted = { sha256: right, mime: 'image/png' } as const;
  await expect(receiveFile(context, store, wanted, streamOf(await png(2)))).rejects.toMatchObject({
    code: 'file_unreadable',
  });
  expect(onDisk()).toEqual([]);
  await receiveFile(context, store, wanted, streamOf(bytes));
  expect(findFile(db, right)).toMatchObject({ state: 'present', width: 60, height: 40 });
  expect(told).toContain('workspace');
  // There is nothing to send for it.
  expect(woken()).toBe(0);
});

test('originals and thumbnails are served with ranges and for ever, and run nothing', async () => {
  const { take, get } = studio();
  const bytes = await png();
  const { sha256 } = await take(bytes);
  const whole = await get(sha256);
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-length': String(bytes.length),
    'cache-control': 'private, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    etag: `"${sha256}"`,
  });
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
  const part = await get(sha256, { range: 'bytes=10-19' });
  expect(part.status).toBe(206);
  expect(part.headers.get('content-range')).toBe(`bytes 10-19/${bytes.length}`);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(10, 20));
  expect(Buffer.from(await (await get(sha256, { range: 'bytes=-5' })).arrayBuffer())).toEqual(
    bytes.subarray(-5),
  );
  expect((await get(sha256, { range: `bytes=${bytes.length}-` })).status).toBe(416);
  expect((await get(sha256, { range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
  expect((await get(sha256, { 'if-none-match': `"${sha256}"` })).status).toBe(304);
  const head = await get(sha256, {}, 'HEAD');
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect((await get(`${sha256}/256`)).headers.get('content-type')).toBe('image/webp');
});

test('F3: the thumbnail cache may be deleted', async () => {
  const { take, get, paths } = studio();
  const { sha256 } = await take(await png());
  rmSync(paths.thumbnails, { recursive: true });
  const answers = await Promise.all([
    get(`${sha256}/256`),
    get(`${sha256}/1024`),
    get(`${sha256}/256`),
  ]);
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
});

test('what is not here is a typed answer, and is asked of the cloud', async () => {
  const { take, get, db, store, fetched } = studio();
  const unknown = await get('f'.repeat(64));
  expect([unknown.status, await unknown.json()]).toMatchObject([
    404,
    { error: { code: 'not_found' } },
  ]);
  const { sha256, mime } = await take(await png());
  await rm(store.originalPath(sha256, mime));
  const missing = await get(sha256);
  expect([missing.status, await missing.json()]).toMatchObject([
    404,
    { error: { code: 'file_missing' } },
  ]);
  expect(fetched).toEqual([sha256]);
  expect(findFile(db, sha256)?.state).toBe('missing');
  for (const path of [
    '',
    '../studio.sqlite',
    `${sha256}/512`,
    `${sha256}/256/x`,
    sha256.toUpperCase(),
  ]) {
    expect((await get(path)).status).toBe(404);
  }
  expect((await get(sha256, {}, 'DELETE')).status).toBe(405);
});

test('an import over the media interface answers the work or a typed error', async () => {
  const { serve } = studio();
  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
    serve(new Request('http://media/import', { method: 'POST', body, headers }));
  const good = await post(new Uint8Array(await png()), {
    'x-file-name': encodeURIComponent('été.png'),
  });
  expect(await good.json()).toMatchObject({ ok: true, value: { fileName: 'été.png' } });
  const bad = await post('hello', { 'x-file-name': '%E0%A4%A' });
  expect([bad.status, await bad.json()]).toMatchObject([
    415,
    { ok: false, error: { code: 'unsupported_media' } },
  ]);
  const lost = await post('hello', { 'x-collection-id': newId() });
  expect(await lost.json()).toMatchObject({ error: { code: 'not_found' } });
  const odd = await post('hello', { 'x-collection-id': 'x' });
  expect(await odd.json()).toMatchObject({ error: { code: 'invalid_input' } });
});

test('near duplicates are told of, exact ones are not stored, and both answers say so', async () => {
  const { context, store, serve } = studio();
  const take = (bytes: Uint8Array) => takeFile(context, store, streamOf(bytes), { fileName: 'a' });
  const original = await scene(3).jpeg({ quality: 95 }).toBuffer();
  const first = await take(original);
  expect(first).toMatchObject({ isKnown: false, likeIds: [] });
  expect(await take(original)).toMatchObject({ isKnown: true, likeIds: [], work: first.work });
  const smaller = await sharp(original).resize(300).webp().toBuffer();
  const second = await take(smaller);
  expect(second).toMatchObject({ isKnown: false, likeIds: [first.work.id] });
  const third = await sharp(original).jpeg({ quality: 60 }).toBuffer();
  const answer = await serve(
    new Request('http://media/import', { method: 'POST', body: new Uint8Array(third) }),
  );
  expect(await answer.json()).toMatchObject({
    ok: true,
    value: { isKnown: false, likeIds: [second.work.id, first.work.id] },
  });
  const other = await scene(5).png().toBuffer();
  expect((await take(other)).likeIds).toEqual([]);
});

test('a work is dated by what its file says, else by when it was changed, never in the future', async () => {
  const { context, store } = studio();
  const dateOf = async (bytes: Uint8Array, modified?: number) => {
    const options = { fileName: null, ...(modified === undefined ? {} : { modified }) };
    return (await importFile(context, store, streamOf(bytes), options)).createdAt;
  };
  const taken = await picture(40, 30, 2)
    .withExif({ IFD2: { DateTimeOriginal: '2019:05:06 07:08:09', OffsetTimeOriginal: '+02:00' } })
    .jpeg()
    .toBuffer();
  const changed = Date.parse('2020-02-03T04:05:06.000Z');
  expect(await dateOf(taken, changed)).toBe('2019-05-06T05:08:09.000Z');
  expect(await dateOf(await png(3), changed)).toBe('2020-02-03T04:05:06.000Z');
  const now = context.clock.now().toISOString();
  expect(await dateOf(await png(4), Date.parse('2031-01-01'))).toBe(now);
  expect(await dateOf(await png(5), -5)).toBe(now);
  expect(await dateOf(await png(6))).toBe(now);
});

test('the recipe of a dropped file is read, and nothing of the file stays', async () => {
  const { serve, onDisk, db } = studio();
  const ask = async (body: Uint8Array | string) => {
    const answer = await serve(
      new Request('http://media/recipe', {
        method: 'POST',
        body: new Uint8Array(Buffer.from(body)),
      }),
    );
    return answer.json();
  };
  const ours = embedRecipe(await png(), 'image/png', RECIPE as Recipe);
  expect(await ask(ours)).toEqual({ ok: true, value: RECIPE });
  expect(await ask(await png())).toEqual({ ok: true, value: null });
  expect(await ask('hello')).toMatchObject({ ok: false, error: { code: 'unsupported_media' } });
  expect(onDisk()).toEqual([]);
  expect(countLibrary(db).all).toBe(0);
});

test('what files look like is stored as they come, and filled in where it lacks', async () => {
  const { take, db, context, store, get } = studio();
  const works = [await take(await png(1)), await take(await png(2)), await take(await png(3))];
  const looks = works.map(({ sha256 }) => findFile(db, sha256));
  for (const file of looks) {
    expect(file).toMatchObject({ phash: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(JSON.parse(file?.palette ?? '')).not.toEqual([]);
  }
  const forget = 'update files set phash = null, palette = null where sha256 = ?';
  const [first, second, third] = works.map(({ sha256 }) => sha256) as [string, string, string];
  for (const sha256 of [first, second, third]) db.run(forget, sha256);
  // One cannot be read any more; it holds up none of the others.
  await rm(store.originalPath(second, 'image/png'));
  const filling = fillLooks(context, store, silentLog, 1);
  await filling.done;
  await filling.stop();
  expect(findFile(db, first)).toEqual(looks[0]);
  expect(findFile(db, second)?.phash).toBeNull();
  expect(findFile(db, third)).toEqual(looks[2]);
  // Thumbnails that are made anew bring it as well.
  db.run(forget, third);
  rmSync(store.thumbnailPath(third, 256));
  expect((await get(`${third}/256`)).status).toBe(200);
  expect(findFile(db, third)).toEqual(looks[2]);
});
