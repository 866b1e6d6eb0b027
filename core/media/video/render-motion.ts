import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { AtelierError } from '../../../contract/errors.ts';
import {
  type AudioType,
  AUDIO_TYPES,
  MEDIA_LIMITS,
  type VideoFormat,
} from '../../../contract/media.ts';
import type { Frame } from '../../../contract/models.ts';
import type { Motion } from '../../../contract/orders.ts';
import type { PictureSize } from '../../../contract/camera.ts';
import { planMove } from './motion.ts';
import { framesOf, motionArguments, stillSize } from './motion-arguments.ts';
import { findVideoPrograms } from './programs.ts';
import { runLimited } from './run-limited.ts';

export interface MotionWish {
  /** Of any type that the image library decodes. */
  picture: Uint8Array;
  motion: Motion;
  output: PictureSize;
  durationSeconds: number;
  fps: number;
  format: VideoFormat;
  audio?: { bytes: Uint8Array; mime: AudioType; fadeSeconds: number } | undefined;
}

/** What an encoder of 4K needs, with room. */
const MEMORY = 3 * 1024 * 1024 * 1024;
const MILLISECONDS = 1_200_000;

/**
 * A video of a picture that the camera moves over. The picture is decoded here, with the limits of any picture from
 * outside; ffmpeg reads what was made of it, and the sound, and may open nothing else (rule F7).
 * Errors: `not_available` without ffmpeg, `invalid_input` if picture or sound cannot be read, `timeout`, the signal's.
 */
export async function renderMotion(
  wish: MotionWish,
  signal: AbortSignal,
  progress: (fraction: number) => void,
): Promise<Uint8Array> {
  const { ffmpeg } = findVideoPrograms();
  const folder = await mkdtemp(join(tmpdir(), 'atelier-motion-'));
  try {
    const { move, still, path } = await drawStill(wish, folder);
    const { audio, output, durationSeconds, fps, format } = wish;
    const sound = audio && {
      mime: audio.mime,
      fadeSeconds: audio.fadeSeconds,
      path: join(folder, `sound.${AUDIO_TYPES[audio.mime]}`),
    };
    if (audio && sound) await writeFile(sound.path, audio.bytes);
    const target = join(folder, `video.${format}`);
    const { frames } = framesOf(wish);
    const args = motionArguments({
      move,
      still,
      output,
      durationSeconds,
      fps,
      format,
      target,
      picture: path,
      audio: sound,
    });
    await runLimited(ffmpeg, args, {
      bytes: MEMORY,
      milliseconds: MILLISECONDS,
      signal,
      onLine(line) {
        const frame = /^frame=\s*(\d+)/.exec(line)?.[1];
        if (frame !== undefined) progress(Math.min(1, Number(frame) / frames));
      },
    }).catch((error: unknown) => {
      const isBroken = error instanceof AtelierError && error.code === 'file_unreadable';
      throw isBroken && audio
        ? new AtelierError('invalid_input', 'The sound cannot be read.', { field: 'audio' }, error)
        : error;
    });
    return await readFile(target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The part of the picture that will be seen, as large as its closest view asks for. */
async function drawStill({ picture, motion, output, durationSeconds }: MotionWish, folder: string) {
  const path = join(folder, 'still.png');
  try {
    const upright = sharp(picture, { limitInputPixels: MEDIA_LIMITS.pixels, failOn: 'truncated' })
      .autoOrient()
      .flatten({ background: '#fff' })
      .toColourspace('srgb')
      .removeAlpha();
    const { data, info } = await upright.raw().toBuffer({ resolveWithObject: true });
    const move = planMove(motion, info, output, durationSeconds);
    const still = stillSize(move, output);
    const { width, height, channels } = info;
    await sharp(data, { raw: { width, height, channels } })
      .extract(pixelsOf(move.seen, info))
      .resize(still.width, still.height, { fit: 'fill', kernel: 'lanczos3' })
      // Read once and thrown away: packing it takes longer than writing it.
      .png({ compressionLevel: 0 })
      .toFile(path);
    return { move, still, path };
  } catch (cause) {
    throw new AtelierError(
      'invalid_input',
      'The picture cannot be read.',
      { field: 'firstFrame' },
      cause,
    );
  }
}

function pixelsOf(frame: Frame, { width, height }: PictureSize) {
  const left = Math.min(width - 1, Math.round(frame.x * width));
  const top = Math.min(height - 1, Math.round(frame.y * height));
  return {
    left,
    top,
    width: Math.max(1, Math.min(width - left, Math.round(frame.width * width))),
    height: Math.max(1, Math.min(height - top, Math.round(frame.height * height))),
  };
}
