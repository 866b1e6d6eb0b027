import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, rename, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { LibraryAsset } from '../../contract/assets.ts';
import type { Finding, FindingKind } from '../../contract/studio/storage.ts';
import { applyServerRow } from '../library/apply.ts';
import { createLibraryContext } from '../library/context.ts';
import { findFile } from '../library/files.ts';
import { keepFont, listFonts } from '../library/fonts.ts';
import { MIGRATIONS } from '../library/migrations/all.ts';
import { serverRow } from '../library/server-rows.ts';
import { workRow } from '../library/test-library.ts';
import { openDatabase } from '../system/database.ts';
import { newId } from '../system/ids.ts';
import { lostFolder } from '../system/paths.ts';
import { repairLibrary } from './repair.ts';
import { control, hashOf, png, testStorage } from './test-storage.ts';
import { verifyLibrary } from './verify.ts';

type Stage = ReturnType<typeof testStorage> & { copies: string };

/** What is done to one work, what a verify says of it, and whether a repair can mend it. */
interface Fault {
  name: string;
  finds: FindingKind;
  mendable: boolean;
  /** The work is in the cloud as well. */
  stored?: true;
  apply(stage: Stage, work: LibraryAsset): void | Promise<void>;
}

const original = ({ store }: Stage, { sha256, mime }: LibraryAsset) =>
  store.originalPath(sha256, mime);

