import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { thumbHashToApproximateAspectRatio } from 'thumbhash';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { MediaType } from '../../contract/media.ts';
import { testFolder } from '../library/test-library.ts';
import { type Decoder, startDecoderProcess, startDecoderThread } from './decoder.ts';
import { createImagePool } from './image-pool.ts';
import { bombPng, hugePng, picture } from './test-images.ts';

const pool = createImagePool({ decoders: 2 });
afterAll(() => pool.close());

async function read(bytes: Uint8Array, mime: MediaType, images = pool) {
  const folder = testFolder();
  const path = join(folder, 'original');
  const thumbnails = { 256: join(folder, '256.webp'), 1024: join(folder, '1024.webp') };
  await writeFile(path, bytes);
  const facts = await images.read({ path, mime, thumbnails });
  return { facts, small: thumbnails[256], large: thumbnails[1024] };
}

test('F3: two WebP sizes and a thumbhash, decoded once', async () => {
  const { facts, small, large } = await read(
    await picture(2000, 1000).jpeg().toBuffer(),
    'image/jpeg',
  );
  expect(facts).toMatchObject({ width: 2000, height: 1000, recipe: null });
  expect(facts.phash).toMatch(/^[0-9a-f]{16}$/);
  expect(facts.palette[0]?.color).toMatch(/^#[0-9a-f]{6}$/);
  expect(await sharp(large).metadata()).toMatchObject({ format: 'webp', width: 1024, height: 512 });
  expect(await sharp(small).metadata()).toMatchObject({ format: 'webp', width: 256, height: 128 });
  const hash = Buffer.from(facts.thumbhash, 'base64');
  expect(thumbHashToApproximateAspectRatio(hash)).toBeCloseTo(2, 0);
});

test('F3: a small image is not blown up', async () => {
  const { small, large } = await read(await picture(100, 40).png().toBuffer(), 'image/png');
  for (const path of [small, large]) {
    expect(await sharp(path).metadata()).toMatchObject({ width: 100, height: 40 });
  }
});

test('F3: a WebP that is small, still and plain is its own large thumbnail; others are made', async () => {
  const plain = await picture(1024, 600).webp().toBuffer();
  const { small, large } = await read(plain, 'image/webp');
  expect(await readFile(large)).toEqual(plain);
  expect(await sharp(small).metadata()).toMatchObject({ format: 'webp', width: 256, height: 150 });
  const others = [
    await picture(1025, 600).webp().toBuffer(),
    await picture(300, 600).withIccProfile('p3').webp().toBuffer(),
    await picture(300, 600).withMetadata({ orientation: 6 }).webp().toBuffer(),
  ];
  for (const bytes of others) {
    const made = await sharp((await read(bytes, 'image/webp')).large).metadata();
    expect(made).toMatchObject({ format: 'webp', hasProfile: false });
    expect(made.orientation).toBeUndefined();
    expect(made.width).toBeLessThanOrEqual(1024);
  }
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('F3: EXIF orientation %i is honoured', async (orientation) => {
  // Red on the left, blue on the right, once it is upright.
  const upright = await sharp({
    create: { width: 60, height: 30, channels: 3, background: '#ff0000' },
  })
    .composite([
      {
        input: {
          create: { width: 30, height: 30, channels: 3, background: '#0000ff' },
        },
        left: 30,
        top: 0,
      },
    ])
    .png()
    .toBuffer();
  const inverse: Record<number, (image: Sharp) => Sharp> = {
    1: (image) => image,
    2: (image) => image.flop(),
    3: (image) => image.rotate(180),
    4: (image) => image.flip(),
    5: (image) => image.rotate(270).flop(),
    6: (image) => image.rotate(270),
    7: (image) => image.rotate(90).flop(),
    8: (image) => image.rotate(90),
  };
  const stored = await inverse[orientation]?.(sharp(upright)).png().toBuffer();
  const bytes = await sharp(stored).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
  const { facts, small } = await read(bytes, 'image/jpeg');
  expect(facts).toMatchObject({ width: 60, height: 30 });
  const { data } = await sharp(small).raw().toBuffer({ resolveWithObject: true });
  const [left, right] = [
    data.subarray(15 * 180 + 30, 15 * 180 + 33),
    data.subarray(15 * 180 + 135),
  ];
  expect((left[0] ?? 0) - (left[2] ?? 0)).toBeGreaterThan(150);
  expect((right[2] ?? 0) - (right[0] ?? 0)).toBeGreaterThan(150);
});

test('F3: colours of another profile become sRGB, and transparency stays', async () => {
  const wide = await sharp({
    create: { width: 40, height: 40, channels: 3, background: { r: 0, g: 255, b: 0 } },
  })
    .withIccProfile('p3')
    .png()
    .toBuffer();
  const { small } = await read(wide, 'image/png');
  const { data } = await sharp(small).raw().toBuffer({ resolveWithObject: true });
  expect(data[1]).toBeGreaterThan(240);
  const clear = await sharp({
    create: { width: 40, height: 40, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } },
  })
    .png()
    .toBuffer();
  expect((await sharp((await read(clear, 'image/png')).small).metadata()).hasAlpha).toBe(true);
  const cmyk = await picture(40, 40).toColourspace('cmyk').jpeg().toBuffer();
  expect(await sharp((await read(cmyk, 'image/jpeg')).small).metadata()).toMatchObject({
    space: 'srgb',
  });
});

test.each([
  ['image/gif', () => picture(50, 50).gif()],
  ['image/avif', () => picture(50, 50).avif()],
  ['image/tiff', () => picture(50, 50).tiff()],
  ['image/webp', () => picture(50, 50).webp()],
] as const)('%s is read', async (mime, make) => {
  const { facts } = await read(await make().toBuffer(), mime);
  expect(facts).toMatchObject({ width: 50, height: 50 });
});

describe('F7: what is hostile or broken is refused, and the pool goes on', () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>x</script></svg>';
  test.each([
    [
      'truncated JPEG',
      async () => (await picture(800, 600).jpeg().toBuffer()).subarray(0, 9_000),
      'image/jpeg',
      'file_unreadable',
    ],
    [
      'truncated PNG',
      async () => (await picture(800, 600).png().toBuffer()).subarray(0, 9_000),
      'image/png',
      'file_unreadable',
    ],
    [
      'truncated WebP',
      async () => (await picture(800, 600).webp().toBuffer()).subarray(0, 2_000),
      'image/webp',
      'file_unreadable',
    ],
    ['noise', async () => Buffer.alloc(5_000, 7), 'image/png', 'file_unreadable'],
    [
      'a PNG that says JPEG',
      async () => picture(9, 9).png().toBuffer(),
      'image/jpeg',
      'file_unreadable',
    ],
    ['SVG', async () => Buffer.from(svg), 'image/png', 'file_unreadable'],
    [
      'a header of 60,000 × 60,000',
      async () => hugePng(60_000, 60_000),
      'image/png',
      'file_too_large',
    ],
    [
      'a header of 2,000,000,000 wide',
      async () => hugePng(2_000_000_000, 1),
      'image/png',
      'file_unreadable',
    ],
  ] as const)('%s', async (_, make, mime, code) => {
    const refusal = await read(await make(), mime).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code });
    expect((await read(await picture(9, 9).png().toBuffer(), 'image/png')).facts.width).toBe(9);
  });

  test('a decompression bomb within the pixel limit is shrunk, not kept in memory', async () => {
    const bomb = bombPng(12_000);
    expect(bomb.length).toBeLessThan(1_000_000);
    expect((await read(bomb, 'image/png')).facts).toMatchObject({ width: 12_000 });
  });

  test('an image over the time limit fails, and the next one gets a thread', async () => {
    const slow = createImagePool({ decoders: 1, milliseconds: 1 });
    const bytes = await picture(300, 300).resize(3_000, 3_000).png().toBuffer();
    await expect(read(bytes, 'image/png', slow)).rejects.toMatchObject({ code: 'timeout' });
    await expect(read(bytes, 'image/png', slow)).rejects.toMatchObject({ code: 'timeout' });
    await slow.close();
    await expect(read(bytes, 'image/png', slow)).rejects.toMatchObject({ code: 'cancelled' });
  });
});

