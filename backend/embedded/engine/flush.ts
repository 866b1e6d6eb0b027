import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Flushed side by side, so that flushes share the disk's own. */
const LANES = 16;

/** Flushes the names in a folder: a file that was made in it or renamed into it is there after a crash too. */
export async function flushFolder(folder: string): Promise<void> {
  // Windows cannot open a folder, and does not need to.
  if (process.platform !== 'win32') await flush(folder);
}

/** Flushes everything in a folder and below. What goes meanwhile is not missed. */
export async function flushTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      for (let file = files.pop(); file; file = files.pop()) await flush(file);
    }),
  );
  const folders = entries.filter((entry) => entry.isDirectory());
  for (const entry of folders) await flushFolder(join(entry.parentPath, entry.name));
  await flushFolder(folder);
}

async function flush(path: string): Promise<void> {
  // Windows flushes only what may be written.
  const flags = process.platform === 'win32' ? 'r+' : 'r';
  try {
    const handle = await open(path, flags);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
