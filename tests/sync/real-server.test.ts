import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { BackendLink } from '../../contract/solo.ts';
import { createCollection, updateCollection } from '../../core/library/edit-collections.ts';
import { updateWorks } from '../../core/library/edit-library.ts';
import { listCollections } from '../../core/library/user-collections.ts';
import { type Postgres, startPostgres } from '../../scripts/postgres.ts';
import { LIMIT_MS, scale } from '../sql/campaign.ts';
import { startBackend, type TestBackend } from './backend.ts';
import { type Engine, openEngine, settled, testFolder, until } from './engine.ts';
import { type Proxy, openDoor } from './proxy.ts';
import { createRandom } from './random.ts';

/** What needs a Postgres with many connections, or one that can be set back. Whole by `ATELIER_CAMPAIGN=whole`. */
const WRITERS = 8;
const EDITS = scale(12, 250);
const ROWS = scale(4_000, 100_000);
const PULL_KILLS = scale(3, 50);
const UPLOAD_KILLS = scale(2, 20);
/** Pages of 500 rows that come before the rest is held back: so many that all kills leave some. */
const PAGES_A_RUN = Math.floor(ROWS / 500 / (PULL_KILLS + 1));
const SEED = 20_261_121;
const PATIENCE_MS = LIMIT_MS / 2;

let postgres: Postgres;
let backend: TestBackend;
let link: BackendLink;
let userId: string;

beforeAll(async () => {
  postgres = await startPostgres(['fsync=off']);
  backend = await startBackend(await postgres.createDatabase());
}, 120_000);
afterAll(async () => {
  await backend.stop();
  await postgres.remove();
});
beforeEach(async () => {
  ({ link, userId } = await backend.newAccount());
});

const door = (): Promise<Proxy> => openDoor(backend.server.url);

/** Where the server keeps what has arrived of an upload. */
function fileOfUpload(path: string): string {
  return join(backend.dataDir, 'objects', 'resumable', basename(path));
}

/** All that a device shows of its collections, as one value. */
const shown = (engine: Engine) =>
  listCollections(engine.db)
    .map(({ id, name }) => `${id} ${name}`)
    .toSorted()
    .join();

async function shownThere(): Promise<string> {
  const rows = await backend.query<{ id: string; name: string }>(
    `select id::text, name from public.user_collections where user_id = $1::uuid and deleted_at is null`,
    userId,
  );
  return rows
    .map(({ id, name }) => `${id} ${name}`)
    .toSorted()
    .join();
}

test(
  `S2, S3, S4, S10: ${WRITERS} devices write at the same moment, answers are lost after the commit, and all agree`,
  async () => {
    const random = createRandom(SEED);
    const devices = await Promise.all(
      Array.from({ length: WRITERS }, async () => ({ engine: openEngine(), proxy: await door() })),
    );
    const [first] = devices;
    if (!first) throw new Error('no device');
    const shared = ['One', 'Two', 'Three'].map(
      (name) => createCollection(first.engine.context, name, []).id,
    );
    for (const { engine, proxy } of devices) engine.connect({ ...link, url: proxy.url });
    await until(
      'all know what they share',
      () => devices.every(({ engine }) => listCollections(engine.db).length === shared.length),
      PATIENCE_MS,
    );
    let lost = 0;
    for (const { proxy } of devices) {
      proxy.fault = (_, path) => {
        if (!path.includes('sync_push')) return undefined;
        // The first one always: so few are sent that chance alone may spare them all.
        if (lost > 0 && !random.chance(0.2)) return undefined;
        lost += 1;
        return 'lose-answer';
      };
    }
    for (let nr = 0; nr < EDITS; nr += 1) {
      devices.forEach(({ engine }, by) => {
        createCollection(engine.context, `Made by ${by}, ${nr}`, []);
        const id = random.pick(shared) ?? '';
        updateCollection(engine.context, id, { name: `Named by ${by}, ${nr}` });
      });
      await delay(20);
    }
    await until('answers were lost', () => lost > 0, PATIENCE_MS);
    for (const { proxy } of devices) proxy.fault = () => undefined;
    const all = shared.length + WRITERS * EDITS;
    await until(
      'all is sent and all is known',
      () =>
        devices.every(({ engine }) => settled(engine) && listCollections(engine.db).length === all),
      PATIENCE_MS,
    );
    const there = await shownThere();
    await until('all show the same', () => devices.every(({ engine }) => shown(engine) === there));
    expect(devices.map(({ engine }) => engine.sync.status().setAside)).toEqual(
      devices.map(() => 0),
    );
    const [recorded] = await backend.query<{ twice: number }>(
      `select count(*) - count(distinct (row_id, xid, fields)) as twice from public.sync_mutations
       where user_id = $1::uuid`,
      userId,
    );
    expect(Number(recorded?.twice)).toBe(0);
    process.stdout.write(
      `${WRITERS} writers, ${WRITERS * EDITS * 2} edits, ${lost} answers lost\n`,
    );
  },
  LIMIT_MS,
);

