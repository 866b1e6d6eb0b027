import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type * as nodeFs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { AtelierError } from '../../contract/errors.ts';
import type { MediaType } from '../../contract/media.ts';
import { ExportOptions } from '../../contract/studio/export.ts';
import { purgeWorks, trashWorks } from '../../core/library/edit-library.ts';
import { createImagePool } from '../../core/media/image-pool.ts';
import { exportWorks } from '../../core/media/export/export-works.ts';
import { takenIn, writeToFolder } from '../../core/media/export/write-export.ts';
import { sweepUnnamed } from '../../core/media/sweep-files.ts';
import { backUpLibrary } from '../../core/storage/backup.ts';
import { checkFiles } from '../../core/storage/check-files.ts';
import { createCopies } from '../../core/storage/copies.ts';
import { MANIFEST } from '../../core/storage/manifest.ts';
import { mendContent } from '../../core/storage/mend-content.ts';
import { finishRestore, stageRestore } from '../../core/storage/restore.ts';
import { control, testStorage } from '../../core/storage/test-storage.ts';
import { asAtelierError } from '../../core/system/failures.ts';
import { dataFolder, importOf, openStudio, smallPng } from './studio.ts';

/** The disk fails at this operation, counted from when it was set; 0 is never. */
const disk = vi.hoisted(() => ({ failAt: 0, seen: 0, code: '', removing: false, full: false }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof nodeFs>();
  // Removing is what cleans up: it fails only where it is what was asked for, else nothing could be promised.
  const counted = [
    'mkdir',
    'open',
    'rename',
    'readdir',
    'stat',
    'readFile',
    'link',
    'statfs',
    'rm',
  ];
  const ofFiles = ['read', 'writeFile', 'sync', 'stat'];

  function step(syscall: string): void {
    disk.seen += 1;
    if (disk.seen === disk.failAt) {
      throw Object.assign(new Error(disk.code), { code: disk.code, syscall });
    }
  }

  const wrap = (target: object, names: readonly string[]): object =>
    new Proxy(target, {
      get(inner, name) {
        const value: unknown = Reflect.get(inner, name);
        if (typeof value !== 'function') return value;
        if (!names.includes(String(name))) return value.bind(inner) as unknown;
        return async (...args: unknown[]) => {
          if (name === 'statfs' && disk.full) return { bavail: 1_000, blocks: 1e9, bsize: 4_096 };
          if (name !== 'rm' || disk.removing) step(String(name));
          const answer: unknown = await (value as (...all: unknown[]) => unknown).apply(
            inner,
            args,
          );
          return name === 'open' ? wrap(answer as object, ofFiles) : answer;
        };
      },
    });
  const wrapped = wrap(real, counted) as typeof real;
  return Object.fromEntries(Object.keys(real).map((name) => [name, Reflect.get(wrapped, name)]));
});

const CODES = [
  ['ENOSPC', 'disk_full'],
  ['EIO', 'disk_error'],
  ['EACCES', 'disk_read_only'],
  ['EMFILE', 'too_many_files'],
] as const;

beforeEach(() => void Object.assign(disk, { failAt: 0, removing: false, full: false }));

const pool = createImagePool({ decoders: 1 });
afterAll(() => pool.close());
const open = () => testStorage('solo', pool);

type Stage = ReturnType<typeof testStorage>;

interface Scenario {
  name: string;
  /** What is there before; answers what is tried. */
  prepare: (stage: Stage) => Promise<() => Promise<void>>;
  /** What holds once it worked. */
  done: (stage: Stage) => void | Promise<void>;
  /** Codes of our own that say the same of what failed: a file that cannot be read counts as away. */
  also?: readonly string[];
}

