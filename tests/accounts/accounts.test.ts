import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { BackendLink } from '../../contract/solo.ts';
import { studioPaths } from '../../core/system/paths.ts';
import { fileSecrets } from '../../core/system/secrets.ts';
import { startBackend, type TestBackend } from '../sync/backend.ts';
import {
  allSent,
  type Machine,
  openMachine,
  projectOf,
  refusal,
  testFolder,
  until,
} from './studios.ts';

let backend: TestBackend;
let link: BackendLink;
let userId: string;

beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.stop());
beforeEach(async () => {
  ({ link, userId } = await backend.newAccount());
});

async function serverTitles(user: string): Promise<(string | null)[]> {
  const rows = await backend.query<{ title: string | null }>(
    `select custom_title as title from public.user_library
     where user_id = $1::uuid and deleted_at is null order by custom_title`,
    user,
  );
  return rows.map(({ title }) => title);
}

async function keep(machine: Machine, seed: number, title: string) {
  const work = await machine.importPicture(seed);
  await machine.calls.library.update({ ids: [work.id], patch: { title } });
  return work;
}

/** The token of a session that is stored here has run out. */
async function runOut({ data }: Machine, id: string): Promise<void> {
  const secrets = fileSecrets(studioPaths(data).secrets);
  const session = JSON.parse((await secrets.get(`session:${id}`)) ?? '{}') as object;
  await secrets.set(`session:${id}`, JSON.stringify({ ...session, expires_at: 1 }));
}

test('S11: two accounts of one machine are switched without a restart, and neither sends for the other', async () => {
  const other = await backend.newAccount();
  const machine = await openMachine();
  const { calls } = machine;
  await keep(machine, 1, 'Solo');
  const first = await calls.account.connect(link);
  await calls.sync.pause();
  await keep(machine, 2, 'Of the first');
  const second = await calls.account.connect(other.link);
  expect(await machine.works()).toEqual([]);
  await keep(machine, 3, 'Of the second');
  await allSent(machine);
  expect(await serverTitles(userId)).toEqual([]);
  expect(await serverTitles(other.userId)).toEqual(['Of the second']);
  expect(await calls.account.list()).toMatchObject([
    { id: 'solo', works: 1, unsent: 2, isOpen: false },
    { id: second.id, works: 1, unsent: 0, isOpen: true, hasSession: true },
    { id: first.id, works: 1, unsent: 2, isOpen: false, hasSession: true },
  ]);

  // Still paused, as it was left.
  expect(await calls.account.switch({ id: first.id })).toMatchObject({ email: link.email });
  expect(await calls.sync.status()).toMatchObject({ state: 'paused', pending: 2 });
  await calls.sync.resume();
  await allSent(machine);
  expect(await serverTitles(userId)).toEqual(['Of the first']);
  expect(await serverTitles(other.userId)).toEqual(['Of the second']);
  await calls.account.switch({ id: 'solo' });
  expect((await machine.works()).map(({ title }) => title)).toEqual(['Solo']);
});

test('a session that the server ended is said plainly; signed in again, nothing is lost', async () => {
  const machine = await openMachine();
  const { calls } = machine;
  const { id } = await calls.account.connect(link);
  await allSent(machine);
  await backend.query('delete from auth.sessions where user_id = $1::uuid', userId);
  await runOut(machine, id);
  await keep(machine, 1, 'Made meanwhile');
  await until('it is signed out', async () => {
    await calls.sync.retry({});
    return (await calls.sync.status()).state === 'signed_out';
  });
  expect(await calls.account.get()).toMatchObject({ id, signedIn: false });
  expect(await calls.sync.status()).toMatchObject({ pending: 2, setAside: 0 });
  expect((await calls.account.connect(link)).id).toBe(id);
  await allSent(machine);
  expect(await serverTitles(userId)).toEqual(['Made meanwhile']);
});

test('signing out names what was not sent; the library stays or goes as was chosen', async () => {
  const machine = await openMachine();
  const { calls } = machine;
  const { id } = await calls.account.connect(link);
  await allSent(machine);
  await calls.sync.pause();
  await keep(machine, 1, 'Not sent');
  const folder = join(machine.data, 'accounts', id);

  expect(await refusal(calls.account.signOut({ id, remove: true }))).toMatchObject({
    code: 'conflict',
    details: { unsent: 2 },
  });
  const sessions = 'select id from auth.sessions where user_id = $1::uuid';
  const before = await backend.query(sessions, userId);
  expect(await calls.account.signOut({ id })).toMatchObject({ id: 'solo' });
  expect(await backend.query(sessions, userId)).toHaveLength(before.length - 1);
  expect(await calls.account.list()).toMatchObject([
    { id: 'solo', isOpen: true },
    { id, hasSession: false, unsent: 2, works: 1 },
  ]);

  // Its library opens without a session, and waits for one.
  await calls.account.switch({ id });
  expect(await machine.works()).toHaveLength(1);
  await calls.sync.resume();
  await until('it says so', async () => (await calls.sync.status()).state === 'signed_out');
  expect(await calls.account.signOut({ id, remove: true, evenUnsent: true })).toMatchObject({
    id: 'solo',
  });
  expect(existsSync(folder)).toBe(false);
  expect(await calls.account.list()).toMatchObject([{ id: 'solo' }]);
  expect(await refusal(calls.account.switch({ id }))).toMatchObject({ code: 'not_found' });
  expect(await refusal(calls.account.signOut({ id: 'solo' }))).toMatchObject({
    code: 'invalid_input',
  });
});

