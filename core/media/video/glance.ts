import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError } from '../../../contract/errors.ts';
import { GLANCE_BYTES, GLANCE_FRAMES, type Glance } from '../../../contract/glance.ts';
import { isVideo, MEDIA_LIMITS, type MediaType } from '../../../contract/media.ts';
import { findFile } from '../../library/files.ts';
import type { Database } from '../../system/database.ts';
import type { Log } from '../../system/log.ts';
import type { AccountPaths } from '../../system/paths.ts';
import type { MediaStore } from '../media-store.ts';
import { glanceArguments } from './arguments.ts';
import { findVideoPrograms } from './programs.ts';
import { probeVideo } from './read-video.ts';
import { runLimited } from './run-limited.ts';

export interface GlanceDeps {
  db: Database;
  store: Pick<MediaStore, 'originalPath' | 'thumbnailPath'>;
  paths: Pick<AccountPaths, 'staging'>;
  /** Fetches what lists show of a content; false if that cannot be had now. */
  fetchPreview: (sha256: string) => Promise<boolean>;
  log: Log;
}

/** Pixels across a frame, and how coarse it may be: the first that is small enough. ffmpeg counts quality from 2 to 31. */
const TRIES = [
  { across: 480, quality: 4 },
  { across: 480, quality: 12 },
  { across: 320, quality: 16 },
  { across: 200, quality: 31 },
] as const;

/**
 * What there is to see of a film without playing it: four of its frames on one sheet where the film is on this machine,
 * else the frame that lists show. Errors: `file_missing` where neither can be had.
 */
export async function glanceAt(
  deps: GlanceDeps,
  film: { sha256: string; mime: MediaType },
): Promise<Glance> {
  const path = deps.store.originalPath(film.sha256, film.mime);
  if (isVideo(film.mime) && findFile(deps.db, film.sha256)?.state === 'present') {
    try {
      return { picture: await sheetOf(deps, film.mime, path), frames: GLANCE_FRAMES };
    } catch (error) {
      // Too short for four, or no ffmpeg here: one frame says something of it, too.
      deps.log.info('no frames could be taken out of a film', { error });
    }
  }
  return { picture: await posterOf(deps, film.sha256), frames: 1 };
}

async function sheetOf(
  { paths }: GlanceDeps,
  mime: 'video/mp4' | 'video/webm',
  path: string,
): Promise<string> {
  const { ffmpeg, ffprobe } = findVideoPrograms();
  const limits = { milliseconds: MEDIA_LIMITS.milliseconds, bytes: MEDIA_LIMITS.decoderBytes };
  const { duration } = await probeVideo(ffprobe, mime, path, limits);
  // In the middle of each quarter: what fades in or out at the ends says little.
  const seconds = Array.from(
    { length: GLANCE_FRAMES },
    (_, at) => (duration * (at + 0.5)) / GLANCE_FRAMES,
  );
  await mkdir(paths.staging, { recursive: true, mode: 0o700 });
  const target = join(paths.staging, `${randomUUID()}.jpg`);
  try {
    for (const { across, quality } of TRIES) {
      const args = glanceArguments(mime, path, { seconds, across, quality, target });
      await runLimited(ffmpeg, args, limits);
      const sheet = await readFile(target);
      if (sheet.length <= GLANCE_BYTES) return sheet.toString('base64');
    }
    throw new AtelierError('file_too_large', 'The frames of this film are too large.');
  } finally {
    await rm(target, { force: true });
  }
}

async function posterOf({ store, fetchPreview }: GlanceDeps, sha256: string): Promise<string> {
  const read = async () => {
    for (const size of [1024, 256] as const) {
      const poster = await readFile(store.thumbnailPath(sha256, size)).catch(() => undefined);
      if (poster && poster.length <= GLANCE_BYTES) return poster.toString('base64');
    }
    return undefined;
  };
  const poster = (await read()) ?? ((await fetchPreview(sha256)) ? await read() : undefined);
  if (poster === undefined) {
    throw new AtelierError('file_missing', 'There is nothing to be seen of this film here.');
  }
  return poster;
}
