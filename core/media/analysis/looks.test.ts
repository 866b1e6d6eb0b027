import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { Swatch } from '../../../contract/assets.ts';
import { oklabOfHex } from '../../library/oklab.ts';
import { picture, scene } from '../test-images.ts';
import { paletteOf } from './palette.ts';
import { perceptualHash } from './perceptual-hash.ts';

async function tiny(image: Sharp) {
  const { data, info } = await image
    .resize(100, 100, { fit: 'inside' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

async function hashOf(image: Sharp): Promise<string> {
  const { data, width, height } = await tiny(image);
  return perceptualHash(data, width, height);
}

function bitsBetween(one: string, two: string): number {
  const differing = BigInt(`0x${one}`) ^ BigInt(`0x${two}`);
  return differing.toString(2).replaceAll('0', '').length;
}

describe('the palette', () => {
  const plain = (color: string, width: number) =>
    sharp({ create: { width, height: 40, channels: 3, background: color } })
      .png()
      .toBuffer();

  test('has the colours of a picture by their shares', async () => {
    const flag = sharp(await plain('#0055a4', 100)).composite([
      { input: await plain('#ffffff', 30), left: 50, top: 0 },
      { input: await plain('#ef4135', 20), left: 80, top: 0 },
    ]);
    const { data } = await tiny(sharp(await flag.png().toBuffer()));
    const palette = paletteOf(data);
    expect(palette.map((swatch) => swatch.color)).toEqual(['#0055a4', '#ffffff', '#ef4135']);
    expect(palette.map((swatch) => swatch.share)).toEqual([0.5, 0.3, 0.2]);
  });

  test('has at most six swatches that hold, of any picture, and the same each time', async () => {
    for (let seed = 1; seed < 12; seed += 1) {
      const { data } = await tiny(seed % 2 ? scene(seed) : picture(120, 80, seed));
      const palette = paletteOf(data);
      expect(palette.length).toBeGreaterThan(1);
      expect(palette.length).toBeLessThanOrEqual(6);
      const shares = palette.map((swatch) => Swatch.parse(swatch).share);
      expect(shares).toEqual([...shares].sort((a, b) => b - a));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1);
      expect(paletteOf(data)).toEqual(palette);
    }
  });

  test('does not count what cannot be seen', () => {
    const pixels = new Uint8Array([255, 0, 0, 255, 0, 255, 0, 20, 0, 0, 255, 0]);
    expect(paletteOf(pixels)).toEqual([{ color: '#ff0000', share: 1 }]);
    expect(paletteOf(new Uint8Array([0, 255, 0, 20]))).toEqual([]);
    expect(paletteOf(new Uint8Array())).toEqual([]);
  });
});

test('OKLab agrees with its published values', () => {
  expect(oklabOfHex('#ffffff').l).toBeCloseTo(1, 4);
  const red = oklabOfHex('#ff0000');
  expect([red.l, red.a, red.b].map((value) => value.toFixed(3))).toEqual([
    '0.628',
    '0.225',
    '0.126',
  ]);
});

describe('the perceptual hash', () => {
  test('hardly changes with size, format, quality, brightness or shape', async () => {
    for (let seed = 1; seed < 9; seed += 1) {
      const hash = await hashOf(scene(seed));
      expect(hash).toMatch(/^[0-9a-f]{16}$/);
      const png = await scene(seed).png().toBuffer();
      const others = [
        await sharp(png).resize(150).jpeg({ quality: 30 }).toBuffer(),
        await sharp(png).modulate({ brightness: 1.15 }).webp({ quality: 40 }).toBuffer(),
        await sharp(png).blur(2).png().toBuffer(),
        await scene(seed, 1200, 800).png().toBuffer(),
      ];
      for (const other of others) {
        expect(bitsBetween(hash, await hashOf(sharp(other)))).toBeLessThanOrEqual(6);
      }
    }
  });

  test('tells different pictures apart', async () => {
    const hashes = await Promise.all(
      Array.from({ length: 24 }, (_, seed) => hashOf(scene(seed + 1))),
    );
    const distances = hashes.flatMap((one, index) =>
      hashes.slice(index + 1).map((two) => bitsBetween(one, two)),
    );
    expect(Math.min(...distances)).toBeGreaterThan(6);
  });

  test('a plain surface has the same hash in every colour and size; one pixel is a picture', () => {
    const grey = (value: number, pixels: number) => new Uint8Array(pixels * 4).fill(value);
    const hash = perceptualHash(grey(255, 100), 10, 10);
    expect(perceptualHash(grey(255, 35), 7, 5)).toBe(hash);
    expect(perceptualHash(grey(255, 1), 1, 1)).toBe(hash);
  });
});
