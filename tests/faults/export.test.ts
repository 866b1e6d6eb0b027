import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { exportPath, type ExportOptions as Options } from '../../contract/studio/export.ts';
import { RECIPE } from '../../core/library/test-library.ts';
import { Recipe } from '../../contract/recipe.ts';
import { embedRecipe, readRecipe } from '../../core/media/recipe-metadata.ts';
import { picture } from '../../core/media/test-images.ts';
import { dataFolder, importOf, type OpenedStudio, openStudio } from './studio.ts';

type Wanted = Omit<z.input<typeof Options>, 'to'>;

const AI = Recipe.parse({ ...RECIPE, isAi: true, modelName: 'Some model', prompt: '=1+1' });
const LABEL = 'digitalsourcetype/trainedAlgorithmicMedia';

async function stage() {
  const studio = await openStudio(dataFolder());
  const bytes = {
    png: Buffer.from(embedRecipe(await picture(120, 80, 1).png().toBuffer(), 'image/png', AI)),
    jpeg: await picture(80, 120, 2)
      .withExif({ IFD0: { Artist: 'Somebody' }, IFD3: { GPSLatitudeRef: 'N' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer(),
    webp: Buffer.from(embedRecipe(await picture(64, 64, 3).webp().toBuffer(), 'image/webp', AI)),
  };
  const ids: Record<string, string> = {};
  for (const [name, content] of Object.entries(bytes)) {
    const answer = await studio.studio.media(importOf(content));
    ids[name] = ((await answer.json()) as { value: { id: string } }).value.id;
  }
  const all = Object.values(ids);
  return { ...studio, bytes, ids, all, folder: join(dataFolder(), 'out') };
}

async function toFolder(
  { calls, ended }: Pick<OpenedStudio, 'calls' | 'ended'>,
  folder: string,
  wanted: Wanted,
) {
  const started = await calls.export.start({ ...wanted, to: { kind: 'folder', path: folder } });
  const task = await ended(started);
  return { task, state: await calls.export.status({ id: started.id }) };
}

const namesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[a-z]+$/.test(name))
    .toSorted();

test('works go to a folder by a template, byte for byte, and nothing there is ever replaced', async () => {
  const opened = await stage();
  const { all, folder, bytes, ids, calls } = opened;
  await calls.library.update({ ids: [ids['png'] ?? ''], patch: { title: 'A fox' } });
  await calls.library.update({ ids: [ids['webp'] ?? ''], patch: { title: 'a FOX' } });
  const first = await toFolder(opened, folder, { what: { ids: all }, template: '{title}' });
  expect(first).toMatchObject({
    task: { state: 'done', done: 3, total: 3 },
    state: { written: 3, skipped: [], skippedCount: 0 },
  });
  expect(namesIn(folder)).toEqual(['A fox.png', 'a FOX (2).webp', 'a.jpg']);
  expect(readFileSync(join(folder, 'A fox.png'))).toEqual(bytes.png);
  expect(readFileSync(join(folder, 'a.jpg'))).toEqual(bytes.jpeg);
  await toFolder(opened, folder, {
    what: { filter: { shelf: 'all', sort: 'title' } },
    template: '{model}/{title}',
    sidecar: true,
    csv: true,
  });
  expect(namesIn(folder)).toHaveLength(10);
  await toFolder(opened, folder, { what: { ids: all }, template: '{title}' });
  expect(namesIn(folder)).toContain('a (2).jpg');
  expect(readFileSync(join(folder, 'A fox.png'))).toEqual(bytes.png);
  const table = readFileSync(join(folder, 'export.csv'), 'utf8');
  expect(table).toContain(`"'=1+1"`);
  const sidecar = JSON.parse(
    readFileSync(join(folder, 'Some model', 'A fox.json'), 'utf8'),
  ) as object;
  expect(sidecar).toMatchObject({ title: 'A fox', recipe: AI });
}, 60_000);

test('F6: what is stripped tells nothing but that it was made by AI, and no pixel changes', async () => {
  const opened = await stage();
  const { all, folder, bytes } = opened;
  await toFolder(opened, folder, { what: { ids: all }, template: '{n}', metadata: 'strip' });
  expect(namesIn(folder)).toEqual(['1.png', '2.jpg', '3.webp']);
  for (const [name, original] of [
    ['1.png', bytes.png],
    ['2.jpg', bytes.jpeg],
    ['3.webp', bytes.webp],
  ] as const) {
    const file = readFileSync(join(folder, name));
    const metadata = await sharp(file).metadata();
    const before = await sharp(original).metadata();
    expect(metadata.orientation ?? 1).toBe(before.orientation ?? 1);
    expect(await sharp(file).raw().toBuffer()).toEqual(await sharp(original).raw().toBuffer());
    expect(readRecipe(file)).toBeUndefined();
    expect(file.includes('Somebody')).toBe(false);
    expect(metadata.xmpAsString?.includes(LABEL) ?? false).toBe(name !== '2.jpg');
    expect(file.includes('atelier')).toBe(false);
  }
}, 60_000);

test.each(['webp', 'png', 'jpeg', 'avif'] as const)(
  'F6: converted to %s and made smaller, upright, with its recipe or only its label',
  async (format) => {
    const opened = await stage();
    const { all, folder } = opened;
    const extension = format === 'jpeg' ? 'jpg' : format;
    for (const metadata of ['keep', 'strip'] as const) {
      const { state } = await toFolder(opened, join(folder, metadata), {
        what: { ids: all },
        template: '{n}',
        format,
        longestEdge: 60,
        metadata,
      });
      expect(state).toMatchObject({ written: 3, skipped: [] });
      const sizes = [];
      for (const n of [1, 2, 3]) {
        const file = readFileSync(join(folder, metadata, `${n}.${extension}`));
        const told = await sharp(file).metadata();
        sizes.push([told.width, told.height]);
        expect(told.format).toBe(format === 'avif' ? 'heif' : format);
        expect(told.orientation ?? 1).toBe(1);
        expect(told.xmpAsString?.includes(LABEL) ?? false).toBe(n !== 2);
        expect(told.xmpAsString?.includes('atelier:Recipe') ?? false).toBe(
          n !== 2 && metadata === 'keep',
        );
        expect(file.includes('Somebody')).toBe(n === 2 && metadata === 'keep');
      }
      // The second lies on its side.
      expect(sizes).toEqual([
        [60, 40],
        [60, 40],
        [60, 60],
      ]);
    }
  },
  60_000,
);

/** Reads a zip from its end, as programs do: directory, then each entry's own header, checksum and bytes. */
function filesOf(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06_05_4b_50);
  let at = zip.readUInt32LE(end + 16);
  expect(at + zip.readUInt32LE(end + 12)).toBe(end);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(zip.readUInt32LE(at)).toBe(0x02_01_4b_50);
    const size = zip.readUInt32LE(at + 24);
    const name = zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28));
    const local = zip.readUInt32LE(at + 42);
    expect(zip.readUInt32LE(local)).toBe(0x04_03_4b_50);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + size);
    for (const crc of [zip.readUInt32LE(at + 16), zip.readUInt32LE(local + 14)]) {
      expect(crc).toBe(crc32(bytes));
    }
    files.set(name, bytes);
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30);
  }
  return files;
}

