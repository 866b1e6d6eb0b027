import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AtelierError } from '../../contract/errors.ts';

/** The text of a file that somebody named. Errors: `file_missing`, `file_unreadable`, and above `most` characters `invalid_input`. */
export async function readNamed(name: string, most: number): Promise<string> {
  const path = resolve(name);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const code = isMissing ? 'file_missing' : 'file_unreadable';
    throw new AtelierError(code, isMissing ? 'There is no such file.' : String(error), { path });
  });
  if (text.length > most) {
    throw new AtelierError('invalid_input', 'The file is too large.', { path, most });
  }
  return text;
}

/** Answers where it lies. Errors: `file_unreadable` where it cannot be written. */
export async function writeNamed(name: string, text: string): Promise<string> {
  const path = resolve(name);
  await writeFile(path, text).catch((error: unknown) => {
    throw new AtelierError('file_unreadable', String(error), { path });
  });
  return path;
}
