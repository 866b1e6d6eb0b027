import sharp from 'sharp';
import type { ImageFormat } from '../../../contract/media.ts';

/** A real picture of a size, another one for each `hue`. */
export async function testPicture(
  width: number,
  height: number,
  format: ImageFormat,
  hue = 0,
): Promise<Uint8Array> {
  const background = { r: (hue * 67) % 256, g: (90 + hue * 31) % 256, b: 160 };
  const image = sharp({ create: { width, height, channels: 3, background } });
  return new Uint8Array(await image.toFormat(format).toBuffer());
}
