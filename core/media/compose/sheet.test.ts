import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { Sheet } from '../../../contract/sheet.ts';
import { drawSheet, sheetLayout } from './sheet.ts';

const folder = mkdtempSync(join(tmpdir(), 'atelier-sheet-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const RED = 'a'.repeat(64);
const GONE = 'b'.repeat(64);

const sheet = Sheet.parse({
  title: 'Un phare au crépuscule — صباح الخير',
  columns: ['pas 4', '灯台', 'long '.repeat(70)],
  rows: ['graine 1', 'مرحبا'],
  pages: [
    { label: 'Brouillon', cells: [RED, null, RED, GONE, RED, null] },
    { label: 'Élevée', cells: [null, null, null, null, null, RED] },
  ],
});

test('a sheet has each picture in its cell and its labels beside it, none clipped or on another', async () => {
  const red = join(folder, 'red.webp');
  await sharp({ create: { width: 60, height: 40, channels: 3, background: '#d02020' } })
    .webp()
    .toFile(red);
  const layout = sheetLayout(sheet);
  const drawn = await drawSheet(sheet, async (sha256) => (sha256 === RED ? red : undefined));
  const { data, info } = await sharp(drawn).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([layout.width, layout.height]);
  const at = (x: number, y: number) =>
    [0, 1, 2].map((channel) => data[(y * info.width + x) * info.channels + channel] ?? 0);
  const middle = (page: number, column: number, row: number) =>
    at(
      layout.left + column * (layout.edge + 8) + layout.edge / 2,
      layout.topOf(page) + layout.headHeight + row * (layout.edge + 8) + layout.edge / 2,
    );
  const isRed = ([r = 0, g = 0]: number[]) => r > 180 && g < 80;
  expect(
    [0, 1].map((page) =>
      [0, 1].map((row) => [0, 1, 2].map((column) => isRed(middle(page, column, row)))),
    ),
  ).toEqual([
    [
      [true, false, true],
      [false, true, false],
    ],
    [
      [false, false, false],
      [false, false, true],
    ],
  ]);
  // Ink stands in the place of every label, and none at the rim of the sheet.
  const hasInk = (left: number, top: number, width: number, height: number) => {
    for (let y = top; y < top + height; y += 1)
      for (let x = left; x < left + width; x += 1) if ((at(x, y)[0] ?? 255) < 140) return true;
    return false;
  };
  const top = layout.topOf(0);
  for (const column of [0, 1, 2]) {
    const left = layout.left + column * (layout.edge + 8);
    expect(hasInk(left, top + layout.headHeight / 2, layout.edge, layout.headHeight / 2)).toBe(
      true,
    );
  }
  for (const row of [0, 1]) {
    const y = top + layout.headHeight + row * (layout.edge + 8);
    expect(hasInk(32, y, layout.left - 48, layout.edge)).toBe(true);
  }
  expect(hasInk(0, 0, info.width, 24)).toBe(false);
  expect(hasInk(0, 0, 24, info.height)).toBe(false);
  expect(hasInk(info.width - 24, 0, 24, info.height)).toBe(false);
});

test('the largest sheet stays of a size that opens everywhere', () => {
  const labels = Array.from({ length: 20 }, (_, nr) => `${nr}`);
  const cells = Array.from({ length: 200 }, () => null);
  const { width, height } = sheetLayout(
    Sheet.parse({
      title: '',
      columns: labels,
      rows: labels.slice(0, 10),
      pages: [{ label: '', cells }],
    }),
  );
  expect(width * height).toBeLessThan(45_000_000);
});
