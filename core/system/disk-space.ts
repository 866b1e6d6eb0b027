import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AtelierError } from '../../contract/errors.ts';
import type { DiskRoom } from '../../contract/studio/storage.ts';

interface DiskSpace {
  /** Bytes that this program may still write; null where the system does not tell. */
  free: number | null;
  total: number | null;
}

/**
 * Originals are not written below this, so that the database always has room (rule F5). Twice the largest file: one
 * that is begun above it still leaves enough.
 */
const DISK_RESERVE = 512 * 1024 * 1024;
/** Below this, or below a fiftieth of a small disk, the creator is told. */
const DISK_LOW = 5 * 1024 * 1024 * 1024;

/** The room on the disk of a folder, or of the next one above that is there. */
async function diskSpace(folder: string): Promise<DiskSpace> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch (error) {
    const above = dirname(folder);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && above !== folder) {
      return diskSpace(above);
    }
    return { free: null, total: null };
  }
}

/** The room on the disk of a folder and what it means. */
export async function diskRoom(folder: string): Promise<DiskRoom> {
  const space = await diskSpace(folder);
  return { ...space, reserve: DISK_RESERVE, state: diskState(space) };
}

export function diskState({ free, total }: DiskSpace): 'fine' | 'low' | 'full' {
  if (free === null) return 'fine';
  if (free < DISK_RESERVE) return 'full';
  return free < Math.min(DISK_LOW, (total ?? DISK_LOW * 50) / 50) ? 'low' : 'fine';
}

/** Errors: `disk_full` if so many bytes would not leave the reserve. */
export async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { free } = await diskSpace(folder);
  if (free === null || free - bytes >= DISK_RESERVE) return;
  throw new AtelierError('disk_full', 'There is not enough room on the disk.', {
    needed: bytes + DISK_RESERVE,
    free,
  });
}
