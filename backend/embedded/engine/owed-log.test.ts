import type fs from 'node:fs';
import { createRequire } from 'node:module';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { expect, it, onTestFinished, vi } from 'vitest';
import { unpackFolder } from '../prebuilt/archive.ts';
import { findBaseline } from '../prebuilt/prebuilt.ts';
import { DurableFs } from './durable-fs.ts';
import { GroupFlush } from './group-flush.ts';
import { OwedLog } from './owed-log.ts';
import { PLACES } from './thread-messages.ts';

/** Both ends of the log, on a disk whose flushes end when they are told to. */
function createLog() {
  const shared = new Int32Array(PLACES);
  const running: PromiseWithResolvers<void>[] = [];
  const now = vi.fn<(file: number) => void>();
  const later = vi.fn(() => {
    const flush = Promise.withResolvers<void>();
    running.push(flush);
    return flush.promise;
  });
  return {
    running,
    now,
    later,
    log: new OwedLog(shared, now),
    group: new GroupFlush(shared, later),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('one flush serves all that ended during the one before, and nobody hears of it earlier', async () => {
  const { log, group, running, later } = createLog();
  const told: number[] = [];
  const end = (nr: number): void => {
    log.owe(7);
    const owed = log.owed();
    if (owed) void group.reach(owed).then(() => told.push(nr));
  };
  for (const nr of [1, 2, 3]) end(nr);
  await turn();
  expect([told, later.mock.calls]).toEqual([[], [[7]]]);
  running[0]?.resolve();
  await turn();
  // It began when only the first was owed.
  expect([told, later.mock.calls.length]).toEqual([[1], 2]);
  end(4);
  running[1]?.resolve();
  await turn();
  expect([told, later.mock.calls.length]).toEqual([[1, 2, 3], 3]);
  running[2]?.resolve();
  await turn();
  expect(told).toEqual([1, 2, 3, 4]);
  expect(log.owed()).toBeNull();
});

it('what is settled at once is owed no more, whatever becomes of a flush that was under way', async () => {
  const { log, group, running, now } = createLog();
  log.owe(7);
  const waiting = group.reach(log.owed() ?? { file: 0, upTo: 0 });
  log.settle();
  log.settle();
  expect(now.mock.calls).toEqual([[7]]);
  expect(log.owed()).toBeNull();
  // Its file is closed by now.
  running[0]?.reject(new Error('EBADF'));
  await waiting;
  log.owe(7);
  log.owe(8);
  expect(now.mock.calls).toEqual([[7], [7]]);
  expect(log.owed()).toEqual({ file: 8, upTo: 3 });
});

it('a disk that fails is told to everybody who waits, and what it lost stays owed', async () => {
  const { log, group, running } = createLog();
  log.owe(7);
  const owed = log.owed() ?? { file: 0, upTo: 0 };
  const waiting = Promise.allSettled([group.reach(owed), group.reach(owed)]);
  running[0]?.reject(new Error('EIO'));
  expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(log.owed()).toEqual(owed);
});

it('Postgres touches no other file while a flush of its log is owed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-log-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const archive = await findBaseline();
  if (archive) await unpackFolder(archive, folder);
  // The main thread flushes nothing here: each must be settled before anything else is written.
  const { log, now } = createLog();
  const settings = ['wal_sync_method=fsync', 'shared_buffers=1MB', 'io_method=sync'];
  const db = await PGlite.create({
    fs: new DurableFs(folder, log),
    startParams: ['--single', '-O', '-j', ...settings.flatMap((one) => ['-c', one])],
  });
  // The very object that PGlite's file system calls.
  const files = createRequire(import.meta.url)('node:fs') as typeof fs;
  const logFiles = new Set<number>();
  const { openSync, writeSync, unlinkSync, ftruncateSync, truncateSync } = files;
  let touched = 0;
  let tooEarly = 0;
  const touch = (): void => {
    touched += 1;
    // An error thrown here would be one of the disk for Postgres.
    if (log.owed()) tooEarly += 1;
  };
  const spies = [
    vi.spyOn(files, 'openSync').mockImplementation((path, ...rest) => {
      const file = openSync(path, ...rest);
      if (String(path).includes(`${sep}pg_wal${sep}`)) logFiles.add(file);
      else logFiles.delete(file);
      return file;
    }),
    vi.spyOn(files, 'writeSync').mockImplementation(((file: number, ...rest: [never]) => {
      if (!logFiles.has(file)) touch();
      return writeSync(file, ...rest);
    }) as typeof writeSync),
    vi.spyOn(files, 'unlinkSync').mockImplementation((path) => (touch(), unlinkSync(path))),
    vi
      .spyOn(files, 'truncateSync')
      .mockImplementation((path, length) => (touch(), truncateSync(path, length))),
    vi
      .spyOn(files, 'ftruncateSync')
      .mockImplementation((file, length) => (touch(), ftruncateSync(file, length))),
  ];
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()));
  await db.exec('create table a (id int, t text); select pg_switch_wal()');
  for (let round = 0; round < 2; round += 1) {
    for (let nr = 0; nr < 10; nr += 1) {
      await db.query(
        'insert into a select $1::int, repeat(md5(i::text), 30) from generate_series(1, 200) i',
        [nr],
      );
      if (nr === 0) expect(log.owed()).not.toBeNull();
    }
    await db.exec('create table b as select * from a; drop table b; truncate a');
    await db.exec('vacuum a');
    await db.exec('checkpoint');
  }
  await db.close();
  expect(log.owed()).toBeNull();
  expect(tooEarly).toBe(0);
  expect(now.mock.calls.length).toBeGreaterThan(5);
  expect(touched).toBeGreaterThan(100);
});
