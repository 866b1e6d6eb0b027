import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { AtelierError } from '../../contract/errors.ts';
import type { MediaType } from '../../contract/media.ts';
import { instant } from '../system/clock.ts';
import { copyWhole, sizeIfThere, syncFolder } from '../system/copy-file.ts';
import { type Database, openDatabase } from '../system/database.ts';
import { hashFile } from '../system/hash-file.ts';
import { newId } from '../system/ids.ts';
import { inTurns } from '../system/in-turns.ts';
import { readJsonFile, writeJsonFile } from '../system/json-file.ts';
import type { TaskControl } from '../system/tasks.ts';
import { type Listed, Manifest, MANIFEST, MEDIA, placeForBackup, writeList } from './manifest.ts';
import { refuseInside } from './refuse-inside.ts';
import type { StorageContext } from './storage-context.ts';

const AT_ONCE = 2;
/** Moments whose database and list are kept; originals are kept for ever. */
const KEPT_MOMENTS = 3;

/**
 * Copies the library as it is at this moment into a folder, while it is in use: the database at one moment and every
 * original that it names, hashed on the way. An original that is in the folder already is not copied again. They are
 * copies, never hard links: damage to one must not be damage to both. Killed anywhere, the folder holds the backup
 * before this one.
 * Errors: `conflict` if the folder holds another library, `invalid_input` if it lies in this one, `file_missing` if
 * originals are broken or away here (all others are in the backup), those of the disk.
 */
export async function backUpLibrary(
  context: StorageContext,
  task: TaskControl,
  wanted: string,
): Promise<Manifest> {
  const { library, originals, paths } = context;
  const folder = await placeForBackup(resolve(wanted));
  refuseInside(paths.root, folder);
  const owner = libraryId(library.db);
  await refuseAnother(folder, owner);
  await mkdir(join(folder, MEDIA), { recursive: true, mode: 0o700 });
  const moment = stampOf(library.clock.now());
  const snapshot = join(folder, `${moment}.sqlite.part`);
  const release = originals.holdAll();
  try {
    await rm(snapshot, { force: true });
    await library.db.snapshot(snapshot);
    const { rows, version } = readSnapshot(snapshot);
    task.progress({ total: rows.length });
    const { list, missing } = await copyOriginals(context, task, { folder, rows });
    const database = await settle(snapshot, join(folder, `${moment}.sqlite`));
    const text = writeList(list);
    await writeWhole(join(folder, `${moment}.sha256.part`), text);
    const files = await settle(
      join(folder, `${moment}.sha256.part`),
      join(folder, `${moment}.sha256`),
    );
    const manifest: Manifest = {
      format: 1,
      library: owner,
      at: instant(library.clock),
      version,
      database: { name: `${moment}.sqlite`, ...database },
      list: {
        name: `${moment}.sha256`,
        ...files,
        count: list.length,
        bytesOfAll: rows.reduce((sum, { bytes }) => sum + bytes, 0),
      },
      missing,
    };
    await writeJsonFile(join(folder, MANIFEST), manifest);
    await syncFolder(folder);
    await forgetOldMoments(folder);
    if (missing.length > 0) {
      throw new AtelierError('file_missing', 'Some originals are broken or away here.', {
        files: missing.length,
      });
    }
    return manifest;
  } finally {
    release();
    for (const end of ['', '-wal', '-shm', '-journal']) {
      await rm(snapshot + end, { force: true }).catch(() => undefined);
    }
  }
}

interface Row {
  sha256: string;
  mime: MediaType;
  bytes: number;
}

function readSnapshot(path: string): { rows: Row[]; version: number } {
  // No migrations: whatever made it is newer, so it is only read.
  const db = openDatabase({ path, migrations: [], newer: 'read' });
  try {
    return {
      rows: db.all<Row>(
        "select sha256, mime, bytes from files where state = 'present' order by sha256",
      ),
      version: db.get<{ user_version: number }>('pragma user_version')?.user_version ?? 0,
    };
  } finally {
    db.close();
  }
}

async function copyOriginals(
  { originals, paths }: StorageContext,
  task: TaskControl,
  { folder, rows }: { folder: string; rows: readonly Row[] },
): Promise<{ list: Listed[]; missing: string[] }> {
  const missing: string[] = [];
  const touched = new Set<string>();
  const list: Listed[] = [];
  await inTurns(rows, AT_ONCE, async ({ sha256, mime, bytes }) => {
    task.signal.throwIfAborted();
    const source = originals.originalPath(sha256, mime);
    const path = `${MEDIA}/${relative(paths.media, source).split(sep).join('/')}`;
    const target = join(folder, path);
    let there = true;
    if ((await sizeIfThere(target)) !== bytes) {
      try {
        await copyWhole(source, target, {
          sha256,
          signal: task.signal,
          onBytes: (bytes) => task.progress({ bytes }),
        });
        touched.add(join(folder, MEDIA, sha256.slice(0, 2)));
      } catch (error) {
        if (!isOfTheFile(error)) throw error;
        missing.push(sha256);
        there = false;
      }
    }
    if (there) list.push({ sha256, path });
    task.progress({ done: 1 });
  });
  for (const part of touched) await syncFolder(part);
  await syncFolder(join(folder, MEDIA));
  return { list: list.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1)), missing };
}

/** The original itself is at fault, not the folder it goes to. */
function isOfTheFile(error: unknown): boolean {
  if (error instanceof AtelierError) return error.code === 'file_unreadable';
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || (code === 'EIO' && syscall === 'read');
}

/** Gives a finished part its name, once it is on the disk. */
async function settle(part: string, target: string): Promise<{ sha256: string; bytes: number }> {
  const file = await open(part, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  const hashed = await hashFile(part);
  await rename(part, target);
  return hashed;
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

async function forgetOldMoments(folder: string): Promise<void> {
  const names = await readdir(folder);
  const moments = names.filter((name) => MOMENT.test(name)).toSorted();
  const kept = new Set(
    [...new Set(moments.map((name) => name.slice(0, STAMP_LENGTH)))].slice(-KEPT_MOMENTS),
  );
  for (const name of moments) {
    if (!kept.has(name.slice(0, STAMP_LENGTH))) await rm(join(folder, name), { force: true });
  }
}

const MOMENT = /^\d{4}-\d{2}-\d{2}-\d{9}\.(sqlite|sha256)(\.part)?$/;
const STAMP_LENGTH = '2026-11-21-080000000'.length;

function stampOf(now: Date): string {
  const [day = '', time = ''] = now.toISOString().split('T');
  return `${day}-${time.replace(/\D/g, '')}`;
}

async function refuseAnother(folder: string, owner: string): Promise<void> {
  const there = await readJsonFile(join(folder, MANIFEST)).catch(() => undefined);
  const known = Manifest.safeParse(there).data;
  if (known && known.library !== owner) {
    throw new AtelierError('conflict', 'The folder holds the backup of another library.');
  }
}

/** Which library this is, whatever machine it is on: made once. */
function libraryId(db: Database): string {
  const key = 'library_id';
  const found = db.get<{ value: string }>('select value from settings where key = ?', key);
  if (found) return found.value;
  const id = newId();
  db.run('insert into settings (key, value) values (?, ?)', key, id);
  return id;
}
