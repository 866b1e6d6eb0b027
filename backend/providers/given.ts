import sharp from 'sharp';
import { AtelierError } from '../../contract/errors.ts';
import { MEDIA_LIMITS } from '../../contract/media.ts';
import type { SourceMode } from '../../contract/models.ts';
import type { RenderInput, RenderJob } from './provider.ts';

export interface GivenSource {
  mode: SourceMode;
  strength: number | undefined;
  /** Upright. For `outpaint` already as large as the result, its margins filled with what is nearest. */
  image: Pick<RenderInput, 'bytes' | 'mime' | 'width' | 'height'>;
  /** PNG in greys, as large as the image: white where it may change. */
  mask: Uint8Array | undefined;
}

/** The picture that a job begins with, made ready: masks in one form, margins of an outpaint added. */
export async function sourceOf({ payload, inputs }: RenderJob): Promise<GivenSource | undefined> {
  const { source } = payload;
  if (!source) return undefined;
  const { mode, strength } = source;
  const image = given(inputs, source.image);
  const mask = source.mask === undefined ? undefined : await grey(given(inputs, source.mask));
  if (mode !== 'outpaint' || !source.margins) return { mode, strength, image, mask };
  return { mode, strength, ...(await extend(image, source.margins)) };
}

export function referencesOf({ payload, inputs }: RenderJob): RenderInput[] {
  return (payload.references ?? []).map((sha256) => given(inputs, sha256));
}

/** Errors: `invalid_input` for a content that the worker did not bring. */
export function given(inputs: RenderJob['inputs'], sha256: string): RenderInput {
  const input = inputs.get(sha256);
  if (input) return input;
  throw new AtelierError('invalid_input', 'A picture of this job is missing.', { sha256 });
}

const open = (bytes: Uint8Array) => sharp(bytes, { limitInputPixels: MEDIA_LIMITS.pixels });

async function grey({ bytes }: RenderInput): Promise<Uint8Array> {
  const flat = open(bytes).autoOrient().flatten({ background: '#000' });
  return flat.toColourspace('b-w').png().toBuffer();
}

interface Margins {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

async function extend({ bytes }: RenderInput, margins: Margins) {
  const upright = open(bytes).autoOrient();
  const { data, info } = await upright
    .extend({ ...margins, extendWith: 'copy' })
    .png()
    .toBuffer({ resolveWithObject: true });
  const { left, top, right, bottom } = margins;
  const [width, height] = [info.width - left - right, info.height - top - bottom];
  const kept = { create: { width, height, channels: 3, background: '#000' } } as const;
  const mask = await sharp({
    create: { width: info.width, height: info.height, channels: 3, background: '#fff' },
  })
    .composite([{ input: kept, left, top }])
    .removeAlpha()
    .toColourspace('b-w')
    .png()
    .toBuffer();
  const image = { bytes: data, mime: 'image/png' as const, width: info.width, height: info.height };
  return { image, mask };
}

/** A mask as OpenAI takes it: transparent where the picture may change. */
export async function transparentMask(mask: Uint8Array): Promise<Uint8Array> {
  const { data, info } = await open(mask)
    .removeAlpha()
    .toColourspace('b-w')
    .negate({ alpha: false })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const black = { create: { width, height, channels: 3, background: '#000' } } as const;
  return sharp(black).joinChannel(data, { raw: { width, height, channels } }).png().toBuffer();
}
