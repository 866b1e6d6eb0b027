import type { LibraryAsset } from '../../contract/assets.ts';
import { AtelierError } from '../../contract/errors.ts';
import type { LibraryContext } from '../library/context.ts';
import { addItems } from '../library/edit-collections.ts';
import { getWork } from '../library/edit-library.ts';
import { fileArrived, findFile } from '../library/files.ts';
import { workWithContent } from '../library/works.ts';
import { enqueuePush, enqueueUpload } from '../library/outbox.ts';
import type { WantedFile } from '../library/sync-hooks.ts';
import { findCollection } from '../library/user-collections.ts';
import { instant } from '../system/clock.ts';
import { newId } from '../system/ids.ts';
import type { CheckedFile, MediaStore } from './media-store.ts';

const TOPICS = ['library', 'collections', 'sync'] as const;

export interface ImportOptions {
  /** As it was called outside; only its last part is kept. */
  fileName: string | null;
  collectionId?: string;
}

/**
 * Takes a file from outside into the library: checked, stored once by its content (rule F1), with the recipe it
 * carries (rule F6). A content that is in the library already answers the work that has it.
 * Errors: `file_empty`, `file_too_large`, `unsupported_media`, `file_unreadable`, `timeout`, `disk_full`,
 * `disk_read_only`, `too_many_files`; `not_found` for the collection. Nothing is half-saved (rule F5).
 */
export function importFile(
  context: LibraryContext,
  store: MediaStore,
  source: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<LibraryAsset> {
  const { collectionId } = options;
  if (collectionId !== undefined && !findCollection(context.db, collectionId)) {
    return Promise.reject(new AtelierError('not_found', 'There is no such collection.'));
  }
  return store.receive(source, async (file) => {
    const known = workWithContent(context.db, file.sha256);
    if (known && findFile(context.db, file.sha256)?.state === 'present') {
      return addExisting(context, known, collectionId);
    }
    const checked = await file.check();
    await file.keep(checked.facts.mime);
    return context.command(TOPICS, () => {
      fileArrived(context.db, checked.facts);
      const work = workWithContent(context.db, file.sha256);
      if (work) return addExisting(context, work, collectionId);
      return addWork(context, checked, options);
    });
  });
}

function addExisting(
  context: LibraryContext,
  work: LibraryAsset,
  collectionId: string | undefined,
): LibraryAsset {
  if (collectionId === undefined) return work;
  return context.command(TOPICS, () => {
    addItems(context, collectionId, [work.id]);
    return getWork(context.db, work.id);
  });
}

function addWork(
  context: LibraryContext,
  { facts, recipe }: CheckedFile,
  { fileName, collectionId }: ImportOptions,
): LibraryAsset {
  const { sha256, mime, bytes, width, height } = facts;
  const id = newId();
  // The file goes up before the row that names it (rule S8).
  enqueueUpload(context, { sha256, mime, bytes });
  enqueuePush(context, {
    table: 'user_library',
    rowId: id,
    op: 'upsert',
    fields: {
      origin: 'imported',
      sha256,
      mime,
      bytes,
      width,
      height,
      recipe,
      file_name: lastPart(fileName),
      custom_title: null,
      is_favorite: false,
      trashed_at: null,
      created_at: instant(context.clock),
    },
  });
  if (collectionId !== undefined) addItems(context, collectionId, [id]);
  return getWork(context.db, id);
}

/** A name is only ever shown; still, no path and no control character of it is kept. */
function lastPart(fileName: string | null): string | null {
  const last = fileName?.split(/[/\\]/).at(-1)?.replace(/\p{C}/gu, '').trim().slice(0, 255);
  return last || null;
}

/**
 * Stores a file that sync fetched, if a row still names it (rule S8: the hash is checked before it counts).
 * Errors: `file_unreadable` if these are other bytes; those of the file rules.
 */
export function receiveFile(
  context: LibraryContext,
  store: MediaStore,
  wanted: Pick<WantedFile, 'sha256' | 'mime'>,
  source: AsyncIterable<Uint8Array>,
): Promise<void> {
  return store.receive(source, async (file) => {
    if (file.sha256 !== wanted.sha256) {
      throw new AtelierError('file_unreadable', 'The file is not the one that was asked for.');
    }
    const checked = await file.check();
    await file.keep(checked.facts.mime);
    context.command(['workspace', 'library', 'collections'], () => {
      if (findFile(context.db, file.sha256)) fileArrived(context.db, checked.facts);
    });
  });
}
