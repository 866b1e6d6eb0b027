import { existsSync, readdirSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { LibraryAsset } from '../contract/assets.ts';
import type { StudioEvent } from '../contract/studio/events.ts';
import { MIGRATIONS } from './library/migrations/all.ts';
import { replaceModels } from './library/models.ts';
import { allRows } from './library/outbox.ts';
import { DRAFT, testFolder } from './library/test-library.ts';
import { picture } from './media/test-images.ts';
import type { Studio } from './studio.ts';
import { type Database, openDatabase } from './system/database.ts';
import { createLog } from './system/log.ts';
import { openTestStudio, type TestStudio } from './test-studio.ts';
import { accountPaths, studioPaths } from './system/paths.ts';

interface Opened {
  studio: Studio;
  calls: TestStudio['calls'];
  logged: string[];
  close(): Promise<void>;
}

async function openAt(data: string, network?: typeof fetch): Promise<Opened> {
  const logged: string[] = [];
  const { studio, calls } = await openTestStudio(data, {
    log: createLog({ write: (line) => void logged.push(line) }),
    ...(network && { fetch: network }),
  });
  onTestFinished(() => studio.close());
  return { studio, calls, logged, close: () => studio.close() };
}

/** The same library from a second connection, as the backend's rows would come in. */
function besides<T>(data: string, work: (db: Database) => T): T {
  const { database } = accountPaths(studioPaths(data), 'solo');
  const db = openDatabase({ path: database, migrations: MIGRATIONS });
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: { data?: unknown }) => error.data,
  );

async function importPicture({ studio }: Opened, seed = 1): Promise<LibraryAsset> {
  const body = new Uint8Array(await picture(60, 40, seed).png().toBuffer());
  const answer = await studio.media(
    new Request('http://media/import', {
      method: 'POST',
      body,
      headers: { 'x-file-name': `p${seed}.png` },
    }),
  );
  return LibraryAsset.parse(((await answer.json()) as { value: unknown }).value);
}

test('a studio opens, keeps what is done, and opens again with all of it, offline', async () => {
  const data = testFolder();
  const first = await openAt(data);
  expect(await first.calls.app.info()).toEqual({
    version: '0.0.0-test',
    host: 'browser',
    firstStart: true,
    readOnly: false,
  });
  const work = await importPicture(first);
  await first.calls.library.update({ ids: [work.id], patch: { title: 'Kept', isFavorite: true } });
  await first.calls.collections.create({ name: 'A', assetIds: [work.id] });
  await first.calls.settings.update({ theme: 'light', textSize: 120 });
  await first.close();

  const second = await openAt(data);
  const list = await second.calls.library.list({ search: 'kep' });
  expect(list.items).toMatchObject([{ id: work.id, title: 'Kept', isFavorite: true }]);
  expect(await second.calls.collections.list()).toMatchObject([{ name: 'A', count: 1 }]);
  expect(await second.calls.settings.get()).toEqual({
    describeKept: false,
    findByMeaning: false,
    notifyDone: true,
    language: 'system',
    theme: 'light',
    textSize: 120,
    offerEqual: true,
  });
  expect((await second.calls.app.info()).firstStart).toBe(false);
  expect(await second.studio.locate([work.sha256, 'f'.repeat(64)])).toHaveLength(1);
});

test('a second studio on the same data is refused, and the first goes on', async () => {
  const data = testFolder();
  const first = await openAt(data);
  await expect(openAt(data)).rejects.toMatchObject({ code: 'studio_in_use' });
  expect((await first.calls.library.counts()).all).toBe(0);
  await first.close();
  await openAt(data);
});

