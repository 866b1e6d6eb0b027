import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { ImageSource } from '../../contract/orders.ts';
import { referencesOf, sourceOf, transparentMask } from './given.ts';
import { testInput, testJob } from './testing/render-context.ts';

const pixel = async (bytes: Uint8Array, x: number, y: number) => {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (y * info.width + x) * info.channels;
  return [...data.subarray(at, at + info.channels)];
};

async function job(source: Omit<ImageSource, 'image'>) {
  const image = await testInput({ width: 64, height: 48 });
  const mask = await testInput({ width: 64, height: 48, halfWhite: true });
  const { sha256 } = image;
  const named = source.mask === undefined ? source : { ...source, mask: mask.sha256 };
  return {
    ...testJob({ source: { image: sha256, ...named }, references: [mask.sha256] }),
    inputs: new Map([image, mask].map((input) => [input.sha256, input])),
  };
}

test('an outpaint is as large as the result, and may change its margins alone', async () => {
  const margins = { left: 16, top: 0, right: 0, bottom: 8 };
  const given = await sourceOf(await job({ mode: 'outpaint', margins }));
  expect(given?.image).toMatchObject({ width: 80, height: 56 });
  const mask = given?.mask ?? new Uint8Array();
  expect(await sharp(mask).metadata()).toMatchObject({ width: 80, height: 56, channels: 1 });
  expect((await pixel(mask, 4, 20))[0]).toBe(255);
  expect((await pixel(mask, 30, 52))[0]).toBe(255);
  expect((await pixel(mask, 30, 20))[0]).toBe(0);
});

test('a mask is white where the picture may change, and for OpenAI transparent there', async () => {
  const given = await sourceOf(await job({ mode: 'inpaint', strength: 0.6, mask: 'x' }));
  expect(given).toMatchObject({ mode: 'inpaint', strength: 0.6 });
  const mask = given?.mask ?? new Uint8Array();
  expect([(await pixel(mask, 2, 2))[0], (await pixel(mask, 60, 2))[0]]).toEqual([255, 0]);
  const clear = await transparentMask(mask);
  expect((await sharp(clear).metadata()).channels).toBe(4);
  expect([(await pixel(clear, 2, 2))[3], (await pixel(clear, 60, 2))[3]]).toEqual([0, 255]);
});

test('what the worker did not bring is told by name', async () => {
  const asked = await job({ mode: 'vary' });
  expect(referencesOf(asked)).toHaveLength(1);
  await expect(sourceOf({ ...asked, inputs: new Map() })).rejects.toMatchObject({
    code: 'invalid_input',
  });
  expect(await sourceOf(testJob())).toBeUndefined();
});
