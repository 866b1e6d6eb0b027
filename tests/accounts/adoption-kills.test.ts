import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  addToCollection,
  createCollection,
  updateCollection,
} from '../../core/library/edit-collections.ts';
import { trashWorks, updateWorks } from '../../core/library/edit-library.ts';
import { makeRow } from '../../core/library/edit-rows.ts';
import { listLibrary } from '../../core/library/library-list.ts';
import { MIGRATIONS } from '../../core/library/migrations/all.ts';
import { OTHER_TABLES } from '../../core/library/other-rows.ts';
import { allRows } from '../../core/library/outbox.ts';
import { importFile } from '../../core/media/import-file.ts';
import { createAdoption } from '../../core/studio/adoption/adoption.ts';
import { systemClock } from '../../core/system/clock.ts';
import { type Database, openDatabase } from '../../core/system/database.ts';
import { createFileStore } from '../../core/system/files.ts';
import { silentLog } from '../../core/system/log.ts';
import { accountPaths, studioPaths } from '../../core/system/paths.ts';
import { asPng, Crash, openLibrary } from '../sync/device.ts';
import { testFolder } from './studios.ts';

const USER = '00000000-0000-7000-8000-000000000001';

/** A library without a server: what it sends stays in its outbox. */
function libraryIn(folder: string, name: string, wrap = (db: Database) => db) {
  const paths = accountPaths(studioPaths(folder), name);
  const raw = openDatabase({ path: paths.database, migrations: MIGRATIONS });
  const noSession = { read: async () => undefined, write: async () => undefined };
  const library = openLibrary(paths, wrap(raw), { clock: systemClock, fetch, session: noSession });
  return { ...library, raw, paths };
}

async function makeSolo(folder: string) {
  const solo = libraryIn(folder, 'solo');
  const { context, store } = solo;
  const take = async (fileName: string) =>
    (await importFile(context, store, asPng(randomBytes(300)), { fileName })).id;
  const works = [await take('a.png'), await take('b.png'), await take('c.png')];
  updateWorks(context, works.slice(0, 1), { title: 'A', rating: 5, notes: 'of mine' });
  trashWorks(context, works.slice(2));
  const inner = createCollection(context, 'Inner', works.slice(0, 2));
  const outer = createCollection(context, 'Outer', []);
  // Made before the one that it lies in.
  updateCollection(context, inner.id, { parentId: outer.id });
  addToCollection(context, outer.id, works.slice(0, 1));
  const character = makeRow(context, 'characters', { name: 'Ada' });
  const project = makeRow(context, 'projects', { title: 'Film', character_id: character['id'] });
  const scene = { project_id: project['id'], position: 1, title: 'One', library_id: works[0] };
  makeRow(context, 'scenes', scene);
  return solo;
}

/** A database that dies at its n-th statement, as the process would. */
function dyingAfter(statements: number) {
  let left = statements;
  const count = <T>(work: () => T): T => {
    left -= 1;
    if (left < 0) throw new Crash();
    return work();
  };
  return (raw: Database): Database => ({
    ...raw,
    get inTransaction() {
      return raw.inTransaction;
    },
    all: (sql, ...params) => count(() => raw.all(sql, ...params)),
    get: (sql, ...params) => count(() => raw.get(sql, ...params)),
    column: (sql, ...params) => count(() => raw.column(sql, ...params)),
    run: (sql, ...params) => count(() => raw.run(sql, ...params)),
    transaction: (work) => count(() => raw.transaction(work)),
  });
}

function adopting(folder: string, account: ReturnType<typeof libraryIn>) {
  return createAdoption({
    paths: studioPaths(folder),
    userId: USER,
    context: account.context,
    store: account.store,
    log: silentLog,
    changed: () => undefined,
  });
}

