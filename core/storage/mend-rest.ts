import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../contract/studio/storage.ts';
import { findFile } from '../library/files.ts';
import { putAside } from '../system/lost-files.ts';
import { lostFolder } from '../system/paths.ts';
import type { StorageContext } from './storage-context.ts';

/** Out of the way with what lies among the originals and bears no name of one. */
export async function mendStray({ paths }: StorageContext, { path }: Finding): Promise<void> {
  if (path !== null) await putAside(lostFolder(paths), join(paths.root, path));
}

/** Thumbnails are a cache (rule F3): what is broken or of nothing goes, what is missing is made. False if it cannot. */
export async function mendThumbnail(
  { library, originals, paths }: StorageContext,
  { sha256, path }: Finding,
): Promise<boolean> {
  if (path === null) return false;
  if (sha256 === null) {
    await rm(join(paths.root, path), { force: true });
    return true;
  }
  return originals.alone(sha256, async () => {
    const row = findFile(library.db, sha256);
    await rm(join(paths.root, path), { force: true });
    if (!row) return true;
    try {
      await originals.makeThumbnails(sha256, row.mime);
      return true;
    } catch {
      // Its original is away or broken, which is a finding of its own.
      return row.state !== 'present';
    }
  });
}
