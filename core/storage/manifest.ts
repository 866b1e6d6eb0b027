import { join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { z } from 'zod';
import { AtelierError } from '../../contract/errors.ts';
import { Id, Instant, Sha256 } from '../../contract/primitives.ts';
import { readJsonFile } from '../system/json-file.ts';

/**
 * A backup is a folder:
 *
 *   atelier-backup.json     what it holds; written last, so it only ever names what is whole
 *   <day and time>.sqlite   the database at that moment
 *   <day and time>.sha256   every original of that moment, as `sha256sum -c` reads it
 *   media/ab/cdef….ext      the originals, of all moments together
 */
export const MANIFEST = 'atelier-backup.json';
export const MEDIA = 'media';

const Part = z.object({
  name: z.string().regex(/^[\w.-]{1,100}$/),
  sha256: Sha256,
  bytes: z.int(),
});

export const Manifest = z.object({
  format: z.literal(1),
  /** Which library it is of: another one is not put into the same folder. */
  library: Id,
  at: Instant,
  /** Of the database's tables. */
  version: z.int(),
  database: Part,
  list: Part.extend({ count: z.int(), bytesOfAll: z.int() }),
  /** Contents that were broken or away when it was made. */
  missing: z.array(Sha256),
});
export type Manifest = z.infer<typeof Manifest>;

/** One line of the list. */
const LINE = /^([0-9a-f]{64}) {2}(media\/([0-9a-f]{2})\/([0-9a-f]{62})\.[a-z0-9]{1,8})$/;

export interface Listed {
  sha256: string;
  /** Below the backup's folder, with slashes. */
  path: string;
}

export function writeList(files: readonly Listed[]): string {
  return files.map(({ sha256, path }) => `${sha256}  ${path}\n`).join('');
}

/** Errors: `file_unreadable` on anything that is no line of ours, so no path leads anywhere else. */
export function readList(text: string): Listed[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, sha256 = '', path = '', first = '', rest = ''] = LINE.exec(line) ?? [];
      if (sha256 === '' || first + rest !== sha256) throw unreadable();
      return { sha256, path };
    });
}

/** The backup in a folder, or in the folder of ours inside it. Errors: `file_missing`, `file_unreadable`. */
export async function findBackup(folder: string): Promise<{ folder: string; manifest: Manifest }> {
  for (const place of [folder, join(folder, OWN_FOLDER)]) {
    const json = await readJsonFile(join(place, MANIFEST)).catch((error: unknown) => {
      if (error instanceof SyntaxError) throw unreadable(error);
      if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
      throw error;
    });
    if (json === undefined) continue;
    const manifest = Manifest.safeParse(json).data;
    if (!manifest) throw unreadable();
    return { folder: place, manifest };
  }
  throw new AtelierError('file_missing', 'There is no backup in this folder.');
}

const OWN_FOLDER = 'Atelier backup';

/** Where a backup goes: into the folder if it is empty or one of ours, else into one of our own inside it. */
export async function placeForBackup(folder: string): Promise<string> {
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const ours = names.length === 0 || names.includes(MANIFEST) || names.includes(MEDIA);
  return ours ? folder : join(folder, OWN_FOLDER);
}

function unreadable(cause?: unknown): AtelierError {
  return new AtelierError('file_unreadable', 'The backup does not read.', undefined, cause);
}
