import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findVideoPrograms } from '../core/media/video/programs.ts';

/** ffmpeg for the tests of videos: what is on this machine, else Debian's package (as root). Throws if none can be had. */
export function ensureFfmpeg(): void {
  try {
    findVideoPrograms();
    return;
  } catch {
    // Installed below, where that is possible.
  }
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log("No ffmpeg here: installing Debian's package…");
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'ffmpeg'], {
      stdio: 'inherit',
      env,
    });
  }
  findVideoPrograms();
}
