import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { FolderImport, WatchedFolder } from '../../../contract/studio/imports.ts';
import { createCollection } from '../../library/edit-collections.ts';
import { restoreWorks, trashWorks } from '../../library/edit-library.ts';
import { saveFolderImport } from '../../library/folder-imports.ts';
import { listActs } from '../../library/history/history.ts';
import { countLibrary, listLibraryIds, listLibrary } from '../../library/library-list.ts';
import { testFolder } from '../../library/test-library.ts';
import { silentLog } from '../../system/log.ts';
import { newId } from '../../system/ids.ts';
import { takeFile } from '../import-file.ts';
import { createImagePool } from '../image-pool.ts';
import { hugePng, picture, streamOf } from '../test-images.ts';
import { testStore } from '../test-store.ts';
import { createFolderImports, type FolderImports } from './folder-imports.ts';
import { createFolderWatch, type WatchTimes } from './watch-folders.ts';
import { walkFolder } from './walk-folder.ts';

const pool = createImagePool({ decoders: 1 });
afterAll(() => pool.close());

const png = (seed: number) => picture(60, 40, seed).png().toBuffer();
const ALL = { shelf: 'all', sort: 'newest', stacked: false } as const;

function studio() {
  const library = testStore(pool);
  const { context, store, folder: data } = library;
  let told = 0;
  const options = { context, store, data, changed: () => void (told += 1), log: silentLog };
  const imports = createFolderImports(options);
  const watch = (times: WatchTimes) => {
    const made = createFolderWatch({ ...options, times });
    onTestFinished(() => made.stop());
    return made;
  };
  onTestFinished(() => imports.stop());
  return { ...library, options, imports, watch, told: () => told };
}

async function ended(imports: FolderImports, id: string): Promise<FolderImport> {
  const found = () => imports.list().find((job) => job.id === id);
  await expect.poll(() => found()?.state, { timeout: 30_000 }).not.toBe('running');
  return FolderImport.parse(found());
}

/** A folder of everything: two pictures, a copy, hidden and system files, links, text and broken ones. */
async function everything(): Promise<string> {
  const folder = testFolder();
  mkdirSync(join(folder, 'inside', 'deeper'), { recursive: true });
  mkdirSync(join(folder, '.hidden'));
  mkdirSync(join(folder, '@eaDir'));
  const one = await png(1);
  writeFileSync(join(folder, 'one.png'), one);
  writeFileSync(join(folder, 'inside', 'the same.png'), one);
  writeFileSync(
    join(folder, 'inside', 'deeper', 'été ☀.png'),
    await picture(300, 20, 8).png().toBuffer(),
  );
  writeFileSync(join(folder, '.hidden', 'no.png'), await png(3));
  writeFileSync(join(folder, '.no.png'), await png(3));
  writeFileSync(join(folder, '@eaDir', 'no.png'), await png(3));
  writeFileSync(join(folder, 'Thumbs.db'), await png(3));
  writeFileSync(join(folder, 'notes.txt'), 'hello');
  writeFileSync(join(folder, 'nothing.png'), '');
  writeFileSync(join(folder, 'huge.png'), hugePng(50_000, 50_000));
  const outside = testFolder();
  writeFileSync(join(outside, 'outside.png'), await png(4));
  symlinkSync(join(outside, 'outside.png'), join(folder, 'link.png'));
  symlinkSync(folder, join(folder, 'inside', 'circle'));
  utimesSync(join(folder, 'one.png'), 1_600_000_000, 1_600_000_000);
  return folder;
}

test('F1, F7: a folder is taken whole: links, hidden and system files left out, each refusal with its reason', async () => {
  const { imports, context, db, onDisk, told } = studio();
  const collection = createCollection(context, 'A', []);
  const folder = await everything();
  const started = await imports.start({ path: folder, collectionId: collection.id });
  expect(started).toMatchObject({ state: 'running', found: 0, walking: true });
  const job = await ended(imports, started.id);
  expect(job).toMatchObject({
    state: 'done',
    found: 6,
    walking: false,
    added: 2,
    known: 1,
    refused: 3,
    error: null,
  });
  const refused = job.refusals.map(({ path, error }) => [path, error.code]);
  expect(new Map(refused as [string, string][])).toEqual(
    new Map([
      ['notes.txt', 'unsupported_media'],
      ['nothing.png', 'file_empty'],
      ['huge.png', 'file_too_large'],
    ]),
  );
  const { items } = listLibrary(db, ALL, { offset: 0, limit: 10 });
  expect(items.map((work) => work.fileName)).toContain('été ☀.png');
  expect(items.every((work) => work.collectionIds[0] === collection.id)).toBe(true);
  expect(
    items.find((work) => work.fileName === 'one.png')?.createdAt ?? '2020-09-13T12:26:40.000Z',
  ).toBe('2020-09-13T12:26:40.000Z');
  expect(onDisk()).toHaveLength(6);
  expect(told()).toBeGreaterThan(1);
});