/** Another byte in the middle, or wherever is asked for. */
function flip(path: string): void {
  const bytes = readFileSync(path);
  const at = bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

function keepCopy(stage: Stage, work: LibraryAsset): void {
  writeFileSync(join(stage.copies, `${work.id}.bin`), readFileSync(original(stage, work)));
}

/** Past the keys and past our own code, as damage comes. */
function behind(stage: Stage, sql: string, ...params: unknown[]): void {
  const sqlite = new Sqlite(stage.paths.database);
  sqlite.pragma('foreign_keys = OFF');
  sqlite.pragma('synchronous = OFF');
  sqlite.prepare(sql).run(...params);
  sqlite.close();
}

const FAULTS: readonly Fault[] = [
  {
    name: 'an original is gone',
    finds: 'missing',
    mendable: false,
    apply: (stage, work) => rmSync(original(stage, work)),
  },
  {
    name: 'an original is gone, the cloud has it',
    finds: 'missing',
    mendable: true,
    stored: true,
    apply: (stage, work) => rmSync(original(stage, work)),
  },
  {
    name: 'an original is gone, a copy lies elsewhere',
    finds: 'missing',
    mendable: true,
    apply(stage, work) {
      keepCopy(stage, work);
      rmSync(original(stage, work));
    },
  },
  {
    name: 'a bit flipped',
    finds: 'corrupt',
    mendable: false,
    apply: (stage, work) => flip(original(stage, work)),
  },
  {
    name: 'a bit flipped, the cloud has it',
    finds: 'corrupt',
    mendable: true,
    stored: true,
    apply: (stage, work) => flip(original(stage, work)),
  },
  {
    name: 'a bit flipped, a copy lies elsewhere',
    finds: 'corrupt',
    mendable: true,
    apply(stage, work) {
      keepCopy(stage, work);
      flip(original(stage, work));
    },
  },
  {
    name: 'cut off, a copy lies elsewhere',
    finds: 'corrupt',
    mendable: true,
    async apply(stage, work) {
      keepCopy(stage, work);
      await truncate(original(stage, work), 20);
    },
  },
  {
    name: 'emptied, the cloud has it',
    finds: 'corrupt',
    mendable: true,
    stored: true,
    apply: (stage, work) => truncate(original(stage, work), 0),
  },
  {
    name: 'the file of another content',
    finds: 'corrupt',
    mendable: true,
    async apply(stage, work) {
      keepCopy(stage, work);
      await writeFile(original(stage, work), await png(-Math.random()));
    },
  },
  {
    name: 'a file that no row knows',
    finds: 'orphan',
    mendable: true,
    async apply(stage) {
      const bytes = await png(-Math.random());
      const path = stage.store.originalPath(hashOf(bytes), 'image/png');
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
    },
  },
  {
    name: 'a file with a name of its own',
    finds: 'orphan',
    mendable: true,
    apply: (stage, work) => writeFile(join(dirname(original(stage, work)), work.id), 'x'),
  },
  {
    name: 'another ending',
    finds: 'misplaced',
    mendable: true,
    apply: (stage, work) =>
      rename(original(stage, work), original(stage, work).replace(/png$/, 'webp')),
  },
  {
    name: 'the row says another type',
    finds: 'misplaced',
    mendable: true,
    apply: ({ db }, { sha256 }) =>
      void db.run("update files set mime = 'image/jpeg' where sha256 = ?", sha256),
  },
  {
    name: 'row and ending say another type',
    finds: 'wrong_type',
    mendable: true,
    async apply(stage, work) {
      await rename(original(stage, work), original(stage, work).replace(/png$/, 'jpg'));
      stage.db.run("update files set mime = 'image/jpeg' where sha256 = ?", work.sha256);
    },
  },
  {
    name: 'the row says another size',
    finds: 'wrong_size',
    mendable: true,
    apply: ({ db }, { sha256 }) =>
      void db.run('update files set bytes = bytes + 1 where sha256 = ?', sha256),
  },
  {
    name: 'the row says that it is away',
    finds: 'unnoticed',
    mendable: true,
    apply: ({ db }, { sha256 }) =>
      void db.run("update files set state = 'missing' where sha256 = ?", sha256),
  },
  {
    name: 'nothing is known of the content',
    finds: 'unrowed',
    mendable: true,
    apply({ db }, { sha256 }) {
      db.run("delete from outbox where kind = 'upload' and target = ?", sha256);
      db.run('delete from files where sha256 = ?', sha256);
    },
  },
  {
    name: 'a thumbnail is gone',
    finds: 'thumbnail_missing',
    mendable: true,
    apply: ({ store }, { sha256 }) => rmSync(store.thumbnailPath(sha256, 256)),
  },
  {
    name: 'a thumbnail is cut off',
    finds: 'thumbnail_corrupt',
    mendable: true,
    apply: ({ store }, { sha256 }) => truncate(store.thumbnailPath(sha256, 1024), 15),
  },
  {
    name: 'a thumbnail of nothing',
    finds: 'thumbnail_orphan',
    mendable: true,
    async apply({ store }, { id }) {
      const path = store.thumbnailPath(hashOf(Buffer.from(id)), 256);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, 'x');
    },
  },
  {
    name: 'a work that the search misses',
    finds: 'search',
    mendable: true,
    apply: ({ db }, { id }) =>
      void db.run(
        'delete from library_search where rowid = (select nr from user_library where id = ?)',
        id,
      ),
  },
  {
    name: 'an entry of the search without a work',
    finds: 'search',
    mendable: true,
    apply: ({ db }) =>
      void db.run(
        `insert into library_search (rowid, title) values (
           (select max(nr) + 1000 + abs(random() % 1000000000) from user_library), 'ghost')`,
      ),
  },
  {
    name: 'a row is shown otherwise',
    finds: 'row',
    mendable: true,
    apply: ({ db }, { id }) =>
      void db.run('update user_library set is_favorite = 1 - is_favorite where id = ?', id),
  },
  {
    name: 'a row is not shown',
    finds: 'row',
    mendable: true,
    apply({ db }, { id }) {
      db.run(
        'delete from library_search where rowid = (select nr from user_library where id = ?)',
        id,
      );
      db.run('delete from user_library where id = ?', id);
    },
  },
  {
    name: 'a row of nothing is shown',
    finds: 'row',
    mendable: true,
    apply: ({ db }) =>
      void db.run(
        "insert into user_collections (id, name, created_at) values (?, 'ghost', '2026-11-20T08:00:00.000Z')",
        newId(),
      ),
  },
  {
    name: 'what a lost change did',
    finds: 'outbox',
    mendable: true,
    apply: (stage, { id }) =>
      behind(stage, "delete from outbox where kind = 'push' and row_id = ?", id),
  },
  {
    name: 'a change that does not read',
    finds: 'outbox',
    mendable: false,
    apply: ({ db }, { id }) =>
      void db.run("update outbox set body = '{' where kind = 'push' and row_id = ?", id),
  },
];

