import { readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { extensionOf, MEDIA_LIMITS, type MediaType } from '../../contract/media.ts';
import { type FileRow, findFile, setFileState } from '../library/files.ts';
import { asAtelierError } from '../system/failures.ts';
import type { FileStore } from '../system/files.ts';
import { hashFile } from '../system/hash-file.ts';
import { putAside } from '../system/lost-files.ts';
import { lostFolder } from '../system/paths.ts';
import type { TaskControl } from '../system/tasks.ts';
import { bytesOf, type Copies } from './copies.ts';
import type { StorageContext } from './storage-context.ts';

/**
 * Brings one content in order, whatever is wrong with it; to be called `alone` with it. The files that bear its name
 * are read: the first whole one counts, all others are put aside. Where none is whole, a copy is taken, or the cloud's.
 */
export async function mendContent(
  context: StorageContext,
  task: TaskControl,
  options: { sha256: string; copies: Copies; files: FileStore },
): Promise<void> {
  const { sha256 } = options;
  const row = findFile(context.library.db, sha256);
  if (row?.state === 'fetching') return;
  const { whole, broken } = await bearing(context, task, sha256);
  const aside = lostFolder(context.paths);
  if (!row) {
    for (const path of [...whole, ...broken]) await putAside(aside, path);
    return;
  }
  const kept = await settle(context, row, whole);
  for (const path of whole) if (path !== kept?.found) await putAside(aside, path);
  if (kept) {
    for (const path of broken) await putAside(aside, path);
    return update(context, sha256, kept.mime);
  }
  const copy = await options.copies.find(sha256, row.bytes);
  if (copy !== undefined) {
    // Put aside before the copy takes its place: broken bytes may be all that is left of something else.
    for (const path of broken) await putAside(aside, path);
    const staged = await options.files.stage(bytesOf(copy), { maxBytes: MEDIA_LIMITS.bytes });
    try {
      if (staged.sha256 !== sha256) return;
      await staged.keep(extensionOf(row.mime));
    } finally {
      await staged.discard();
    }
    return update(context, sha256, row.mime);
  }
  const expected = context.originals.originalPath(sha256, row.mime);
  if (isInTheCloud(context, sha256)) {
    for (const path of broken) await putAside(aside, path);
    setFileState(context.library.db, sha256, 'cloud');
    return;
  }
  // What is broken stays where it can be looked at; what is not there is said to be missing.
  for (const path of broken) if (path !== expected) await putAside(aside, path);
  if (!broken.includes(expected)) setFileState(context.library.db, sha256, 'missing');
}

/** The files among the originals that bear the name of a content. */
async function bearing({ paths }: StorageContext, task: TaskControl, sha256: string) {
  const folder = join(paths.media, sha256.slice(0, 2));
  const names = await readdir(folder).catch(() => []);
  const whole: string[] = [];
  const broken: string[] = [];
  for (const name of names.filter((name) => name.startsWith(`${sha256.slice(2)}.`))) {
    const path = join(folder, name);
    const read = await hashFile(path, { signal: task.signal }).catch((error: unknown) => {
      task.signal.throwIfAborted();
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EMFILE' || code === 'ENFILE') throw asAtelierError(error);
      return undefined;
    });
    (read?.sha256 === sha256 ? whole : broken).push(path);
  }
  return { whole, broken };
}

/** Gives a whole file the name that its bytes ask for; answers which one, and its type. */
async function settle(
  { originals }: StorageContext,
  row: FileRow,
  whole: readonly string[],
): Promise<{ found: string; mime: MediaType } | undefined> {
  const expected = originals.originalPath(row.sha256, row.mime);
  const found = whole.includes(expected) ? expected : whole[0];
  if (found === undefined) return undefined;
  // Bytes say what they are; a row or an ending may lie.
  const mime = (await originals.typeOf(found)) ?? row.mime;
  const right = originals.originalPath(row.sha256, mime);
  if (right !== found) await rename(found, right);
  return { found, mime };
}

async function update(context: StorageContext, sha256: string, mime: MediaType): Promise<void> {
  const { size } = await stat(context.originals.originalPath(sha256, mime));
  context.library.db.run(
    "update files set state = 'present', bytes = ?, mime = ? where sha256 = ?",
    size,
    mime,
    sha256,
  );
}

/** The backend has acknowledged a row with it, and no upload of it waits. */
function isInTheCloud({ library: { db } }: StorageContext, sha256: string): boolean {
  return (
    db.get(
      `select 1 where not exists (select 1 from outbox where kind = 'upload' and target = @sha256) and exists (
         select 1 from user_library where sha256 = @sha256 and storage_path is not null
         union all select 1 from workspace_assets where sha256 = @sha256 and storage_path is not null)`,
      { sha256 },
    ) !== undefined
  );
}