/** All that is shown, without ids. */
function shownIn({ raw }: Pick<ReturnType<typeof libraryIn>, 'raw'>) {
  const works = (shelf: 'all' | 'trash') =>
    listLibrary(raw, { shelf, sort: 'oldest' }, { offset: 0, limit: 100 }).items.map((work) => ({
      ...work,
      id: '',
      collectionIds: work.collectionIds.length,
    }));
  const collections = raw.all(
    `select c.name, p.name as parent, (select count(*) from collection_items i where i.collection_id = c.id) as works
     from user_collections c left join user_collections p on p.id = c.parent_id order by c.name`,
  );
  const others = OTHER_TABLES.map(
    (table) =>
      raw.get<{ n: number }>('select count(*) as n from other_rows where tbl = ?', table)?.n,
  );
  return { works: works('all'), trash: works('trash'), collections, others };
}

test('killed at any statement, an adoption goes on where it was: all is there once, and solo was only read', async () => {
  const folder = testFolder();
  const solo = await makeSolo(folder);
  const [before, outbox] = [shownIn(solo), allRows(solo.raw)];
  const first = libraryIn(folder, 'account');
  adopting(folder, first).decide('apart');
  first.raw.run(
    "update settings set value = json_set(value, '$.choice', 'adopt') where key = 'adoption'",
  );
  first.raw.close();
  let kills = 0;
  for (let budget = 1; ; budget += 1) {
    const account = libraryIn(folder, 'account', dyingAfter(budget));
    await createFileStore(account.paths).sweepStaging();
    let died = false;
    try {
      const adoption = adopting(folder, account);
      adoption.resume();
      await adoption.idle();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      died = true;
    }
    const left = account.raw.get<{ at: string | null }>(
      "select value ->> '$.at' as at from settings where key = 'adoption'",
    );
    account.raw.close();
    if (left?.at === null && !died) break;
    kills += 1;
    if (kills > 500) throw new Error('it never came to an end');
  }
  expect(kills).toBeGreaterThan(20);
  const account = libraryIn(folder, 'account');
  onTestFinished(() => account.raw.close());
  const { works, trash, ...rest } = shownIn(account);
  const like = <T extends object>(list: readonly T[]) =>
    list.map((work) => ({ ...work, stackId: null }));
  expect({ works: like(works), trash: like(trash), ...rest }).toEqual({
    ...before,
    works: like(before.works),
    trash: like(before.trash),
  });
  const made = allRows(account.raw);
  // Three files, three works, two collections and where one lies, three memberships, and one each of the rest.
  expect(made.filter(({ kind }) => kind === 'upload')).toHaveLength(3);
  expect(new Set(made.map(({ target, row_id: id }) => `${target} ${String(id)}`)).size).toBe(14);
  expect(allRows(solo.raw)).toEqual(outbox);
  expect(shownIn(solo)).toEqual(before);
  expect(adopting(folder, account).status()).toMatchObject({ state: 'sending', copied: 11 });
  solo.raw.close();
});

test('a work whose file is gone stays behind and is counted; a damaged one lets it rest, and it goes on when mended', async () => {
  const folder = testFolder();
  const solo = await makeSolo(folder);
  const [one, two] = shownIn(solo).works;
  if (!one || !two) throw new Error('two works were made');
  const pathOf = (sha256: string) =>
    join(solo.paths.media, sha256.slice(0, 2), `${sha256.slice(2)}.png`);
  rmSync(pathOf(one.sha256));
  const whole = await readFile(pathOf(two.sha256));
  await writeFile(pathOf(two.sha256), whole.subarray(1));
  const account = libraryIn(folder, 'account');
  onTestFinished(() => account.raw.close());
  const adoption = adopting(folder, account);
  adoption.decide('adopt');
  await adoption.idle();
  expect(adoption.status()).toMatchObject({
    state: 'copying',
    skipped: 1,
    error: 'file_unreadable',
  });
  await writeFile(pathOf(two.sha256), whole);
  adoption.decide('adopt');
  await adoption.idle();
  // With it stay the memberships of the one that is gone.
  expect(adoption.status()).toMatchObject({ state: 'sending', skipped: 3, error: null });
  solo.raw.close();
});
