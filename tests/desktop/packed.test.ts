import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadedPackages } from './built-imports.ts';
import { openDesktop, type RunningDesktop } from './desktop.ts';
import {
  anyOf,
  packInto,
  packagesIn,
  type PackingList,
  readPackingList,
  withTheirs,
} from './packed.ts';

/** What electron-builder packs is enough: the app runs from a copy of it that has nothing else around. */

let folder: string;
let list: PackingList;
let packed: string[];
let desktop: RunningDesktop | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-packed-'));
  list = await readPackingList();
  packed = await packInto(folder, list);
});
afterAll(async () => {
  await desktop?.quit();
  await rm(folder, { recursive: true, force: true });
});

test('what the system itself loads lies outside the archive', () => {
  const native = packed.filter((path) => /\.(node|dll|dylib|exe)$|\.so(\.\d+)*$/.test(path));
  expect(native.join('\n')).toMatch(/better.sqlite3/);
  expect(native.join('\n')).toMatch(/@img\/sharp/);
  const isOutside = anyOf(list.asarUnpack);
  expect(native.filter((path) => !isOutside(path))).toEqual([]);
});

test('nothing is packed that the app does not run: no sources, tests, maps or libraries of the page', () => {
  const strays = packed.filter(
    (path) =>
      /^(core|electron|renderer|contract|tests|bench|scripts)\//.test(path) ||
      (path.endsWith('.map') && !path.startsWith('node_modules/@electric-sql')) ||
      /^node_modules\/(react|react-dom|lucide-react|typescript)\//.test(path) ||
      /(^|\/)(secrets|solo|keys)\.json$/.test(path),
  );
  expect(strays).toEqual([]);
});

test('the packages are those that the built files load, with what these need, and no other', async () => {
  const loaded = await loadedPackages(folder, packed);
  expect(loaded).toContain('better-sqlite3');
  const needed = await withTheirs(folder, packed, loaded);
  // What is not installed here would be missing here as well.
  expect(loaded.filter((name) => !needed.has(`node_modules/${name}`))).toEqual([]);
  expect(packagesIn(packed)).toEqual([...needed].toSorted());
});

test('a picture is made by the packed app, on a fresh library', async () => {
  desktop = await openDesktop({ root: folder });
  const running = desktop;
  expect(running.electron.seen.processes[0]?.entry.startsWith(folder)).toBe(true);
  await expect
    .poll(async () => JSON.stringify((await running.call('generate.models')).value), {
      timeout: 60_000,
      interval: 100,
    })
    .toContain('draft/studio');
  await expect
    .poll(async () => (await running.call('account.get')).value, { timeout: 60_000 })
    .toMatchObject({ signedIn: true });
  const shelf = await running.call('generators.list');
  expect(shelf).toMatchObject({ ok: true, value: { refused: [] } });
  expect(JSON.stringify(shelf.value)).toContain('"id":"action-figure"');
  const created = await running.call('generate.create', {
    prompt: 'a paper boat',
    model: 'draft/studio',
    seed: 3,
  });
  expect(created).toMatchObject({ ok: true });
  await expect
    .poll(async () => (await running.call('workspace.list', {})).value, {
      timeout: 60_000,
      interval: 100,
    })
    .toMatchObject({ total: 1, items: [{ fileState: 'present' }] });
  const programs = running.electron.seen.processes.map(({ entry }) => entry);
  expect(programs.toSorted()).toEqual(
    ['solo-backend', 'solo-worker', 'studio'].map((name) =>
      join(folder, 'out', 'main', `${name}.js`),
    ),
  );
}, 120_000);
