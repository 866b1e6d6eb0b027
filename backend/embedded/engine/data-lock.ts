import { randomUUID } from 'node:crypto';
import { link, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError } from '../../../contract/errors.ts';

/**
 * One process a directory: a second one would write over the first one's pages, and the engine itself does not
 * look. The lock names its process, so that one left by a crash is taken over.
 * Throws `studio_in_use`.
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const path = join(dataDir, 'backend.lock');
  const mine = `${path}.${randomUUID()}`;
  await writeFile(mine, String(process.pid), { mode: 0o600 });
  try {
    // A link appears with its content at once, so no reader meets an empty lock.
    for (let attempt = 0; ; attempt++) {
      try {
        await link(mine, path);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 2) throw error;
        await removeStale(path);
      }
    }
  } finally {
    await unlink(mine);
  }
  held.add(path);
  return async () => {
    held.delete(path);
    await unlink(path);
  };
}

/** What this very process holds: its own id in a file may also come from an earlier life of the number. */
const held = new Set<string>();

async function removeStale(path: string): Promise<void> {
  let owner: number;
  try {
    owner = Number(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (held.has(path) || (owner !== process.pid && isAlive(owner))) {
    throw new AtelierError(
      'studio_in_use',
      'Another process already runs the backend on this data.',
    );
  }
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
