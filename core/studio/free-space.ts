import { access } from 'node:fs/promises';
import { THUMBNAIL_SIZES } from '../../contract/media.ts';
import type { OfflineUsage } from '../../contract/studio/offline.ts';
import { setFileState } from '../library/files.ts';
import { freeableFiles, isFreeable } from '../library/offline-rules.ts';
import type { MediaStore } from '../media/media-store.ts';
import type { OpenAccount } from './account.ts';

type Amount = OfflineUsage['here'];

/**
 * Removes originals that no rule keeps (rule S8). Each goes only after the server's copy was found to be the same bytes;
 * what the server does not hold stays. Its row says `cloud` before the file goes: cut off in between, the file lies
 * there unnoticed, and a repair takes it in again. Errors: `offline`, `unauthenticated`, `backend_unavailable`.
 */
export async function freeSpace({
  context,
  store,
  sync,
}: Pick<OpenAccount, 'context' | 'store' | 'sync'>): Promise<{ freed: Amount; unproven: Amount }> {
  const { db, clock } = context;
  const freed = { count: 0, bytes: 0 };
  const unproven = { count: 0, bytes: 0 };
  const add = (sum: Amount, bytes: number) => {
    sum.count += 1;
    sum.bytes += bytes;
  };
  for (const { sha256, mime, bytes } of freeableFiles(db, clock)) {
    // What is left of it here is what lists show.
    if (!(await hasThumbnails(store, sha256))) await store.makeThumbnails(sha256, mime);
    if (!(await sync.proveFile(sha256))) {
      add(unproven, bytes);
      continue;
    }
    const isFree = () =>
      db.transaction(() => {
        // It may have been wanted again while the server was asked.
        if (!isFreeable(db, clock, sha256)) return false;
        setFileState(db, sha256, 'cloud');
        return true;
      });
    if (await store.removeOriginal(sha256, mime, isFree)) add(freed, bytes);
  }
  if (freed.count > 0) context.command(['library', 'storage', 'offline'], () => undefined);
  return { freed, unproven };
}

async function hasThumbnails(store: MediaStore, sha256: string): Promise<boolean> {
  const all = THUMBNAIL_SIZES.map((size) => access(store.thumbnailPath(sha256, size)));
  return Promise.all(all).then(
    () => true,
    () => false,
  );
}
