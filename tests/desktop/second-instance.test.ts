import { readdir, rm } from 'node:fs/promises';
import { afterAll, expect, test, vi } from 'vitest';
import { folder } from './desktop.ts';
import { startDesktop } from './double/start.ts';

let data: string;
afterAll(() => rm(data, { recursive: true, force: true }));

test('a second start ends without opening, starting or writing anything', async () => {
  data = await folder();
  const { seen } = await startDesktop({ dataDir: data, machine: { isFirstInstance: false } });
  await vi.waitUntil(() => seen.exits === 1, { timeout: 60_000 });
  // Time enough for what a wrong boot order would start.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(seen.windows).toEqual([]);
  expect(seen.processes).toEqual([]);
  expect(seen.protocolClients).toEqual([]);
  expect(await readdir(data)).toEqual(['desktop']);
});
