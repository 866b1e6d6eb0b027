import type { LibraryContext } from '../library/context.ts';
import { forgetFile, unnamedFiles } from '../library/files.ts';
import { instant } from '../system/clock.ts';
import type { MediaStore } from './media-store.ts';

/** Removes files that no row names any more: the row went first, the file after it (rule F2). */
export async function sweepUnnamed(context: LibraryContext, store: MediaStore): Promise<void> {
  const now = instant(context.clock);
  for (const file of unnamedFiles(context.db, now)) {
    await store.removeUnless(file.sha256, file.mime, () =>
      forgetFile(context.db, file.sha256, now),
    );
  }
}
