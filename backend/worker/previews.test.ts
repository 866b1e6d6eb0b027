import { expect, test } from 'vitest';
import sharp from 'sharp';
import { JobPreview } from '../../contract/orders.ts';
import { createPreviews } from './previews.ts';

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#804020' } })
    .jpeg()
    .toBuffer();

async function sizeOf(preview: JobPreview | undefined) {
  const { width, height, format } = await sharp(
    Buffer.from(preview?.split(',')[1] ?? '', 'base64'),
  ).metadata();
  return { width, height, format };
}

test('what is shown while it is drawn is told small, as WebP, and not more often than an eye follows', async () => {
  const told: JobPreview[] = [];
  let now = 0;
  const previews = createPreviews(
    (preview) => void told.push(preview),
    () => now,
  );
  const large = await picture(1_024, 512);
  previews.show(large);
  previews.show(large);
  await previews.idle();
  now = 1_000;
  previews.show(large);
  await previews.idle();
  expect(told).toHaveLength(1);
  now = 1_600;
  previews.show(await picture(64, 64));
  await previews.idle();
  expect(await sizeOf(told[0])).toEqual({ width: 256, height: 128, format: 'webp' });
  expect(await sizeOf(told[1])).toEqual({ width: 64, height: 64, format: 'webp' });
});

test('F7: what is no picture, or would be told at too great length, is left out', async () => {
  const told: JobPreview[] = [];
  let now = 0;
  const previews = createPreviews(
    (preview) => void told.push(preview),
    () => (now += 10_000),
  );
  const noise = await sharp({
    create: {
      width: 512,
      height: 512,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 90 },
    },
  })
    .png()
    .toBuffer();
  for (const bytes of [Buffer.from('<html>'), Buffer.alloc(0), noise]) {
    previews.show(bytes);
    await previews.idle();
  }
  for (const preview of told) expect(JobPreview.safeParse(preview).success).toBe(true);
  expect(told.length).toBeLessThanOrEqual(1);
});
