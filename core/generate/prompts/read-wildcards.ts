import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const MAX_FILES = 500;
/** A list of words; the largest that are passed around have some 10,000 lines. */
const MAX_BYTES = 512 * 1024;
const MAX_LINES = 10_000;
const MAX_DEPTH = 4;

/**
 * Every `.txt` of a folder as a wildcard: the name without `.txt`, folders with `/`. Never rejects: what cannot be
 * read, or is larger than a list of words, is no wildcard. Links are not followed.
 */
export async function readWildcardFiles(folder: string): Promise<Record<string, string[]>> {
  const names = (await namesIn(folder, '', 0)).slice(0, MAX_FILES);
  const read = await Promise.all(
    names.map(async (name) => [name, await linesOf(join(folder, `${name}.txt`))] as const),
  );
  return Object.fromEntries(read.flatMap(([name, lines]) => (lines ? [[name, lines]] : [])));
}

async function namesIn(folder: string, prefix: string, depth: number): Promise<string[]> {
  if (depth >= MAX_DEPTH) return [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .slice(0, MAX_FILES)
      .map(async (entry) => {
        if (entry.isDirectory())
          return namesIn(join(folder, entry.name), `${prefix}${entry.name}/`, depth + 1);
        const isText = entry.isFile() && entry.name.endsWith('.txt');
        return isText ? [`${prefix}${entry.name.slice(0, -4)}`] : [];
      }),
  );
  // A name longer than this is not read in a prompt either.
  return found.flat().filter((name) => name.length <= 80);
}

async function linesOf(path: string): Promise<string[] | null> {
  try {
    if ((await stat(path)).size > MAX_BYTES) return null;
    const text = await readFile(path, 'utf8');
    return text
      .replace(/^\ufeff/, '')
      .split(/\r\n?|\n/)
      .slice(0, MAX_LINES)
      .map((line) => line.slice(0, 2_000));
  } catch {
    return null;
  }
}
