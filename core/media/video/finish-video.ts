import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { AtelierError } from '../../../contract/errors.ts';
import {
  isVideo,
  MEDIA_LIMITS,
  type MediaType,
  mimeOf,
  THUMBNAIL_SIZES,
  type VideoFormat,
} from '../../../contract/media.ts';
import type { Recipe } from '../../../contract/recipe.ts';
import { embedRecipe } from '../recipe-metadata.ts';
import { buildPacket } from '../xmp/packet.ts';
import { posterArguments } from './arguments.ts';
import { convertArguments, tagArguments } from './conform-arguments.ts';
import { findVideoPrograms } from './programs.ts';
import { probeVideo } from './read-video.ts';
import { runLimited } from './run-limited.ts';

export interface FinishedVideo {
  bytes: Uint8Array;
  mime: MediaType;
  width: number;
  height: number;
  /** Seconds. */
  duration: number;
  /** WebP, as large as the larger thumbnail. */
  poster: Uint8Array;
}

/** Encoding half a minute anew takes longer than looking at a file does. */
const LIMITS = { milliseconds: 600_000, bytes: 2 * 1024 * 1024 * 1024 };

/**
 * Makes a vendor's film ours: sees that it can be read, converts it only where another format was asked for, writes the
 * recipe into it (rule F6) and takes its poster. Errors: `file_unreadable`, `file_too_large`, `not_available`, `timeout`.
 */
export async function finishVideo(
  video: { bytes: Uint8Array; mime: 'video/mp4' | 'video/webm' | 'image/gif' },
  wish: { format: VideoFormat; recipe: Recipe },
  signal: AbortSignal,
): Promise<FinishedVideo> {
  if (video.bytes.byteLength > MEDIA_LIMITS.bytes) {
    throw new AtelierError('file_too_large', 'The video is larger than any may be.');
  }
  const folder = await mkdtemp(join(tmpdir(), 'atelier-film-'));
  try {
    const mime = mimeOf(wish.format);
    const { format } = wish;
    let { bytes } = video;
    if (video.mime !== mime) bytes = await convert(video, format, folder, signal);
    const seen = isVideo(mime)
      ? await lookAtFilm(bytes, mime, folder, signal)
      : await lookAtGif(bytes);
    if (mime === 'video/webm') bytes = await tagged(folder, wish.recipe, signal);
    else bytes = embedRecipe(bytes, mime, wish.recipe);
    return { bytes, mime, ...seen };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function convert(
  { bytes, mime }: { bytes: Uint8Array; mime: MediaType },
  format: VideoFormat,
  folder: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (!isVideo(mime)) throw new AtelierError('file_unreadable', 'A GIF is as good as it gets.');
  const [from, to] = [join(folder, 'given'), join(folder, `converted.${format}`)];
  await writeFile(from, bytes);
  const { ffmpeg } = findVideoPrograms();
  await runLimited(ffmpeg, convertArguments(mime, from, format, to), { ...LIMITS, signal });
  return readFile(to);
}

const FILM = 'film';

async function lookAtFilm(
  bytes: Uint8Array,
  mime: 'video/mp4' | 'video/webm',
  folder: string,
  signal: AbortSignal,
) {
  const { ffmpeg, ffprobe } = findVideoPrograms();
  const [path, still] = [join(folder, FILM), join(folder, 'poster.png')];
  await writeFile(path, bytes);
  const limits = {
    milliseconds: MEDIA_LIMITS.milliseconds,
    bytes: MEDIA_LIMITS.decoderBytes,
    signal,
  };
  const probed = await probeVideo(ffprobe, mime, path, limits);
  // A third into it, what fades in is there, and what happens has begun.
  await runLimited(ffmpeg, posterArguments(mime, path, probed.duration / 3, still), limits);
  return { ...probed, poster: await posterOf(await readFile(still)) };
}

async function lookAtGif(bytes: Uint8Array) {
  const {
    width,
    pageHeight,
    height,
    delay = [],
  } = await sharp(bytes, {
    animated: true,
    limitInputPixels: false,
  }).metadata();
  const duration = delay.reduce((sum, each) => sum + each, 0) / 1_000;
  return { width, height: pageHeight ?? height, duration, poster: await posterOf(bytes) };
}

function posterOf(picture: Uint8Array): Promise<Uint8Array> {
  const [, edge] = THUMBNAIL_SIZES;
  return sharp(picture, { limitInputPixels: MEDIA_LIMITS.pixels })
    .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 80 })
    .toBuffer();
}

async function tagged(folder: string, recipe: Recipe, signal: AbortSignal): Promise<Uint8Array> {
  const to = join(folder, 'tagged.webm');
  const { ffmpeg } = findVideoPrograms();
  const args = tagArguments(join(folder, FILM), buildPacket(recipe), to);
  await runLimited(ffmpeg, args, { ...LIMITS, signal });
  return readFile(to);
}
