import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CHANNELS } from '../../electron/messages.ts';
import { closeBrowser } from './double/page.ts';
import { startDesktop } from './double/start.ts';

/** The built main and preload on a double of the `electron` module, in a real Chromium. */
console.log(
  'tests/desktop: the built app on the double of the electron module; Electron itself did not run.',
);

let folder: string;
let electron: Awaited<ReturnType<typeof startDesktop>>;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-desktop-'));
  electron = await startDesktop(folder);
  await vi.waitUntil(() => electron.seen.windows.length === 1);
  page = await window().webContents.page.page;
  await page.waitForFunction(() => 'atelier' in globalThis);
}, 60_000);

afterAll(async () => {
  electron.app.quit();
  await vi.waitUntil(() => electron.seen.exits === 1, { timeout: 30_000 });
  await closeBrowser();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

function window() {
  const [first] = electron.seen.windows;
  if (!first) throw new Error('no window');
  return first;
}

interface Bridge {
  host: { kind: string; mediaBase: string };
  call(
    path: string,
    input: unknown,
  ): Promise<{ ok: boolean; value?: never; error?: { code: string } }>;
  listen(onEvent: (event: { topic: string }) => void): () => void;
}

function call(path: string, input?: unknown) {
  return page.evaluate(
    ([name, value]) => (globalThis as never as { atelier: Bridge }).atelier.call(name, value),
    [path, input] as const,
  );
}

async function bytesOf(answer: Response | undefined): Promise<Buffer> {
  return Buffer.from(answer ? await answer.arrayBuffer() : new ArrayBuffer());
}

describe("Electron's security checklist", () => {
  test('the window is sandboxed, isolated and without Node', () => {
    expect(electron.seen.sandboxed).toBe(true);
    expect(window().options.webPreferences).toMatchObject({
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

  test('the page comes from our own scheme under a strict policy', async () => {
    expect(electron.seen.privileges).toMatchObject([
      { scheme: 'atelier', privileges: { standard: true, secure: true } },
    ]);
    const handler = electron.seen.handlers.get('atelier');
    const answer = await handler?.(new Request('atelier://app/'));
    expect(answer?.status).toBe(200);
    const policy = answer?.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });

  test.each([
    'atelier://app/../../package.json',
    'atelier://app/%2e%2e/%2e%2e/package.json',
    'atelier://app/..%5c..%5cpackage.json',
    'atelier://elsewhere/',
    'atelier://app/%00',
  ])('%s leads nowhere', async (url) => {
    const answer = await electron.seen.handlers.get('atelier')?.(new Request(url));
    expect(answer?.status).toBe(404);
  });

  test('permissions are denied but for writing to the clipboard from our page', () => {
    const granted: boolean[] = [];
    const ask = (url: string, permission: string) =>
      electron.seen.permissionRequest?.({ getURL: () => url }, permission, (answer) =>
        granted.push(answer),
      );
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'midi',
      'openExternal',
      'fileSystem',
    ])
      ask('atelier://app/', permission);
    expect(granted).toEqual([false, false, false, false, false, false]);
    ask('https://evil.example/', 'clipboard-sanitized-write');
    ask('atelier://app/', 'clipboard-sanitized-write');
    expect(granted.slice(6)).toEqual([false, true]);
    expect(electron.seen.permissionCheck?.({}, 'media', 'atelier://app')).toBe(false);
  });

  test('no page is left, no window opened, no webview attached; only https goes to the browser', () => {
    const { webContents } = window();
    const prevented: string[] = [];
    for (const [event, url] of [
      ['will-navigate', 'https://evil.example/'],
      ['will-navigate', 'file:///etc/passwd'],
      ['will-redirect', 'https://evil.example/'],
      ['will-attach-webview', ''],
    ] as const) {
      webContents.emit(event, { url, preventDefault: () => prevented.push(`${event} ${url}`) });
    }
    expect(prevented).toHaveLength(4);
    for (const url of [
      'https://example.org/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://x/',
      'not a url',
    ]) {
      expect(webContents.windowOpen?.({ url })).toEqual({ action: 'deny' });
    }
    expect(electron.seen.externals).toEqual(['https://example.org/']);
  });

  test('a stranger who asks for a port gets none', () => {
    const posted: unknown[] = [];
    const stranger = { postMessage: (...all: unknown[]) => void posted.push(all) };
    const ours = window().webContents;
    electron.ipcMain.emit(CHANNELS.port, {
      sender: stranger,
      senderFrame: { url: 'atelier://app/', parent: null },
    });
    electron.ipcMain.emit(CHANNELS.port, {
      sender: Object.assign(Object.create(ours), stranger),
      senderFrame: { url: 'atelier://app/', parent: null },
    });
    for (const senderFrame of [
      { url: 'https://evil.example/', parent: null },
      { url: 'atelier://app/', parent: {} },
      null,
    ]) {
      const before = ours.postMessage;
      ours.postMessage = stranger.postMessage;
      electron.ipcMain.emit(CHANNELS.port, { sender: ours, senderFrame });
      ours.postMessage = before;
    }
    expect(posted).toEqual([]);
  });

  test('the page sees three things, and what only a desktop has', async () => {
    const names = await page.evaluate(() =>
      Object.keys((globalThis as never as { atelier: object }).atelier).sort(),
    );
    expect(names).toEqual(['call', 'dragOut', 'host', 'listen', 'onOpen']);
    expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe(
      'undefined',
    );
  });
});

describe('the desktop app', () => {
  test('calls reach the studio over the message port', async () => {
    expect(await call('app.info')).toMatchObject({ ok: true, value: { host: 'desktop' } });
    expect(await call('library.counts')).toEqual({
      ok: true,
      value: { all: 0, favorites: 0, trash: 0 },
    });
  });

  test('an error crosses with its code, and a path that is no call is refused', async () => {
    expect(await call('settings.update', { textSize: 1 })).toMatchObject({
      ok: false,
      error: { code: 'invalid_input' },
    });
    for (const path of ['__proto__.x', 'library.nothing', 'a.b.c', '']) {
      expect(await call(path), path).toMatchObject({ ok: false });
    }
  });

  test('a file goes in and its bytes come out through the scheme, with ranges', async () => {
    const picture = await sharp({
      create: { width: 320, height: 200, channels: 3, background: '#3060a0' },
    })
      .png()
      .toBuffer();
    const media = electron.seen.handlers.get('atelier');
    const imported = await media?.(
      new Request('atelier://app/media/import', {
        method: 'POST',
        headers: { 'x-file-name': 'blue.png' },
        body: new Uint8Array(picture),
      }),
    );
    const answer = (await imported?.json()) as {
      ok: boolean;
      value: { sha256: string; width: number };
    };
    expect(answer).toMatchObject({ ok: true, value: { width: 320 } });
    const { sha256 } = answer.value;
    const whole = await media?.(new Request(`atelier://app/media/${sha256}`));
    expect(await bytesOf(whole)).toEqual(picture);
    const part = await media?.(
      new Request(`atelier://app/media/${sha256}`, { headers: { range: 'bytes=8-15' } }),
    );
    expect(part?.status).toBe(206);
    expect(await bytesOf(part)).toEqual(picture.subarray(8, 16));
    const thumbnail = await media?.(new Request(`atelier://app/media/${sha256}/256`));
    expect(thumbnail?.headers.get('content-type')).toBe('image/webp');
    expect((await call('library.counts')).value).toMatchObject({ all: 1 });
  });

  test('with no account and no key a picture is made on this machine', async () => {
    await expect
      .poll(async () => (await call('account.get')).value, { timeout: 45_000 })
      .toMatchObject({ signedIn: true });
    await expect
      .poll(
        async () =>
          ((await call('generate.models')).value as unknown as unknown[] | undefined)?.length ?? 0,
        { timeout: 10_000 },
      )
      .toBeGreaterThan(0);
    const created = await call('generate.create', {
      prompt: 'a quiet harbour at dusk',
      model: 'draft/studio',
      seed: 7,
    });
    expect(created).toMatchObject({ ok: true, value: { status: 'pending' } });
    await expect
      .poll(async () => (await call('workspace.list', {})).value, { timeout: 30_000 })
      .toMatchObject({ total: 1, items: [{ fileState: 'present' }] });
    expect(electron.seen.errors).toEqual([]);
  }, 90_000);
});