test('a library of a newer program is shown, and nothing of it is written', async () => {
  const data = testFolder();
  const first = await openAt(data);
  const work = await importPicture(first);
  await first.close();
  const { database } = accountPaths(studioPaths(data), 'solo');
  const sqlite = new Sqlite(database);
  sqlite.pragma('user_version = 9999');
  sqlite.close();
  const opened = await openAt(data);
  const { calls, studio, logged } = opened;
  studio.connectSolo({ url: 'http://127.0.0.1:1', anonKey: 'x', email: 'a@b.c', password: 'x' });
  expect(await calls.app.info()).toMatchObject({ readOnly: true });
  expect((await calls.library.list({})).items).toMatchObject([{ id: work.id }]);
  expect((await studio.media(new Request(`http://media/${work.sha256}`))).status).toBe(200);
  expect((await calls.sync.status()).error).toMatchObject({ code: 'library_newer' });
  for (const write of [
    calls.library.trash({ ids: [work.id] }),
    calls.collections.create({ name: 'A' }),
    calls.settings.update({ theme: 'light' }),
    calls.sync.retry({}),
  ]) {
    expect(await errorOf(write)).toMatchObject({ code: 'library_newer' });
  }
  const body = new Uint8Array(await picture(60, 40, 2).png().toBuffer());
  const refused = await studio.media(new Request('http://media/import', { method: 'POST', body }));
  expect(await refused.json()).toMatchObject({ error: { code: 'library_newer' } });
  expect(logged.join('')).not.toContain('error');
  await opened.close();
  const after = new Sqlite(database, { readonly: true });
  expect(after.pragma('user_version', { simple: true })).toBe(9999);
  expect(after.prepare('select count(*) as n from user_library').get()).toEqual({ n: 1 });
  after.close();
});

test('events: resync first, then what changed, told once', async () => {
  const opened = await openAt(testFolder());
  const stream = await opened.calls.events.subscribe();
  const next = async () => (await stream.next()).value as StudioEvent;
  expect(await next()).toEqual({ topic: 'resync' });
  const heard: string[] = [];
  opened.studio.onEvent(({ topic }) => void heard.push(topic));
  for (let index = 0; index < 5; index += 1) await opened.calls.settings.update({ theme: 'dark' });
  expect(await next()).toEqual({ topic: 'settings' });
  expect(heard).toEqual(['settings']);
  await opened.close();
  expect((await stream.next()).done).toBe(true);
});

test('keys are written, never read back, and told to whoever runs the worker', async () => {
  const data = testFolder();
  const opened = await openAt(data);
  const told = vi.fn();
  opened.studio.providerKeys.onChange(told);
  expect(
    await opened.calls.settings.setProviderKey({ provider: 'openai', key: 'sk-secret-1234' }),
  ).toEqual({ provider: 'openai', isSet: true, hint: '1234' });
  expect(told).toHaveBeenCalledWith({ openai: 'sk-secret-1234' });
  expect(JSON.stringify(await opened.calls.settings.providerKeys())).not.toContain('secret');
  await opened.close();
  const again = await openAt(data);
  expect(await again.studio.providerKeys.current()).toEqual({ openai: 'sk-secret-1234' });
  await again.calls.settings.clearProviderKey({ provider: 'openai' });
  expect(await again.studio.providerKeys.current()).toEqual({});
  expect(opened.logged.join('') + again.logged.join('')).not.toContain('secret');
});

/** Supabase Auth as far as a sign-in goes: one user with one password, and nothing else answers. */
const auth: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  if (!request.url.includes('/auth/v1/token')) throw new TypeError('nothing else is there');
  const { email, password } = (await request.json()) as Record<string, string>;
  if (password !== 'right') {
    return Response.json(
      { code: 400, error_code: 'invalid_credentials', msg: 'no' },
      { status: 400 },
    );
  }
  const user = { id: '11111111-1111-4111-8111-111111111111', email, aud: 'authenticated' };
  const access_token = ['e30', Buffer.from('{"exp":4102444800}').toString('base64url'), 'x'].join(
    '.',
  );
  return Response.json({
    access_token,
    refresh_token: 'refresh',
    token_type: 'bearer',
    expires_in: 3600,
    user,
  });
};

const PROJECT = {
  url: 'https://project.supabase.test',
  anonKey: 'anon-key-of-the-project',
  email: 'ana@example.com',
};

test('S11: another account is another library; the solo one stays, its outbox too', async () => {
  const data = testFolder();
  const first = await openAt(data, auth);
  await first.calls.settings.update({ theme: 'light' });
  const work = await importPicture(first);
  const heard: string[] = [];
  first.studio.onEvent(({ topic }) => void heard.push(topic));
  const account = await first.calls.account.connect({ ...PROJECT, password: 'right' });
  expect(account).toMatchObject({ connection: { kind: 'supabase' }, email: PROJECT.email });
  await vi.waitFor(() => expect(heard).toContain('resync'), { timeout: 60_000 });
  expect(await first.calls.library.counts()).toEqual({ all: 0, favorites: 0, trash: 0 });
  expect((await first.calls.settings.get()).theme).toBe('light');
  expect((await first.studio.media(new Request(`http://x/${work.sha256}`))).status).toBe(404);
  await first.close();

  const second = await openAt(data, auth);
  expect((await second.calls.account.get()).connection.kind).toBe('supabase');
  expect((await second.calls.account.disconnect()).connection).toEqual({ kind: 'solo' });
  expect((await second.calls.library.get({ id: work.id })).syncState).toBe('queued');
  besides(data, (db) => expect(allRows(db)).toHaveLength(2));
  expect(first.logged.join('') + second.logged.join('')).not.toContain('right');
});