test('a folder that is not there, not absolute, or Atelier’s own is refused', async () => {
  const { imports, folder } = studio();
  const refusal = (path: string) => imports.start({ path }).catch((error: unknown) => error);
  expect(await refusal('/no/such/folder')).toMatchObject({ code: 'not_found' });
  expect(await refusal('pictures')).toMatchObject({ code: 'invalid_input' });
  expect(await refusal(join(folder, 'media'))).toMatchObject({ code: 'invalid_input' });
  expect(imports.list()).toEqual([]);
  const around = testFolder();
  mkdirSync(join(around, 'atelier'));
  writeFileSync(join(around, 'atelier', 'own.png'), 'x');
  writeFileSync(join(around, 'other.png'), 'x');
  const names: string[] = [];
  const except = join(around, 'atelier');
  for await (const file of walkFolder(around, { except })) names.push(file.name);
  expect(names).toEqual(['other.png']);
});

test('a cancelled import keeps what it added and stops', async () => {
  const { imports, db } = studio();
  const folder = testFolder();
  const bytes = await Promise.all(Array.from({ length: 30 }, (_, seed) => png(seed + 1)));
  for (const [index, each] of bytes.entries()) writeFileSync(join(folder, `${index}.png`), each);
  const { id } = await imports.start({ path: folder });
  await expect.poll(() => imports.list()[0]?.added).toBeGreaterThan(0);
  imports.cancel(id);
  const job = await ended(imports, id);
  expect(job.state).toBe('cancelled');
  expect(job.added).toBe(countLibrary(db).all);
  expect(job.added).toBeLessThan(30);
  expect(() => imports.cancel('00000000-0000-7000-8000-000000000000')).toThrow(/no such/);
});

test('F5: an import that the studio’s end cut off begins anew and doubles nothing', async () => {
  const { imports, db, options, onDisk } = studio();
  const folder = testFolder();
  for (let index = 0; index < 12; index += 1) {
    writeFileSync(
      join(folder, `${index}.png`),
      await picture(64, 8 + index * 9, index)
        .png()
        .toBuffer(),
    );
  }
  const { id } = await imports.start({ path: folder });
  await expect.poll(() => imports.list()[0]?.added).toBeGreaterThan(1);
  await imports.stop();
  const before = countLibrary(db).all;
  expect(before).toBeLessThan(12);
  expect(imports.list()[0]?.state).toBe('running');

  const next = createFolderImports(options);
  onTestFinished(() => next.stop());
  next.resume();
  const job = await ended(next, id);
  expect(job).toMatchObject({ state: 'done', added: 12 - before, known: before, refused: 0 });
  expect(countLibrary(db).all).toBe(12);
  expect(onDisk()).toHaveLength(36);
});

test('a folder that went before it was taken up again has failed', async () => {
  const { imports, db } = studio();
  const folder = testFolder();
  const { id } = await imports.start({ path: folder });
  const job = await ended(imports, id);
  saveFolderImport(db, { ...job, state: 'running', endedAt: null, path: join(folder, 'gone') });
  imports.resume();
  expect(await ended(imports, id)).toMatchObject({
    state: 'failed',
    error: { code: 'file_missing' },
  });
});

const QUICK: WatchTimes = { rescan: 100, settle: 50 };

test('a watched folder: what is in it and what comes is taken once, and what goes takes nothing along', async () => {
  const { watch, db, context, imports } = studio();
  const folder = testFolder();
  writeFileSync(join(folder, 'one.png'), await png(1));
  const watching = watch(QUICK);
  const added = WatchedFolder.parse(await watching.add({ path: folder }));
  await expect(watching.add({ path: folder })).rejects.toMatchObject({ code: 'conflict' });
  const works = () => countLibrary(db).all;
  await expect.poll(works).toBe(1);
  mkdirSync(join(folder, 'new'));
  writeFileSync(join(folder, 'new', 'two.png'), await picture(99, 12, 5).png().toBuffer());
  writeFileSync(join(folder, 'new', 'text.png'), 'hello');
  await expect.poll(works).toBe(2);
  await expect.poll(() => watching.list()[0]?.added).toBe(2);
  rmSync(join(folder, 'one.png'));
  // What was thrown away here does not come back from there.
  trashWorks(context, listLibraryIds(db, ALL));
  writeFileSync(join(folder, 'three.png'), await picture(12, 99, 6).png().toBuffer());
  await expect.poll(works).toBe(1);
  expect(countLibrary(db).trash).toBe(2);
  watching.remove(added.id);
  expect(watching.list()).toEqual([]);
  writeFileSync(join(folder, 'four.png'), await png(9));
  await new Promise((resolve) => void setTimeout(resolve, 400));
  expect(works()).toBe(1);
  expect(imports.list()).toEqual([]);
});

