import sharp from 'sharp';
import { MEDIA_LIMITS } from '../../../contract/media.ts';
import type { ImageSource } from '../../../contract/orders.ts';
import { inputFor } from '../input-for.ts';
import type { RenderJob } from '../provider.ts';
import { inColoursOf, mix, type Pixels } from './blend.ts';

/** How far from its source a picture may be when nobody says (`parameters.strength` of the model). */
const STRENGTH = 0.6;

/** What a picture is made from, ready to be mixed with: all of `size`. */
export interface Ground {
  readonly width: number;
  readonly height: number;
  /** Mixes what was painted with what was given. */
  finish(painted: Pixels): Pixels;
}

/**
 * The ground that a job names: a source with its mask, or the colours of its first reference; nothing without either.
 * A picture that is edited keeps its size, one that is widened grows by its margins, a variation takes the job's.
 */
export async function groundOf(job: RenderJob): Promise<Ground | undefined> {
  const { source, references = [], width, height } = job.payload;
  if (!source) {
    const [reference] = references;
    if (!reference) return undefined;
    const colours = await decode(inputFor(job, reference).bytes, { width, height });
    return { width, height, finish: (painted) => inColoursOf(painted, colours) };
  }
  const given = inputFor(job, source.image);
  if (source.mode === 'outpaint') return widened(given.bytes, source);
  const isVariation = source.mode === 'vary';
  const size = isVariation ? { width, height } : { width: given.width, height: given.height };
  const under = await decode(given.bytes, size);
  const mask = source.mask && (await decodeMask(inputFor(job, source.mask).bytes, size));
  // In the hole of a picture there is nothing to keep.
  const strength = source.strength ?? (source.mode === 'inpaint' ? 1 : STRENGTH);
  return {
    ...size,
    finish: (painted) => mix(under, inColoursOf(painted, under), strength, mask || undefined),
  };
}

async function widened(bytes: Uint8Array, { margins }: ImageSource): Promise<Ground> {
  const { left = 0, top = 0, right = 0, bottom = 0 } = margins ?? {};
  const inner = await decode(bytes);
  const width = inner.width + left + right;
  const height = inner.height + top + bottom;
  const under = await sharp(inner.data, {
    raw: { width: inner.width, height: inner.height, channels: 3 },
  })
    .extend({ left, top, right, bottom, extendWith: 'mirror' })
    .raw()
    .toBuffer();
  const mask = new Uint8Array(width * height).fill(255);
  for (let y = top; y < top + inner.height; y += 1) {
    mask.fill(0, y * width + left, y * width + left + inner.width);
  }
  return {
    width,
    height,
    finish: (painted) =>
      mix({ data: under, width, height }, inColoursOf(painted, inner), 0.85, mask),
  };
}

/** Upright, in sRGB, without transparency; covering `size` if one is given. */
export async function decode(
  bytes: Uint8Array,
  size?: { width: number; height: number },
): Promise<Pixels> {
  const image = sharp(bytes, { limitInputPixels: MEDIA_LIMITS.pixels })
    .autoOrient()
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .removeAlpha();
  if (size) image.resize(size.width, size.height, { fit: 'cover' });
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

async function decodeMask(
  bytes: Uint8Array,
  { width, height }: { width: number; height: number },
): Promise<Uint8Array> {
  return sharp(bytes, { limitInputPixels: MEDIA_LIMITS.pixels })
    .autoOrient()
    .flatten({ background: '#000' })
    .resize(width, height, { fit: 'fill', kernel: 'nearest' })
    .toColourspace('b-w')
    .extractChannel(0)
    .raw()
    .toBuffer();
}
