import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test as base, type Page } from '@playwright/test';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface RunningStudio {
  dataDir: string;
  /** Starts the browser host on the data folder and opens its link in the page. */
  open(page: Page, options?: { backend?: boolean; env?: NodeJS.ProcessEnv }): Promise<void>;
  /** Stops the host as a user would, with Ctrl+C. */
  stop(): Promise<void>;
}

/** A studio of its own for each test: a fresh data folder, the real host, backend and worker. */
export const test = base.extend<{ studio: RunningStudio }>({
  studio: async ({}, use) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'atelier-e2e-'));
    let child: ChildProcess | undefined;

    async function stop(): Promise<void> {
      const running = child;
      child = undefined;
      if (!running || running.exitCode !== null) return;
      running.kill('SIGINT');
      await once(running, 'exit');
    }

    await use({
      dataDir,
      async open(page, options = {}) {
        child = spawn(
          process.execPath,
          [
            'backend/main.ts',
            'host',
            '--json',
            '--no-open',
            '--data',
            dataDir,
            ...(options.backend === false ? ['--no-backend'] : []),
          ],
          {
            cwd: ROOT,
            stdio: ['ignore', 'pipe', 'inherit'],
            env: { ...process.env, ...options.env },
          },
        );
        await page.goto(await linkOf(child));
      },
      stop,
    });
    await stop();
    await rm(dataDir, { recursive: true, force: true });
  },
});

export { expect } from '@playwright/test';

async function linkOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) {
    const answer = JSON.parse(line) as { url?: string; error?: unknown };
    if (answer.url) return answer.url;
    throw new Error(`the host did not start: ${line}`);
  }
  throw new Error('the host ended before it printed its link');
}
