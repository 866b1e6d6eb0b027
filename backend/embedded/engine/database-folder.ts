import { access, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unpackFolder } from '../prebuilt/archive.ts';
import { flushFolder, flushTree } from './flush.ts';

/**
 * A new database counts only once all of it is on the disk: until then a mark stands beside its folder, and whoever
 * finds the mark starts over. So the bytes can be flushed while Postgres already starts on them.
 *
 * Fills a missing folder from the archive; without one, or with a damaged one, it stays missing for initdb to make.
 * The result is called once Postgres has started, and before anybody writes.
 */
export async function prepareFolder(
  folder: string,
  findArchive: () => Promise<Buffer | null> = () => Promise.resolve(null),
): Promise<() => Promise<void>> {
  const mark = `${folder}.unfinished`;
  if (await exists(mark)) await rm(folder, { recursive: true, force: true });
  else if (await exists(folder)) return () => Promise.resolve();
  await (await open(mark, 'w', 0o600)).close();
  await flushFolder(dirname(mark));
  const archive = await findArchive();
  const isFilled = archive !== null && (await fill(folder, archive));
  const flushed = isFilled ? flushTree(folder) : null;
  // Met below, after the start; if that fails, it is the start's error that counts.
  flushed?.catch(() => undefined);
  return async () => {
    await (flushed ?? flushTree(folder));
    await rm(mark);
    await flushFolder(dirname(mark));
  };
}

async function fill(folder: string, archive: Buffer): Promise<boolean> {
  try {
    await unpackFolder(archive, folder);
    return true;
  } catch {
    await rm(folder, { recursive: true, force: true });
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
