import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { MEDIA_LIMITS, type VideoType } from '../../../contract/media.ts';
import type { ImagePool } from '../image-pool.ts';
import type { ImageFacts, ImageTask } from '../read-image.ts';
import { posterArguments, probeArguments } from './arguments.ts';
import { findVideoPrograms } from './programs.ts';
import { runLimited, type RunLimits } from './run-limited.ts';

export interface VideoFacts extends ImageFacts {
  /** Seconds. */
  duration: number;
}

export interface ProbedVideo {
  width: number;
  height: number;
  duration: number;
  frameRate: number | null;
}

/** Longer than the server takes. */
const LONGEST = 7_200;
const MOST_PIXELS = 8_192 * 8_192;
/** What fades in is seen by then. */
const POSTER_SECOND = 1;

const Seconds = z.coerce.number().positive().optional().catch(undefined);
/** Frames and their seconds, as 30000/1001; 0/0 where nothing is known. */
const Rate = z
  .templateLiteral([z.int().min(1), '/', z.int().min(1)])
  .transform((fraction) => {
    const [frames = Number.NaN, seconds] = fraction.split('/').map(Number);
    return frames / (seconds ?? 1);
  })
  .nullable()
  .catch(null);
const Probed = z.object({
  format: z.object({ duration: Seconds }),
  streams: z
    .array(
      z.object({
        codec_name: z.string().max(50).optional(),
        width: z.int().min(1),
        height: z.int().min(1),
        duration: Seconds,
        avg_frame_rate: Rate,
        side_data_list: z
          .array(z.object({ rotation: z.number().optional().catch(undefined) }))
          .optional()
          .catch(undefined),
      }),
    )
    .min(1),
});

/**
 * What a video is, and the two thumbnails of one of its frames. The programs that read it run apart, with the limits of
 * an image each, and may open nothing but this file.
 * Errors: `not_available` without ffmpeg, `file_unreadable`, `file_too_large`, `timeout`.
 */
export async function readVideo(
  pool: ImagePool,
  task: ImageTask & { mime: VideoType },
): Promise<VideoFacts> {
  const { mime, path } = task;
  const { ffmpeg, ffprobe } = findVideoPrograms();
  const limits = { milliseconds: MEDIA_LIMITS.milliseconds, bytes: MEDIA_LIMITS.decoderBytes };
  const { width, height, duration } = await probeVideo(ffprobe, mime, path, limits);
  const poster = `${task.thumbnails[256]}.poster.png`;
  try {
    const takeAt = (second: number) =>
      runLimited(ffmpeg, posterArguments(mime, path, second, poster), limits);
    await takeAt(Math.min(POSTER_SECOND, duration / 3));
    const read = () => pool.read({ ...task, path: poster, mime: 'image/png' });
    // Where seeking finds no frame, nothing is written, and ffmpeg is content: then the first one is taken.
    const seen = await read().catch(async () => {
      await takeAt(0);
      return read();
    });
    return { ...seen, width, height, duration };
  } finally {
    await rm(poster, { force: true });
  }
}

/** Size in pixels, upright, length in seconds, frames a second on average if it tells. Errors: those of `readVideo`. */
export async function probeVideo(
  ffprobe: string,
  mime: VideoType,
  path: string,
  limits: RunLimits,
): Promise<ProbedVideo> {
  return parse(await runLimited(ffprobe, probeArguments(mime, path), limits));
}

function parse(json: string): ProbedVideo {
  const { format, streams } = Probed.safeParse(toJson(json)).data ?? { streams: [] };
  const [stream] = streams;
  const duration = format?.duration ?? stream?.duration;
  if (!stream || duration === undefined) {
    throw new AtelierError('file_unreadable', 'There is no picture in this video.');
  }
  const { width, height, side_data_list: sides = [] } = stream;
  if (width * height > MOST_PIXELS || width > 65_535 || height > 65_535) {
    throw new AtelierError('file_too_large', 'The video has too many pixels.');
  }
  if (duration > LONGEST) throw new AtelierError('file_too_large', 'The video is too long.');
  const isOnItsSide = sides.some(({ rotation = 0 }) => Math.abs(rotation % 180) === 90);
  const frameRate = stream.avg_frame_rate;
  return {
    duration,
    frameRate,
    ...(isOnItsSide ? { width: height, height: width } : { width, height }),
  };
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
