import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { LibraryAsset } from '../../../contract/assets.ts';
import { allRows } from '../../library/outbox.ts';
import { testFolder } from '../../library/test-library.ts';
import { silentLog } from '../../system/log.ts';
import { createImagePool } from '../image-pool.ts';
import { importFile } from '../import-file.ts';
import { createMediaServer } from '../serve-media.ts';
import { sniff } from '../sniff.ts';
import { picture, streamOf } from '../test-images.ts';
import { testStore } from '../test-store.ts';
import { frameRateOf } from './frame-rate.ts';
import { posterArguments, probeArguments } from './arguments.ts';
import { findVideoPrograms } from './programs.ts';
import { runLimited } from './run-limited.ts';

const pool = createImagePool({ decoders: 1 });
afterAll(() => pool.close());

/** Two seconds of moving bars, turned by a quarter where asked. */
async function video(kind: 'mp4' | 'webm', ...more: string[]): Promise<Buffer> {
  const path = join(testFolder(), `made.${kind}`);
  const codec = kind === 'mp4' ? ['-c:v', 'mpeg4'] : ['-c:v', 'libvpx', '-deadline', 'realtime'];
  const source = ['-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=10:duration=2'];
  const { ffmpeg } = findVideoPrograms();
  execFileSync(ffmpeg, ['-v', 'error', ...source, ...codec, ...more, path], { stdio: 'inherit' });
  return readFile(path);
}

function studio() {
  const library = testStore(pool);
  const take = (bytes: Uint8Array, fileName = 'a.mp4') =>
    importFile(library.context, library.store, streamOf(bytes), { fileName });
  const refusal = async (bytes: Uint8Array) => {
    const error = await take(bytes).catch((thrown: unknown) => thrown);
    expect(library.onDisk()).toEqual([]);
    return error;
  };
  return { ...library, take, refusal };
}

