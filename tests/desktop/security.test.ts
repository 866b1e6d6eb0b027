import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHANNELS } from '../../electron/messages.ts';
import { type Bridge, openDesktop, type RunningDesktop } from './desktop.ts';

/** Electron's own checklist: https://www.electronjs.org/docs/latest/tutorial/security */

let desktop: RunningDesktop;
beforeAll(async () => {
  desktop = await openDesktop();
});
afterAll(() => desktop.quit());

const PNG = 'a'.repeat(64);

describe('the window', () => {
  test('is sandboxed, isolated and without Node', () => {
    expect(desktop.electron.seen.sandboxed).toBe(true);
    expect(desktop.window.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
  });

  test('sees three things, and what only a desktop has', async () => {
    const names = await desktop.page.evaluate(() =>
      Object.keys((globalThis as never as { atelier: object }).atelier).sort(),
    );
    expect(names).toEqual([
      'call',
      'chooseFolder',
      'dragOut',
      'host',
      'listen',
      'onOpen',
      'showNotice',
      'showPath',
      'showProgress',
    ]);
    const reachable = await desktop.page.evaluate(() =>
      ['require', 'process', 'module', 'ipcRenderer', 'electron', 'Buffer'].filter(
        (name) => name in globalThis,
      ),
    );
    expect(reachable).toEqual([]);
  });

  test('runs no code from text', async () => {
    // In a turn of its own: what the test itself evaluates is exempt from the page's policy.
    const ran = await desktop.page.evaluate(
      () =>
        new Promise((resolve) =>
          setTimeout(() => {
            try {
              // oxlint-disable-next-line typescript/no-implied-eval -- that this fails is the test
              resolve(new Function('return 1')());
            } catch (error) {
              resolve((error as Error).name);
            }
          }),
        ),
    );
    expect(ran).toBe('EvalError');
  });

  test('is never left, opens no other, attaches no webview; only https goes to the browser', () => {
    const { webContents } = desktop.window;
    const prevented: string[] = [];
    const attempts = [
      ['will-navigate', 'https://evil.example/'],
      ['will-navigate', 'file:///etc/passwd'],
      ['will-navigate', 'atelier://app.evil.example/'],
      ['will-navigate', 'atelier://open/library'],
      ['will-redirect', 'https://evil.example/'],
      ['will-attach-webview', ''],
    ] as const;
    for (const [event, url] of attempts) {
      webContents.emit(event, { url, preventDefault: () => prevented.push(`${event} ${url}`) });
    }
    expect(prevented).toHaveLength(attempts.length);
    for (const url of [
      'https://example.org/',
      'http://example.org/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://x/',
      'atelier://app/',
      'not a url',
    ]) {
      expect(webContents.windowOpen?.({ url })).toEqual({ action: 'deny' });
    }
    expect(desktop.electron.seen.externals).toEqual(['https://example.org/']);
  });

  test('gets no permission but writing to the clipboard', () => {
    const { seen } = desktop.electron;
    const granted: string[] = [];
    function ask(url: string, permission: string): void {
      seen.permissionRequest?.(
        { getURL: () => url },
        permission,
        (answer) => void (answer && granted.push(`${permission} ${url}`)),
      );
    }
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'midi',
      'openExternal',
      'fileSystem',
      'clipboard-read',
      'pointerLock',
    ])
      ask('atelier://app/', permission);
    ask('https://evil.example/', 'clipboard-sanitized-write');
    ask('atelier://app.evil.example/', 'clipboard-sanitized-write');
    expect(granted).toEqual([]);
    ask('atelier://app/', 'clipboard-sanitized-write');
    expect(granted).toEqual(['clipboard-sanitized-write atelier://app/']);
    expect(seen.permissionCheck?.({}, 'media', 'atelier://app')).toBe(false);
  });
});

describe('messages from pages', () => {
  const OURS = { url: 'atelier://app/', parent: null };
  const STRANGERS = [
    { url: 'https://evil.example/', parent: null },
    { url: 'atelier://app.evil.example/', parent: null },
    { url: 'atelier://app/', parent: {} },
    null,
  ];

  test('a stranger who asks for a port gets none', () => {
    const posted: unknown[] = [];
    const ours = desktop.window.webContents;
    const other = { postMessage: (...all: unknown[]) => void posted.push(all) };
    const { ipcMain } = desktop.electron;
    ipcMain.emit(CHANNELS.port, { sender: other, senderFrame: OURS });
    const { postMessage } = ours;
    ours.postMessage = other.postMessage;
    for (const senderFrame of STRANGERS) ipcMain.emit(CHANNELS.port, { sender: ours, senderFrame });
    expect(posted).toEqual([]);
    ipcMain.emit(CHANNELS.port, { sender: ours, senderFrame: OURS });
    expect(posted).toHaveLength(1);
    ours.postMessage = postMessage;
  });

  test.each([
    ['a path', '/etc/passwd'],
    ['paths', ['/etc/passwd']],
    ['a path beside a hash', [PNG, '../../secrets.json']],
    ['nothing', []],
    ['too many', Array.from({ length: 101 }, () => PNG)],
    ['an object', { file: '/etc/passwd' }],
    ['a hash that no file has', [PNG]],
  ])('a drag of %s drags nothing', async (_what, request) => {
    const { ipcMain, seen } = desktop.electron;
    ipcMain.emit(
      CHANNELS.dragOut,
      { sender: desktop.window.webContents, senderFrame: OURS },
      request,
    );
    await desktop.call('library.counts');
    expect(seen.drags).toEqual([]);
  });
});

