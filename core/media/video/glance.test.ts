import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { GLANCE_BYTES, Glance } from '../../../contract/glance.ts';
import { setFileState } from '../../library/files.ts';
import { testFolder } from '../../library/test-library.ts';
import { silentLog } from '../../system/log.ts';
import { createImagePool } from '../image-pool.ts';
import { importFile } from '../import-file.ts';
import { streamOf } from '../test-images.ts';
import { testStore } from '../test-store.ts';
import { glanceAt } from './glance.ts';
import { findVideoPrograms } from './programs.ts';

const pool = createImagePool({ decoders: 1, milliseconds: 120_000 });
afterAll(() => pool.close());

/** A film of this source of ffmpeg's. */
async function film(kind: 'mp4' | 'webm', source: string, ...more: string[]): Promise<Buffer> {
  const path = join(testFolder(), `made.${kind}`);
  const codec =
    kind === 'mp4' ? ['-c:v', 'mpeg4', '-q:v', '3'] : ['-c:v', 'libvpx', '-deadline', 'realtime'];
  const { ffmpeg } = findVideoPrograms();
  execFileSync(ffmpeg, ['-v', 'error', '-f', 'lavfi', '-i', source, ...codec, ...more, path]);
  return readFile(path);
}

/** A second of each colour. */
const COLOURS = ['red', 'lime', 'blue', 'white'].map((c) => `color=${c}:s=640x360:r=10:d=1`);
const FOUR = `${COLOURS.map((source, at) => `${source}[c${at}]`).join(';')};[c0][c1][c2][c3]concat=n=4`;

function studio() {
  const library = testStore(pool);
  const fetched: string[] = [];
  let isAnswering = true;
  const deps = {
    ...library,
    log: silentLog,
    fetchPreview: async (sha256: string) => {
      fetched.push(sha256);
      return isAnswering;
    },
  };
  return {
    ...library,
    fetched,
    take: (bytes: Uint8Array) =>
      importFile(library.context, library.store, streamOf(bytes), { fileName: 'a' }),
    glance: async (work: LibraryAsset) => Glance.parse(await glanceAt(deps, work)),
    goOffline: () => void (isAnswering = false),
  };
}

async function colourAt(sheet: Buffer, left: number, top: number) {
  const { data } = await sharp(sheet)
    .extract({ left, top, width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...data].map((part) => (part > 127 ? 1 : 0)).join('');
}

test.each(['mp4', 'webm'] as const)(
  'of %s four frames are on one sheet, spread over the film, left to right and top to bottom',
  async (kind) => {
    const { take, glance, onDisk } = studio();
    const work = await take(await film(kind, FOUR));
    const before = onDisk();
    const { picture, frames } = await glance(work);
    const sheet = Buffer.from(picture, 'base64');
    expect([frames, sheet.length <= GLANCE_BYTES]).toEqual([4, true]);
    expect(await sharp(sheet).metadata()).toMatchObject({
      format: 'jpeg',
      width: 960,
      height: 540,
    });
    const places = [
      [100, 100],
      [800, 100],
      [100, 400],
      [800, 400],
    ] as const;
    const colours = await Promise.all(places.map(([x, y]) => colourAt(sheet, x, y)));
    expect(colours).toEqual(['100', '010', '001', '111']);
    expect(onDisk()).toEqual(before);
  },
);

test('frames of noise are made smaller until they fit; a film of one frame has no gaps', async () => {
  const { take, glance } = studio();
  const noise = await film('mp4', 'nullsrc=s=1280x720:r=5:d=2,geq=random(1)*255:128:128');
  const { picture } = await glance(await take(noise));
  expect(Buffer.from(picture, 'base64').length).toBeLessThanOrEqual(GLANCE_BYTES);
  const one = await glance(
    await take(await film('mp4', 'testsrc=s=320x180:r=10', '-frames:v', '1')),
  );
  expect([1, 4]).toContain(one.frames);
  expect(one.picture.length).toBeGreaterThan(1_000);
});

test('of a film that lies in the cloud, or is broken here, the frame of the lists is seen', async () => {
  const { take, glance, db, store, fetched } = studio();
  const work = await take(await film('mp4', 'testsrc=s=320x180:r=10:d=2'));
  setFileState(db, work.sha256, 'cloud');
  const poster = (await readFile(store.thumbnailPath(work.sha256, 1024))).toString('base64');
  expect(await glance(work)).toEqual({ picture: poster, frames: 1 });
  expect(fetched).toEqual([]);
});

test('without either, the small picture is fetched; where that fails, there is nothing to see', async () => {
  const { glance, fetched, goOffline, take, db } = studio();
  const work = await take(await film('mp4', 'testsrc=s=320x180:r=10:d=1'));
  setFileState(db, work.sha256, 'cloud');
  const other = { ...work, sha256: 'f'.repeat(64) };
  await expect(glance(other)).rejects.toMatchObject({ code: 'file_missing' });
  goOffline();
  await expect(glance(other)).rejects.toMatchObject({ code: 'file_missing' });
  expect(fetched).toEqual([other.sha256, other.sha256]);
});
