import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError } from '../../contract/errors.ts';
import { copyWhole, sizeIfThere, syncFolder } from '../system/copy-file.ts';
import { requireSpace } from '../system/disk-space.ts';
import { hashFile } from '../system/hash-file.ts';
import { inTurns } from '../system/in-turns.ts';
import type { TaskControl } from '../system/tasks.ts';
import { filesBelow } from './copies.ts';
import type { Move } from './library-location.ts';

const AT_ONCE = 2;
/** What is written while a library is in use; it is copied when nothing is open. */
const LIVE = /^[^/]+\/(studio\.sqlite.*|staging\/.*)$/;
const CACHE = /^[^/]+\/thumbnails\//;

/**
 * Copies all that does not change once it is there, while the libraries are in use. Errors: `disk_full`, those of the disk, the signal's reason.
 */
export async function copyLibraries(task: TaskControl, { from, to }: Move): Promise<void> {
  const files = await filesOf(from);
  const still = files.filter(({ name }) => !LIVE.test(name));
  await requireSpace(
    to,
    files.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  task.progress({ total: still.length });
  await inTurns(still, AT_ONCE, async ({ name }) => {
    await copyOne(task, { from, to, name });
    task.progress({ done: 1 });
  });
}

/** Copies what came since and the databases, with nothing open; afterwards the copy is all of it. */
export async function copyRest(task: TaskControl, { from, to }: Move): Promise<void> {
  const folders = new Set([to]);
  for (const { name, bytes } of await filesOf(from)) {
    task.signal.throwIfAborted();
    if (name.includes('/staging/')) continue;
    for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
      folders.add(join(to, name.slice(0, at)));
    }
    const live = LIVE.test(name);
    if (live || (await sizeIfThere(join(to, name))) !== bytes)
      await copyOne(task, { from, to, name });
  }
  for (const folder of folders) await syncFolder(folder);
}

/** A file as it is, whole or not: a move changes nothing. What was written is read again and compared. */
async function copyOne(
  task: TaskControl,
  { from, to, name }: Move & { name: string },
): Promise<void> {
  const target = join(to, name);
  try {
    const { sha256 } = await copyWhole(join(from, name), target, {
      signal: task.signal,
      onBytes: (bytes) => task.progress({ bytes }),
    });
    const written = await hashFile(target, { signal: task.signal });
    if (written.sha256 !== sha256) {
      throw new AtelierError(
        'file_unreadable',
        'The disk gave back other bytes than were written.',
      );
    }
  } catch (error) {
    // A cache that went meanwhile.
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!gone || !CACHE.test(name)) throw error;
  }
}

/** Names with slashes, below the folder. */
async function filesOf(folder: string): Promise<{ name: string; bytes: number }[]> {
  const found: { name: string; bytes: number }[] = [];
  for (const account of await readdir(folder).catch(() => [])) {
    for await (const { path, bytes } of filesBelow(join(folder, account))) {
      found.push({ name: path.slice(folder.length + 1).replaceAll('\\', '/'), bytes });
    }
  }
  return found;
}
