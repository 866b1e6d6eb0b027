import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MEDIA_TYPES, THUMBNAIL_SIZES } from '../../contract/media.ts';
import type { Finding } from '../../contract/studio/storage.ts';
import { type FileRow, findFile } from '../library/files.ts';
import { instant } from '../system/clock.ts';
import { type HashedFile, hashFile } from '../system/hash-file.ts';
import { inTurns } from '../system/in-turns.ts';
import type { TaskControl } from '../system/tasks.ts';
import { finding, shownPath } from './findings.ts';
import type { StorageContext } from './storage-context.ts';

export interface FilesCheck {
  findings: Finding[];
  filesRead: number;
  bytesRead: number;
  rows: number;
}

/** Files hashed side by side: more of them make a spinning disk slower, and a fast one no faster than its hash. */
const AT_ONCE = 2;
const PARTS = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));

/**
 * Reads every original and compares it with its row, and the rows with the disk, one of 256 folders after the other
 * (rule F4). What looks wrong is looked at again while nothing else may touch that content, so that an import or a
 * deletion under way is never taken for damage. Errors: the signal's reason, and those of a disk that does not answer.
 */
export async function checkFiles(context: StorageContext, task: TaskControl): Promise<FilesCheck> {
  const { library, paths } = context;
  const check: FilesCheck = { findings: [], filesRead: 0, bytesRead: 0, rows: 0 };
  const known = library.db.get<{ n: number }>(
    "select count(*) as n from files where state = 'present'",
  );
  task.progress({ total: known?.n ?? 0 });
  check.findings.push(...unrowed(context), ...(await strays(context)));
  for (const part of PARTS) {
    task.signal.throwIfAborted();
    const rows = library.db.all<FileRow>(
      'select * from files where sha256 >= ? and sha256 < ?',
      part,
      `${part}g`,
    );
    const names = await originalsIn(join(paths.media, part));
    check.rows += rows.length;
    await inTurns(contentsOf(context, part, { rows, names }), AT_ONCE, async (content) => {
      await checkContent(context, task, check, content);
    });
    await checkThumbnails(context, check, { part, rows });
  }
  return check;
}

/** One content as it was found: its row, and the files that bear its name. */
interface Content {
  sha256: string;
  row: FileRow | undefined;
  files: string[];
}

function contentsOf(
  context: StorageContext,
  part: string,
  { rows, names }: { rows: readonly FileRow[]; names: readonly string[] },
): Content[] {
  const contents = new Map<string, Content>(
    rows.map((row) => [row.sha256, { sha256: row.sha256, row, files: [] }]),
  );
  for (const name of names) {
    const rest = ORIGINAL.exec(name)?.[1];
    if (rest === undefined) continue;
    const sha256 = part + rest;
    const content = contents.get(sha256) ?? { sha256, row: undefined, files: [] };
    content.files.push(join(context.paths.media, part, name));
    contents.set(sha256, content);
  }
  return [...contents.values()];
}

const ORIGINAL = /^([0-9a-f]{62})\.[a-z0-9]{1,8}$/;

/** Looks at one content anew; to be called `alone` with it. */
export function lookAtContent(
  context: StorageContext,
  task: TaskControl,
  sha256: string,
): Promise<Finding[]> {
  return lookAgainAt(context, task, { sha256, files: [] });
}

async function checkContent(
  context: StorageContext,
  task: TaskControl,
  check: FilesCheck,
  content: Content,
): Promise<void> {
  const { row, files } = content;
  const counted = row?.state === 'present';
  if (files.length > 0 || counted || isNowhere(context, content.sha256)) {
    const findings = await lookAt(context, task, check, content);
    if (findings.length > 0) check.findings.push(...(await lookAgain(context, task, content)));
  }
  if (counted) task.progress({ done: 1 });
}

/** With nothing else at work on this content: what is still wrong is wrong. */
function lookAgain(context: StorageContext, task: TaskControl, content: Content) {
  return context.originals.alone(content.sha256, () => lookAgainAt(context, task, content));
}

