import type { LibraryAsset } from '../../contract/assets.ts';
import { AtelierError } from '../../contract/errors.ts';
import type { LibraryContext } from '../library/context.ts';
import { addItems } from '../library/edit-collections.ts';
import { getWork } from '../library/edit-library.ts';
import { fileArrived, findFile, setLooks } from '../library/files.ts';
import { workWithContent } from '../library/works.ts';
import { idsOf, nearTwins } from '../library/likeness.ts';
import { warmLikenesses } from '../library/likeness-index.ts';
import { enqueuePush, enqueueUpload } from '../library/outbox.ts';
import type { WantedFile } from '../library/sync-hooks.ts';
import { findCollection } from '../library/user-collections.ts';
import type { Clock } from '../system/clock.ts';
import { newId } from '../system/ids.ts';
import type { CheckedFile, MediaStore } from './media-store.ts';

const TOPICS = ['library', 'collections', 'sync'] as const;

export interface ImportOptions {
  /** As it was called outside; only its last part is kept. */
  fileName: string | null;
  /** When it was last changed outside, in ms since 1970. */
  modified?: number;
  collectionId?: string;
}

/** What an import came to. */
export interface Imported {
  work: LibraryAsset;
  /** The content was in the library already: nothing was stored. */
  isKnown: boolean;
  /** Other works that look nearly the same, the newest first. */
  likeIds: string[];
}

/** So many near duplicates are told. */
const MOST_ALIKE = 10;

/**
 * Takes a file from outside into the library: checked, stored once by its content (rule F1), with the recipe it
 * carries (rule F6). A content that is in the library already answers the work that has it.
 * Errors: `file_empty`, `file_too_large`, `unsupported_media`, `file_unreadable`, `timeout`, `disk_full`,
 * `disk_read_only`, `too_many_files`; `not_found` for the collection. Nothing is half-saved (rule F5).
 */
export async function takeFile(
  context: LibraryContext,
  store: MediaStore,
  source: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<Imported> {
  const { db } = context;
  const { collectionId } = options;
  if (collectionId !== undefined && !findCollection(db, collectionId)) {
    throw new AtelierError('not_found', 'There is no such collection.');
  }
  await warmLikenesses(db);
  return store.receive(source, async (file) => {
    const known = workWithContent(db, file.sha256);
    if (known && findFile(db, file.sha256)?.state === 'present') {
      return { work: addExisting(context, known, collectionId), isKnown: true, likeIds: [] };
    }
    const checked = await file.check();
    await file.keep(checked.facts.mime);
    return context.command(TOPICS, () => {
      fileArrived(db, checked.facts);
      const work = workWithContent(db, file.sha256);
      if (work)
        return { work: addExisting(context, work, collectionId), isKnown: true, likeIds: [] };
      const likeIds = likeWorks(context, checked);
      return { work: addWork(context, checked, options), isKnown: false, likeIds };
    });
  });
}

/** `takeFile`, where only the work is of interest. */
export async function importFile(
  ...[context, store, source, options]: Parameters<typeof takeFile>
): Promise<LibraryAsset> {
  return (await takeFile(context, store, source, options)).work;
}

function likeWorks({ db }: LibraryContext, { facts: { phash, palette } }: CheckedFile): string[] {
  if (!phash || !palette) return [];
  return idsOf(db, nearTwins(db, { phash, palette }, MOST_ALIKE));
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
  { facts, embedded, duration }: CheckedFile,
  { fileName, collectionId, modified }: ImportOptions,
): LibraryAsset {
  const { sha256, mime, bytes, width, height } = facts;
  const { recipe, madeAt } = embedded;
  const createdAt = dateOf(madeAt, modified, context.clock);
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
      recipe: recipe && madeAt === null ? { ...recipe, createdAt } : recipe,
      file_name: lastPart(fileName),
      ...(duration === null ? {} : { type: 'video', duration_seconds: duration }),
      custom_title: null,
      is_favorite: false,
      trashed_at: null,
      created_at: createdAt,
    },
  });
  if (collectionId !== undefined) addItems(context, collectionId, [id]);
  return getWork(context.db, id);
}

/** Before there were files on computers. */
const EARLIEST = Date.UTC(1970, 0, 2);

/** When the picture was made as it says itself, else when its file was last changed, else now; never in the future. */
function dateOf(madeAt: string | null, modified: number | undefined, clock: Clock): string {
  const now = clock.now().getTime();
  for (const time of [madeAt === null ? Number.NaN : Date.parse(madeAt), modified ?? Number.NaN]) {
    if (time >= EARLIEST && time <= now) return new Date(time).toISOString();
  }
  return new Date(now).toISOString();
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
    // The file itself is on the disk by now: a row that a power cut takes back only has it fetched anew.
    context.arrival(['workspace', 'library', 'collections', 'sync'], () => {
      if (findFile(context.db, file.sha256)) fileArrived(context.db, checked.facts);
    });
  });
}

/**
 * Makes the thumbnails of a content whose original stays in the cloud (rule S8), of a small picture or of all its bytes.
 * Errors: `file_unreadable` if these are other bytes; those of the file rules.
 */
export async function receivePreview(
  context: LibraryContext,
  store: MediaStore,
  { sha256 }: Pick<WantedFile, 'sha256'>,
  source: AsyncIterable<Uint8Array>,
  kind: 'small' | 'whole',
): Promise<void> {
  const looks =
    kind === 'small'
      ? await store.receiveSmall(sha256, source)
      : await store.receive(source, async (file) => {
          if (file.sha256 !== sha256) {
            throw new AtelierError(
              'file_unreadable',
              'The file is not the one that was asked for.',
            );
          }
          const { thumbhash, palette, phash } = (await file.check()).facts;
          return { thumbhash, palette, phash };
        });
  context.arrival(['workspace', 'library', 'collections', 'sync'], () =>
    setLooks(context.db, sha256, looks),
  );
}
