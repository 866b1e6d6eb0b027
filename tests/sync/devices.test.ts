import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BackendLink } from '../../contract/solo.ts';
import {
  addToCollection,
  createCollection,
  removeCollection,
} from '../../core/library/edit-collections.ts';
import {
  getWork,
  purgeWorks,
  restoreWorks,
  trashWorks,
  updateWorks,
} from '../../core/library/edit-library.ts';
import { listLibraryIds } from '../../core/library/library-list.ts';
import { makeRow, removeRow } from '../../core/library/edit-rows.ts';
import { setNotDuplicates, withoutDismissed } from '../../core/library/not-duplicates.ts';
import { listProjects } from '../../core/library/query/projects.ts';
import { listCollections } from '../../core/library/user-collections.ts';
import { enqueuePush } from '../../core/library/outbox.ts';
import { newId } from '../../core/system/ids.ts';
import { startBackend, type TestBackend } from './backend.ts';
import { type Engine, type EngineOptions, NEVER_MS, openEngine, settled, until } from './engine.ts';
import { type Proxy, openDoor } from './proxy.ts';

let backend: TestBackend;
let link: BackendLink;
let userId: string;

beforeAll(async () => {
  backend = await startBackend();
}, 120_000);
afterAll(() => backend.stop());
beforeEach(async () => {
  ({ link, userId } = await backend.newAccount());
});

const PIXELS = () => randomBytes(200);

/** A device behind a door of its own. */
async function openBehindProxy(
  account = link,
  options: EngineOptions = {},
): Promise<{ engine: Engine; proxy: Proxy }> {
  const proxy = await openDoor(account.url);
  const engine = openEngine(options);
  engine.connect({ ...account, url: proxy.url });
  return { engine, proxy };
}

function openAt(account = link): Engine {
  const engine = openEngine();
  engine.connect(account);
  return engine;
}

const allSettled = (...engines: Engine[]) =>
  until('all is sent', () => engines.every((engine) => settled(engine)));

const byText = (a: string, b: string) => a.localeCompare(b);
const holds = (engine: Engine, titles: string[]) =>
  until(`a device shows ${titles.join()}`, () => {
    const shown = engine.works().map((work) => String(work.title));
    return shown.toSorted(byText).join() === titles.toSorted(byText).join();
  });

async function serverWorks() {
  return backend.query<{ id: string; custom_title: string | null; gone: boolean }>(
    `select id::text, custom_title, deleted_at is not null as gone
     from public.user_library where user_id = $1::uuid order by id`,
    userId,
  );
}

const isPush = (method: string, path: string) => method === 'POST' && path.includes('sync_push');

