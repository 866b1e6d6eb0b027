import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { updateWorks } from '../library/edit-library.ts';
import { countLibrary } from '../library/library-list.ts';
import { MIGRATIONS } from '../library/migrations/all.ts';
import { openDatabase } from '../system/database.ts';
import { backUpLibrary } from './backup.ts';
import { MANIFEST, readList } from './manifest.ts';
import { finishRestore, stageRestore } from './restore.ts';
import { control, hashOf, testStorage } from './test-storage.ts';

const NOW = new Date('2026-11-21T09:00:00Z');

/** A library one folder down, so that a restore has its neighbours to itself, and a folder to back up to. */
function stage() {
  const base = testStorage('solo');
  return { ...base, folder: join(dirname(base.root), 'backup') };
}

/** Every file that the manifest names is there and what its name says; answers how many originals. */
function checkBackup(folder: string): number {
  const manifest = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as {
    list: { name: string; sha256: string };
    database: { name: string; sha256: string };
  };
  for (const { name, sha256 } of [manifest.list, manifest.database]) {
    expect(hashOf(readFileSync(join(folder, name)))).toBe(sha256);
  }
  const listed = readList(readFileSync(join(folder, manifest.list.name), 'utf8'));
  for (const { path, sha256 } of listed) {
    expect(hashOf(readFileSync(join(folder, path)))).toBe(sha256);
  }
  const db = openDatabase({ path: join(folder, manifest.database.name), migrations: MIGRATIONS });
  onTestFinished(() => db.close());
  const rows = db.all<{ sha256: string }>("select sha256 from files where state = 'present'");
  expect(new Set(listed.map(({ sha256 }) => sha256))).toEqual(
    new Set(rows.map(({ sha256 }) => sha256)),
  );
  return listed.length;
}

