import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { firstLine, start, stop } from '../cli/run.ts';
import { folder } from './desktop.ts';
import { closeBrowser } from './double/page.ts';
import { startDesktop } from './double/start.ts';

let data: string;
afterAll(async () => {
  await closeBrowser();
  await rm(data, { recursive: true, force: true });
});

test('a library that the browser studio has open: a clear sentence, then a clean quit', async () => {
  data = await folder();
  await mkdir(join(data), { recursive: true });
  const other = start(['host', '--json', '--no-open', '--no-backend', '--data', data]);
  try {
    await firstLine(other);
    const { seen } = await startDesktop({ dataDir: data, machine: { languages: ['fr-FR'] } });
    await vi.waitUntil(() => seen.exits === 1, { timeout: 60_000 });
    expect(seen.errors).toEqual([
      'Cette bibliothèque est déjà ouverte dans Atelier, peut-être dans un navigateur. Fermez-la d’abord.',
    ]);
    // Neither a backend nor a worker was started on what is another program's.
    expect(
      seen.processes.map(({ entry, exitCode }) => [entry.split('/').at(-1), exitCode]),
    ).toEqual([['studio.js', 0]]);
  } finally {
    expect(await stop(other)).toBe(0);
  }
});
