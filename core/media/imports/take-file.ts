import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { AtelierError } from '../../../contract/errors.ts';
import type { LibraryContext } from '../../library/context.ts';
import { findCollection } from '../../library/user-collections.ts';
import { typedFailures } from '../../system/failures.ts';
import { type Imported, takeFile } from '../import-file.ts';
import type { MediaStore } from '../media-store.ts';
import { SNIFF_BYTES, sniff } from '../sniff.ts';
import type { FoundFile } from './walk-folder.ts';

/**
 * Takes a file of a folder. What is none of ours is refused by its first bytes, before any of it is copied.
 * Errors: those of `importFile`, `file_missing`.
 */
export function takeFoundFile(
  context: LibraryContext,
  store: MediaStore,
  { path, modified }: FoundFile,
  collectionId: string | null,
): Promise<Imported> {
  return typedFailures(async () => {
    // No link that took the file's place meanwhile, and no pipe that would never end.
    const file = await open(path, constants.O_RDONLY | NO_FOLLOW | NO_WAIT);
    try {
      if (!(await file.stat()).isFile()) {
        throw new AtelierError('unsupported_media', 'This is no plain file.');
      }
      const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
      if (bytesRead === 0) throw new AtelierError('file_empty', 'The file is empty.');
      if (!sniff(buffer.subarray(0, bytesRead))) {
        throw new AtelierError('unsupported_media', 'This kind of file is not taken.');
      }
      const there = collectionId !== null && findCollection(context.db, collectionId);
      return await takeFile(
        context,
        store,
        file.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 }),
        { fileName: basename(path), modified, ...(there ? { collectionId } : {}) },
      );
    } finally {
      await file.close();
    }
  });
}

/** Windows has neither. */
const NO_FOLLOW = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;
const NO_WAIT = process.platform === 'win32' ? 0 : constants.O_NONBLOCK;