const backupOf = (stage: Stage) => join(dirname(stage.root), 'backup');

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'an import',
    async prepare(stage) {
      return async () => void (await stage.take(7));
    },
    done: ({ db }) => expect(db.get('select 1 from user_library')).toBeDefined(),
  },
  {
    name: 'a deletion for good',
    async prepare({ takeMany, context, store }) {
      const [work] = await takeMany(1);
      const ids = [work?.id ?? ''];
      trashWorks(context, ids);
      purgeWorks(context, ids);
      context.db.run('delete from outbox');
      disk.removing = true;
      return () => sweepUnnamed(context, store);
    },
    async done({ db, store }) {
      expect(db.get('select 1 from files')).toBeUndefined();
      // The row goes first (rule F2): a file that stayed behind is put aside at the next start.
      await store.removeStrangers();
    },
  },
  {
    name: 'a backup',
    async prepare(stage) {
      await stage.takeMany(2);
      return async () => void (await backUpLibrary(stage.storage, control(), backupOf(stage)));
    },
    done: (stage) => expect(existsSync(join(backupOf(stage), MANIFEST))).toBe(true),
    also: ['file_missing'],
  },
  {
    name: 'a restore',
    async prepare(stage) {
      await stage.takeMany(2);
      await backUpLibrary(stage.storage, control(), backupOf(stage));
      return async () => void (await stageRestore(stage.paths, control(), backupOf(stage)));
    },
    done: (stage) => expect(existsSync(`${stage.root}.restored`)).toBe(true),
  },
  {
    name: 'an export',
    async prepare(stage) {
      const works = await stage.takeMany(2);
      const folder = join(dirname(stage.root), 'out');
      return async () => {
        const to = { kind: 'folder', path: folder } as const;
        const ids = works.map(({ id }) => id);
        const options = ExportOptions.parse({ what: { ids }, to, template: '{id}', sidecar: true });
        const progress = { written: 0, skipped: [] };
        const context = {
          db: stage.db,
          originalPath: (sha256: string, mime: MediaType) => stage.store.originalPath(sha256, mime),
          fetchFile: () => Promise.resolve(false),
        };
        const run = { ids, progress, isTaken: takenIn(folder) };
        await writeToFolder(exportWorks(context, control(), options, run), folder, control());
      };
    },
    done(stage) {
      const names = readdirSync(join(dirname(stage.root), 'out'));
      expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
      expect(names.length).toBeGreaterThanOrEqual(4);
    },
  },
  {
    name: 'mending a lost original from a copy',
    async prepare(stage) {
      const [work] = await stage.takeMany(1);
      if (!work) throw new Error('no work');
      const path = stage.store.originalPath(work.sha256, work.mime);
      const copies = join(dirname(stage.root), 'copies');
      mkdirSync(copies);
      writeFileSync(join(copies, 'copy'), readFileSync(path));
      rmSync(path);
      return async () => {
        const found = await createCopies(stage.storage, copies, control().signal);
        const { files } = stage;
        await mendContent(stage.storage, control(), { sha256: work.sha256, copies: found, files });
      };
    },
    // What could not be looked at is not mended, and said to be missing: the next repair mends it.
    done: ({ db }) => expect(db.get("select 1 from files where state <> 'fetching'")).toBeDefined(),
    also: ['file_missing'],
  },
];

test.each(SCENARIOS)(
  'F5: whichever disk operation of $name fails, the error is clear, nothing is half-saved, and a retry works',
  async ({ prepare, done, also = [] }) => {
    const counting = open();
    const first = await prepare(counting);
    disk.seen = 0;
    await first();
    const operations = disk.seen;
    await done(counting);
    expect(operations).toBeGreaterThan(0);
    const whole = process.env['ATELIER_CAMPAIGN'] === 'whole';
    let refused = 0;
    // Every operation with all four in the whole campaign; else each second one with one of them.
    for (let at = 1; at <= operations; at += whole ? 1 : 2) {
      const codes = whole ? CODES : [CODES[(at >> 1) % CODES.length] ?? CODES[0]];
      for (const [system, code] of codes) {
        const stage = open();
        const attempt = await prepare(stage);
        Object.assign(disk, { seen: 0, failAt: at, code: system });
        const failure: unknown = await attempt().then(() => undefined, asAtelierError);
        disk.failAt = 0;
        if (failure !== undefined) {
          refused += 1;
          expect(failure, `${system} at ${at}`).toBeInstanceOf(AtelierError);
          expect([code, ...also], `${system} at ${at}`).toContain((failure as AtelierError).code);
        }
        await attempt();
        await done(stage);
        const { findings } = await checkFiles(stage.storage, control());
        expect(findings, `${system} at ${at}`).toEqual([]);
        const staged = existsSync(stage.paths.staging) ? readdirSync(stage.paths.staging) : [];
        expect(staged, `${system} at ${at}`).toEqual([]);
      }
    }
    expect(refused).toBeGreaterThan(0);
  },
  600_000,
);

test('F5: a disk that is nearly full refuses files, says so, and takes them again once there is room', async () => {
  disk.full = true;
  const { studio, calls, take } = await openStudio(dataFolder());
  expect(await calls.storage.disk()).toMatchObject({ state: 'full', free: 4_096_000 });
  const refused = await studio.media(importOf(await smallPng(1)));
  expect([refused.status, await refused.json()]).toMatchObject([
    507,
    { error: { code: 'disk_full' } },
  ]);
  // What takes no room still works.
  await calls.settings.update({ theme: 'light' });
  disk.full = false;
  await take(1);
  expect((await calls.library.counts()).all).toBe(1);
});

test('F5: a restore that could not be put in its place is, at the next start', async () => {
  const stage = testStorage('solo');
  await stage.takeMany(1);
  await backUpLibrary(stage.storage, control(), backupOf(stage));
  await stageRestore(stage.paths, control(), backupOf(stage));
  stage.db.close();
  for (let at = 1; existsSync(`${stage.root}.restored`); at += 1) {
    expect(at).toBeLessThan(20);
    Object.assign(disk, { seen: 0, failAt: at, code: 'EACCES' });
    await finishRestore(stage.paths, new Date(2026, 10, 21)).catch(() => undefined);
    disk.failAt = 0;
    // Whatever failed, a library is there or about to be.
    expect(existsSync(stage.root) || existsSync(`${stage.root}.restored`)).toBe(true);
  }
  expect(existsSync(stage.paths.database)).toBe(true);
});
