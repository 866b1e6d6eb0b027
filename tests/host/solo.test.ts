import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, onTestFinished, test } from 'vitest';
import { openSoloStudio } from '../../backend/cli/solo-studio.ts';
import { startEmbedded } from '../../backend/embedded/server.ts';
import { silentLog } from '../../core/system/log.ts';
import { firstLine, start } from '../cli/run.ts';
import { childrenOf, isAlive } from './processes.ts';

/** Solo mode with its real processes: who runs when, and that none is left behind. */

const PATIENCE = { timeout: 60_000, interval: 100 };

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'atelier-solo-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function programs(parent: number): Promise<string[]> {
  const children = await childrenOf(parent);
  return children
    .map(({ command }) => /solo[-/](backend|worker)\.[jt]s/.exec(command)?.[1] ?? '')
    .filter((name) => name !== '')
    .sort();
}

async function pidOf(program: string): Promise<number> {
  const children = await childrenOf(process.pid);
  const found = children.find(({ command }) => command.includes(`solo/${program}.ts`));
  if (!found) throw new Error(`no ${program} runs`);
  return found.pid;
}

async function openedStudio() {
  const solo = await openSoloStudio({ dataDir: await folder(), log: silentLog, level: 'error' });
  onTestFinished(() => solo.close());
  const client = createRouterClient(solo.studio.router);
  const state = async () => (await client.sync.status()).state;
  return { solo, client, state };
}

test('a backend that is killed comes back by itself, and the app says so meanwhile', async () => {
  const { solo, client, state } = await openedStudio();
  await expect.poll(state, PATIENCE).toBe('idle');
  const killed = await pidOf('backend');
  const topics = new Set<string>();
  solo.studio.onEvent(({ topic }) => topics.add(topic));
  process.kill(killed, 'SIGKILL');
  await expect
    .poll(() => client.sync.status(), PATIENCE)
    .toMatchObject({ state: 'offline', error: { code: 'backend_unavailable' } });
  await expect.poll(() => [...topics]).toContain('sync');
  await expect
    .poll(() => client.sync.status(), PATIENCE)
    .toMatchObject({ state: 'idle', error: null });
  expect(await pidOf('backend')).not.toBe(killed);
  await expect.poll(() => programs(process.pid), PATIENCE).toEqual(['backend', 'worker']);
});

test('connected to a project the solo processes stop; back to solo they start again', async () => {
  const project = await startEmbedded({ dataDir: await folder() });
  onTestFinished(() => project.close());
  const { client, state } = await openedStudio();
  await expect.poll(state, PATIENCE).toBe('idle');
  await client.account.connect({
    url: project.url,
    anonKey: project.anonKey,
    email: 'ana@example.org',
    password: 'a long enough password',
    create: true,
  });
  await expect.poll(() => programs(process.pid), PATIENCE).toEqual([]);
  await expect.poll(state, PATIENCE).toBe('idle');
  await client.account.disconnect();
  await expect.poll(() => programs(process.pid), PATIENCE).toEqual(['backend', 'worker']);
  await expect.poll(state, PATIENCE).toBe('idle');
}, 120_000);

test('a host that is killed leaves no process behind, and its library opens again', async () => {
  const data = await folder();
  const host = start(['host', '--json', '--no-open', '--data', data]);
  onTestFinished(() => void host.kill('SIGKILL'));
  await firstLine(host);
  await expect.poll(() => programs(host.pid ?? 0), PATIENCE).toEqual(['backend', 'worker']);
  const children = await childrenOf(host.pid ?? 0);
  host.kill('SIGKILL');
  await once(host, 'exit');
  await expect.poll(() => children.filter(({ pid }) => isAlive(pid)), PATIENCE).toEqual([]);
  const again = start(['host', '--json', '--no-open', '--no-backend', '--data', data]);
  onTestFinished(() => void again.kill('SIGTERM'));
  expect(await firstLine(again)).toHaveProperty('url');
});
