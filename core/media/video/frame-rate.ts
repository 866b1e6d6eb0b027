import { isVideo, MEDIA_LIMITS } from '../../../contract/media.ts';
import { findFile } from '../../library/files.ts';
import type { Database } from '../../system/database.ts';
import type { MediaStore } from '../media-store.ts';
import { findVideoPrograms } from './programs.ts';
import { probeVideo } from './read-video.ts';

/**
 * Frames a second of a film on this machine, on average over it; null where it is not here or does not tell.
 * Errors: those of `readVideo`.
 */
export async function frameRateOf(
  { db, store }: { db: Database; store: Pick<MediaStore, 'originalPath'> },
  sha256: string,
): Promise<number | null> {
  const file = findFile(db, sha256);
  if (file?.state !== 'present' || !isVideo(file.mime)) return null;
  const limits = { milliseconds: MEDIA_LIMITS.milliseconds, bytes: MEDIA_LIMITS.decoderBytes };
  const path = store.originalPath(sha256, file.mime);
  return (await probeVideo(findVideoPrograms().ffprobe, file.mime, path, limits)).frameRate;
}
