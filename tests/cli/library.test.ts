import { mkdtemp, readdir, rm, stat, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { accountPaths, studioPaths } from '../../core/system/paths.ts';
import { atelier, firstLine, start, stop } from './run.ts';

async function stage() {
  const root = await mkdtemp(join(tmpdir(), 'atelier-library-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const data = join(root, 'data');
  const pictures = join(root, 'pictures');
  await mkdir(pictures);
  for (const [name, background] of [
    ['red', '#f00'],
    ['blue', '#00f'],
  ] as const) {
    const image = sharp({ create: { width: 40, height: 30, channels: 3, background } });
    await image.png().toFile(join(pictures, `${name}.png`));
  }
  async function library(...args: string[]) {
    const { code, stdout } = await atelier(['library', ...args, '--data', data, '--json']);
    return { code, ...(JSON.parse(stdout) as Record<string, unknown>) };
  }
  return { root, data, pictures, library };
}

test('a closed library: import, list, search, export, verify, backup, restore', async () => {
  const { root, data, pictures, library } = await stage();
  await writeFile(join(root, 'note.txt'), 'hello');
  const imported = await library(
    'import',
    join(pictures, 'red.png'),
    join(root, 'note.txt'),
    '--collection',
    'New',
  );
  expect(imported).toMatchObject({
    code: 3,
    added: 1,
    works: [{ fileName: 'red.png' }],
    refused: [{ error: { code: 'unsupported_media' } }],
  });
  expect(await library('import', pictures)).toMatchObject({ code: 0, added: 1, refused: [] });
  expect(await library('list', '--limit', '1')).toMatchObject({ code: 0, total: 2, items: [{}] });
  expect(await library('search', 'blue')).toMatchObject({
    total: 1,
    items: [{ fileName: 'blue.png' }],
  });
  const out = join(root, 'out');
  expect(
    await library('export', '--to', out, '--template', '{title}', '--format', 'webp'),
  ).toMatchObject({
    code: 0,
    written: 2,
  });
  expect(await readdir(out)).toEqual(['blue.webp', 'red.webp']);
  expect(await library('export', '--to', join(root, 'all.zip'), '--search', 'red')).toMatchObject({
    written: 1,
  });
  expect((await stat(join(root, 'all.zip'))).size).toBeGreaterThan(100);
  expect(await library('verify')).toMatchObject({ code: 0, filesRead: 2, counts: {} });

  const backup = join(root, 'backup');
  expect(await library('backup', backup)).toMatchObject({ code: 0, originals: 2 });
  const { media } = accountPaths(studioPaths(data), 'solo');
  await rm(media, { recursive: true });
  expect(await library('verify')).toMatchObject({ code: 3, counts: { missing: 2 } });
  expect(await library('repair', '--from', backup)).toMatchObject({
    code: 0,
    mended: 2,
    counts: {},
  });
  expect(await library('restore', backup)).toMatchObject({ code: 0, works: 2 });
  expect(await library('restore', out)).toMatchObject({ code: 1, error: { code: 'file_missing' } });
}, 240_000);

test('a library that the browser studio has open is asked for there', async () => {
  const { data, pictures, library } = await stage();
  const host = start(['host', '--json', '--no-open', '--no-backend', '--data', data]);
  onTestFinished(() => void host.kill('SIGKILL'));
  expect(await firstLine<{ url?: string }>(host)).toHaveProperty('url');
  expect(await library('import', join(pictures, 'red.png'))).toMatchObject({ code: 0, added: 1 });
  expect(await library('list')).toMatchObject({ code: 0, total: 1 });
  expect(await library('verify')).toMatchObject({ code: 0, filesRead: 1 });
  expect(await stop(host)).toBe(0);
}, 240_000);

test('a wrong use is said, with the help', async () => {
  const { data } = await stage();
  for (const args of [['sing'], ['backup'], ['verify', '--nonsense']]) {
    const { code, stderr } = await atelier(['library', ...args, '--data', data]);
    expect(code, args.join(' ')).toBe(2);
    expect(stderr).toContain('Usage:');
  }
  const { code, stdout } = await atelier(['library', '--help']);
  expect([code, stdout.includes('export --to')]).toEqual([0, true]);
}, 240_000);
