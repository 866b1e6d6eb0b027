import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { PDFDocument } from '@cantoo/pdf-lib';
import sharp from 'sharp';
import { CORNERS, DEFAULT_BRAND_LOOK } from '../../../contract/brands.ts';
import { CarouselExport, SlideLook } from '../../../contract/slide-look.ts';
import { SlideText } from '../../../contract/orders.ts';
import { createImagePool } from '../image-pool.ts';
import { importFile } from '../import-file.ts';
import { picture, streamOf } from '../test-images.ts';
import { testStore } from '../test-store.ts';
import { drawSlide, exportCarousel, slideSize } from './carousel.ts';
import { bundledLettering } from './set-words.ts';
import { slideLayers } from './slide-layers.ts';
import { slidesArguments } from './slides-video.ts';

const pool = createImagePool({ decoders: 1, milliseconds: 120_000 });
afterAll(() => pool.close());

const SIGNAL = new AbortController().signal;

async function studio() {
  const { context, store, fonts } = testStore(pool);
  const bytes = await picture(300, 200).png().toBuffer();
  const work = await importFile(context, store, streamOf(bytes), { fileName: 'a.png' });
  const deps = { context, store, fonts, fetchFile: async () => false };
  return { deps, store, context, fonts, sha256: work.sha256 };
}

test.each([
  ['a word of 200 letters', 'Donaudampfschifffahrt'.repeat(10).slice(0, 200), 'x'],
  [
    'a thousand letters',
    'so many words '.repeat(14),
    'more words than a slide ever had '.repeat(30),
  ],
  ['right to left, emoji, markup', 'مرحبا بالعالم 🎉', '<b>a & b</b>'],
])('%s stays whole inside the slide', async (_, title, body) => {
  const size = slideSize('story', 360);
  for (const place of ['top', 'centre', 'bottom'] as const) {
    const layers = await slideLayers(SlideText.parse({ title, body, number: '1/5' }), {
      look: SlideLook.parse({ place, plate: '#223344' }),
      network: 'story',
      size,
    });
    for (const { input, raw, left = 0, top = 0 } of layers) {
      const { width, height } = await sharp(input as Buffer, { ...(raw && { raw }) }).metadata();
      expect(left).toBeGreaterThanOrEqual(0);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(left + width).toBeLessThanOrEqual(size.width);
      expect(top + height).toBeLessThanOrEqual(size.height);
    }
  }
});

test('a slide without words is its picture, in the shape of the network', async () => {
  const { deps, sha256 } = await studio();
  const size = slideSize('square', 120);
  const slide = { picture: sha256, text: SlideText.parse({}) };
  const wish = { look: SlideLook.parse({}), network: 'square' as const, size };
  const drawn = await drawSlide(deps, slide, wish);
  expect(await sharp(drawn).metadata()).toMatchObject(size);
  await expect(drawSlide(deps, { ...slide, picture: 'f'.repeat(64) }, wish)).rejects.toMatchObject({
    code: 'file_missing',
  });
});

test('a carousel is exported as a PDF with a page a slide, and as numbered pictures', async () => {
  const { deps, sha256 } = await studio();
  const wish = CarouselExport.parse({
    slides: [
      { picture: sha256, text: { title: 'One', number: '1/2' } },
      { picture: null, text: { title: 'Two' } },
    ],
    look: {},
    network: 'square',
    as: 'pdf',
  });
  const pdf = await exportCarousel(deps, wish, SIGNAL);
  const read = await PDFDocument.load(await new Response(pdf.body).arrayBuffer());
  expect(read.getPages().map((page) => page.getSize())).toEqual([
    { width: 1080, height: 1080 },
    { width: 1080, height: 1080 },
  ]);
  const zip = await exportCarousel(deps, { ...wish, as: 'jpeg' }, SIGNAL);
  const bytes = Buffer.from(await new Response(zip.body).arrayBuffer()).toString('latin1');
  expect(bytes).toContain('01.jpg');
  expect(bytes).toContain('02.jpg');
});

test('F7: a film of slides reads nothing but its own pictures, and lasts as long as they are seen', () => {
  const size = { width: 1080, height: 1080 };
  const args = slidesArguments(['/a/0.png', '/a/1.png'], {
    size,
    secondsEach: 3,
    target: '/a/x.mp4',
  });
  expect(args.filter((arg) => arg === '-format_whitelist')).toHaveLength(2);
  expect(args.join(' ')).toContain('xfade=transition=fade:duration=0.4:offset=3.000');
  expect(args).toContain('3.400');
});

const BRAND = {
  ...DEFAULT_BRAND_LOOK,
  colours: { background: '#204060', title: '#ffffff', body: '#ffffff', accent: '#ffcc00' },
};