describe('rows', () => {
  test('S1, S5: what two devices did offline comes together on both', async () => {
    const [a, b] = [openEngine(), openEngine()];
    const one = await a.importBytes(PIXELS());
    updateWorks(a.context, [one.id], { title: 'One' });
    const two = await b.importBytes(PIXELS());
    updateWorks(b.context, [two.id], { title: 'Two' });
    createCollection(b.context, 'Both', [two.id]);
    a.connect(link);
    b.connect(link);
    await allSettled(a, b);
    await Promise.all([holds(a, ['One', 'Two']), holds(b, ['One', 'Two'])]);
    await until('the collection is on both', () =>
      [a, b].every(({ db }) => listCollections(db)[0]?.count === 1),
    );
    await until('the files are on both', () =>
      [a, b].every((engine) => engine.works().every((work) => work.fileState === 'present')),
    );
  });

  test('S5: what is no duplicate on one device, said offline, is none on the other; taken back it is one again', async () => {
    const [a, b] = [openAt(), openAt()];
    const works = [await a.importBytes(PIXELS()), await a.importBytes(PIXELS())];
    const ids = works.map(({ id }) => id);
    await until('both have both', () => b.works().length === 2 && settled(a));
    a.connect(null);
    setNotDuplicates(a.context, ids, true);
    a.connect(link);
    const isGroup = ({ db }: Engine) =>
      withoutDismissed(db, [db.column<number>('select nr from user_library')]).length === 1;
    await until('the other knows', () => !isGroup(b));
    setNotDuplicates(b.context, ids, false);
    await until('it was taken back', () => isGroup(a) && isGroup(b));
    await allSettled(a, b);
  });

  test('S2: a push whose answer is lost is applied once', async () => {
    const { engine, proxy } = await openBehindProxy();
    await allSettled(engine);
    let lost = 0;
    proxy.fault = (method, path) => {
      if (!isPush(method, path) || lost === 2) return undefined;
      lost += 1;
      return 'lose-answer';
    };
    createCollection(engine.context, 'Once', []);
    await until('it was lost twice', () => lost === 2);
    await allSettled(engine);
    const rows = await backend.query<{ n: number }>(
      `select count(*)::int as n from public.sync_mutations where user_id = $1::uuid`,
      userId,
    );
    expect(rows).toEqual([{ n: 1 }]);
    expect(listCollections(engine.db)).toMatchObject([{ name: 'Once' }]);
  });

  test('S3: one field, two devices: the later wins, the loser is shown and can be taken back', async () => {
    const [a, b] = [openAt(), openAt()];
    const { id } = await a.importBytes(PIXELS());
    await until('both have it', () => b.works().length === 1 && settled(a));
    a.connect(null);
    b.connect(null);
    updateWorks(a.context, [id], { title: 'From A', isFavorite: true });
    updateWorks(b.context, [id], { title: 'From B' });
    a.connect(link);
    await allSettled(a);
    b.connect(link);
    await allSettled(b);
    await Promise.all([holds(a, ['From B']), holds(b, ['From B'])]);
    expect(getWork(b.db, id).isFavorite).toBe(true);
    const [conflict] = b.sync.conflicts();
    expect(conflict).toMatchObject({ field: 'custom_title', lost: 'From A', won: 'From B' });
    b.sync.resolve(conflict?.id ?? '', 'take_back');
    await Promise.all([holds(a, ['From A']), holds(b, ['From A'])]);
    expect(b.sync.conflicts()).toEqual([]);
  });

  test('S6: what is deleted for good stays deleted, and a late edit of it is set aside', async () => {
    const [a, b] = [openAt(), openAt()];
    const { id } = await a.importBytes(PIXELS());
    await until('both have it', () => b.works().length === 1 && settled(a));
    b.connect(null);
    updateWorks(b.context, [id], { title: 'Too late' });
    trashWorks(a.context, [id]);
    purgeWorks(a.context, [id]);
    await allSettled(a);
    b.connect(link);
    await until('the edit is set aside', () => b.sync.status().setAside === 1);
    expect(b.sync.outbox()).toMatchObject([{ setAside: true, error: { code: 'not_found' } }]);
    expect(b.works()).toEqual([]);
    b.sync.discard(b.sync.outbox().map((entry) => entry.id));
    expect(b.sync.status()).toMatchObject({ setAside: 0, pending: 0 });
    expect(await serverWorks()).toMatchObject([{ id, gone: true }]);
  });

  test('a new work of a project that another device deleted is taken, and stands outside of all', async () => {
    const [a, b] = [openAt(), openAt()];
    const project = String(makeRow(a.context, 'projects', { title: 'Autumn' })['id']);
    await until('both have the project', () => listProjects(b.db).length === 1 && settled(a));
    b.connect(null);
    const { id } = await b.importBytes(PIXELS());
    updateWorks(b.context, [id], { title: 'Late', projectId: project });
    removeRow(a.context, 'projects', project);
    await allSettled(a);
    b.connect(link);
    await allSettled(b);
    expect(b.sync.status()).toMatchObject({ setAside: 0, pending: 0 });
    await Promise.all([holds(a, ['Late']), holds(b, ['Late'])]);
    await until('nobody has the project', () => listProjects(b.db).length === 0);
    expect(listLibraryIds(b.db, { search: 'project:none' })).toEqual([id]);
    expect(await serverWorks()).toMatchObject([{ id, gone: false }]);
  });

  test('trash is a field: an edit meanwhile and the way back hold together', async () => {
    const [a, b] = [openAt(), openAt()];
    const { id } = await a.importBytes(PIXELS());
    await until('both have it', () => b.works().length === 1 && settled(a));
    b.connect(null);
    updateWorks(b.context, [id], { title: 'Edited' });
    trashWorks(a.context, [id]);
    await allSettled(a);
    b.connect(link);
    await allSettled(b);
    await until('it is in the trash on both', () =>
      [a, b].every(({ db }) => getWork(db, id).trashedAt !== null),
    );
    restoreWorks(b.context, [id]);
    await Promise.all([holds(a, ['Edited']), holds(b, ['Edited'])]);
  });

  test('S6: a device past the tombstone horizon starts over, and keeps its own edits', async () => {
    const [a, b] = [openAt(), openAt()];
    const doomed = await a.importBytes(PIXELS());
    const kept = await a.importBytes(PIXELS());
    await until('both have them', () => b.works().length === 2 && settled(a));
    b.connect(null);
    updateWorks(b.context, [kept.id], { title: 'Mine' });
    trashWorks(a.context, [doomed.id]);
    purgeWorks(a.context, [doomed.id]);
    await allSettled(a);
    await backend.query(
      `update public.user_library set deleted_at = now() - interval '100 days' where id = $1::uuid`,
      doomed.id,
    );
    await backend.query('select public.purge_tombstones()');
    b.connect(link);
    await allSettled(b);
    await Promise.all([holds(a, ['Mine']), holds(b, ['Mine'])]);
    expect(await serverWorks()).toMatchObject([{ id: kept.id, custom_title: 'Mine' }]);
  });

  test('S6: a server restored from a backup gets back what it lost, parents first, with waiting edits on top', async () => {
    const a = openAt();
    const work = await a.importBytes(PIXELS());
    const { id } = createCollection(a.context, 'Lost', [work.id]);
    await allSettled(a);
    // An edit is on its way into a history that no longer knows its row.
    for (const table of ['collection_items', 'user_collections', 'user_library']) {
      await backend.query(`delete from public.${table} where user_id = $1::uuid`, userId);
    }
    await backend.query('select public.start_sync_epoch()');
    updateWorks(a.context, [work.id], { title: 'On top' });
    await until('it is there again', async () => {
      const [row] = await serverWorks();
      return row?.custom_title === 'On top' && settled(a);
    });
    expect(listCollections(a.db)).toMatchObject([{ id, name: 'Lost', count: 1 }]);
    expect(a.sync.status()).toMatchObject({ setAside: 0, pending: 0 });
    const b = openAt();
    await holds(b, ['On top']);
    await until('its membership too', () => listCollections(b.db)[0]?.count === 1);
  });

  test('S7: an edit is on the other device by a hint, without a look that nobody asked for', async () => {
    const a = openAt();
    const { engine: b } = await openBehindProxy(link, { pollMs: NEVER_MS });
    await allSettled(a, b);
    createCollection(a.context, 'Hinted', []);
    await until('it is there', () => listCollections(b.db).length === 1);
  });

  test('S7: a swarm of hints is a handful of pulls', async () => {
    const a = openAt();
    const { engine: b, proxy } = await openBehindProxy();
    await allSettled(a, b);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = proxy.count(/sync_pull/);
    for (let nr = 0; nr < 60; nr += 1) createCollection(a.context, `Swarm ${nr}`, []);
    await until('all are there', () => listCollections(b.db).length === 60);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(proxy.count(/sync_pull/) - before).toBeLessThan(12);
  });

  test('S9: what the backend refuses is set aside alone; touched again it goes; the rest drains', async () => {
    const a = openAt();
    await allSettled(a);
    const poison = newId();
    a.context.command([], () =>
      enqueuePush(a.context, {
        table: 'user_collections',
        rowId: poison,
        op: 'upsert',
        // No text of Postgres holds it: the whole push fails, not only this mutation.
        fields: { name: 'nul \u0000', created_at: '2026-11-21T08:00:00.000Z' },
      }),
    );
    createCollection(a.context, 'Fine', []);
    await until('one is set aside, the other went', () => {
      const { setAside, pending } = a.sync.status();
      return setAside === 1 && pending === 0;
    });
    const names = () =>
      backend.query<{ name: string }>(
        'select name from public.user_collections where user_id = $1::uuid order by name',
        userId,
      );
    expect(await names()).toEqual([{ name: 'Fine' }]);
    a.context.command([], () =>
      enqueuePush(a.context, {
        table: 'user_collections',
        rowId: poison,
        op: 'upsert',
        fields: { name: 'Mended' },
      }),
    );
    await allSettled(a);
    expect(a.sync.status().setAside).toBe(0);
    expect(await names()).toEqual([{ name: 'Fine' }, { name: 'Mended' }]);
  });

  test('S11: another account sees nothing of it, and its session does not speak for this library', async () => {
    const other = await backend.newAccount();
    const [mine, theirs] = [openAt(), openAt(other.link)];
    await mine.importBytes(PIXELS());
    createCollection(mine.context, 'Mine', []);
    await allSettled(mine, theirs);
    createCollection(theirs.context, 'Theirs', []);
    await allSettled(theirs);
    expect(theirs.works()).toEqual([]);
    expect(listCollections(theirs.db)).toMatchObject([{ name: 'Theirs' }]);
    expect(listCollections(mine.db)).toMatchObject([{ name: 'Mine' }]);

    // A session of somebody else is found where this library's own should be, and nobody knows credentials.
    await mine.close();
    const again = openEngine({ folder: mine.folder, session: theirs.session });
    createCollection(again.context, 'Secret', []);
    again.sync.connect({ url: link.url, anonKey: link.anonKey });
    await until('it signs out', () => again.sync.status().state === 'signed_out');
    expect(again.sync.status()).toMatchObject({ pending: 1, error: { code: 'unauthenticated' } });
    const rows = await backend.query<{ name: string }>(
      'select name from public.user_collections where user_id = $1::uuid',
      other.userId,
    );
    expect(rows).toEqual([{ name: 'Theirs' }]);
  });

  test('deleting a collection while the other adds to it leaves both alike', async () => {
    const [a, b] = [openAt(), openAt()];
    const work = await a.importBytes(PIXELS());
    const { id } = createCollection(a.context, 'Contested', []);
    await until('both have it', () => listCollections(b.db).length === 1 && b.works().length === 1);
    await allSettled(a, b);
    b.connect(null);
    addToCollection(b.context, id, [work.id]);
    removeCollection(a.context, id);
    await allSettled(a);
    b.connect(link);
    await until('the membership is refused', () => b.sync.status().setAside === 1);
    expect(listCollections(b.db)).toEqual([]);
    expect(getWork(b.db, work.id).collectionIds).toEqual([]);
  });
});

