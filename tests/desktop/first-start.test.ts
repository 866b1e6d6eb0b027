import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folder, openDesktop, type RunningDesktop } from './desktop.ts';

/** A start on a machine without a keychain, in French, by a link, after a larger screen went away. */

let desktop: RunningDesktop;
beforeAll(async () => {
  const dataDir = await folder();
  await mkdir(dataDir, { recursive: true });
  await writeFile(
    join(dataDir, 'window.json'),
    JSON.stringify({ bounds: { x: 4000, y: -300, width: 3000, height: 900 }, maximized: true }),
  );
  desktop = await openDesktop({
    dataDir,
    arguments: ['atelier://open/library'],
    machine: {
      languages: ['de-DE', 'fr-CA'],
      keychain: 'basic_text',
      screen: { x: 0, y: 25, width: 1600, height: 1000 },
    },
  });
});
afterAll(() => desktop.quit());

test('the instance lock and the caches lie in the data folder', () => {
  expect(desktop.electron.seen.paths).toEqual({ userData: join(desktop.dataDir, 'desktop') });
  expect(desktop.electron.seen.protocolClients).toEqual(['atelier']);
});

test('a window that stood on a screen that is gone is moved and shrunk onto this one', () => {
  expect(desktop.window.options).toMatchObject({ x: 0, y: 25, width: 1600, height: 900 });
  expect(desktop.window.maximized).toBe(true);
});

test('where the window stands is kept, half a second after it moved', async () => {
  desktop.window.bounds = { x: 40, y: 50, width: 1200, height: 700 };
  desktop.window.maximized = false;
  desktop.window.emit('resize');
  await expect
    .poll(async () => JSON.parse(await readFile(join(desktop.dataDir, 'window.json'), 'utf8')))
    .toEqual({ bounds: { x: 40, y: 50, width: 1200, height: 700 }, maximized: false });
});

test('the link that started the app is followed by the page', async () => {
  await desktop.page.getByRole('main', { name: 'Library' }).waitFor();
});

test('the menu speaks the first of the machine’s languages that Atelier knows', () => {
  expect(desktop.electron.seen.menus.at(-1)?.[0]?.label).toBe('Fichier');
});

test('without a keychain a key serves until the end, never reaches the disk, and the creator is told once', async () => {
  const key = 'sk-test-0123456789abcdef';
  for (const provider of ['openai', 'replicate']) {
    expect(await desktop.call('settings.setProviderKey', { provider, key })).toMatchObject({
      ok: true,
      value: { isSet: true },
    });
  }
  await expect(readFile(join(desktop.dataDir, 'secrets.sealed.json'))).rejects.toThrow('ENOENT');
  expect(desktop.electron.seen.notes).toHaveLength(1);
  expect(desktop.electron.seen.notes[0]).toContain('trousseau');
  // It outlives the studio's process, for it is kept by main.
  const studio = desktop.electron.seen.processes.find(({ entry }) => entry.endsWith('studio.js'));
  process.kill(studio?.pid ?? 0, 'SIGKILL');
  await expect
    .poll(async () => (await desktop.call('settings.providerKeys')).value, { timeout: 60_000 })
    .toContainEqual({ provider: 'openai', isSet: true, hint: 'cdef' });
});
