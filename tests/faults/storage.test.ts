import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { dataFolder, openStudio } from './studio.ts';

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing',
    (error: { data?: { code?: string } }) => error.data?.code,
  );

test('F4: verify, repair, backup and restore of an open studio', async () => {
  const data = dataFolder();
  const { calls, take, ended, studio } = await openStudio(data);
  const works = [];
  for (let seed = 0; seed < 4; seed += 1) works.push(await take(seed));
  const [work] = works;
  expect(await ended(await calls.storage.verify())).toMatchObject({ state: 'done' });
  expect(await calls.storage.report()).toMatchObject({ filesRead: 4, counts: {}, findings: [] });
  const folder = join(data, '..', `${data.split('/').at(-1)}-backup`);
  expect(await ended(await calls.storage.backup({ folder }))).toMatchObject({ state: 'done' });

  const [located] = await studio.locate([work?.sha256 ?? '']);
  rmSync(located?.path ?? '');
  await ended(await calls.storage.repair({ from: folder }));
  expect(await calls.storage.report()).toMatchObject({ mended: 1, counts: {} });
  expect(existsSync(located?.path ?? '')).toBe(true);

  await take(9);
  expect((await calls.library.counts()).all).toBe(5);
  const restored = await ended(await calls.storage.restore({ folder }));
  expect(restored).toMatchObject({ state: 'done', error: null });
  expect((await calls.library.counts()).all).toBe(4);
  const overview = await calls.storage.overview();
  expect(overview.setAside.count).toBe(1);
  expect(overview.originals).toMatchObject([{ mime: 'image/png', count: 4 }]);
  expect(overview.disk.free).toBeGreaterThan(0);
  await take(10);
  expect((await calls.library.counts()).all).toBe(5);
  expect(await codeOf(calls.storage.cancel({ id: crypto.randomUUID() }))).toBe('not_found');
  rmSync(folder, { recursive: true, force: true });
});

test('the libraries move to another folder, and are found there again', async () => {
  const data = dataFolder();
  const elsewhere = dataFolder();
  const opened = await openStudio(data);
  const { calls, take, ended } = opened;
  const works = [await take(1), await take(2)];
  const moved = await ended(await calls.storage.move({ folder: elsewhere }));
  expect(moved).toMatchObject({ state: 'done', error: null });
  const { folder } = await calls.storage.overview();
  expect(folder).toBe(join(elsewhere, 'Atelier library', 'solo'));
  expect(existsSync(join(data, 'accounts'))).toBe(false);
  expect(existsSync(join(data, 'move.json'))).toBe(false);
  works.push(await take(3));
  await ended(await calls.storage.verify());
  expect(await calls.storage.report()).toMatchObject({ filesRead: 3, counts: {} });
  // There is a library there by now; and none may lie in itself.
  const again = await ended(await calls.storage.move({ folder: elsewhere }));
  expect(again.error?.code).toMatch(/conflict|invalid_input/);
  await opened.studio.close();

  const second = await openStudio(data);
  expect((await second.calls.library.counts()).all).toBe(3);
  await second.studio.close();
  // The disk it was moved to is away: better none than an empty one.
  rmSync(elsewhere, { recursive: true, force: true });
  await expect(openStudio(data)).rejects.toMatchObject({ code: 'file_missing' });
});

test('a move that is killed anywhere works with one of both', async () => {
  const data = dataFolder();
  const elsewhere = dataFolder();
  const first = await openStudio(data);
  await first.take(1);
  await first.studio.close();
  const from = join(data, 'accounts');
  const to = join(elsewhere, 'Atelier library');
  // While copying: half of it is there, and does not count.
  mkdirSync(join(to, 'solo'), { recursive: true });
  writeFileSync(join(to, 'solo', 'half'), 'x');
  writeFileSync(join(data, 'move.json'), JSON.stringify({ from, to }));
  const second = await openStudio(data);
  expect((await second.calls.library.counts()).all).toBe(1);
  expect(existsSync(to)).toBe(false);
  expect((await second.ended(await second.calls.storage.move({ folder: elsewhere }))).state).toBe(
    'done',
  );
  await second.studio.close();
  // After the switch, before the old one was gone.
  mkdirSync(from);
  writeFileSync(join(from, 'left'), 'x');
  writeFileSync(join(data, 'move.json'), JSON.stringify({ from, to }));
  const third = await openStudio(data);
  expect((await third.calls.library.counts()).all).toBe(1);
  expect(existsSync(from)).toBe(false);
  expect(readdirSync(data)).not.toContain('move.json');
});

test('thumbnails are cleared and made anew; what was put aside stays until it is cleared', async () => {
  const data = dataFolder();
  const first = await openStudio(data);
  const { sha256 } = await first.take(1);
  expect(await first.calls.storage.clearThumbnails()).toMatchObject({ count: 2 });
  expect((await first.calls.storage.overview()).thumbnails.count).toBe(0);
  expect((await first.studio.media(new Request(`http://media/${sha256}/256`))).status).toBe(200);
  await first.studio.close();
  // A database of yesterday: the file of today has no row, and is not deleted for that.
  const path = join(data, 'accounts', 'solo', 'studio.sqlite');
  const sqlite = new Sqlite(path);
  for (const table of ['user_library', 'outbox', 'files']) sqlite.exec(`delete from ${table}`);
  sqlite.close();
  const second = await openStudio(data);
  await expect
    .poll(async () => (await second.calls.storage.overview()).lost, { timeout: 60_000 })
    .toMatchObject({ count: 1 });
  const lost = join(data, 'accounts', 'solo', 'lost+found', `${sha256}.png`);
  expect(readFileSync(lost).byteLength).toBeGreaterThan(0);
  expect(await second.calls.storage.clearLost()).toMatchObject({ count: 1 });
  expect(existsSync(lost)).toBe(false);
});