let made: Promise<Buffer> | undefined;
/** Of twelve megapixels. */
const photo = () => (made ??= picture(400, 300).resize(4_000, 3_000).jpeg().toBuffer());

test('the thread of the host never stalls while images are read', async () => {
  const bytes = await photo();
  await read(bytes, 'image/jpeg');
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: 6 }, () => read(bytes, 'image/jpeg')));
  const { user, system } = process.cpuUsage(before);
  // Decoding takes some 150 ms an image; none of it here.
  expect(user + system).toBeLessThan(300_000);
});

describe('F7: a decoder', () => {
  /** Decoders that can be killed, and are counted. */
  function watched(options: { bytes?: number; idleMilliseconds?: number } = {}) {
    const decoders = new Set<Decoder>();
    let started = 0;
    const images = createImagePool({
      ...options,
      decoders: 1,
      start({ onReply, onExit }) {
        started += 1;
        const decoder = startDecoderProcess({
          onReply,
          onExit() {
            decoders.delete(decoder);
            onExit();
          },
        });
        decoders.add(decoder);
        return decoder;
      },
    });
    onTestFinished(() => images.close());
    return { images, decoders, started: () => started };
  }

  test('that dies fails its own image alone; the next one starts another', async () => {
    const { images, decoders, started } = watched();
    const bytes = await photo();
    const lost = read(bytes, 'image/jpeg', images).catch((error: unknown) => error);
    await expect.poll(() => decoders.size).toBe(1);
    const next = read(bytes, 'image/jpeg', images);
    for (const decoder of decoders) decoder.kill();
    expect(await lost).toMatchObject({ code: 'file_unreadable' });
    expect((await next).facts.width).toBe(4_000);
    expect(started()).toBe(2);
  });

  test('that takes too much memory says so, ends, and gives it back', async () => {
    const { images, decoders, started } = watched({ bytes: 1 });
    const bytes = await photo();
    await expect(read(bytes, 'image/jpeg', images)).rejects.toMatchObject({
      code: 'file_too_large',
    });
    await expect.poll(() => decoders.size).toBe(0);
    expect(started()).toBe(1);
  });

  test('without work ends', async () => {
    const { images, decoders } = watched({ idleMilliseconds: 10 });
    await read(await photo(), 'image/jpeg', images);
    await expect.poll(() => decoders.size).toBe(0);
  });

  test('may be a thread where no process can be started', async () => {
    const images = createImagePool({ decoders: 2, start: startDecoderThread });
    onTestFinished(() => images.close());
    const bytes = await photo();
    const [one, two] = await Promise.all([
      read(bytes, 'image/jpeg', images),
      read(bytes, 'image/jpeg', images),
    ]);
    expect(one.facts).toEqual(two.facts);
    await expect(read(Buffer.alloc(99), 'image/png', images)).rejects.toMatchObject({
      code: 'file_unreadable',
    });
  });
});