const whileStopped = (work: () => void) =>
  backend.whileStopped(async () => {
    await postgres.stop();
    work();
    await postgres.start();
  });

const copy = (from: string, to: string) => void execFileSync('cp', ['-a', from, to]);
const remove = (path: string) => void execFileSync('rm', ['-rf', path]);

test(
  'S6: a server restored to an older backup gets back what came after it: rows, files, and edits that wait on top',
  async () => {
    const proxy = await door();
    const [a, b] = [openEngine(), openEngine()];
    for (const engine of [a, b]) engine.connect({ ...link, url: proxy.url });
    const old = await a.importBytes(randomBytes(300));
    await until('both have it', () => b.works().length === 1 && settled(a), PATIENCE_MS);

    const saved = testFolder();
    await whileStopped(() => {
      copy(postgres.folder, join(saved, 'postgres'));
      copy(backend.dataDir, join(saved, 'data'));
    });
    proxy.target = backend.server.url;
    const late = await a.importBytes(randomBytes(300));
    createCollection(a.context, 'After the backup', [late.id]);
    updateWorks(b.context, [old.id], { title: 'Titled after the backup' });
    for (const engine of [a, b]) engine.sync.retry();
    await until(
      'both have that too',
      () =>
        [a, b].every((engine) => settled(engine) && engine.works().length === 2) &&
        a.works().some(({ title }) => title === 'Titled after the backup'),
      PATIENCE_MS,
    );

    proxy.fault = () => 'refuse';
    updateWorks(a.context, [late.id], { title: 'Waits' });
    b.connect(null);
    await whileStopped(() => {
      for (const [from, to] of [
        ['postgres', postgres.folder],
        ['data', backend.dataDir],
      ] as const) {
        remove(to);
        copy(join(saved, from), to);
      }
    });
    expect(await shownThere()).toBe('');
    await backend.query('select public.start_sync_epoch()');
    proxy.target = backend.server.url;
    proxy.fault = () => undefined;
    a.sync.retry();
    await until('one has sent what it knows', () => settled(a), PATIENCE_MS);
    b.connect({ ...link, url: proxy.url });

    const fresh = openEngine();
    fresh.connect({ ...link, url: proxy.url });
    const titles = (engine: Engine) =>
      engine
        .works()
        .map(({ title }) => String(title))
        .toSorted();
    await until(
      'a new device has all of it',
      () =>
        titles(fresh).join() === 'Titled after the backup,Waits' &&
        fresh.works().every(({ fileState }) => fileState === 'present') &&
        listCollections(fresh.db)[0]?.count === 1,
      PATIENCE_MS,
    );
    await until('all agree', () => [a, b].every((engine) => settled(engine)), PATIENCE_MS);
    expect([a, b].map((engine) => titles(engine))).toEqual([titles(fresh), titles(fresh)]);
    expect([a, b].map((engine) => engine.sync.status().setAside)).toEqual([0, 0]);
  },
  LIMIT_MS,
);

