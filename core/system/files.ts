import { createHash, randomUUID } from 'node:crypto';
import * as nodeFs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AtelierError } from '../../contract/errors.ts';
import { typedFailures } from './failures.ts';

/** What the file rules need of the disk. Tests give one that fails at the n-th operation (rule F5). */
export type FileSystem = Pick<typeof nodeFs, 'mkdir' | 'open' | 'rename' | 'rm' | 'readdir'>;

export interface FileFolders {
  media: string;
  staging: string;
}

/** A whole file on the same volume, hashed and on the disk, without a name of its own yet. */
export interface StagedFile {
  path: string;
  sha256: string;
  bytes: number;
  /** Gives it its place among the originals (rule F1): after this it survives a power cut. */
  keep(extension: string): Promise<string>;
  /** Removes it; nothing happens if it was kept. */
  discard(): Promise<void>;
}

export interface FileStore {
  /** Copies a stream to a staged file. Errors: `file_too_large`, `file_empty`, `disk_full` … ; nothing stays behind. */
  stage(source: AsyncIterable<Uint8Array>, limits: { maxBytes: number }): Promise<StagedFile>;
  /** Where the original of a content lies, whether it is there or not. */
  pathOf(sha256: string, extension: string): string;
  remove(sha256: string, extension: string): Promise<void>;
  /** Removes everything staged: at start, nothing in there belongs to anyone. */
  sweepStaging(): Promise<void>;
  /** Every original on the disk, by content. */
  list(): AsyncGenerator<{ sha256: string; path: string }>;
}

const NAME = /^([0-9a-f]{62})\.([a-z0-9]{1,8})$/;

/** Originals by the file rule F1: `media/ab/cdef….ext`, written to the end before they get their name. */
export function createFileStore(folders: FileFolders, fs: FileSystem = nodeFs): FileStore {
  function pathOf(sha256: string, extension: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256) || !/^[a-z0-9]{1,8}$/.test(extension)) {
      throw new AtelierError('invalid_input', 'That is no name of a file here.');
    }
    return join(folders.media, sha256.slice(0, 2), `${sha256.slice(2)}.${extension}`);
  }

  async function stage(
    source: AsyncIterable<Uint8Array>,
    { maxBytes }: { maxBytes: number },
  ): Promise<StagedFile> {
    await fs.mkdir(folders.staging, { recursive: true, mode: 0o700 });
    const path = join(folders.staging, randomUUID());
    const discard = () => fs.rm(path, { force: true });
    try {
      const written = await write(fs, path, source, maxBytes);
      return {
        path,
        ...written,
        keep: (extension) => typedFailures(() => keep(path, pathOf(written.sha256, extension))),
        discard,
      };
    } catch (error) {
      await discard().catch(() => undefined);
      throw error;
    }
  }

  async function keep(path: string, target: string): Promise<string> {
    const folder = dirname(target);
    const made = await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    // A content that is there already is replaced by the same bytes: that also mends a broken one.
    await fs.rename(path, target);
    await syncFolder(fs, folder);
    if (made !== undefined) await syncFolder(fs, folders.media);
    return target;
  }

  return {
    stage: (source, limits) => typedFailures(() => stage(source, limits)),
    pathOf,
    remove: (sha256, extension) =>
      typedFailures(() => fs.rm(pathOf(sha256, extension), { force: true })),
    async sweepStaging() {
      await fs.rm(folders.staging, { recursive: true, force: true });
      await fs.mkdir(folders.staging, { recursive: true, mode: 0o700 });
    },
    async *list() {
      for (const folder of await namesIn(fs, folders.media)) {
        for (const name of await namesIn(fs, join(folders.media, folder))) {
          const rest = NAME.exec(name)?.[1];
          if (rest === undefined || !/^[0-9a-f]{2}$/.test(folder)) continue;
          yield { sha256: folder + rest, path: join(folders.media, folder, name) };
        }
      }
    },
  };
}

/** What comes is written in pieces of so many bytes: each piece is a way to the disk and back. */
const WRITE_BYTES = 512 * 1024;

async function write(
  fs: FileSystem,
  path: string,
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  const file = await fs.open(path, 'wx', 0o600);
  const flush = async () => {
    if (waitingBytes === 0) return;
    await file.writeFile(Buffer.concat(waiting));
    waiting = [];
    waitingBytes = 0;
  };
  try {
    for await (const chunk of source) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) {
        throw new AtelierError('file_too_large', 'The file is too large.', { limit: maxBytes });
      }
      hash.update(chunk);
      waiting.push(chunk);
      waitingBytes += chunk.byteLength;
      if (waitingBytes >= WRITE_BYTES) await flush();
    }
    if (bytes === 0) throw new AtelierError('file_empty', 'The file is empty.');
    await flush();
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** Makes a new name in a folder last. Windows has no such thing and needs none. */
async function syncFolder(fs: FileSystem, folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function namesIn(fs: FileSystem, folder: string): Promise<string[]> {
  try {
    return await fs.readdir(folder);
  } catch {
    return [];
  }
}
