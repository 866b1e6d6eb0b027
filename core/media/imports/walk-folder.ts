import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { asAtelierError } from '../../system/failures.ts';

export interface FoundFile {
  path: string;
  /** Within the folder, with slashes. */
  name: string;
  bytes: number;
  /** Milliseconds since 1970. */
  modified: number;
}

/** Deeper folders are left out: a path that long can hardly be opened anyway. */
const MOST_DEPTH = 64;

/** What systems leave in folders of pictures. Hidden files, which begin with a dot, are left out as well. */
const OF_THE_SYSTEM = new Set([
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  'icon\r',
  '$recycle.bin',
  'system volume information',
  '@eadir',
  '__macosx',
  'lost+found',
]);

/**
 * The plain files of a folder and of those in it, by name. Links are not followed: they lead out of the folder or in a
 * circle. `skipped` hears of a folder that cannot be read, except the first, which throws (errors: `file_missing`,
 * `disk_read_only`). `except` is a folder that is never entered.
 */
export async function* walkFolder(
  root: string,
  options: { except?: string; skipped?: (name: string, error: unknown) => void } = {},
): AsyncGenerator<FoundFile> {
  const folders: { path: string; depth: number }[] = [{ path: root, depth: 0 }];
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    const inside: typeof folders = [];
    for (const entry of await entriesOf(folder.path, root, options)) {
      const path = join(folder.path, entry.name);
      if (isLeftOut(entry.name) || path === options.except) continue;
      if (entry.isDirectory() && folder.depth < MOST_DEPTH) {
        inside.push({ path, depth: folder.depth + 1 });
      } else if (entry.isFile()) {
        const found = await stat(path).catch(() => undefined);
        if (!found?.isFile()) continue;
        const name = relative(root, path).replaceAll('\\', '/');
        yield { path, name, bytes: found.size, modified: Math.floor(found.mtimeMs) };
      }
    }
    folders.push(...inside.reverse());
  }
}

async function entriesOf(
  path: string,
  root: string,
  { skipped }: { skipped?: (name: string, error: unknown) => void },
): Promise<Dirent[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const known = asAtelierError(error);
    if (path === root) throw known;
    skipped?.(relative(root, path).replaceAll('\\', '/'), known);
    return [];
  }
}

export function isLeftOut(name: string): boolean {
  return name.startsWith('.') || OF_THE_SYSTEM.has(name.toLowerCase());
}
