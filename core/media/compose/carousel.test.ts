import { afterAll, expect, test } from 'vitest';
import { PDFDocument } from '@cantoo/pdf-lib';
import sharp from 'sharp';
import { CarouselExport, SlideLook } from '../../../contract/slide-look.ts';
import { SlideText } from '../../../contract/orders.ts';
import { createImagePool } from '../image-pool.ts';
import { importFile } from '../import-file.ts';
import { picture, streamOf } from '../test-images.ts';
import { testStore } from '../test-store.ts';
import { drawSlide, exportCarousel, slideSize } from './carousel.ts';
import { slideLayers } from './slide-layers.ts';
import { slidesArguments } from './slides-video.ts';

const pool = createImagePool({ decoders: 1 });
afterAll(() => pool.close());

const SIGNAL = new AbortController().signal;

async function studio() {
  const { context, store } = testStore(pool);
  const bytes = await picture(300, 200).png().toBuffer();
  const work = await importFile(context, store, streamOf(bytes), { fileName: 'a.png' });
  return { deps: { context, store, fetchFile: async () => false }, sha256: work.sha256 };
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
    for (const { input, left = 0, top = 0 } of layers) {
      const { width, height } = await sharp(input as Buffer).metadata();
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