describe('files', () => {
  const LARGE = 8 * 1024 * 1024;

  test('S8: a file goes up before the row that names it', async () => {
    const { engine, proxy } = await openBehindProxy();
    await allSettled(engine);
    await engine.importBytes(PIXELS());
    await allSettled(engine);
    const order = proxy.passed
      .filter(
        ({ method, path }) => method === 'POST' && /object\/user-library|sync_push/.test(path),
      )
      .map(({ path }) => (path.includes('sync_push') ? 'row' : 'file'));
    expect(order).toEqual(['file', 'row']);
  });

  test('S8: a large file that breaks off goes on from its offset, after a restart and with another token', async () => {
    const { engine, proxy } = await openBehindProxy();
    await allSettled(engine);
    let cut = 0;
    proxy.fault = (method, path) => {
      if (method !== 'PATCH' || !path.includes('resumable')) return undefined;
      cut += 1;
      // The first chunk passes; the second breaks in its middle, and no other begins.
      if (cut === 1) return undefined;
      return cut === 2 ? { cutAfter: 1024 * 1024 } : 'refuse';
    };
    const work = await engine.importBytes(randomBytes(LARGE));
    await until('it broke off', () => cut >= 2);
    await engine.close();
    const before = proxy.passed.filter(({ method }) => method === 'PATCH');

    // Another session, another port, another process.
    const door = await openDoor(backend.server.url);
    const again = openEngine({ folder: engine.folder });
    again.connect({ ...link, url: door.url });
    await until('all is sent', () => settled(again));
    const after = door.passed.filter(({ method }) => method === 'PATCH');
    expect(door.count(/resumable$/)).toBe(0);
    const sent = [...before, ...after].reduce((sum, { bytes }) => sum + bytes, 0);
    expect(sent).toBeLessThanOrEqual(work.bytes + 1024 * 1024);
    expect(after.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(work.bytes / 2);
    expect(before[0]?.headers.authorization).not.toBe(after[0]?.headers.authorization);

    const other = openAt();
    await until(
      'the other device has it whole',
      () => other.works()[0]?.fileState === 'present',
      15_000,
    );
    expect(await readFile(other.fileOf(work))).toEqual(await readFile(again.fileOf(work)));
  });

  test('S8: a file that arrives as another is refused, then fetched again and checked', async () => {
    const a = openAt();
    const work = await a.importBytes(PIXELS());
    await allSettled(a);
    const { engine: b, proxy } = await openBehindProxy();
    let corrupted = 0;
    proxy.fault = (method, path) => {
      if (method !== 'GET' || !path.includes('/object/') || corrupted === 2) return undefined;
      corrupted += 1;
      return 'corrupt';
    };
    await until('it came corrupt twice', () => corrupted === 2);
    expect(b.works()[0]?.fileState).not.toBe('present');
    await until('it came whole', () => b.works()[0]?.fileState === 'present');
    expect(await readFile(b.fileOf(work))).toEqual(await readFile(a.fileOf(work)));
  });

  test('S8: Storage that fails by itself neither spins nor holds rows up', async () => {
    const { engine, proxy } = await openBehindProxy();
    await allSettled(engine);
    proxy.fault = (_, path) => (path.startsWith('/storage/') ? 'refuse' : undefined);
    await engine.importBytes(PIXELS());
    createCollection(engine.context, 'Meanwhile', []);
    const tries = new Promise<number>((resolve) => {
      setTimeout(() => resolve(proxy.count(/^\/storage/)), 1_200);
    });
    const rows = () =>
      backend.query('select from public.user_collections where user_id = $1::uuid', userId);
    await until('the row went past it', async () => (await rows()).length === 1);
    expect(await tries).toBeLessThan(6);
    proxy.fault = () => undefined;
    await allSettled(engine);
  });
});