/** As the server tells of it after it took it: acknowledged, with its place in the cloud. */
function store({ db }: Stage, work: LibraryAsset): void {
  const { sha256, mime, bytes, width, height, fileName } = work;
  const row = { sha256, mime, bytes, width, height, file_name: fileName, sync_xid: '5' };
  db.run('delete from outbox where row_id = ? or target = ?', work.id, sha256);
  applyServerRow(db, 'user_library', workRow(work.id, { ...row, storage_path: `me/${sha256}` }));
}

async function stageOf(count: number): Promise<{ stage: Stage; works: LibraryAsset[] }> {
  const base = testStorage();
  const copies = join(base.root, 'elsewhere');
  await mkdir(copies);
  const stage = { ...base, copies };
  return { stage, works: await base.takeMany(count) };
}

const EACH = 19;

test('F4: verify finds 500 of 500 faults with no false alarm; repair mends every one that can be', async () => {
  const { stage, works } = await stageOf(FAULTS.length * EACH + 10);
  const { storage, db, files } = stage;
  const chosen = FAULTS.flatMap((fault) => Array.from({ length: EACH }, () => fault));
  expect(chosen.length).toBeGreaterThanOrEqual(500);
  chosen.forEach((fault, index) => {
    const work = works[index];
    if (fault.stored && work) store(stage, work);
  });
  const before = await verifyLibrary(storage, control());
  expect(before.findings).toEqual([]);
  expect(before.report).toMatchObject({ filesRead: works.length, counts: {} });
  const bytes = works.reduce((sum, work) => sum + work.bytes, 0);
  expect(before.report.bytesRead).toBe(bytes);

  for (const [index, fault] of chosen.entries()) {
    const work = works[index];
    if (work) await fault.apply(stage, work);
  }
  const wanted = countsOf(chosen.map(({ finds }) => finds));
  const { report, findings } = await verifyLibrary(storage, control());
  expect(report.counts).toEqual(wanted);
  expect(findings).toHaveLength(chosen.length);
  expectEach(chosen, works, findings);

  const read = statsOf(stage.root);
  const repaired = await repairLibrary(storage, control(), { files, from: stage.copies });
  const lasting = chosen.filter(({ mendable }) => !mendable);
  expect(repaired.counts).toEqual(countsOf(lasting.map(({ finds }) => finds)));
  expect(repaired.mended).toBe(chosen.length - lasting.length);
  const after = await verifyLibrary(storage, control());
  expect(after.report.counts).toEqual({
    ...repaired.counts,
  });
  // Nothing that was an original, or a stray among them, was deleted.
  const here = statsOf(stage.root);
  for (const [hash, name] of read) expect(here.has(hash), name).toBe(true);
  for (const [index, fault] of chosen.entries()) {
    const { sha256 = '' } = works[index] ?? {};
    if (fault.stored) expect(findFile(db, sha256)?.state, fault.name).toBe('cloud');
    else if (fault.name === 'what a lost change did') {
      expect(db.get('select 1 from user_library where sha256 = ?', sha256)).toBeDefined();
    }
  }
  expect(serverRow(db, 'user_library', works[0]?.id ?? '')).toBeUndefined();
}, 120_000);

