import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { vi } from 'vitest';
import type { BrowserWindow } from './double/electron.ts';
import { closeBrowser } from './double/page.ts';
import { type Desktop, startDesktop, type StartOptions } from './double/start.ts';

export interface Answer {
  ok: boolean;
  value?: unknown;
  error?: { code: string };
}

export interface Bridge {
  host: { kind: string; mediaBase: string };
  call(path: string, input: unknown): Promise<Answer>;
  listen(onEvent: (event: { topic: string }) => void): () => void;
  onOpen(callback: (target: string) => void): () => void;
  dragOut(sha256s: readonly string[]): void;
  showNotice(notice: object): void;
  showProgress(progress: number | null): void;
  chooseFolder(from?: string): Promise<string | null>;
}

/** The desktop app on the double, with its first window open. */
export interface RunningDesktop {
  electron: Desktop;
  dataDir: string;
  window: BrowserWindow;
  page: Page;
  call(path: string, input?: unknown): Promise<Answer>;
  /** A request as Chromium would hand it to the scheme's handler. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** Quits as a user would and waits for the end. Answers how long it took, in milliseconds. */
  quit(): Promise<number>;
}

export async function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'atelier-desktop-'));
}

export async function openDesktop(
  options: Omit<StartOptions, 'dataDir'> & { dataDir?: string } = {},
): Promise<RunningDesktop> {
  console.log(
    'tests/desktop: the built app on the double of the electron module; Electron itself did not run.',
  );
  const dataDir = options.dataDir ?? (await folder());
  const electron = await startDesktop({ ...options, dataDir });
  const window = await vi.waitUntil(() => electron.seen.windows[0], { timeout: 60_000 });
  const page = await window.webContents.page.page;
  await page.waitForFunction(() => 'atelier' in globalThis);

  return {
    electron,
    dataDir,
    window,
    page,
    call: (path, input) =>
      page.evaluate(
        ([name, value]) => (globalThis as never as { atelier: Bridge }).atelier.call(name, value),
        [path, input] as const,
      ),
    async fetch(url, init) {
      const handler = electron.seen.handlers.get('atelier');
      if (!handler) throw new Error('the scheme has no handler');
      return handler(new Request(url, init));
    },
    async quit() {
      const since = performance.now();
      electron.app.quit();
      await vi.waitUntil(() => electron.seen.exits === 1, { timeout: 40_000 });
      const took = performance.now() - since;
      await closeBrowser();
      await rm(dataDir, { recursive: true, force: true });
      return took;
    },
  };
}
