import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { addToCollection, createCollection } from '../library/edit-collections.ts';
import { trashWorks } from '../library/edit-library.ts';
import { backUpLibrary } from './backup.ts';
import { forgetBackup, listBackups, rememberBackup } from './known-backups.ts';
import { sharesOf } from './shares.ts';
import { control, testStorage } from './test-storage.ts';

test('backups are remembered by their folders and tell what they hold now', async () => {
  const { storage, takeMany, root } = testStorage('solo');
  const paths = { data: dirname(root) };
  const [whole, gone] = [join(paths.data, 'whole'), join(paths.data, 'gone')];
  await takeMany(3);
  for (const folder of [gone, whole]) {
    await backUpLibrary(storage, control(), folder);
    await rememberBackup(paths, folder);
  }
  await rememberBackup(paths, whole);
  rmSync(gone, { recursive: true });
  const backups = await listBackups(paths);
  expect(backups).toMatchObject([
    { folder: whole, works: 3, missing: 0, error: null },
    { folder: gone, at: null, error: { code: 'file_missing' } },
  ]);
  expect(backups[0]?.bytes).toBeGreaterThan(100);
  await forgetBackup(paths, gone);
  expect(await listBackups(paths)).toHaveLength(1);
  // A list that does not read is no list.
  writeFileSync(join(paths.data, 'backups.json'), '{');
  expect(await listBackups(paths)).toEqual([]);
});

test('what takes space is told by type, month and collection, and the trash is left out', async () => {
  const { storage, takeMany } = testStorage();
  const { library } = storage;
  const works = await takeMany(4);
  const ids = works.map(({ id }) => id);
  const bytes = (list: typeof works) => list.reduce((sum, work) => sum + work.bytes, 0);
  const one = createCollection(library, 'One', ids.slice(0, 2));
  const two = createCollection(library, 'Two', []);
  addToCollection(library, two.id, ids.slice(0, 1));
  trashWorks(library, ids.slice(3));
  const here = works.slice(0, 3);
  expect(sharesOf(library.db, 'type')).toEqual([
    { key: here[0]?.mime, name: null, count: 3, bytes: bytes(here) },
  ]);
  expect(sharesOf(library.db, 'month')).toEqual([
    { key: here[0]?.createdAt.slice(0, 7), name: null, count: 3, bytes: bytes(here) },
  ]);
  const shares = sharesOf(library.db, 'collection');
  expect(shares.find(({ key }) => key === one.id)).toMatchObject({ name: 'One', count: 2 });
  expect(shares.find(({ key }) => key === two.id)).toMatchObject({ name: 'Two', count: 1 });
  expect(shares.find(({ key }) => key === null)).toMatchObject({
    name: null,
    count: 1,
    bytes: bytes(here.slice(2)),
  });
});
