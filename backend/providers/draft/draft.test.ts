import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { AtelierError } from '../../../contract/errors.ts';
import { ASPECT_RATIOS, QUALITIES } from '../../../contract/models.ts';
import { testContext, testJob } from '../testing/render-context.ts';
import { createDraft } from './draft.ts';
import { encodeDrawing } from './encode.ts';
import { PALETTE_NAMES } from './palette.ts';
import { readPrompt, wordsOf } from './read-prompt.ts';
import { render } from './render.ts';
import { STYLE_NAMES, type StyleName } from './vocabulary.ts';

const silent = (): void => undefined;
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const small = { width: 96, height: 96, quality: 'standard' } as const;

/** A prompt that names each style. */
const NAMED: Readonly<Record<StyleName, string>> = {
  landscape: 'a landscape panorama',
  seascape: 'marine',
  'night-sky': 'galaxy',
  aurora: 'gradient',
  'flow-field': 'oil painting',
  'stained-glass': 'stained glass',
  risograph: 'risograph print',
  watercolour: 'aquarelle',
  'low-poly': 'low poly',
  'art-deco': 'art deco',
  botanical: 'planche botanique',
  topographic: 'topographic map',
  textile: 'woven textile',
  city: 'city skyline',
  portrait: 'portrait',
};

describe('reading a prompt', () => {
  it.each(Object.entries(NAMED))('%s is had by its name', (style, prompt) => {
    const drawn = Array.from({ length: 12 }, (_, seed) => readPrompt(prompt, seed).style);
    expect(drawn.filter((name) => name === style).length).toBeGreaterThanOrEqual(9);
  });

  it.each([
    ['the sea at sunset', 'la mer au coucher du soleil'],
    ['autumn forest', 'forêt d’automne'],
    ['night in the city', 'la nuit dans la ville'],
    ['flowers in a garden', 'des fleurs dans un jardin'],
  ])('"%s" and "%s" pull the same way', (english, french) => {
    const foremost = (prompt: string): string => {
      const drawn = Array.from({ length: 400 }, (_, seed) => readPrompt(prompt, seed).style);
      const count = (style: string): number => drawn.filter((name) => name === style).length;
      return STYLE_NAMES.toSorted((a, b) => count(b) - count(a))[0] ?? '';
    };
    expect(foremost(french)).toBe(foremost(english));
  });

  it('takes palette, motifs and colours from the words', () => {
    expect(readPrompt('autumn', 1)).toMatchObject({ palette: 'autumn' });
    expect([...readPrompt('moon over a lake', 1).motifs].toSorted()).toEqual(['moon', 'water']);
    expect(readPrompt('a blue tree', 1).tint.hue).toBe(255);
    expect(readPrompt('NÉON', 1).palette).toBe('neon');
  });

  it('lets unknown words vary the picture, and the seed draw another', () => {
    const pixels = (prompt: string, seed: number): string =>
      sha(render({ prompt, seed, ...small }, silent).pixels);
    expect(pixels('landscape qwx', 1)).not.toBe(pixels('landscape zzy', 1));
    expect(pixels('landscape', 1)).not.toBe(pixels('landscape', 2));
    expect(pixels('Landscape!', 1)).toBeTypeOf('string');
  });

  it.each([
    '',
    '   ',
    '🌊🌙',
    'مدينة في الليل',
    '<script>alert(1)</script>',
    'x'.repeat(2_000),
    'constructor __proto__ toString',
  ])('reads %j without harm', (prompt) => {
    const reading = readPrompt(prompt, 4_294_967_295);
    expect(STYLE_NAMES).toContain(reading.style);
    expect(PALETTE_NAMES).toContain(reading.palette);
  });

  it('splits words of every script, without accents', () => {
    expect(wordsOf("L'Été, l’œuvre — 東京 !")).toEqual(['l', 'ete', 'l', 'oeuvre', '東京']);
  });
});

describe('painting', () => {
  it.each(Object.entries(NAMED))(
    '%s: one seed and prompt give one picture, to the last bit',
    (_, prompt) => {
      const paint = (): string => sha(render({ prompt, seed: 5, ...small }, silent).pixels);
      expect(paint()).toBe(paint());
    },
  );

  it('gives one file on every machine', async () => {
    const drawing = render({ prompt: 'a lighthouse by the sea', seed: 7, ...small }, silent);
    // A change here changes what every recipe made by this renderer recalls: move `edition` with it.
    expect(sha(drawing.pixels)).toMatchInlineSnapshot(
      `"e3d880d4cb0c1db1fe5dc9cffb7a2fe676da68c95cd71606b193ab73d763b919"`,
    );
  });

  it.each(ASPECT_RATIOS)('fills the ratio %s, in every style', (ratio) => {
    const [wide = 1, tall = 1] = ratio.split(':').map(Number);
    const scale = 112 / Math.max(wide, tall);
    const [width, height] = [Math.round(wide * scale), Math.round(tall * scale)];
    for (const prompt of Object.values(NAMED)) {
      const { pixels } = render({ prompt, seed: 3, width, height, quality: 'draft' }, silent);
      expect(pixels.byteLength).toBe(width * height * 3);
      const levels = new Set(pixels);
      expect(levels.size, prompt).toBeGreaterThan(24);
    }
  });

  it('shows more at a higher quality, of the same picture', async () => {
    const thumbs = await Promise.all(
      QUALITIES.map(async (quality) => {
        const drawing = render(
          { prompt: 'landscape', seed: 2, width: 128, height: 128, quality },
          silent,
        );
        const file = await encodeDrawing(drawing, 'png');
        return new Uint8Array(await sharp(file).resize(4, 4).raw().toBuffer());
      }),
    );
    const [draft, standard, high] = thumbs.map(
      (bytes) => bytes.reduce((sum, byte) => sum + byte, 0) / bytes.length,
    );
    expect(Math.abs((draft ?? 0) - (standard ?? 0))).toBeLessThan(32);
    expect(Math.abs((high ?? 0) - (standard ?? 0))).toBeLessThan(32);
    expect(new Set(thumbs.map(sha)).size).toBe(3);
  });
});

describe('the draft provider', () => {
  const draft = createDraft();
  afterAll(() => draft.close?.());

  it.each(['webp', 'png', 'jpeg'] as const)(
    'answers a byte-identical %s from a thread, and its progress',
    async (format) => {
      const context = testContext();
      const job = testJob({ format, width: 512, height: 512 });
      const one = await draft.renderImages(job, context);
      const two = await draft.renderImages(job, testContext());
      expect(sha(one.images[0]!.bytes)).toBe(sha(two.images[0]!.bytes));
      expect((await sharp(one.images[0]!.bytes).metadata()).format).toBe(format);
      const fractions = context.stages.map(([, fraction]) => fraction ?? 0);
      expect(fractions.length).toBeGreaterThan(3);
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    },
  );

  it('keeps the event loop free while it paints', async () => {
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 5);
    await draft.renderImages(testJob({ width: 512, height: 512 }), testContext());
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
  });

  it('Q7: stops in the middle of a picture, and paints the next', async () => {
    const stop = new AbortController();
    const began = process.cpuUsage();
    const context = testContext({
      signal: stop.signal,
      progress: () => stop.abort(new AtelierError('cancelled', 'no more')),
    });
    const large = testJob({ width: 2_048, height: 2_048, quality: 'high' });
    await expect(draft.renderImages(large, context)).rejects.toMatchObject({ code: 'cancelled' });
    expect(process.cpuUsage(began).user).toBeLessThan(4_000_000);
    expect((await draft.renderImages(testJob(), testContext())).images).toHaveLength(1);
  });
});