test('a project says what it offers; a code from a mail signs in, a wrong one does not', async () => {
  const machine = await openMachine();
  const { calls } = machine;
  const project = projectOf(link);
  expect(await calls.account.methods(project)).toMatchObject({ password: true, code: true });
  const nobody = { ...project, url: 'http://127.0.0.1:9' };
  expect(await refusal(calls.account.methods(nobody))).toMatchObject({ code: 'offline' });

  await calls.account.sendCode({ ...project, email: link.email });
  const [mail] = await backend.query<{ code: string; link: string }>(
    'select code, link from atelier_embedded.outbox where recipient = $1 order by id desc limit 1',
    link.email,
  );
  const wrong = { ...project, email: link.email, code: '000000' };
  expect(await refusal(calls.account.verifyCode(wrong))).toMatchObject({
    code: 'unauthenticated',
  });
  expect(await calls.account.get()).toMatchObject({ id: 'solo' });
  const right = { ...project, email: link.email, code: mail?.code ?? '' };
  expect(await calls.account.verifyCode(right)).toMatchObject({ email: link.email });
  await allSent(machine);
});

test('the library of an account that was open is open again after a restart, signed in', async () => {
  const data = testFolder();
  const before = await openMachine(data);
  const { id } = await before.calls.account.connect(link);
  await keep(before, 1, 'Kept');
  await allSent(before);
  await before.close();
  const after = await openMachine(data);
  expect(await after.calls.account.get()).toMatchObject({ id, email: link.email });
  await until('it is signed in', async () => (await after.calls.account.get()).signedIn);
  expect(await after.works()).toMatchObject([{ title: 'Kept', syncState: 'synced' }]);
});

test('adopting: every row and file of the solo library arrives in the account, and solo stays as it was', async () => {
  const machine = await openMachine();
  const { calls } = machine;
  expect(await calls.account.adoption()).toBeNull();
  const one = await keep(machine, 1, 'One');
  const two = await keep(machine, 2, 'Two');
  await calls.library.update({ ids: [one.id], patch: { isFavorite: true, rating: 4 } });
  const outer = await calls.collections.create({ name: 'Outer' });
  const inner = await calls.collections.create({ name: 'Inner', assetIds: [one.id, two.id] });
  await calls.collections.update({ id: outer.id, parentId: inner.id });
  await calls.library.trash({ ids: [two.id] });

  await calls.account.connect(link);
  expect(await calls.account.adoption()).toMatchObject({ state: 'offered', works: 2, copied: 0 });
  await calls.account.adopt({ choice: 'adopt' });
  await until('it is all there', async () => (await calls.account.adoption())?.state === 'done');
  expect(await calls.account.adoption()).toMatchObject({ copied: 6, skipped: 0, unsent: 0 });

  const device = await openMachine();
  await device.calls.account.connect(link);
  await until('the other device has it', async () => {
    const works = await device.works();
    return works.length === 1 && works[0]?.fileState === 'present';
  });
  expect(await device.works()).toMatchObject([{ title: 'One', isFavorite: true, rating: 4 }]);
  expect(await device.calls.library.counts()).toMatchObject({ all: 1, trash: 1 });
  const [a, b] = await device.calls.collections.list();
  expect([a?.name, b?.name]).toEqual(['Inner', 'Outer']);
  expect(b?.parentId).toBe(a?.id);
  expect((await device.works())[0]?.collectionIds).toEqual([a?.id]);
  expect(await device.calls.account.adoption()).toBeNull();

  // Adopted once: a second word changes nothing, and solo is what it was.
  await calls.account.adopt({ choice: 'adopt' });
  expect(await calls.account.adoption()).toMatchObject({ state: 'done', copied: 6 });
  await calls.account.switch({ id: 'solo' });
  expect((await machine.works()).map(({ id }) => id)).toEqual([one.id]);
  expect(await calls.sync.status()).toMatchObject({ setAside: 0 });
});

test('kept apart: nothing of the solo library leaves it, and the offer can still be taken', async () => {
  const machine = await openMachine();
  const { calls } = machine;
  await keep(machine, 1, 'Mine alone');
  await calls.account.connect(link);
  expect(await calls.account.adopt({ choice: 'apart' })).toMatchObject({ state: 'apart' });
  await allSent(machine);
  expect(await serverTitles(userId)).toEqual([]);
  await calls.account.adopt({ choice: 'adopt' });
  await until('it was adopted', async () => (await calls.account.adoption())?.state === 'done');
  expect(await serverTitles(userId)).toEqual(['Mine alone']);
  expect(await refusal(openSoloAdoption(calls))).toMatchObject({ code: 'conflict' });
});

async function openSoloAdoption(calls: Machine['calls']): Promise<unknown> {
  await calls.account.disconnect();
  return calls.account.adopt({ choice: 'adopt' });
}