function countsOf(kinds: readonly FindingKind[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** Whatever names a work or a content names the one that it was done to. */
function expectEach(
  chosen: readonly Fault[],
  works: readonly LibraryAsset[],
  findings: readonly Finding[],
): void {
  const named = new Set(
    findings.flatMap(({ sha256, rowId, path, kind }) => [
      `${kind} ${sha256}`,
      `${kind} ${rowId}`,
      `${kind} ${path?.split('/').at(-1)}`,
    ]),
  );
  const nameless = new Set([
    'a file that no row knows',
    'a thumbnail of nothing',
    'an entry of the search without a work',
    'a row of nothing is shown',
    'what a lost change did',
    'a change that does not read',
  ]);
  for (const [index, { name, finds }] of chosen.entries()) {
    const work = works[index];
    if (!work || nameless.has(name)) continue;
    const found = named.has(`${finds} ${work.sha256}`) || named.has(`${finds} ${work.id}`);
    expect(found, `${name} at ${index}`).toBe(true);
  }
}

/** The contents of every file among the originals and what was put aside. */
function statsOf(root: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of [join(root, 'media'), lostFolder({ root })]) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, name);
      if (statSync(path).isFile()) found.set(hashOf(readFileSync(path)), name);
    }
  }
  return found;
}

test('F4: imports, deletions and edits under way are never taken for damage', async () => {
  const { stage } = await stageOf(40);
  const { storage, take, db } = stage;
  let seed = 1_000;
  const enough = new AbortController();
  async function work(): Promise<void> {
    while (!enough.signal.aborted) {
      const added = await take((seed += 1));
      if (seed % 2 === 0) continue;
      db.run('delete from outbox where row_id = ? or target = ?', added.id, added.sha256);
      db.transaction(() =>
        applyServerRow(
          db,
          'user_library',
          workRow(added.id, { deleted_at: '2026-11-21T08:00:00Z', sync_xid: '9' }),
        ),
      );
      await stage.store.removeUnless(added.sha256, added.mime, () => {
        db.run('delete from files where sha256 = ?', added.sha256);
        return true;
      });
    }
  }
  const busy = [work(), work()];
  try {
    for (let round = 0; round < 3; round += 1) {
      expect((await verifyLibrary(storage, control())).findings).toEqual([]);
    }
  } finally {
    enough.abort();
    await Promise.all(busy);
  }
  expect(seed).toBeGreaterThan(1_010);
});

test('F4: a verify that is cancelled ends, and leaves nothing behind', async () => {
  const { stage } = await stageOf(4);
  const cancelled = new AbortController();
  cancelled.abort(new Error('enough'));
  await expect(verifyLibrary(stage.storage, control(cancelled.signal))).rejects.toThrow('enough');
  expect(readdirSync(stage.paths.staging)).toEqual([]);
});

test('F4: a broken page of the database is found, and said not to be mended', async () => {
  const { stage } = await stageOf(8);
  const { db, paths, storage, files } = stage;
  const { page = 0 } =
    db.get<{ page: number }>(
      "select rootpage as page from sqlite_schema where name = 'library_by_content'",
    ) ?? {};
  db.close();
  const bytes = readFileSync(paths.database);
  bytes.fill(0xa5, (page - 1) * 4_096, page * 4_096);
  writeFileSync(paths.database, bytes);
  const opened = openDatabase({ path: paths.database, migrations: MIGRATIONS });
  onTestFinished(() => opened.close());
  const library = createLibraryContext({
    db: opened,
    clock: storage.library.clock,
    changed: () => undefined,
    wakeSync: () => undefined,
  });
  const broken = { ...storage, library };
  const { report } = await verifyLibrary(broken, control());
  expect(report.counts.database).toBeGreaterThan(0);
  const repaired = await repairLibrary(broken, control(), { files });
  expect(repaired.counts.database).toBe(report.counts.database);
});

test('F4: a font in the database that is not what its name says is found, and forgotten by a repair', async () => {
  const { stage } = await stageOf(1);
  const { storage, db, files } = stage;
  const content = Buffer.from('a font');
  const sha256 = hashOf(content);
  keepFont(storage.library, { sha256, name: 'Mine', family: 'Mine', content });
  expect((await verifyLibrary(storage, control())).findings).toEqual([]);
  db.run('update fonts set content = ?', Buffer.from('another'));
  const { findings } = await verifyLibrary(storage, control());
  expect(findings).toMatchObject([{ kind: 'corrupt', table: 'fonts', sha256 }]);
  expect(await repairLibrary(storage, control(), { files })).toMatchObject({
    mended: 1,
    counts: {},
  });
  expect(listFonts(db)).toEqual([]);
});