test.each(['mp4', 'webm'] as const)(
  '%s: imported with size, duration, thumbnails and looks, played with ranges',
  async (kind) => {
    const { take, db, context, store, inputs, fonts } = studio();
    const bytes = await video(kind);
    const work = LibraryAsset.parse(await take(bytes, `holiday.${kind}`));
    expect(work).toMatchObject({ mime: `video/${kind}`, width: 320, height: 180, recipe: null });
    expect(work.duration).toBeCloseTo(2, 0);
    expect(work.palette?.length).toBeGreaterThan(2);
    expect(work.thumbhash).not.toBeNull();
    expect(await frameRateOf({ db, store }, work.sha256)).toBe(10);
    const thumbnail = await sharp(store.thumbnailPath(work.sha256, 256)).metadata();
    expect(thumbnail).toMatchObject({ format: 'webp', width: 256, height: 144 });
    const [upload, push] = allRows(db);
    expect(upload?.kind).toBe('upload');
    expect(JSON.parse(push?.body ?? '')).toMatchObject({ fields: { type: 'video' } });

    const serve = createMediaServer({
      context,
      store,
      inputs,
      fonts,
      fetchFile: async () => false,
      fetchPreview: async () => false,
      log: silentLog,
    });
    const get = (path: string, headers = {}) =>
      serve(new Request(`http://media/${path}`, { headers }));
    const part = await get(work.sha256, { range: 'bytes=100-199' });
    expect([part.status, part.headers.get('content-type')]).toEqual([206, `video/${kind}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(100, 200));
    expect((await get(`${work.sha256}/256`)).headers.get('content-type')).toBe('image/webp');
  },
);

test('a video that was turned is as it is shown', async () => {
  const { take, store } = studio();
  const folder = testFolder();
  await writeFile(join(folder, 'flat.mp4'), await video('mp4'));
  const turned = join(folder, 'turned.mp4');
  const turn = ['-i', join(folder, 'flat.mp4'), '-c', 'copy', '-metadata:s:v', 'rotate=90', turned];
  execFileSync(findVideoPrograms().ffmpeg, ['-v', 'error', ...turn]);
  const work = await take(await readFile(turned));
  expect(work).toMatchObject({ width: 180, height: 320 });
  expect(await sharp(store.thumbnailPath(work.sha256, 256)).metadata()).toMatchObject({
    height: 256,
    width: 144,
  });
});

describe('F7: what poses as a video', () => {
  const ftyp = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom\0\0\0\0isommp42')]);

  test.each([
    [
      'a playlist',
      async () => Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'),
      'unsupported_media',
    ],
    [
      'a list for concat',
      async () => Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n"),
      'unsupported_media',
    ],
    ['a page', async () => Buffer.from('<html><script>x</script></html>'), 'unsupported_media'],
    [
      'a playlist behind the header of an mp4',
      async () => Buffer.concat([ftyp, Buffer.from('#EXTM3U\nhttp://127.0.0.1/\n')]),
      'file_unreadable',
    ],
    ['a header alone', async () => ftyp, 'file_unreadable'],
    ['a cut off mp4', async () => (await video('mp4')).subarray(0, 3_000), 'file_unreadable'],
    [
      'sound without a picture',
      async () => {
        const path = join(testFolder(), 'sound.mp4');
        const source = ['-f', 'lavfi', '-i', 'sine=duration=1', '-c:a', 'aac', path];
        execFileSync(findVideoPrograms().ffmpeg, ['-v', 'error', ...source]);
        return readFile(path);
      },
      'file_unreadable',
    ],
  ] as const)('%s is refused and leaves nothing behind', async (_what, make, code) => {
    expect(await studio().refusal(await make())).toMatchObject({ code });
  });

  test('by its first bytes: brands and document types of others are not taken', () => {
    expect(sniff(ftyp)).toBe('video/mp4');
    expect(sniff(Buffer.from('\0\0\0\x14ftypqt  \0\0\0\0qt  ', 'latin1'))).toBeUndefined();
    const matroska = Buffer.from('\x1a\x45\xdf\xa3\x8f\x42\x82\x88matroska', 'latin1');
    expect(sniff(matroska)).toBeUndefined();
  });

  test('the programs open the file alone, by one demuxer, and ask nobody', () => {
    const probe = probeArguments('video/mp4', '/x').join(' ');
    const poster = posterArguments('video/webm', '/x', 1, '/y.png').join(' ');
    expect(probe).toContain('-protocol_whitelist file -format_whitelist mov,mp4');
    expect(poster).toContain('-protocol_whitelist file -format_whitelist matroska,webm');
    expect(probe).toContain('-f mov -i file:/x');
    expect(poster).toContain('-nostdin');
  });

  test('a program that takes too long, too much, or fails is ended with its reason', async () => {
    const node = process.execPath;
    const run = (code: string, limits = { milliseconds: 60_000, bytes: 2 ** 40 }) =>
      runLimited(node, ['-e', code], limits).catch((error: unknown) => error);
    expect(await run('console.log(7)')).toBe('7\n');
    expect(await run('process.exit(3)')).toMatchObject({ code: 'file_unreadable' });
    expect(
      await run('setInterval(() => {}, 1e6)', { milliseconds: 300, bytes: 2 ** 40 }),
    ).toMatchObject({ code: 'timeout' });
    expect(await run('process.stdout.write("x".repeat(3e6))')).toMatchObject({
      code: 'file_unreadable',
    });
    expect(
      await runLimited('/no/such/program', [], { milliseconds: 9_000, bytes: 1 }).catch(
        (error: unknown) => error,
      ),
    ).toMatchObject({ code: 'file_unreadable' });
    if (process.platform !== 'linux') return;
    expect(
      await run('setInterval(() => {}, 1e6)', { milliseconds: 60_000, bytes: 1 }),
    ).toMatchObject({ code: 'file_too_large' });
  });
});

test('without ffmpeg a video says so, and pictures go on', async () => {
  const bytes = await video('mp4');
  const { PATH: path, FFMPEG_PATH: named } = process.env;
  onTestFinished(() => {
    process.env['PATH'] = path;
    if (named !== undefined) process.env['FFMPEG_PATH'] = named;
  });
  process.env['PATH'] = testFolder();
  delete process.env['FFMPEG_PATH'];
  const { refusal, take } = studio();
  expect(await refusal(bytes)).toMatchObject({
    code: 'not_available',
    details: { program: 'ffmpeg' },
  });
  expect((await take(await picture(9, 9).png().toBuffer())).mime).toBe('image/png');
});