test('a sign-in that fails changes nothing', async () => {
  const data = testFolder();
  const opened = await openAt(data, auth);
  const refused = opened.calls.account.connect({ ...PROJECT, password: 'wrong' });
  expect(await errorOf(refused)).toMatchObject({ code: 'unauthenticated' });
  expect(await opened.calls.account.get()).toMatchObject({ connection: { kind: 'solo' } });
  await opened.close();
  const offline = await openAt(data);
  const lost = offline.calls.account.connect({ ...PROJECT, password: 'right' });
  expect(await errorOf(lost)).toMatchObject({ code: 'offline' });
  expect(existsSync(studioPaths(data).connection)).toBe(false);
});

test.each([
  ['a fox', 'a fox'],
  ['  🦊 שלום مرحبا  ', '🦊 שלום مرحبا'],
  ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ["'; drop table orders; --", "'; drop table orders; --"],
  ['one\r\ntwo\u0000\u0007', 'one\ntwo'],
  ['é'.repeat(2_000), 'é'.repeat(2_000)],
])('a prompt of %j is kept as text', async (prompt, kept) => {
  const data = testFolder();
  const { calls } = await openAt(data);
  besides(data, (db) => replaceModels(db, [DRAFT]));
  const order = await calls.generate.create({ prompt, model: DRAFT.id });
  expect((await calls.generate.order({ id: order.id })).request.prompt).toBe(kept);
});

test('a call that fails its schema is a typed error that names the field; nothing is written', async () => {
  const data = testFolder();
  const { calls } = await openAt(data);
  besides(data, (db) => replaceModels(db, [DRAFT]));
  const create = (input: object) =>
    errorOf(calls.generate.create({ prompt: 'x', model: DRAFT.id, ...input }));
  for (const [input, field, reason] of [
    [{ prompt: '' }, 'prompt', 'empty'],
    [{ prompt: ' \u0000 ' }, 'prompt', 'empty'],
    [{ prompt: 'x'.repeat(10_000) }, 'prompt', 'too_long'],
    [{ count: 0 }, 'count', undefined],
    [{ count: 11 }, 'count', undefined],
    [{ seed: 4_294_967_296 }, 'seed', undefined],
    [{ seed: -1 }, 'seed', undefined],
    [{ seed: 1.5 }, 'seed', undefined],
    [{ aspectRatio: '5:4' }, 'aspectRatio', undefined],
    [{ format: 'svg' }, 'format', undefined],
  ] as const) {
    const error = await create(input);
    expect(error).toMatchObject({
      code: 'invalid_input',
      details: { field, ...(reason ? { reason } : {}) },
    });
  }
  expect(await errorOf(calls.library.get({ id: 'x' }))).toMatchObject({ code: 'invalid_input' });
  expect(await errorOf(calls.library.get({ id: crypto.randomUUID() }))).toMatchObject({
    code: 'not_found',
  });
  expect(await create({ model: 'no/model' })).toMatchObject({ code: 'model_unavailable' });
  besides(data, (db) => expect(allRows(db)).toEqual([]));
});

test('what nobody foresaw is logged here and not explained there', async () => {
  const data = testFolder();
  const { calls, logged } = await openAt(data);
  besides(data, (db) => db.run("insert into models values ('a/b', 0, '{\"broken\": true}')"));
  expect(await errorOf(calls.generate.models())).toEqual({
    code: 'internal',
    message: 'Something went wrong inside Atelier.',
  });
  expect(logged.join('')).toContain('"call":"generate.models"');
});

test('purging removes the files', async () => {
  const data = testFolder();
  const opened = await openAt(data);
  const work = await importPicture(opened);
  await opened.calls.library.trash({ ids: [work.id] });
  expect(await opened.calls.library.purge({})).toEqual({ purged: 1 });
  const { media } = accountPaths(studioPaths(data), 'solo');
  const files = readdirSync(media, { recursive: true, withFileTypes: true });
  expect(files.filter((entry) => entry.isFile())).toEqual([]);
});