test('folders are chosen in the system’s dialog, and paths are only shown, never those of other machines', async () => {
  const { machine, seen, ipcMain } = desktop.electron;
  machine.chosenFolder = '/home/creator/Pictures';
  const ask = () =>
    desktop.page.evaluate(() =>
      (globalThis as never as { atelier: Bridge }).atelier.chooseFolder('/home'),
    );
  expect(await ask()).toBe('/home/creator/Pictures');
  expect(seen.dialogs).toEqual([
    { properties: ['openDirectory', 'createDirectory'], defaultPath: '/home' },
  ]);
  machine.chosenFolder = undefined;
  expect(await ask()).toBeNull();
  const page = {
    sender: desktop.window.webContents,
    senderFrame: { url: 'atelier://app/', parent: null },
  };
  for (const path of ['/home/creator/out.zip', '//evil/share', '\\\\evil\\share', 'relative', 5]) {
    ipcMain.emit(CHANNELS.showPath, page, path);
  }
  const stranger = { ...page, senderFrame: { url: 'https://evil.example/', parent: null } };
  ipcMain.emit(CHANNELS.showPath, stranger, '/etc');
  ipcMain.emit(CHANNELS.chooseFolder, stranger, { id: 9 });
  expect(seen.shownPaths).toEqual(['/home/creator/out.zip']);
  expect(seen.dialogs).toHaveLength(2);
});

describe('the scheme', () => {
  test('is privileged, and its page comes under a strict policy', async () => {
    expect(desktop.electron.seen.privileges).toEqual([
      {
        scheme: 'atelier',
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
      },
    ]);
    const answer = await desktop.fetch('atelier://app/');
    expect(answer.status).toBe(200);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each([
    'atelier://app/../../package.json',
    'atelier://app/%2e%2e/%2e%2e/package.json',
    'atelier://app/..%2f..%2fpackage.json',
    'atelier://app/..%5c..%5cpackage.json',
    'atelier://app/%2fetc%2fpasswd',
    'atelier://app//etc/passwd',
    'atelier://app/assets/..%2f..%2f..%2fpackage.json',
    'atelier://app/%00',
    'atelier://app/index.html%00.css',
    'atelier://app/%c0%ae%c0%ae/',
    'atelier://app/nothing.js',
    'atelier://elsewhere/',
    'atelier://app.evil.example/',
    'atelier://app:81/',
  ])('%s leads nowhere', async (url) => {
    const answer = await desktop.fetch(url);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe('');
  });

  test.each([
    'atelier://app/media/../index.html',
    'atelier://app/media/..%2f..%2fsecrets.sealed.json',
    `atelier://app/media/${PNG}%2f..%2f..%2fconnection.json`,
    `atelier://app/media/${PNG}/../../lock`,
    'atelier://app/media/%2fetc%2fpasswd',
    `atelier://app/media/${PNG}`,
    `atelier://app/media/${PNG}/4096`,
    'atelier://app/media/',
  ])('the media %s are not there', async (url) => {
    const answer = await desktop.fetch(url);
    // The first is a path of the page, as every browser reads it.
    if (answer.status === 200) expect(answer.headers.get('content-type')).toBe('text/html');
    else expect([400, 404]).toContain(answer.status);
  });

  test('takes no method that it does not serve', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect((await desktop.fetch(`atelier://app/media/${PNG}`, { method })).status).toBe(405);
    }
    expect((await desktop.fetch('atelier://app/', { method: 'POST' })).status).toBe(404);
  });
});

test('a page that keeps dying is reloaded three times, then the creator is told', async () => {
  const { webContents } = desktop.window;
  for (let death = 0; death < 3; death += 1) {
    webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  }
  expect(webContents.reloads).toBe(3);
  expect(desktop.electron.seen.errors).toEqual([]);
  webContents.emit('render-process-gone', {}, { reason: 'oom' });
  expect(webContents.reloads).toBe(3);
  expect(desktop.electron.seen.errors).toHaveLength(1);
  // The page that came last works.
  await expect
    .poll(() => desktop.call('library.counts').catch(() => null))
    .toMatchObject({ ok: true });
});