test('F4: a backup made while works come and go holds one moment, each row with its file', async () => {
  const { storage, take, takeMany, store, folder, db } = stage();
  const works = await takeMany(40);
  const enough = new AbortController();
  let seed = 5_000;
  const busy = (async () => {
    while (!enough.signal.aborted) {
      await take((seed += 1));
      const gone = works.pop();
      if (!gone) continue;
      db.run('delete from user_library where id = ?', gone.id);
      db.run('delete from outbox');
      await store.removeUnless(gone.sha256, gone.mime, () => {
        db.run('delete from files where sha256 = ?', gone.sha256);
        return true;
      });
    }
  })();
  const task = control();
  await backUpLibrary(storage, task, folder);
  enough.abort();
  await busy;
  expect(checkBackup(folder)).toBeGreaterThanOrEqual(40);
  expect(task.seen.done).toBe(task.seen.total);
  // What was asked to be removed meanwhile is found unnamed later.
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('a second backup copies only what is new, and keeps the last three moments', async () => {
  const { storage, takeMany, folder, setTime } = stage();
  await takeMany(10);
  await backUpLibrary(storage, control(), folder);
  await takeMany(3, 100);
  for (let day = 22; day < 26; day += 1) {
    setTime(`2026-11-${day}T08:00:00.000Z`);
    const task = control();
    await backUpLibrary(storage, task, folder);
    expect(task.seen.bytes > 0).toBe(day === 22);
    expect(checkBackup(folder)).toBe(13);
  }
  const moments = readdirSync(folder).filter((name) => /^2026.*\.(sqlite|sha256)$/.test(name));
  expect(moments).toHaveLength(6);
});

test('what is broken here is named, and the rest is in the backup', async () => {
  const { storage, takeMany, folder, store } = stage();
  const [one, two] = await takeMany(5);
  if (!one || !two) throw new Error('no works');
  rmSync(store.originalPath(one.sha256, one.mime));
  writeFileSync(store.originalPath(two.sha256, two.mime), 'broken');
  await expect(backUpLibrary(storage, control(), folder)).rejects.toMatchObject({
    code: 'file_missing',
    details: { files: 2 },
  });
  const manifest = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as {
    missing: string[];
  };
  expect(new Set(manifest.missing)).toEqual(new Set([one.sha256, two.sha256]));
  expect(existsSync(join(folder, 'media', one.sha256.slice(0, 2)))).toBeDefined();
});

test('a folder with other things, in the library, or of another library', async () => {
  const { storage, takeMany, folder, root } = stage();
  await takeMany(2);
  await mkdir(folder);
  writeFileSync(join(folder, 'letter.txt'), 'x');
  await backUpLibrary(storage, control(), folder);
  expect(readdirSync(folder).toSorted()).toEqual(['Atelier backup', 'letter.txt']);
  await expect(backUpLibrary(storage, control(), join(root, 'media'))).rejects.toMatchObject({
    code: 'invalid_input',
  });
  const other = stage();
  await other.takeMany(1);
  await expect(
    backUpLibrary(other.storage, control(), join(folder, 'Atelier backup')),
  ).rejects.toMatchObject({ code: 'conflict' });
});

test('a restore brings back what was backed up, and sets aside what was there', async () => {
  const { storage, takeMany, folder, db, context, paths, root } = stage();
  const works = await takeMany(12);
  const [first] = works;
  await backUpLibrary(storage, control(), folder);
  updateWorks(context, [first?.id ?? ''], { title: 'after' });
  await takeMany(2, 50);
  await stageRestore(paths, control(), folder);
  expect(countLibrary(db).all).toBe(14);
  db.close();
  const aside = await finishRestore(paths, NOW);
  expect(await finishRestore(paths, NOW)).toBeUndefined();
  const back = openDatabase({ path: paths.database, migrations: MIGRATIONS });
  onTestFinished(() => back.close());
  expect(countLibrary(back).all).toBe(12);
  expect(back.get('select 1 from user_library where title is not null')).toBeUndefined();
  for (const { sha256, mime } of works) {
    expect(hashOf(readFileSync(storage.originals.originalPath(sha256, mime)))).toBe(sha256);
  }
  const before = openDatabase({ path: join(aside ?? '', 'studio.sqlite'), migrations: MIGRATIONS });
  onTestFinished(() => before.close());
  expect(countLibrary(before).all).toBe(14);
  expect(readdirSync(dirname(root)).filter((name) => name.startsWith('solo'))).toHaveLength(2);
});

test('a restore that ends anywhere leaves the library as it was, or ends well at the next start', async () => {
  const { storage, takeMany, folder, db, paths, root } = stage();
  await takeMany(3);
  await backUpLibrary(storage, control(), folder);
  await takeMany(1, 90);
  const cancelled = new AbortController();
  const watching = control(cancelled.signal);
  watching.progress = () => cancelled.abort(new Error('enough'));
  await expect(stageRestore(paths, watching, folder)).rejects.toThrow('enough');
  expect(existsSync(`${root}.restoring`)).toBe(false);
  // Killed while it was filled.
  await mkdir(`${root}.restoring`);
  expect(await finishRestore(paths, NOW)).toBeUndefined();
  expect(existsSync(`${root}.restoring`)).toBe(false);
  expect(countLibrary(db).all).toBe(4);
  // Killed between the two renames.
  await stageRestore(paths, control(), folder);
  db.close();
  await rename(root, `${root}.before-1`);
  expect(await finishRestore(paths, NOW)).toBeUndefined();
  const back = openDatabase({ path: paths.database, migrations: MIGRATIONS });
  onTestFinished(() => back.close());
  expect(countLibrary(back).all).toBe(3);
});

test('a backup that is not whole is refused before anything changes', async () => {
  const { storage, takeMany, folder, paths, root, db } = stage();
  await takeMany(3);
  await backUpLibrary(storage, control(), folder);
  const manifest = readFileSync(join(folder, MANIFEST), 'utf8');
  const names = JSON.parse(manifest) as { list: { name: string }; database: { name: string } };
  const refused = async (code: string) => {
    await expect(stageRestore(paths, control(), folder)).rejects.toMatchObject({ code });
    expect(readdirSync(dirname(root)).filter((name) => name.startsWith('solo'))).toEqual(['solo']);
  };
  for (const path of [join(folder, names.list.name), join(folder, names.database.name)]) {
    const bytes = readFileSync(path);
    const broken = Buffer.from(bytes);
    broken[broken.length >> 1] = (broken[broken.length >> 1] ?? 0) ^ 1;
    writeFileSync(path, broken);
    await refused('file_unreadable');
    writeFileSync(path, bytes);
  }
  for (const [text, code] of [
    ['{', 'file_unreadable'],
    ['{}', 'file_unreadable'],
    [manifest.replace(/"version": \d+/, '"version": 9999'), 'library_newer'],
    [manifest.replace(names.list.name, '../../etc/passwd'), 'file_unreadable'],
  ] as const) {
    writeFileSync(join(folder, MANIFEST), text);
    await refused(code);
  }
  rmSync(join(folder, MANIFEST));
  await refused('file_missing');
  expect(statSync(root).isDirectory()).toBe(true);
  expect(countLibrary(db).all).toBe(3);
});

test('originals that are broken in the backup come from the library; those whole nowhere are left out and named', async () => {
  const { storage, takeMany, folder, paths, db, context } = stage();
  const works = await takeMany(4);
  const [flipped, away, lost] = works;
  if (!flipped || !away || !lost) throw new Error('no works');
  updateWorks(context, [lost.id], { title: 'The lost one' });
  await backUpLibrary(storage, control(), folder);
  const inBackup = ({ sha256 }: { sha256: string }) =>
    join(folder, 'media', sha256.slice(0, 2), `${sha256.slice(2)}.png`);
  writeFileSync(inBackup(flipped), 'broken');
  await rm(inBackup(away));
  writeFileSync(inBackup(lost), 'broken');
  rmSync(storage.originals.originalPath(lost.sha256, lost.mime));
  expect(await stageRestore(paths, control(), folder)).toEqual({
    files: 1,
    names: ['The lost one'],
  });
  db.close();
  await finishRestore(paths, NOW);
  const back = openDatabase({ path: paths.database, migrations: MIGRATIONS });
  onTestFinished(() => back.close());
  expect(back.all('select sha256, state from files order by state')).toEqual([
    { sha256: lost.sha256, state: 'missing' },
    ...works
      .filter((work) => work !== lost)
      .map(() => ({ sha256: expect.any(String), state: 'present' })),
  ]);
  for (const { sha256, mime } of works.filter((work) => work !== lost)) {
    expect(hashOf(readFileSync(storage.originals.originalPath(sha256, mime)))).toBe(sha256);
  }
});

test('a backup without one whole original is refused, and none of the library is taken for it', async () => {
  const { storage, takeMany, folder, paths } = stage();
  const works = await takeMany(2);
  await backUpLibrary(storage, control(), folder);
  await rm(join(folder, 'media'), { recursive: true });
  for (const { sha256, mime } of works) rmSync(storage.originals.originalPath(sha256, mime));
  await expect(stageRestore(paths, control(), folder)).rejects.toMatchObject({
    code: 'file_unreadable',
    details: { files: 2 },
  });
  expect(existsSync(`${paths.root}.restored`)).toBe(false);
});

test('F7: a list that leads elsewhere does not read', () => {
  const sha256 = 'ab'.repeat(32);
  const good = `${sha256}  media/ab/${sha256.slice(2)}.png\n`;
  expect(readList(good)).toHaveLength(1);
  for (const bad of [
    good.replace('media/', '../../../media/'),
    good.replace('media/ab', 'media/..'),
    good.replace('.png', '.png/../../x'),
    good.replace('media/ab', 'media/cd'),
    'x',
  ]) {
    expect(() => readList(bad)).toThrow(expect.objectContaining({ code: 'file_unreadable' }));
  }
});