/** Syncs a folder in a process of its own until `end` has come. */
async function syncUntilKilled(
  folder: string,
  url: string,
  end: (child: ChildProcess) => Promise<unknown>,
) {
  const { anonKey, email, password } = link;
  const child = fork(
    fileURLToPath(new URL('sync-child.ts', import.meta.url)),
    [folder, url, anonKey, email, password],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  const exit = once(child, 'exit');
  await end(child);
  child.kill('SIGKILL');
  await exit;
}

test(
  `S4: a first sync of ${ROWS} rows killed ${PULL_KILLS} times ends with every row, once`,
  async () => {
    await backend.query(
      `insert into public.user_collections (id, user_id, name)
       select gen_random_uuid(), $1::uuid, 'Collection ' || nr from generate_series(1, $2::integer) as nr`,
      userId,
      ROWS,
    );
    const random = createRandom(SEED);
    const folder = testFolder();
    const proxy = await door();
    const known: number[] = [];
    for (let kill = 0; kill < PULL_KILLS; kill += 1) {
      let pages = 0;
      proxy.fault = (_, path) => {
        if (!path.includes('sync_pull')) return undefined;
        pages += 1;
        // However late the kill is, there are rows left for the next.
        return pages > PAGES_A_RUN ? 'hang' : undefined;
      };
      await syncUntilKilled(folder, proxy.url, async (child) => {
        // Some rows came; the next ones are being written.
        await once(child, 'message');
        await delay(random.below(15));
      });
      const closed = openEngine({ folder });
      known.push(closed.db.column<number>('select count(*) from user_collections')[0] ?? 0);
      await closed.close();
    }
    const midway = known.filter((rows) => rows < ROWS).length;
    expect(midway).toBeGreaterThan(0);
    proxy.fault = () => undefined;
    const engine = openEngine({ folder });
    engine.connect(link);
    await until('all is here', () => settled(engine), PATIENCE_MS);
    expect(listCollections(engine.db)).toHaveLength(ROWS);
    expect(shown(engine)).toBe(await shownThere());
    expect(engine.db.get('pragma integrity_check')).toEqual({ integrity_check: 'ok' });
    process.stdout.write(
      `first sync of ${ROWS} rows: ${PULL_KILLS} kills, ${midway} of them with rows missing, seed ${SEED}\n`,
    );
  },
  LIMIT_MS,
);

test(
  `S8: an upload killed at ${UPLOAD_KILLS} offsets goes on from where it was, and arrives whole`,
  async () => {
    const proxy = await door();
    const random = createRandom(SEED);
    const folder = testFolder();
    const engine = openEngine({ folder });
    const work = await engine.importBytes(randomBytes(scale(9, 30) * 1024 * 1024));
    await engine.close();
    let arrived = 0;
    for (let kill = 0; kill < UPLOAD_KILLS; kill += 1) {
      const offset = 1 + random.below(1_200_000);
      arrived += offset;
      const held = Promise.withResolvers<string>();
      proxy.fault = (method, path) => {
        if (method !== 'PATCH' || !path.includes('resumable')) return undefined;
        held.resolve(path);
        return { holdAfter: offset };
      };
      await syncUntilKilled(folder, proxy.url, async () => {
        const file = fileOfUpload(await held.promise);
        await until(
          'what was let through is stored',
          () => statSync(file).size === arrived,
          PATIENCE_MS,
        );
      });
    }
    proxy.fault = () => undefined;
    const again = openEngine({ folder });
    again.connect({ ...link, url: proxy.url });
    await until('it is there', () => settled(again), PATIENCE_MS);
    const patches = proxy.passed.filter(({ method }) => method === 'PATCH');
    const sent = patches.reduce((sum, { bytes }) => sum + bytes, 0);
    // Not a byte that the server has is sent again.
    expect(sent).toBe(work.bytes);
    expect(proxy.count(/resumable$/)).toBe(1);
    const other = openEngine();
    other.connect(link);
    await until(
      'another device has it, with its hash checked',
      () => other.works()[0]?.fileState === 'present',
      PATIENCE_MS,
    );
    process.stdout.write(
      `upload of ${work.bytes} bytes: killed at ${UPLOAD_KILLS} offsets, ${sent} bytes sent, seed ${SEED}\n`,
    );
  },
  LIMIT_MS,
);
