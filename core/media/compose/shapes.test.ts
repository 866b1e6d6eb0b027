import sharp from 'sharp';
import { expect, test } from 'vitest';
import { plate, veil } from './shapes.ts';

/** Alpha of a drawn shape at a pixel. */
const alphaOf = ({ input, raw }: ReturnType<typeof plate>) => {
  if (!Buffer.isBuffer(input) || !raw) throw new Error('no pixels');
  return (x: number, y: number) => input[(y * raw.width + x) * 4 + 3];
};

test('a plate is full inside, nothing at its corners, and smooth between', () => {
  const at = alphaOf(plate({ width: 40, height: 20, fill: '#102030', opacity: 0.5, radius: 10 }));
  expect([at(20, 10), at(20, 0), at(0, 10)].every((alpha) => Number(alpha) >= 120)).toBe(true);
  expect([at(0, 0), at(39, 0), at(0, 19), at(39, 19)]).toEqual([0, 0, 0, 0]);
  const row = Array.from({ length: 12 }, (_, x) => Number(at(x, 1)));
  expect(row).toEqual(row.toSorted((a, b) => a - b));
  expect(row.some((alpha) => alpha > 0 && alpha < 128)).toBe(true);
});

test('a veil rises, stays and falls', () => {
  const at = alphaOf(veil({ width: 1, height: 100, fill: '#000000', opacity: 0.55 }));
  const column = [0, 15, 30, 50, 69, 85, 99].map((y) => Number(at(0, y)));
  expect(column).toEqual([2, 72, 140, 140, 140, 68, 2]);
});

test('both are laid over a picture as they are', async () => {
  const layer = {
    ...plate({ width: 8, height: 8, fill: '#ff0000', opacity: 1, radius: 0 }),
    left: 2,
    top: 2,
  };
  const ground = sharp({ create: { width: 12, height: 12, channels: 3, background: '#0000ff' } });
  const { data, info } = await ground
    .composite([layer])
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixel = (x: number, y: number) => {
    const at = (y * 12 + x) * info.channels;
    return [...data.subarray(at, at + 3)];
  };
  expect([pixel(0, 0), pixel(6, 6)]).toEqual([
    [0, 0, 255],
    [255, 0, 0],
  ]);
});