async function lookAgainAt(
  context: StorageContext,
  task: TaskControl,
  { sha256, files }: Pick<Content, 'sha256' | 'files'>,
): Promise<Finding[]> {
  const row = findFile(context.library.db, sha256);
  const there = new Set(files);
  // A file that was finished since has its expected name.
  if (row) there.add(context.originals.originalPath(sha256, row.mime));
  const still: string[] = [];
  for (const path of there) if ((await sizeOf(path)) !== undefined) still.push(path);
  return lookAt(context, task, undefined, { sha256, row, files: still });
}

async function lookAt(
  context: StorageContext,
  task: TaskControl,
  check: FilesCheck | undefined,
  { sha256, row, files }: Content,
): Promise<Finding[]> {
  const { originals, paths } = context;
  const found: Finding[] = [];
  const expected = row && originals.originalPath(sha256, row.mime);
  const tell = (kind: Finding['kind'], path: string | null, note: string | null = null) =>
    found.push(finding(kind, { sha256, path: path && shownPath(paths.root, path), note }));
  let whole: string | undefined;
  for (const path of files) {
    const read = await readWhole(path, task, check);
    if (read === undefined) continue;
    const right = typeof read === 'object' && read.sha256 === sha256;
    if (right && path === expected) whole = path;
    if (!row) {
      // Named by a work, it only lacks what is known of it, which is a finding of its own.
      if (!right || !isNamed(context, sha256)) {
        tell('orphan', path, right ? 'whole' : 'other bytes');
      }
    } else if (path !== expected) {
      tell(right ? 'misplaced' : 'orphan', path, right ? null : 'other bytes');
    } else if (row.state === 'fetching') continue;
    else if (!right) tell('corrupt', path, typeof read === 'string' ? read : null);
    else {
      if (row.state !== 'present') tell('unnoticed', path);
      if (read.bytes !== row.bytes) tell('wrong_size', path, `${row.bytes} is ${read.bytes}`);
      // Gone meanwhile: then it is looked at again.
      const type = await originals.typeOf(path).catch(() => undefined);
      if (type !== row.mime) tell('wrong_type', path, `${row.mime} is ${type ?? 'none of ours'}`);
    }
  }
  const lost = found.some(({ kind }) => kind === 'misplaced' || kind === 'corrupt');
  const wanted = row?.state === 'present' || isNowhere(context, sha256);
  if (row && wanted && whole === undefined && !lost) tell('missing', expected ?? null);
  return found;
}

function isNamed({ library: { db } }: StorageContext, sha256: string): boolean {
  return (
    db.get(
      `select 1 from user_library where sha256 = @sha256
       union all select 1 from workspace_assets where sha256 = @sha256
       union all select 1 from outbox where kind = 'upload' and target = @sha256`,
      { sha256 },
    ) !== undefined
  );
}

/** A work or result needs this content, and the backend was never told to have it. */
export function isNowhere({ library: { db } }: StorageContext, sha256: string): boolean {
  const named = db.get<{ named: number; stored: number }>(
    `select count(*) as named, count(storage_path) as stored from (
       select storage_path from user_library where sha256 = @sha256
       union all select storage_path from workspace_assets where sha256 = @sha256)`,
    { sha256 },
  );
  return named !== undefined && named.named > 0 && named.stored === 0;
}

/** The hash and the size, what the system says instead, or nothing if it is gone by now. */
async function readWhole(
  path: string,
  task: TaskControl,
  check: FilesCheck | undefined,
): Promise<HashedFile | string | undefined> {
  try {
    const read = await hashFile(path, {
      signal: task.signal,
      onPiece: (piece) => task.progress({ bytes: check ? piece.byteLength : 0 }),
    });
    if (check) {
      check.filesRead += 1;
      check.bytesRead += read.bytes;
    }
    return read;
  } catch (error) {
    task.signal.throwIfAborted();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    // Too many open files is our own trouble, not the file's.
    if (code === 'EMFILE' || code === 'ENFILE') throw error;
    return code ?? String(error);
  }
}