test('a file that is still written is taken once it is whole', async () => {
  const { watch, db } = studio();
  const folder = testFolder();
  const watching = watch({ rescan: 50, settle: 600 });
  await watching.add({ path: folder });
  const whole = await picture(500, 400, 2).png().toBuffer();
  const path = join(folder, 'growing.png');
  const part = Math.ceil(whole.length / 8);
  for (let at = 0; at < whole.length; at += part) {
    await appendFile(path, whole.subarray(at, at + part));
    await new Promise((resolve) => void setTimeout(resolve, 80));
  }
  await expect.poll(() => countLibrary(db).all).toBe(1);
  const { items } = listLibrary(db, ALL, { offset: 0, limit: 1 });
  expect(items[0]).toMatchObject({ bytes: whole.length, width: 500 });
});

test('a watched folder that goes says so, and goes on when it comes back, also after a restart', async () => {
  const { watch, db } = studio();
  const folder = join(testFolder(), 'pictures');
  mkdirSync(folder);
  const first = watch(QUICK);
  await first.add({ path: folder });
  rmSync(folder, { recursive: true });
  await expect.poll(() => first.list()[0]?.error?.code).toBe('file_missing');
  await first.stop();
  mkdirSync(folder);
  writeFileSync(join(folder, 'one.png'), await png(1));
  const second = watch(QUICK);
  second.start();
  await expect.poll(() => countLibrary(db).all).toBe(1);
  await expect.poll(() => second.list()[0]).toMatchObject({ error: null, added: 1 });
  await second.stop();
});

test('a paused folder takes nothing until it goes on; what it refused is told until it is taken', async () => {
  const { watch, db } = studio();
  const folder = testFolder();
  writeFileSync(join(folder, 'bad.png'), 'hello');
  const watching = watch(QUICK);
  const { id } = await watching.add({ path: folder });
  const told = () => WatchedFolder.parse(watching.list()[0]);
  await expect.poll(() => told().refusals.map(({ path }) => path)).toEqual(['bad.png']);
  expect(told().refusals[0]?.error.code).toBe('unsupported_media');
  await expect.poll(() => told().lookedAt).not.toBeNull();
  expect(watching.pause(id, true)).toMatchObject({ paused: true });
  // In place of the bad one: another file by its size and time.
  writeFileSync(join(folder, 'bad.png'), await png(1));
  await watching.stop();
  // A restart does not end the pause.
  const again = watch(QUICK);
  again.start();
  await new Promise((resolve) => void setTimeout(resolve, 300));
  expect(countLibrary(db).all).toBe(0);
  expect(again.pause(id, false)).toMatchObject({ paused: false });
  await expect.poll(() => countLibrary(db).all).toBe(1);
  await expect.poll(() => again.list()[0]).toMatchObject({ added: 1, refusals: [] });
  expect(again.list()[0]?.broughtAt).not.toBeNull();
  again.remove(id);
  expect(db.all("select key from settings where key like 'watched %'")).toEqual([]);
});

test('an import is taken back as one act: only what it added, and only what is still there', async () => {
  const { imports, context, db } = studio();
  const folder = await everything();
  const first = await ended(imports, (await imports.start({ path: folder })).id);
  const second = await ended(imports, (await imports.start({ path: folder })).id);
  expect(second).toMatchObject({ added: 0, known: 3 });
  expect(() => imports.undo(second.id)).toThrow('Nothing of it');
  expect(imports.undo(first.id)).toBe(2);
  expect(countLibrary(db)).toMatchObject({ all: 0, trash: 2 });
  expect(listActs(db).done[0]).toMatchObject({ kind: 'trash', count: 2 });
  expect(() => imports.undo(first.id)).toThrow('Nothing of it');
  restoreWorks(context, listLibraryIds(db, { ...ALL, shelf: 'trash' }));
  expect(imports.undo(first.id)).toBe(2);
});

test('files that a window sends are listed with the folders: under way while it tells of them, stopped when it is silent', async () => {
  const { imports, context, db, setTime, store } = studio();
  const { work } = await takeFile(context, store, streamOf(await png(1)), { fileName: 'a.png' });
  const id = newId();
  const report = {
    id,
    path: 'a.png',
    collectionId: null,
    total: 2,
    addedIds: [work.id],
    known: 0,
    similar: [],
    refused: 0,
    refusals: [],
    ended: false,
  };
  setTime('2026-11-21T09:00:00.000Z');
  expect(imports.files(report)).toMatchObject({ state: 'running', found: 1, added: 1, total: 2 });
  expect(() => imports.undo(id)).toThrow('not ended');
  setTime('2026-11-21T09:02:00.000Z');
  expect(imports.list()).toMatchObject([{ kind: 'files', state: 'cancelled', added: 1 }]);
  // It is not begun anew: the files are where no studio can reach them.
  imports.resume();
  expect(imports.list()).toMatchObject([{ state: 'cancelled' }]);
  const refusals = [{ path: 'b.png', error: { code: 'disk_full', message: '' } as const }];
  imports.files({ ...report, refused: 1, refusals, ended: true });
  expect(imports.list()).toMatchObject([
    { state: 'done', found: 2, refusals, startedAt: '2026-11-21T09:00:00.000Z' },
  ]);
  expect(imports.undo(id)).toBe(1);
  expect(countLibrary(db)).toMatchObject({ all: 0, trash: 1 });
});
