import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAlive } from '../host/processes.ts';
import { type Bridge, openDesktop, type RunningDesktop } from './desktop.ts';

/** What a creator does, on the built app: main, preload, studio, solo backend and worker. In order, on one library. */

let desktop: RunningDesktop;
let sha256 = '';
const PATIENCE = { timeout: 60_000, interval: 100 };

beforeAll(async () => {
  desktop = await openDesktop();
});
afterAll(async () => {
  const { processes } = desktop.electron.seen;
  const took = await desktop.quit();
  expect(took).toBeLessThan(20_000);
  expect(processes.filter(({ pid }) => pid !== undefined && isAlive(pid))).toEqual([]);
});

function program(name: string) {
  const found = desktop.electron.seen.processes.findLast(({ entry }) =>
    entry.endsWith(`${name}.js`),
  );
  if (!found) throw new Error(`${name} never started`);
  return found;
}

async function topics(): Promise<string[]> {
  return desktop.page.evaluate(() => (globalThis as never as { heard: string[] }).heard);
}

const counts = async () => (await desktop.call('library.counts')).value;

test('calls reach the studio over the message port', async () => {
  expect(await desktop.call('app.info')).toMatchObject({
    ok: true,
    value: { host: 'desktop', version: '0.0.0-double' },
  });
  expect(await counts()).toEqual({ all: 0, favorites: 0, trash: 0 });
});

test('an error crosses with its code, and a path that is no call is refused', async () => {
  expect(await desktop.call('settings.update', { textSize: 1 })).toMatchObject({
    ok: false,
    error: { code: 'invalid_input' },
  });
  for (const path of ['__proto__.x', 'library.nothing', 'a.b.c', '', 'constructor.name']) {
    expect(await desktop.call(path), path).toMatchObject({ ok: false });
  }
});

test('a file goes in and its bytes come out through the scheme, with ranges', async () => {
  const picture = await sharp({
    create: { width: 320, height: 200, channels: 3, background: '#3060a0' },
  })
    .png()
    .toBuffer();
  const imported = await desktop.fetch('atelier://app/media/import', {
    method: 'POST',
    headers: { 'x-file-name': 'blue.png' },
    body: new Uint8Array(picture),
  });
  const answer = (await imported.json()) as { value: { sha256: string } };
  expect(answer).toMatchObject({ ok: true, value: { width: 320 } });
  ({ sha256 } = answer.value);
  const url = `atelier://app/media/${sha256}`;
  const bytes = async (range?: string) => {
    const part = await desktop.fetch(url, range ? { headers: { range } } : {});
    return { status: part.status, body: Buffer.from(await part.arrayBuffer()) };
  };
  expect(await bytes()).toEqual({ status: 200, body: picture });
  expect(await bytes('bytes=8-15')).toEqual({ status: 206, body: picture.subarray(8, 16) });
  expect(await bytes('bytes=-4')).toEqual({ status: 206, body: picture.subarray(-4) });
  expect((await bytes(`bytes=${picture.length}-`)).status).toBe(416);
  const thumbnail = await desktop.fetch(`${url}/256`);
  expect(thumbnail.headers.get('content-type')).toBe('image/webp');
  expect(await counts()).toMatchObject({ all: 1 });
});

test('works are dragged out as their originals, with a PNG under the hand', async () => {
  await desktop.page.evaluate(
    (hash) => (globalThis as never as { atelier: Bridge }).atelier.dragOut([hash]),
    sha256,
  );
  const { drags } = desktop.electron.seen;
  await expect.poll(() => drags).toHaveLength(1);
  const [drag] = drags;
  expect(drag?.files).toEqual([drag?.file]);
  expect(drag?.file.startsWith(join(desktop.dataDir, 'accounts'))).toBe(true);
  expect((await sharp(await readFile(drag?.file ?? '')).metadata()).width).toBe(320);
  expect(await sharp(drag?.icon.png).metadata()).toMatchObject({ format: 'png', width: 128 });
});

test('the menu follows the language of the settings', async () => {
  const { menus } = desktop.electron.seen;
  const labels = () => menus.at(-1)?.map(({ label }) => label);
  expect(labels()).toEqual(['File', 'Edit', 'View', 'Window', 'Help']);
  await desktop.call('settings.update', { language: 'fr' });
  await expect.poll(labels).toEqual(['Fichier', 'Édition', 'Présentation', 'Fenêtre', 'Aide']);
  const items = menus.at(-1)?.flatMap(({ submenu }) => submenu ?? []) ?? [];
  expect(items.filter(({ label, type }) => type !== 'separator' && !label)).toEqual([]);
  items.find(({ label }) => label?.startsWith('Afficher le dossier'))?.click?.();
  expect(desktop.electron.seen.openedPaths).toEqual([desktop.dataDir]);
});

test('a key is sealed before it reaches the disk, and never read back', async () => {
  const key = 'sk-test-0123456789abcdef';
  expect(await desktop.call('settings.setProviderKey', { provider: 'openai', key })).toMatchObject({
    ok: true,
    value: { isSet: true, hint: 'cdef' },
  });
  const stored = await readFile(join(desktop.dataDir, 'secrets.sealed.json'), 'utf8');
  expect(stored).not.toContain(key);
  const sealed = (JSON.parse(stored) as Record<string, string>)['provider-key:openai'] ?? '';
  expect(Buffer.from(sealed, 'base64').reverse().toString()).toBe(key);
  expect(JSON.stringify(await desktop.call('settings.providerKeys'))).not.toContain(key);
});

