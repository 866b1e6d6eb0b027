import sharp, { type Sharp } from 'sharp';
import { AtelierError } from '../../contract/errors.ts';
import { type ImageFormat, MEDIA_LIMITS, type MediaType, mimeOf } from '../../contract/media.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { embedRecipe } from '../../core/media/recipe-metadata.ts';
import type { RenderedImage } from '../providers/provider.ts';

export interface FinishedImage {
  bytes: Uint8Array;
  mime: MediaType;
  width: number;
  height: number;
}

export interface FinishOptions {
  format: ImageFormat;
  recipe: Recipe;
  /** Made on this machine: it is not decoded a second time only to see that it can be. */
  trusted: boolean;
  /** 1 to 100, where it has to be converted. */
  outputQuality?: number | undefined;
}

/**
 * Makes a vendor's picture ours: sees that it decodes whole, converts it only where another format was asked
 * for, and writes the recipe and the digital source type into the file (rule F6).
 * @throws AtelierError `provider_answer_invalid` where the bytes are no picture.
 */
export async function finishImage(
  image: RenderedImage,
  { format, recipe, trusted, outputQuality }: FinishOptions,
): Promise<FinishedImage> {
  const wanted = mimeOf(format);
  try {
    const input = () =>
      sharp(image.bytes, { limitInputPixels: MEDIA_LIMITS.pixels, failOn: 'truncated' });
    const { width, height, format: found } = await input().metadata();
    let { bytes } = image;
    if (found !== format) bytes = await convert(input(), format, outputQuality);
    // Metadata stand at the front of a file: only decoding all of it shows that the rest came too.
    else if (!trusted) await input().resize(8, 8, { fit: 'fill' }).raw().toBuffer();
    return { bytes: embedRecipe(bytes, wanted, recipe), mime: wanted, width, height };
  } catch (cause) {
    if (cause instanceof AtelierError) throw cause;
    throw new AtelierError(
      'provider_answer_invalid',
      'The provider sent bytes that are no picture.',
      undefined,
      cause,
    );
  }
}

const CONVERSIONS: Readonly<Record<ImageFormat, (image: Sharp, quality: number) => Sharp>> = {
  webp: (image, quality) => image.webp({ quality }),
  jpeg: (image, quality) => image.flatten({ background: '#fff' }).jpeg({ quality }),
  png: (image) => image.png(),
};

function convert(image: Sharp, format: ImageFormat, quality = 92): Promise<Uint8Array> {
  return CONVERSIONS[format](image.autoOrient().keepIccProfile(), quality).toBuffer();
}
