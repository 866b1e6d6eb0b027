import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { OverlayText } from '../../../contract/generators.ts';
import { boxOf, layTexts, textLayer } from './lay-texts.ts';

const WIDTH = 400;
const HEIGHT = 300;

const picture = (background: string) =>
  sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background } })
    .png()
    .toBuffer();

const part = (text: string, change: Partial<OverlayText> = {}): OverlayText => ({
  text,
  position: 'top',
  look: 'meme',
  ...change,
});

test.each([
  ['one letter', 'i'],
  ['a sentence', 'When the build is green'],
  ['a word of 300 letters', 'Donaudampfschifffahrt'.repeat(15).slice(0, 300)],
  ['300 letters of a sentence', 'so many words as no meme ever had '.repeat(10).slice(0, 300)],
  ['accents above and below', 'ÂÇÉÎÕÜ Ắ ģ ş'],
  ['emoji', 'Party 🎉👩‍👩‍👧 😀'],
  ['right to left', 'مرحبا بالعالم'],
  ['two scripts', 'שלום world'],
  ['markup and signs', '<b>a & b</b> </span> &amp; "x"'],
  ['lines', 'one\ntwo\nthree'],
])('%s is set inside its place, whole', async (_, text) => {
  for (const look of ['meme', 'title', 'caption'] as const) {
    const box = boxOf(part(text, { look }), WIDTH, HEIGHT);
    const layer = await textLayer(part(text, { look }), box, false);
    const { data, info } = await sharp(layer?.input)
      .extractChannel('alpha')
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info.width).toBeLessThanOrEqual(box.width);
    expect(info.height).toBeLessThanOrEqual(box.height);
    expect(Math.max(...data)).toBeGreaterThan(200);
    expect(layer?.left).toBeGreaterThanOrEqual(box.left);
    expect(layer?.top).toBeGreaterThanOrEqual(box.top);
  }
});

test('each stands where it shall, and nothing of the picture elsewhere changes', async () => {
  const overlay = [part('TOP'), part('BOTTOM', { position: 'bottom' })];
  const made = await layTexts(await picture('#446688'), overlay);
  const { data, info } = await sharp(made)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([WIDTH, HEIGHT]);
  const changed = (from: number, to: number) => {
    let count = 0;
    for (let at = from * WIDTH * 3; at < to * WIDTH * 3; at += 3) if (data[at] !== 0x44) count += 1;
    return count;
  };
  expect(changed(0, 90)).toBeGreaterThan(500);
  expect(changed(100, 200)).toBe(0);
  expect(changed(210, HEIGHT)).toBeGreaterThan(500);
});

test('a title is dark on what is bright; blanks lay nothing', async () => {
  const title = part('Hello', { look: 'title' });
  const onWhite = await sharp(await layTexts(await picture('#ffffff'), [title])).stats();
  expect(onWhite.channels[0]?.min).toBeLessThan(40);
  const plain = await picture('#ffffff');
  const blank = await sharp(await layTexts(plain, [part(' \n ')])).stats();
  expect(blank.channels[0]?.min).toBe(255);
});
