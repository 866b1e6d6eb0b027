import sharp from 'sharp';

const SIZE = 128;

/** A small PNG of a picture, for the hand that drags it: systems take no WebP there. Null if it does not decode. */
export async function dragIcon(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const png = await sharp(path, { limitInputPixels: 2 ** 26 })
      .rotate()
      .resize(SIZE, SIZE, { fit: 'inside' })
      .png()
      .toBuffer();
    return new Uint8Array(png);
  } catch {
    return null;
  }
}
