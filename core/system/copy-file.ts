import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AtelierError } from '../../contract/errors.ts';
import { hashFile, type HashedFile } from './hash-file.ts';

/**
 * Copies a file so that its name appears once all of it is on the disk, hashed on the way. The folder is made.
 * `sha256`: what it must be, else `file_unreadable`. Errors: those of the system; nothing half-written stays.
 */
export async function copyWhole(
  source: string,
  target: string,
  options: { sha256?: string; signal?: AbortSignal; onBytes?: (bytes: number) => void } = {},
): Promise<HashedFile> {
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const part = `${target}.part`;
  try {
    const copied = await write(source, part, options);
    if (options.sha256 !== undefined && copied.sha256 !== options.sha256) {
      throw new AtelierError('file_unreadable', 'The file is not what its name says.', {
        sha256: options.sha256,
      });
    }
    await rename(part, target);
    return copied;
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function write(
  source: string,
  part: string,
  options: { signal?: AbortSignal; onBytes?: (bytes: number) => void },
): Promise<HashedFile> {
  let file: FileHandle | undefined;
  try {
    const copied = await hashFile(source, {
      ...(options.signal ? { signal: options.signal } : {}),
      async onPiece(piece) {
        file ??= await open(part, 'w', 0o600);
        await file.writeFile(piece);
        options.onBytes?.(piece.byteLength);
      },
    });
    file ??= await open(part, 'w', 0o600);
    await file.sync();
    return copied;
  } finally {
    await file?.close();
  }
}

/** Makes new names in a folder last. Windows has no such thing and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The size of a file; nothing if it is not there. */
export async function sizeIfThere(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
