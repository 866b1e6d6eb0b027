import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPrebuilt } from '../prebuilt/prebuilt.ts';
import { startEmbedded } from '../server.ts';
import { listMigrations } from './migrate.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-migrations-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function folderOf(name: string, files: readonly string[]): Promise<string> {
  const folder = join(root, name, 'migrations');
  await mkdir(folder, { recursive: true });
  for (const file of files) await writeFile(join(folder, file), 'select 1;');
  return folder;
}

it('migrations run by version, whatever lies beside them', async () => {
  const folder = await folderOf('good', [
    '20260102_b.sql',
    '20260101_c.sql',
    'notes.md',
    'x_a.sql',
  ]);
  const names = (await listMigrations(folder)).map(({ version, name }) => [version, name]);
  expect(names).toEqual([
    ['20260101', 'c'],
    ['20260102', 'b'],
  ]);
  expect(await listMigrations(join(root, 'nowhere'))).toEqual([]);
});

it('two migrations of one version are refused with both names: at the build, and at a start', async () => {
  const folder = await folderOf('twice', ['20260101_a.sql', '20260102_c.sql', '20260102_b.sql']);
  const said =
    'Migrations 20260102_b.sql and 20260102_c.sql have the same version: give one of them another.';
  const sources = { migrationsDir: folder, seedFiles: [] };
  const database = join(root, 'database');
  await expect(buildPrebuilt(database, sources, { withBaseline: false })).rejects.toThrow(said);
  const options = { dataDir: join(root, 'data'), migrationsDir: folder, seed: false };
  await expect(startEmbedded(options)).rejects.toMatchObject({
    code: 'invalid_input',
    message: said,
  });
});