/** How many pixels have about this colour, inside a part of the picture. */
async function pixelsOf(
  drawn: Buffer,
  [red, green, blue]: readonly [number, number, number],
  box?: { left: number; top: number; width: number; height: number },
): Promise<number> {
  const part = box ? sharp(drawn).extract(box) : sharp(drawn);
  const data = await part.removeAlpha().raw().toBuffer();
  const isNear = (at: number, value: number) => Math.abs((data[at] ?? 0) - value) < 12;
  let count = 0;
  for (let at = 0; at < data.length; at += 3) {
    if (isNear(at, red) && isNear(at + 1, green) && isNear(at + 2, blue)) count += 1;
  }
  return count;
}

test('a brand is seen: its ground, its titles, its number, its logo in each corner beside the words', async () => {
  const { deps, context, store } = await studio();
  const red = await sharp({ create: { width: 90, height: 60, channels: 3, background: '#ff0000' } })
    .png()
    .toBuffer();
  const { sha256: logo } = await importFile(context, store, streamOf(red), {
    fileName: 'logo.png',
  });
  const size = slideSize('square', 360);
  const text = SlideText.parse({
    title: 'A title',
    body: 'so many words '.repeat(60),
    number: '1/5',
  });
  for (const corner of CORNERS) {
    const look = SlideLook.parse({ place: 'top', brand: { ...BRAND, logo, corner } });
    const drawn = await drawSlide(deps, { picture: null, text }, { look, network: 'square', size });
    const half = {
      left: corner.endsWith('left') ? 0 : size.width / 2,
      top: corner.startsWith('top') ? 0 : size.height / 2,
      width: size.width / 2,
      height: size.height / 2,
    };
    // All of it, and in its own quarter alone: no word lies over it.
    const all = await pixelsOf(drawn, [255, 0, 0]);
    expect(all).toBeGreaterThan(1_800);
    expect(await pixelsOf(drawn, [255, 0, 0], half)).toBe(all);
    expect(await pixelsOf(drawn, [0x20, 0x40, 0x60])).toBeGreaterThan(20_000);
    expect(await pixelsOf(drawn, [0xff, 0xcc, 0])).toBeGreaterThan(100);
  }
});

test('a plate has the colour of the brand, over a picture; a logo that is gone leaves the slide', async () => {
  const { deps, sha256 } = await studio();
  const size = slideSize('square', 240);
  const slide = { picture: sha256, text: SlideText.parse({ title: 'A title' }) };
  const wish = (plate: string | null) => ({
    look: SlideLook.parse({ plate, brand: { ...BRAND, logo: 'f'.repeat(64) } }),
    network: 'square' as const,
    size,
  });
  const bare = await drawSlide(deps, slide, wish(null));
  const plated = await drawSlide(deps, slide, wish('#ff0000'));
  const differs = await sharp(bare)
    .composite([{ input: plated, blend: 'difference' }])
    .stats();
  expect(differs.channels[2]?.max).toBeGreaterThan(20);
  expect((await sharp(plated).stats()).channels[0]?.max).toBeLessThan(256);
  expect(await sharp(bare).metadata()).toMatchObject(size);
});

test('words in a font of one’s own are whole, wherever they stand, in what is exported too', async () => {
  const { deps, fonts } = await studio();
  const { id } = await fonts.take(streamOf(readFileSync(bundledLettering('caveat-bold').file)));
  const brand = { ...BRAND, titleFont: id, bodyFont: id };
  const size = slideSize('story', 360);
  for (const place of ['top', 'centre', 'bottom'] as const) {
    const look = SlideLook.parse({ place, brand });
    const text = SlideText.parse({
      title: 'Ẫgjpq fjord '.repeat(12),
      body: 'Grand-père '.repeat(60),
    });
    const layers = await slideLayers(text, {
      look,
      network: 'story',
      size,
      typeset: fonts.setWords,
    });
    for (const { input, raw, left = 0, top = 0 } of layers) {
      const { width, height } = await sharp(input as Buffer, { ...(raw && { raw }) }).metadata();
      expect([
        left >= 0,
        top >= 0,
        left + width <= size.width,
        top + height <= size.height,
      ]).toEqual([true, true, true, true]);
    }
  }
  const slides = [{ picture: null, text: { title: 'Hello' } }];
  const inFont = (titleFont: string) =>
    exportCarousel(
      deps,
      CarouselExport.parse({
        slides,
        look: { brand: { ...brand, titleFont } },
        network: 'square',
        as: 'png',
      }),
      SIGNAL,
    ).then(async ({ body }) => (await new Response(body).arrayBuffer()).byteLength);
  expect(await inFont(id)).not.toBe(await inFont('inter-extra-bold'));
  // Gone: Inter, and nothing is lost.
  expect(await inFont('e'.repeat(64))).toBe(await inFont('inter-extra-bold'));
});
