import { copyFile } from 'node:fs/promises';
import sharp, { type Metadata, type OutputInfo, type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import type { Swatch } from '../../contract/assets.ts';
import { AtelierError } from '../../contract/errors.ts';
import {
  type ImageType,
  isVideo,
  MEDIA_LIMITS,
  type MediaType,
  THUMBNAIL_SIZES,
} from '../../contract/media.ts';
import { paletteOf } from './analysis/palette.ts';
import { perceptualHash } from './analysis/perceptual-hash.ts';
import { type Embedded, readEmbedded } from './recipes/read-recipe.ts';

export interface RecipeTask {
  path: string;
  mime: MediaType;
}

export interface ImageTask extends RecipeTask {
  /** Where the two thumbnails go, by their longest edge. */
  thumbnails: Readonly<Record<(typeof THUMBNAIL_SIZES)[number], string>>;
}

/** What a picture looks like, for placeholders and for finding it again. */
export interface Looks {
  /** Base64 of a ThumbHash (https://evanw.github.io/thumbhash/). */
  thumbhash: string;
  palette: Swatch[];
  /** 16 hex digits; see `perceptualHash`. */
  phash: string;
}

export interface ImageFacts extends Looks, Embedded {
  /** As shown: the orientation of EXIF is applied. */
  width: number;
  height: number;
}

const FORMATS: Readonly<Record<ImageType, string>> = {
  'image/webp': 'webp',
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/gif': 'gif',
  'image/avif': 'heif',
  'image/tiff': 'tiff',
};

/** The only decoders that are open; everything else libvips knows (SVG, PDF, magick) stays shut (rule F7). */
const DECODERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'];

const [FRESH, UNDER_WAY, DONE] = [0, 1, 2];

/**
 * Shuts decoders other than ours and keeps nothing decoded in memory. Both hold for the whole process, and for a
 * moment all decoders are shut: `state`, shared by all threads, lets the first one do it and the others wait.
 */
export function hardenDecoder(state: Int32Array): void {
  if (Atomics.compareExchange(state, 0, FRESH, UNDER_WAY) !== FRESH) {
    Atomics.wait(state, 0, UNDER_WAY);
    return;
  }
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: DECODERS.map((name) => `VipsForeignLoad${name}`) });
  sharp.cache(false);
  Atomics.store(state, 0, DONE);
  Atomics.notify(state, 0);
}

/**
 * Decodes an image once and writes both thumbnails: WebP, at most 256 and 1024 pixels on the longest edge, never
 * larger than the image, upright, in sRGB (rule F3). JPEGs are shrunk while they are decoded.
 * Errors: `file_unreadable` (broken, cut off, of another type), `file_too_large` (pixels), `timeout`.
 */
export async function readImage(task: ImageTask): Promise<ImageFacts> {
  try {
    return await decode(task);
  } catch (error) {
    throw typed(error);
  }
}

/** What an image carries beside its pixels, which are not decoded. Errors: as of `readImage`. */
export async function readCarried(task: RecipeTask): Promise<Embedded> {
  try {
    return carriedBy(task, (await open(task)).metadata);
  } catch (error) {
    throw typed(error);
  }
}

const [SMALL, LARGE] = THUMBNAIL_SIZES;

async function open(task: RecipeTask): Promise<{ image: Sharp; metadata: Metadata }> {
  const image = sharp(task.path, {
    // A file cut off must not pass as a picture with a grey half; a mere oddity may.
    failOn: 'error',
    limitInputPixels: MEDIA_LIMITS.pixels,
    sequentialRead: true,
  });
  const metadata = await image.metadata();
  if (isVideo(task.mime) || metadata.format !== FORMATS[task.mime]) {
    throw new AtelierError('file_unreadable', `This is ${metadata.format}, not ${task.mime}.`);
  }
  if (metadata.width > 65_535 || metadata.height > 65_535) {
    throw new AtelierError('file_too_large', 'The image has too many pixels.');
  }
  return { image, metadata };
}

async function decode(task: ImageTask): Promise<ImageFacts> {
  const { image, metadata } = await open(task);
  const upright = image.autoOrient().timeout({ seconds: MEDIA_LIMITS.milliseconds / 1000 });
  const small = await writeThumbnails(task, metadata, upright);
  return { ...sizeAsShown(metadata), ...(await looksOf(small)), ...carriedBy(task, metadata) };
}

/** The orientations 5 to 8 lie on their side. */
function sizeAsShown({ orientation = 1, width, height }: Metadata) {
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

function carriedBy({ mime }: RecipeTask, metadata: Metadata): Embedded {
  const { comments, exif, xmpAsString: xmp } = metadata;
  return readEmbedded({ mime, ...sizeAsShown(metadata), comments, exif, xmp });
}

const WEBP = { quality: 80, effort: 2 } as const;

interface Pixels {
  data: Buffer;
  info: OutputInfo;
}

/** Answers the pixels of the small one. */
async function writeThumbnails(
  { path, thumbnails }: ImageTask,
  metadata: Metadata,
  upright: Sharp,
): Promise<Pixels> {
  if (isThumbnail(metadata)) {
    const small = await shrink(upright, SMALL);
    await Promise.all([copyFile(path, thumbnails[LARGE]), write(small, thumbnails[SMALL])]);
    return small;
  }
  const large = await shrink(upright, LARGE);
  const small = await shrink(sharp(large.data, { raw: large.info }), SMALL);
  await Promise.all([write(large, thumbnails[LARGE]), write(small, thumbnails[SMALL])]);
  return small;
}

/** An upright still WebP of this size, as most results are, is its own large thumbnail: no need to encode it again. */
function isThumbnail(metadata: Metadata): boolean {
  const { format, width, height, pages = 1, orientation = 1, hasProfile } = metadata;
  const fits = Math.max(width, height) <= LARGE;
  return format === 'webp' && fits && pages === 1 && orientation === 1 && !hasProfile;
}

function shrink(image: Sharp, edge: number): Promise<Pixels> {
  return image
    .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
}

async function write({ data, info }: Pixels, path: string): Promise<void> {
  await sharp(data, { raw: info }).webp(WEBP).toFile(path);
}

/** From at most 100 × 100 pixels, which is all that a ThumbHash takes. */
async function looksOf({ data, info }: Pixels): Promise<Looks> {
  const tiny = await sharp(data, { raw: info })
    .resize(100, 100, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = tiny.info;
  return {
    thumbhash: Buffer.from(rgbaToThumbHash(width, height, tiny.data)).toString('base64'),
    palette: paletteOf(tiny.data),
    phash: perceptualHash(tiny.data, width, height),
  };
}

function typed(error: unknown): AtelierError {
  if (error instanceof AtelierError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/pixel limit/i.test(message)) {
    return new AtelierError('file_too_large', 'The image has too many pixels.', {}, error);
  }
  if (/timeout/i.test(message)) {
    return new AtelierError('timeout', 'Reading the image took too long.', {}, error);
  }
  if (/no space|unable to write|write error/i.test(message)) {
    return new AtelierError('disk_full', 'The thumbnails cannot be written.', {}, error);
  }
  return new AtelierError('file_unreadable', 'The image is broken or cut off.', {}, error);
}
