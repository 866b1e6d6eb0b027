import { type FileHandle, mkdir, open, rename, rm, utimes } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AtelierError } from '../../../contract/errors.ts';
import { copyWhole, sizeIfThere } from '../../system/copy-file.ts';
import type { TaskControl } from '../../system/tasks.ts';
import type { ExportedFile } from './export-works.ts';

/** Writes the files into a folder, each whole or not there. */
export async function writeToFolder(
  files: AsyncIterable<ExportedFile>,
  folder: string,
  task: TaskControl,
): Promise<void> {
  for await (const file of files) {
    const target = join(folder, ...file.name.split('/'));
    if ('bytes' in file) await writeWhole(target, file.bytes);
    else await copyWhole(file.path, target, { signal: task.signal });
    task.progress({ bytes: 'bytes' in file ? file.bytes.length : file.size });
    // When the work was made; nothing is lost where a disk does not keep it.
    await utimes(target, file.modified, file.modified).catch(() => undefined);
  }
}

/** Whether a folder has a file of this name by any ending that an export gives it. */
export function takenIn(folder: string): (base: string) => Promise<boolean> {
  return async (base) => {
    for (const ending of ENDINGS) {
      if ((await sizeIfThere(join(folder, ...`${base}.${ending}`.split('/')))) !== undefined) {
        return true;
      }
    }
    return false;
  };
}

const ENDINGS = ['jpg', 'png', 'webp', 'avif', 'gif', 'tiff', 'mp4', 'webm', 'json', 'csv'];

async function writeWhole(target: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const part = `${target}.part`;
  try {
    const file = await open(part, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Writes a zip to a path where nothing is yet. Errors: `conflict` if something is; those of the disk. */
export async function writeZip(bytes: AsyncIterable<Uint8Array>, wanted: string): Promise<void> {
  const path = resolve(wanted);
  if ((await sizeIfThere(path)) !== undefined) {
    throw new AtelierError('conflict', 'There is a file of this name already.');
  }
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  let file: FileHandle | undefined;
  try {
    file = await open(part, 'w');
    for await (const piece of bytes) await file.writeFile(piece);
    await file.sync();
    await file.close();
    file = undefined;
    await rename(part, path);
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}