/** Rows that name a content of which nothing is known here. */
function unrowed({ library: { db, clock } }: StorageContext): Finding[] {
  const rows = db.all<{ tbl: string; id: string; sha256: string }>(
    `select 'user_library' as tbl, id, sha256 from user_library where sha256 not in (select sha256 from files)
     union all select 'workspace_assets', id, sha256 from workspace_assets
       where expires_at > @now and sha256 not in (select sha256 from files)
     union all select 'outbox', id, target from outbox
       where kind = 'upload' and target not in (select sha256 from files)
         and target not in (select sha256 from input_files) and target not in (select sha256 from fonts)`,
    { now: instant(clock) },
  );
  return rows.map(({ tbl, id, sha256 }) => finding('unrowed', { table: tbl, rowId: id, sha256 }));
}

/** Whatever lies among the originals and bears no name of one. */
async function strays({ paths }: StorageContext): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const folder of await readdir(paths.media, { withFileTypes: true }).catch(() => [])) {
    const path = join(paths.media, folder.name);
    if (!folder.isDirectory() || !PARTS.includes(folder.name)) {
      found.push(finding('orphan', { path: shownPath(paths.root, path), note: 'no name of ours' }));
      continue;
    }
    for (const entry of await readdir(path, { withFileTypes: true })) {
      if (entry.isFile() && ORIGINAL.test(entry.name)) continue;
      const inner = shownPath(paths.root, join(path, entry.name));
      found.push(finding('orphan', { path: inner, note: 'no name of ours' }));
    }
  }
  return found;
}

const THUMBNAIL = /^([0-9a-f]{64})-(\d+)\.webp$/;

async function checkThumbnails(
  context: StorageContext,
  check: FilesCheck,
  { part, rows }: { part: string; rows: readonly FileRow[] },
): Promise<void> {
  const { originals, paths } = context;
  const folder = join(paths.thumbnails, part);
  const names = new Set(await namesIn(folder));
  const root = paths.root;
  for (const { sha256, state, mime } of rows) {
    for (const size of THUMBNAIL_SIZES) {
      const name = `${sha256}-${size}.webp`;
      const path = originals.thumbnailPath(sha256, size);
      const about = { sha256, path: shownPath(root, path), note: null };
      if (names.delete(name)) {
        if (!(await isWholeWebp(path))) check.findings.push(finding('thumbnail_corrupt', about));
        // One that cannot be made, since its original is away or of no type we know, is not missed.
      } else if (
        state === 'present' &&
        mime in MEDIA_TYPES &&
        (await stillMissed(context, sha256, path))
      ) {
        check.findings.push(finding('thumbnail_missing', about));
      }
    }
  }
  for (const name of names) {
    const sha256 = THUMBNAIL.exec(name)?.[1];
    const path = join(folder, name);
    if (sha256 !== undefined && (await isKnownByNow(context, sha256))) continue;
    if ((await sizeOf(path)) === undefined) continue;
    const about = { sha256: sha256 ?? null, path: shownPath(root, path) };
    check.findings.push(finding('thumbnail_orphan', about));
  }
}

function stillMissed(context: StorageContext, sha256: string, path: string): Promise<boolean> {
  return context.originals.alone(sha256, async () => {
    const row = findFile(context.library.db, sha256);
    return row?.state === 'present' && (await sizeOf(path)) === undefined;
  });
}

function isKnownByNow(context: StorageContext, sha256: string): Promise<boolean> {
  return context.originals.alone(
    sha256,
    async () => findFile(context.library.db, sha256) !== undefined || isNamed(context, sha256),
  );
}

/** The container's own length against the file's: `RIFF`, the length of what follows, `WEBP`. */
async function isWholeWebp(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(12), 0, 12, 0);
      const { size } = await file.stat();
      const text = buffer.toString('latin1');
      return (
        bytesRead === 12 &&
        text.startsWith('RIFF') &&
        text.endsWith('WEBP') &&
        // What follows the picture may be there: an original that is its own thumbnail is copied as it is.
        buffer.readUInt32LE(4) + 8 <= size
      );
    } finally {
      await file.close();
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

async function originalsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isAway(error)) return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile() && ORIGINAL.test(entry.name))
    .map((entry) => entry.name);
}

function isAway(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAway(error)) return [];
    throw error;
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.size;
}
