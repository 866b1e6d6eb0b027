import { createReadStream } from 'node:fs';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AtelierError } from '../../../contract/errors.ts';
import { THUMBNAIL_SIZES } from '../../../contract/media.ts';
import { Swatch } from '../../../contract/assets.ts';
import { z } from 'zod';
import { seenRow } from '../../library/apply.ts';
import type { LibraryContext } from '../../library/context.ts';
import { fontsOfKit, sendFonts } from '../../library/fonts.ts';
import { type FileRow, fileArrived, findFile } from '../../library/files.ts';
import { enqueuePush, enqueueUpload } from '../../library/outbox.ts';
import { serverRow } from '../../library/server-rows.ts';
import type { MediaStore } from '../../media/media-store.ts';
import type { Database } from '../../system/database.ts';
import { type AdoptionStep, adoptedFields, adoptedId } from './adopted-rows.ts';

/** From where and to where. */
export interface AdoptionSides {
  solo: { db: Database; store: Pick<MediaStore, 'originalPath' | 'thumbnailPath'> };
  context: LibraryContext;
  store: MediaStore;
  userId: string;
}

type Outcome = 'copied' | 'skipped';

/**
 * Writes one row into the account's library and outbox, once: one that is there, or was deleted since, is left as it
 * is. Inside the transaction that counts it.
 */
export function adoptRow(
  { solo, context, userId }: AdoptionSides,
  { table, nesting }: AdoptionStep,
  soloId: string,
): Outcome {
  const { db } = context;
  const row = seenRow(solo.db, table, soloId);
  if (!row) return 'skipped';
  const rowId = adoptedId(userId, table, row);
  if (nesting) return nest(context, userId, rowId, row['parent_id']);
  if (isKnown(db, table, rowId)) return 'copied';
  const fields = adoptedFields(db, userId, table, row);
  if (!fields) return 'skipped';
  if (table === 'brands') sendFonts(context, fontsOfKit(fields['kit']));
  enqueuePush(context, { table, rowId, op: 'upsert', fields });
  return 'copied';
}

function isKnown(db: Database, table: AdoptionStep['table'], rowId: string): boolean {
  return seenRow(db, table, rowId) !== undefined || serverRow(db, table, rowId) !== undefined;
}

/** Lays a collection into the one it lay in. */
function nest(context: LibraryContext, userId: string, rowId: string, parent: unknown): Outcome {
  const { db } = context;
  if (typeof parent !== 'string') return 'copied';
  const id = adoptedId(userId, 'user_collections', { id: parent });
  const mine = seenRow(db, 'user_collections', rowId);
  // Moved elsewhere since, or either of them deleted.
  if (!mine || mine['parent_id'] || !seenRow(db, 'user_collections', id)) return 'copied';
  enqueuePush(context, {
    table: 'user_collections',
    rowId,
    op: 'upsert',
    fields: { parent_id: id },
  });
  return 'copied';
}

/**
 * Copies the file of a work and then writes its row (rules F1, S8); `count` runs in the row's transaction. A work
 * whose file is not on this machine stays behind. Errors: those of the file rules.
 */
export async function adoptWork(
  sides: AdoptionSides,
  soloId: string,
  count: (outcome: Outcome) => void,
): Promise<void> {
  const { solo, context, store } = sides;
  const file = fileOf(solo.db, soloId);
  const isHere = file && findFile(context.db, file.sha256)?.state === 'present';
  const source = file && solo.store.originalPath(file.sha256, file.mime);
  const write = () =>
    context.command(['library', 'sync', 'account'], () => {
      if (file) enqueueFile(context, file);
      count(adoptRow(sides, { table: 'user_library' }, soloId));
    });
  if (!file || !source || (!isHere && !(await isThere(source)))) {
    context.command(['account'], () => count('skipped'));
    return;
  }
  if (isHere) return write();
  await store.receive(createReadStream(source), async (copied) => {
    if (copied.sha256 !== file.sha256) {
      throw new AtelierError('file_unreadable', 'A file of this library is damaged.', {
        sha256: file.sha256,
      });
    }
    await copyThumbnails(sides, file.sha256);
    await copied.keep(file.mime);
    write();
  });
}

function fileOf(solo: Database, soloId: string): FileRow | undefined {
  return solo.get<FileRow>(
    'select f.* from files f join user_library l on l.sha256 = f.sha256 where l.id = ?',
    soloId,
  );
}

/** The content is here by then; it goes up unless the server has it under a row of this account. */
function enqueueFile(context: LibraryContext, file: FileRow): void {
  const { sha256, mime, bytes, thumbhash, phash, palette } = file;
  const colours = z.array(Swatch).safeParse(palette === null ? null : JSON.parse(palette)).data;
  fileArrived(context.db, { ...file, thumbhash, phash, palette: colours ?? null });
  enqueueUpload(context, { sha256, mime, bytes });
}

/** A cache (rule F3): one that is not there is made anew when it is looked at. */
async function copyThumbnails({ solo, store }: AdoptionSides, sha256: string): Promise<void> {
  for (const size of THUMBNAIL_SIZES) {
    const target = store.thumbnailPath(sha256, size);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await copyFile(solo.store.thumbnailPath(sha256, size), target).catch(() => undefined);
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