test('one zip, streamed to whoever fetches it or to a path, that other programs read', async () => {
  const opened = await stage();
  const { calls, studio, all, bytes, folder, ended } = opened;
  const task = await calls.export.start({
    what: { ids: all },
    to: { kind: 'download' },
    template: 'été/{n}',
    sidecar: true,
  });
  const request = () => new Request(`http://media/${exportPath(task.id)}`);
  await expect
    .poll(async () => (await calls.export.status({ id: task.id })).task.state)
    .toBe('running');
  const answer = await studio.media(request());
  expect(answer.headers.get('content-type')).toBe('application/zip');
  const zip = Buffer.from(await answer.arrayBuffer());
  expect(await ended(task)).toMatchObject({ state: 'done', done: 3 });
  // Once.
  expect((await studio.media(request())).status).toBe(404);
  mkdirSync(folder);
  const read = filesOf(zip);
  expect([...read.keys()].toSorted()).toEqual(
    ['1.json', '1.png', '2.jpg', '2.json', '3.json', '3.webp'].map((name) => `été/${name}`),
  );
  expect(read.get('été/1.png')).toEqual(bytes.png);

  const two = join(folder, 'two.zip');
  const toPath = { what: { ids: all }, to: { kind: 'zip', path: two } } as const;
  expect((await ended(await calls.export.start(toPath))).state).toBe('done');
  expect((await ended(await calls.export.start(toPath))).error?.code).toBe('conflict');
  expect(filesOf(readFileSync(two)).size).toBe(3);
}, 60_000);

test('F5: a broken or missing work is left out and named; a download that is broken off ends', async () => {
  const opened = await stage();
  const { calls, studio, ids, all, folder, ended } = opened;
  const works = await calls.library.list({ sort: 'oldest' });
  const at = async (id: string | undefined) => {
    const work = works.items.find((item) => item.id === id);
    const [located] = await studio.locate([work?.sha256 ?? '']);
    return located?.path ?? '';
  };
  rmSync(await at(ids['png']));
  writeFileSync(await at(ids['jpeg']), 'broken');
  const { task, state } = await toFolder(opened, folder, { what: { ids: all } });
  expect(task.state).toBe('done');
  expect(state).toMatchObject({ written: 1, skippedCount: 2 });
  expect(state.skipped).toMatchObject([
    { id: ids['png'], error: { code: 'file_missing' } },
    { id: ids['jpeg'], error: { code: 'file_unreadable' } },
  ]);
  const broken = await calls.export.start({ what: { ids: all }, to: { kind: 'download' } });
  await expect
    .poll(async () => (await studio.media(new Request(`http://media/export/${broken.id}`))).status)
    .toBe(200);
  const cancelled = await calls.export.start({ what: { ids: all }, to: { kind: 'download' } });
  await calls.export.cancel({ id: cancelled.id });
  expect((await ended(cancelled)).state).toBe('cancelled');
  // A file where the folder should be.
  writeFileSync(join(folder, 'file'), '');
  const refused = await toFolder(opened, join(folder, 'file'), { what: { ids: all } });
  expect(refused.task).toMatchObject({ state: 'failed', error: { code: 'file_missing' } });
  expect(existsSync(join(folder, 'file'))).toBe(true);
}, 60_000);
