import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test as base, type Cookie, expect, type Page } from '@playwright/test';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

interface HostOptions {
  /** False: the studio works without its backend. */
  backend?: boolean;
  env?: NodeJS.ProcessEnv;
}

export interface RunningStudio {
  readonly dataDir: string;
  /** Shows the studio in the page; starts the browser host on the data folder first if it is not running. */
  open(page: Page, options?: HostOptions): Promise<void>;
  /** Stops the host as a user would, with Ctrl+C. */
  stop(): Promise<void>;
  /** Ends a child process of the host at once, as a crash would. */
  kill(program: 'backend' | 'worker'): Promise<void>;
  /** Halts a child process of the host where it stands, one at a time; answers what lets it go on. */
  hold(program: 'backend' | 'worker'): () => void;
  /** Runs the backend alone on this data, behind the stopped studio, and talks to it as its operator. */
  asOperator<T>(work: (operator: SupabaseClient) => Promise<T>): Promise<T>;
  /** Stops everything and takes the data folder away. */
  dispose(): Promise<void>;
}

/** The page takes keys from here on. */
export function started(page: Page): Promise<void> {
  return page.locator('#root:not([aria-busy])').waitFor({ state: 'attached' });
}

/** The real browser host with the real backend and worker, on a fresh data folder. Nothing starts before it is asked for. */
export function createStudio(): RunningStudio {
  let folder: string | undefined;
  let host: { child: ChildProcess; link: string } | undefined;
  // A link opens once; the pages after the first come in by its cookie.
  let session: Cookie[] = [];
  // What is halted would never end: a test that fails meanwhile must not hang.
  let letGo: () => void = () => undefined;
  const dataDir = () => (folder ??= mkdtempSync(join(tmpdir(), 'atelier-e2e-')));

  async function stop(): Promise<void> {
    letGo();
    const running = host?.child;
    host = undefined;
    session = [];
    if (running) await end(running);
  }

  return {
    get dataDir() {
      return dataDir();
    },
    async open(page, options = {}) {
      if (!host) {
        const args = ['host', '--json', '--no-open', '--data', dataDir()];
        if (options.backend === false) args.push('--no-backend');
        const { child, line, log } = await start(args, options.env);
        host = { child, link: String(line['url']) };
        child.once('exit', (code, signal) => {
          if (host?.child !== child) return;
          process.stderr.write(`The studio ended by itself (${code ?? signal}): ${log()}\n`);
        });
      }
      if (session.length === 0) {
        await page.goto(host.link);
        session = await page.context().cookies();
      } else {
        await page.context().addCookies(session);
        await page.goto(new URL('/', host.link).href);
      }
      await started(page);
    },
    stop,
    async kill(program) {
      const pid = childOf(host?.child.pid, program);
      process.kill(pid, 'SIGKILL');
      await expect.poll(() => isAlive(pid)).toBe(false);
    },
    hold(program) {
      const pid = childOf(host?.child.pid, program);
      process.kill(pid, 'SIGSTOP');
      letGo = () => {
        letGo = () => undefined;
        if (isAlive(pid)) process.kill(pid, 'SIGCONT');
      };
      return () => letGo();
    },
    async asOperator(work) {
      await stop();
      const { child, line } = await start(['backend', '--json', '--data', dataDir()]);
      try {
        const { url, serviceRoleKey } = line;
        const auth = { persistSession: false, autoRefreshToken: false };
        return await work(createClient(String(url), String(serviceRoleKey), { auth }));
      } finally {
        await end(child);
      }
    },
    async dispose() {
      await stop();
      if (folder) await rm(folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}

/** One studio for all tests of a file. */
export function sharedStudio(): RunningStudio {
  const studio = createStudio();
  test.afterAll(() => studio.dispose());
  return studio;
}

/**
 * `studio`: one for this test alone. `page`: fails the test when the page itself failed, or did what its content
 * security policy forbids.
 */
export const test = base.extend<{ studio: RunningStudio }>({
  studio: async ({}, use) => {
    const studio = createStudio();
    await use(studio);
    await studio.dispose();
  },
  page: async ({ page }, use) => {
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (/Content Security Policy|React/.test(message.text())) failures.push(message.text());
    });
    await use(page);
    expect(failures).toEqual([]);
  },
});

/** For `test.use`: things move, as most people see them. */
export const withMotion = { contextOptions: { reducedMotion: 'no-preference' } } as const;

export { expect } from '@playwright/test';

/** Starts a command of the program and reads the object it prints first. */
export async function start(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ child: ChildProcess; line: Record<string, unknown>; log: () => string }> {
  const child = spawn(process.execPath, ['scripts/atelier.ts', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  // Its log, and that of its children: told where it ends too early, and read at once where someone asks for it.
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
    if (process.env['ATELIER_E2E_LOG']) process.stderr.write(chunk);
  });
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as Record<string, unknown>;
    if (!line['url']) throw new Error(`${args[0]} did not start: ${text}`);
    return { child, line, log: () => log };
  }
  throw new Error(`${args[0]} ended before it said where it is: ${log}`);
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGINT');
  await once(child, 'exit');
}

/** The pid of a child of `parent` that runs this program of solo mode. Linux and macOS tell them apart by `/proc` or not at all. */
function childOf(parent: number | undefined, program: 'backend' | 'worker'): number {
  const entry = new RegExp(`solo[-/]${program}\\.[jt]s`);
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = pids.find((pid) => {
    try {
      const isOurs = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1];
      return isOurs === String(parent) && entry.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    } catch {
      // It ended while we looked.
      return false;
    }
  });
  if (!found) throw new Error(`${program} is not running`);
  return Number(found);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
