import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LibraryAsset } from '../../contract/assets.ts';
import type { BackendLink } from '../../contract/solo.ts';
import { startBackend, type TestBackend } from '../sync/backend.ts';
import { allSent, type Machine, openMachine, refusal, until } from './studios.ts';

let backend: TestBackend;
let link: BackendLink;

beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.stop());
beforeEach(async () => {
  ({ link } = await backend.newAccount());
});

const get = ({ studio }: Machine, path: string) =>
  studio.media(new Request(`http://media/${path}`));

const originalOf = async ({ data, calls }: Machine, { sha256 }: LibraryAsset) => {
  const { id } = await calls.account.get();
  const rest = `${sha256.slice(2)}.png`;
  return join(data, 'accounts', id, 'media', sha256.slice(0, 2), rest);
};

const stateOf = async (machine: Machine, { id }: LibraryAsset) =>
  (await machine.calls.library.get({ id })).fileState;

test('S8: only thumbnails come where no original is to stay; an original comes when it is opened, and says so offline', async () => {
  const [maker, device] = [await openMachine(), await openMachine()];
  await device.calls.account.connect(link);
  await device.calls.offline.setRules({ keep: 'thumbnails' });
  await maker.calls.account.connect(link);
  const [one, two] = [await maker.importPicture(1), await maker.importPicture(2)];
  await allSent(maker);
  await until('lists have something to show', async () => {
    const works = await device.works();
    return works.length === 2 && works.every(({ thumbhash }) => thumbhash !== null);
  });
  expect((await get(device, `${one.sha256}/256`)).headers.get('content-type')).toBe('image/webp');
  expect((await get(device, `${two.sha256}/1024`)).status).toBe(200);
  expect(await stateOf(device, one)).toBe('cloud');
  expect(existsSync(await originalOf(device, one))).toBe(false);
  expect(await device.calls.offline.usage()).toMatchObject({
    here: { count: 0 },
    coming: { count: 0 },
    cloudOnly: { count: 2 },
  });
  expect(await device.calls.sync.status()).toMatchObject({ downloads: 0 });

  expect((await get(device, one.sha256)).status).toBe(200);
  expect(await stateOf(device, one)).toBe('present');
  await device.calls.sync.pause();
  const away = await get(device, two.sha256);
  expect(away.status).toBe(404);
  expect(await away.json()).toMatchObject({
    error: { code: 'file_missing', details: { isCloudOnly: true } },
  });
  expect((await get(device, `${two.sha256}/256`)).status).toBe(200);
});

test('S8: favourites, a collection with what lies in it, what a search finds, and the last months stay here; the rest comes when asked for', async () => {
  const [maker, device] = [await openMachine(), await openMachine()];
  await device.calls.account.connect(link);
  await device.calls.offline.setRules({ keep: 'chosen' });
  await maker.calls.account.connect(link);
  const works: LibraryAsset[] = [];
  for (let seed = 1; seed <= 4; seed += 1) works.push(await maker.importPicture(seed));
  const [favourite, member, other, found] = works as [
    LibraryAsset,
    LibraryAsset,
    LibraryAsset,
    LibraryAsset,
  ];
  await maker.calls.library.update({ ids: [favourite.id], patch: { isFavorite: true } });
  const outer = await maker.calls.collections.create({ name: 'Outer' });
  const inner = { name: 'Inner', assetIds: [member.id], parentId: outer.id };
  await maker.calls.collections.create(inner);
  const smart = await maker.calls.collections.create({ name: 'Smart', search: 'tag:here' });
  await allSent(maker);
  await device.calls.offline.setRules({ collectionIds: [outer.id, smart.id] });
  await until('what is chosen is here', async () => {
    const { here, coming } = await device.calls.offline.usage();
    return here.count === 2 && coming.count === 0;
  });
  expect(await stateOf(device, found)).toBe('cloud');
  await maker.calls.library.update({ ids: [found.id], patch: { addTags: ['here'] } });
  await until(
    'what is found now is here',
    async () => (await stateOf(device, found)) === 'present',
  );
  expect(await stateOf(device, other)).toBe('cloud');
  const { favorites, collectionIds } = await device.calls.offline.rules();
  const under = { keep: 'chosen' as const, favorites, collectionIds, months: 1 };
  expect(await device.calls.offline.preview(under)).toMatchObject({
    coming: { count: 1 },
    cloudOnly: { count: 0 },
  });
  await device.calls.offline.setRules({ months: 1 });
  await until('it came', async () => (await stateOf(device, other)) === 'present');
});

test('S8: space is freed only of what the server was found to hold; nothing unsent and nothing kept goes', async () => {
  const machine = await openMachine();
  const { calls } = machine;
  await calls.account.connect(link);
  const works: LibraryAsset[] = [];
  for (let seed = 1; seed <= 4; seed += 1) works.push(await machine.importPicture(seed));
  const [plain, loved, lost, changed] = works as [
    LibraryAsset,
    LibraryAsset,
    LibraryAsset,
    LibraryAsset,
  ];
  await calls.library.update({ ids: [loved.id], patch: { isFavorite: true } });
  await allSent(machine);
  await calls.sync.pause();
  const unsent = await machine.importPicture(5);
  await calls.offline.setRules({ keep: 'chosen', favorites: true });
  expect(await calls.offline.usage()).toMatchObject({ here: { count: 5 }, freeable: { count: 3 } });
  expect(await refusal(calls.offline.freeSpace())).toMatchObject({ code: 'offline' });
  expect(existsSync(await originalOf(machine, plain))).toBe(true);

  // The server loses one and holds other bytes under the name of another.
  const named = '%' + lost.sha256 + '%';
  await backend.query('delete from storage.objects where name like $1', named);
  await backend.query(
    `update storage.objects set metadata = jsonb_set(metadata, '{eTag}', to_jsonb($1::text))
     where name like $2`,
    `"${'0'.repeat(64)}"`,
    `%${changed.sha256}%`,
  );
  // Held back by a file that is set aside, the unsent one stays unsent while the rest is asked for.
  await backend.query("update storage.buckets set file_size_limit = 1 where id = 'user-library'");
  await calls.sync.resume();
  await until('it is set aside', async () => (await calls.sync.status()).setAside === 1);
  expect(await calls.offline.freeSpace()).toMatchObject({
    freed: { count: 1, bytes: plain.bytes },
    unproven: { count: 2 },
  });
  await backend.query(
    "update storage.buckets set file_size_limit = null where id = 'user-library'",
  );
  const here = async (work: LibraryAsset) => existsSync(await originalOf(machine, work));
  expect(await Promise.all([plain, loved, lost, changed, unsent].map(here))).toEqual([
    false,
    true,
    true,
    true,
    true,
  ]);
  expect(await stateOf(machine, plain)).toBe('cloud');
  expect((await get(machine, `${plain.sha256}/256`)).status).toBe(200);
  expect((await get(machine, plain.sha256)).status).toBe(200);
  expect(await stateOf(machine, plain)).toBe('present');
});
