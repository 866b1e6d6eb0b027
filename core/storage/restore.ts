import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AtelierError } from '../../contract/errors.ts';
import { MIGRATIONS } from '../library/migrations/all.ts';
import { copyWhole, syncFolder } from '../system/copy-file.ts';
import { openDatabase } from '../system/database.ts';
import { requireSpace } from '../system/disk-space.ts';
import { hashFile } from '../system/hash-file.ts';
import { inTurns } from '../system/in-turns.ts';
import type { AccountPaths } from '../system/paths.ts';
import type { TaskControl } from '../system/tasks.ts';
import { findBackup, type Listed, type Manifest, readList } from './manifest.ts';

const AT_ONCE = 2;
/** So many works are named in what the creator is told. */
const NAMED = 3;

/**
 * A restore is three folders side by side and two renames:
 *
 *   solo.restoring   being filled; whoever finds it at a start removes it
 *   solo.restored    whole and checked: from here on the restore will happen, at this start or the next
 *   solo.before-…    the library that was there, set aside
 *
 *   filling → (rename restoring → restored) → (rename solo → solo.before-…, restored → solo) → done
 */
const restoring = ({ root }: Place) => `${root}.restoring`;
const restored = ({ root }: Place) => `${root}.restored`;

type Place = Pick<AccountPaths, 'root'>;

/** Originals that the backup no longer holds whole and the present library does not either. */
export interface LeftOut {
  files: number;
  /** What the first works of them are called. */
  names: string[];
}

/**
 * Copies a backup beside the library and checks it to the last byte: every hash, the database's pages and keys, and
 * that this program can open it. Nothing of the present library is touched; `finishRestore` puts it in its place. An
 * original that is broken in the backup is taken from the present library; one that is whole in neither is left out,
 * counts as missing, and is answered: one bad sector must not keep all the others away.
 * Errors: `file_missing` (no backup there), `file_unreadable` (its list, its database or all of its originals are not
 * whole), `library_newer`, `disk_full`, the signal's reason.
 */
export async function stageRestore(
  paths: AccountPaths,
  task: TaskControl,
  wanted: string,
): Promise<LeftOut> {
  const { folder, manifest } = await findBackup(wanted);
  refuseNewer(manifest);
  const listed = await readChecked(folder, manifest);
  const target = restoring(paths);
  await rm(target, { recursive: true, force: true });
  await requireSpace(dirname(paths.root), manifest.list.bytesOfAll + manifest.database.bytes);
  task.progress({ total: listed.length + 1 });
  try {
    const database = join(target, basename(paths.database));
    await copyWhole(join(folder, manifest.database.name), database, {
      sha256: manifest.database.sha256,
      signal: task.signal,
    });
    checkOpens(database);
    task.progress({ done: 1 });
    const broken = await copyOriginals(task, { folders: [folder, paths.root], listed, target });
    const leftOut = { files: broken.length, names: countAsMissing(database, broken) };
    await syncFolders(target);
    task.signal.throwIfAborted();
    await rm(restored(paths), { recursive: true, force: true });
    await rename(target, restored(paths));
    await syncFolder(dirname(target));
    return leftOut;
  } catch (error) {
    await rm(target, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

function refuseNewer({ version }: Manifest): void {
  const newest = MIGRATIONS.at(-1)?.number ?? 0;
  if (version <= newest) return;
  throw new AtelierError('library_newer', 'The backup was made by a newer Atelier.', {
    version,
    newest,
  });
}

async function readChecked(folder: string, { list }: Manifest): Promise<Listed[]> {
  const path = join(folder, list.name);
  const { sha256 } = await hashFile(path);
  const listed = readList(await readFile(path, 'utf8'));
  if (sha256 !== list.sha256 || listed.length !== list.count) {
    throw new AtelierError('file_unreadable', 'The list of the backup is not whole.');
  }
  return listed;
}

/** Brings it up to date here already: what cannot be migrated must not take the place of what works. */
function checkOpens(path: string): void {
  const db = openDatabase({ path, migrations: MIGRATIONS });
  try {
    const pages = db.get<{ quick_check: string }>('pragma quick_check(1)')?.quick_check;
    const keys = db.get('pragma foreign_key_check');
    if (pages === 'ok' && keys === undefined) return;
    throw new AtelierError('file_unreadable', 'The database of the backup is broken.');
  } finally {
    db.close();
  }
}

/** Answers what no folder has whole. */
async function copyOriginals(
  task: TaskControl,
  sources: { folders: readonly string[]; listed: readonly Listed[]; target: string },
): Promise<string[]> {
  const { folders, listed, target } = sources;
  const broken: string[] = [];
  await inTurns(listed, AT_ONCE, async ({ sha256, path }) => {
    let isWhole = false;
    for (const folder of folders) {
      isWhole ||= await copyIfWhole(task, join(folder, path), join(target, path), sha256);
    }
    if (!isWhole) broken.push(sha256);
    task.progress({ done: 1 });
  });
  if (broken.length === 0 || broken.length < listed.length) return broken;
  throw new AtelierError('file_unreadable', 'All originals of the backup are broken or away.', {
    files: broken.length,
  });
}

async function copyIfWhole(
  task: TaskControl,
  source: string,
  target: string,
  sha256: string,
): Promise<boolean> {
  try {
    await copyWhole(source, target, {
      sha256,
      signal: task.signal,
      onBytes: (bytes) => task.progress({ bytes }),
    });
    return true;
  } catch (error) {
    const away = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (away || (error instanceof AtelierError && error.code === 'file_unreadable')) return false;
    throw error;
  }
}

/** In the restored database; answers what the first works of them are called. */
function countAsMissing(path: string, broken: readonly string[]): string[] {
  if (broken.length === 0) return [];
  const db = openDatabase({ path, migrations: MIGRATIONS });
  try {
    const list = JSON.stringify(broken);
    db.run(
      "update files set state = 'missing' where sha256 in (select value from json_each(?))",
      list,
    );
    return db.column<string>(
      `select substr(coalesce(title, file_name, recipe ->> 'prompt', id), 1, 60) from user_library
       where sha256 in (select value from json_each(?)) order by created_at desc limit ?`,
      list,
      NAMED,
    );
  } finally {
    db.close();
  }
}

/** Every folder of it is on the disk before its name says that it is whole. */
async function syncFolders(target: string): Promise<void> {
  const media = join(target, 'media');
  await mkdir(media, { recursive: true, mode: 0o700 });
  for (const part of await readdir(media)) await syncFolder(join(media, part));
  for (const folder of [media, target]) await syncFolder(folder);
}

/**
 * Puts a restored library in its place, if one waits, and sets the one that was there aside; removes what an ended
 * restore left. Before a library is opened, with nothing of it open; a crash anywhere is made good by the next call.
 * Answers where the one before lies now, or nothing if nothing was restored.
 */
export async function finishRestore(paths: AccountPaths, now: Date): Promise<string | undefined> {
  await rm(restoring(paths), { recursive: true, force: true });
  if (!existsSync(restored(paths))) return undefined;
  let aside: string | undefined;
  if (existsSync(paths.root)) {
    aside = `${paths.root}.before-${now.toISOString().replace(/\D/g, '')}`;
    await rename(paths.root, aside);
  }
  await rename(restored(paths), paths.root);
  await syncFolder(dirname(paths.root));
  return aside;
}
