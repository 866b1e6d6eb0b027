import { findVideoPrograms } from '../core/media/video/programs.ts';
import { installPackages } from './debian.ts';

/** ffmpeg for the tests of videos: what is on this machine, else Debian's package. Throws if none can be had. */
export async function ensureFfmpeg(): Promise<void> {
  try {
    findVideoPrograms();
  } catch {
    await installPackages('ffmpeg');
    findVideoPrograms();
  }
}
