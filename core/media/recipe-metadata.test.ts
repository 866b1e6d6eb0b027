import exifr from 'exifr';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { MediaType } from '../../contract/media.ts';
import { DIGITAL_SOURCE_TYPE, type Recipe } from '../../contract/recipe.ts';
import { embedRecipe, readRecipe } from './recipe-metadata.ts';

const recipe: Recipe = {
  version: 1,
  prompt: 'Un renard <b>roux</b> & "doux" — 🦊 שלום\nline two ]]>',
  negativePrompt: 'blur',
  model: 'draft/sketch',
  modelName: 'Draft',
  provider: 'draft',
  isAi: false,
  aspectRatio: '3:2',
  size: { width: 96, height: 64 },
  quality: 'standard',
  format: 'webp',
  seed: 4_294_967_295,
  createdAt: '2026-11-21T07:00:00.000Z',
  software: 'Atelier 0.1.0',
};

const noise = (alpha: boolean) =>
  sharp({
    create: {
      width: 96,
      height: 64,
      channels: alpha ? 4 : 3,
      background: { r: 200, g: 80, b: 20, alpha: 0.5 },
    },
  });

const files = {
  'image/png': () => noise(true).png().toBuffer(),
  'image/jpeg': () =>
    noise(false)
      .jpeg()
      .withExif({ IFD0: { Artist: 'Ana' } })
      .toBuffer(),
  'image/webp': () => noise(false).webp().toBuffer(),
  'image/webp lossless': () => noise(true).webp({ lossless: true }).toBuffer(),
  'image/webp extended': () =>
    noise(true)
      .webp()
      .keepExif()
      .withExif({ IFD0: { Artist: 'Ana' } })
      .toBuffer(),
} as const;

describe.each(Object.entries(files))('%s', (name, make) => {
  const mime = name.split(' ')[0] as MediaType;

  test('F6: the recipe goes in and comes out, and no pixel changes', async () => {
    const before = await make();
    const after = embedRecipe(before, mime, recipe);
    expect(readRecipe(after)).toEqual(recipe);
    const pixels = (bytes: Uint8Array) => sharp(bytes).ensureAlpha().raw().toBuffer();
    expect((await pixels(after)).equals(await pixels(before))).toBe(true);
    const metadata = await sharp(after).metadata();
    expect(metadata).toMatchObject({ width: 96, height: 64 });
    expect(metadata.hasAlpha).toBe((await sharp(before).metadata()).hasAlpha);
    expect(metadata.exif?.length).toBe((await sharp(before).metadata()).exif?.length);
  });

  test('F6: another program reads the IPTC digital source type', async () => {
    const source = async (isAi: boolean) => {
      const after = embedRecipe(await make(), mime, { ...recipe, isAi });
      // libvips finds the packet by itself; exifr, which knows no WebP, reads it.
      const packet = (await sharp(after).metadata()).xmpAsString;
      expect(packet).toBeDefined();
      if (mime !== 'image/jpeg') return packet;
      return JSON.stringify(await exifr.parse(Buffer.from(after), { xmp: true }));
    };
    expect(await source(true)).toContain(DIGITAL_SOURCE_TYPE.ai);
    expect(await source(false)).toContain(DIGITAL_SOURCE_TYPE.algorithm);
  });

  test('F6: a second recipe takes the place of the first', async () => {
    const first = embedRecipe(await make(), mime, recipe);
    const second = embedRecipe(first, mime, { ...recipe, seed: 7 });
    expect(readRecipe(second)?.seed).toBe(7);
    expect(Buffer.from(second).indexOf('4294967295')).toBe(-1);
  });

  test('F7: a file cut anywhere is answered, never thrown at', async () => {
    const whole = embedRecipe(await make(), mime, recipe);
    for (let length = 0; length < whole.length; length += 7) {
      const found = readRecipe(whole.subarray(0, length));
      expect(found === undefined || found.seed === recipe.seed).toBe(true);
    }
  });

  test('F7: flipped bytes never throw in reading', async () => {
    const whole = Buffer.from(embedRecipe(await make(), mime, recipe));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 9 }),
        (flips) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of flips) bytes[at] = value;
          readRecipe(bytes);
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('F6: what a file already says in XMP stays', async () => {
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Ana</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>`;
  const before = await noise(false).jpeg().withXmp(xmp).toBuffer();
  const after = embedRecipe(before, 'image/jpeg', recipe);
  const packet = (await sharp(after).metadata()).xmpAsString;
  expect(packet).toContain('Ana');
  expect(readRecipe(after)).toEqual(recipe);
});

test('F6: an element written back as an attribute under another prefix is read', () => {
  const json = JSON.stringify(recipe)
    .replaceAll('&', '&#38;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;');
  const packet = `<rdf:RDF xmlns:a2='https://ns.atelier.studio/recipe/1.0/'><rdf:Description a2:Recipe="${json}"/></rdf:RDF>`;
  const body = Buffer.concat([Buffer.from('WEBPXMP '), Buffer.alloc(4), Buffer.from(packet)]);
  body.writeUInt32LE(Buffer.byteLength(packet), 8);
  const riff = Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(4), body]);
  expect(readRecipe(riff)).toEqual(recipe);
});

test('F7: any text in a prompt survives', async () => {
  const png = await files['image/png']();
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (prompt) => {
      expect(readRecipe(embedRecipe(png, 'image/png', { ...recipe, prompt }))?.prompt).toBe(prompt);
    }),
    { numRuns: 100 },
  );
});

test('F7: bytes of another type are refused', async () => {
  const png = await files['image/png']();
  expect(() => embedRecipe(png, 'image/jpeg', recipe)).toThrow(/no whole/);
  expect(() => embedRecipe(png.subarray(0, 60), 'image/png', recipe)).toThrow(/no whole/);
  expect(() => embedRecipe(png, 'image/gif', recipe)).toThrow(/no whole/);
  expect(() => embedRecipe(png, 'image/tiff', recipe)).toThrow(/No recipe/);
});