test('with no account and no key a picture is made on this machine', async () => {
  await expect
    .poll(async () => (await desktop.call('account.get')).value, PATIENCE)
    .toMatchObject({ signedIn: true });
  await expect
    .poll(async () => JSON.stringify((await desktop.call('generate.models')).value), PATIENCE)
    .toContain('draft/studio');
  const created = await desktop.call('generate.create', {
    prompt: 'a quiet harbour at dusk',
    model: 'draft/studio',
    seed: 7,
  });
  expect(created).toMatchObject({ ok: true, value: { status: 'pending' } });
  await expect
    .poll(async () => (await desktop.call('workspace.list', {})).value, PATIENCE)
    .toMatchObject({ total: 1, items: [{ fileState: 'present', recipe: { seed: 7 } }] });
});

test('the system tells what the page says, and pressing it follows a link of ours alone', async () => {
  const { seen } = desktop.electron;
  const about = '01a1fda3-5ed3-77eb-adc5-992084e52c4c';
  await desktop.page.evaluate((id) => {
    const here = globalThis as never as { atelier: Bridge; pressed: string[] };
    here.pressed = [];
    here.atelier.onOpen((target) => here.pressed.push(target));
    const notice = { about: id, title: 'Ready', body: '<b>x</b>' };
    here.atelier.showNotice({ ...notice, target: 'file:///etc/passwd' });
    here.atelier.showNotice({ ...notice, target: `atelier://open/order/${id}` });
    here.atelier.showNotice({ ...notice, title: '' });
    here.atelier.showProgress(0.5);
    here.atelier.showProgress(7);
  }, about);
  // The page has its own to tell, of the picture from before.
  const notices = () => seen.notices.filter(({ said }) => said.title === 'Ready');
  await expect.poll(notices, PATIENCE).toHaveLength(2);
  await expect.poll(() => desktop.window.progress, PATIENCE).toContain(0.5);
  expect(desktop.window.progress).not.toContain(7);
  // The later one about the same stands in the place of the first.
  expect(notices().map(({ isShown }) => isShown)).toEqual([false, true]);
  expect(notices()[1]?.said).toEqual({ title: 'Ready', body: '<b>x</b>' });
  const focused = desktop.window.focused;
  for (const notice of notices()) notice.emit('click');
  expect(desktop.window.focused).toBe(focused + 2);
  const pressed = () =>
    desktop.page.evaluate(() => (globalThis as never as { pressed: string[] }).pressed);
  await expect.poll(pressed, PATIENCE).toEqual([`atelier://open/order/${about}`]);
});

test('a second start shows the first window, and hands its link over only if it is one', async () => {
  await desktop.page.evaluate(() => {
    const here = globalThis as never as { atelier: Bridge; opened: string[] };
    here.opened = [];
    here.atelier.onOpen((target) => here.opened.push(target));
  });
  const { app, seen } = desktop.electron;
  const focused = desktop.window.focused;
  desktop.window.minimized = true;
  const starts = [
    ['atelier'],
    ['atelier', 'atelier://open/library'],
    ['atelier', 'atelier://app/../../etc/passwd'],
    ['atelier', 'file:///etc/passwd'],
    ['atelier', 'atelier://open/library?run=1'],
  ];
  for (const argv of starts) app.emit('second-instance', {}, argv);
  app.emit('open-url', { preventDefault: () => undefined }, 'atelier://open/settings/');
  app.emit('open-url', { preventDefault: () => undefined }, 'https://evil.example/');
  expect(desktop.window.minimized).toBe(false);
  expect(desktop.window.focused).toBe(focused + 7);
  expect(seen.windows).toHaveLength(1);
  const opened = () =>
    desktop.page.evaluate(() => (globalThis as never as { opened: string[] }).opened);
  await expect.poll(opened).toEqual(['atelier://open/library', 'atelier://open/settings']);
});

test('a studio that crashes comes back: calls, events, media and solo mode go on', async () => {
  await desktop.page.evaluate(() => {
    const here = globalThis as never as { atelier: Bridge; heard: string[] };
    here.heard = [];
    here.atelier.listen(({ topic }) => here.heard.push(topic));
  });
  // What happens anyway may be heard after it.
  await expect.poll(async () => (await topics())[0], PATIENCE).toBe('resync');
  const first = program('studio');
  const backend = program('solo-backend').pid;
  // Asked as soon as it is gone: a moment later another is on its way.
  const meanwhile = new Promise<Response>((resolve) => {
    first.once('exit', () => resolve(desktop.fetch(`atelier://app/media/${sha256}`)));
  });
  process.kill(first.pid ?? 0, 'SIGKILL');
  expect((await meanwhile).status).toBe(503);
  await expect.poll(counts, PATIENCE).toMatchObject({ all: 1 });
  expect(program('studio')).not.toBe(first);
  await expect
    .poll(async () => (await topics()).filter((topic) => topic === 'resync').length, PATIENCE)
    .toBe(2);
  expect((await desktop.fetch(`atelier://app/media/${sha256}`)).status).toBe(200);
  await expect
    .poll(async () => (await desktop.call('sync.status')).value, PATIENCE)
    .toMatchObject({ state: 'idle' });
  expect(program('solo-backend').pid).toBe(backend);
  expect(desktop.electron.seen.errors).toEqual([]);
});

test('a solo backend that crashes comes back, and the app says so meanwhile', async () => {
  const before = program('solo-backend');
  process.kill(before.pid ?? 0, 'SIGKILL');
  await expect
    .poll(async () => (await desktop.call('sync.status')).value, PATIENCE)
    .toMatchObject({ state: 'offline', error: { code: 'backend_unavailable' } });
  await expect
    .poll(async () => (await desktop.call('sync.status')).value, PATIENCE)
    .toMatchObject({ state: 'idle', error: null });
  expect(program('solo-backend')).not.toBe(before);
});
