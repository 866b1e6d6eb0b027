import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '../system/hash-file.ts';
import { lostFolder } from '../system/paths.ts';
import type { StorageContext } from './storage-context.ts';

/** Where another copy of a content may lie. */
export interface Copies {
  /** A file with exactly these bytes; nothing if there is none. */
  find(sha256: string, bytes: number): Promise<string | undefined>;
}

/**
 * Files of `lost+found` and of a folder that the creator named, by their size: only those that could be the one are
 * read. Symbolic links are not followed. Errors: `file_missing` if the named folder is not there.
 */
export async function createCopies(
  { paths }: StorageContext,
  from: string | undefined,
  signal: AbortSignal,
): Promise<Copies> {
  const bySize = new Map<number, string[]>();
  if (from !== undefined) await stat(from);
  for (const folder of [lostFolder(paths), ...(from === undefined ? [] : [from])]) {
    for await (const { path, bytes } of filesBelow(folder)) {
      signal.throwIfAborted();
      const list = bySize.get(bytes);
      if (list) list.push(path);
      else bySize.set(bytes, [path]);
    }
  }
  return {
    async find(sha256, bytes) {
      for (const path of bySize.get(bytes) ?? []) {
        const read = await hashFile(path, { signal }).catch(() => undefined);
        if (read?.sha256 === sha256) return path;
      }
      return undefined;
    },
  };
}

export async function* filesBelow(folder: string): AsyncGenerator<{ path: string; bytes: number }> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    const found = entry.isFile() ? await stat(path).catch(() => undefined) : undefined;
    if (found) yield { path, bytes: found.size };
  }
}

/** The bytes of a file, for whoever copies it. */
export function bytesOf(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: 512 * 1024 });
}
