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
  /** Its first bytes, 64 at most: what it is can be told without opening it again. */
  head: Uint8Array;
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
    const path = join(folders.staging, randomUUID());
    let isKept = false;
    const discard = async () => {
      if (!isKept) await fs.rm(path, { force: true });
    };
    try {
      const file = await inFolder(folders.staging, () => fs.open(path, 'wx', 0o600));
      const written = await write(file, source, maxBytes);
      return {
        path,
        ...written,
        keep: (extension) =>
          typedFailures(async () => {
            const target = pathOf(written.sha256, extension);
            await keep(path, target);
            isKept = true;
            return target;
          }),
        discard,
      };
    } catch (error) {
      await discard().catch(() => undefined);
      throw error;
    }
  }

  /** Every operation waits for a thread: the folder is made only where there is none. */
  async function inFolder<T>(
    folder: string,
    work: () => Promise<T>,
    made?: () => void,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error)) throw error;
      if ((await fs.mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) made?.();
      return work();
    }
  }

  async function keep(path: string, target: string): Promise<void> {
    const folder = dirname(target);
    let isNew = false;
    // A content that is there already is replaced by the same bytes: that also mends a broken one.
    await inFolder(
      folder,
      () => fs.rename(path, target),
      () => (isNew = true),
    );
    await syncFolder(fs, folder);
    if (isNew) await syncFolder(fs, folders.media);
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

const isAway = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** What comes is written in pieces of so many bytes: each piece is a way to the disk and back. */
const WRITE_BYTES = 512 * 1024;
const HEAD_BYTES = 64;
/** Pieces that wait for their next file: made anew for each they would be most of what there is to collect. */
const pieces: Buffer[] = [];
const MOST_PIECES = 8;

/** Writes all of a source to a file, flushed, and closes it. */
async function write(
  file: nodeFs.FileHandle,
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ sha256: string; bytes: number; head: Uint8Array }> {
  const hash = createHash('sha256');
  const head = Buffer.alloc(HEAD_BYTES);
  const piece = pieces.pop() ?? Buffer.allocUnsafeSlow(WRITE_BYTES);
  let [bytes, filled] = [0, 0];
  const flush = async () => {
    if (filled > 0) await file.writeFile(piece.subarray(0, filled));
    filled = 0;
  };
  try {
    for await (const chunk of source) {
      if (bytes < HEAD_BYTES) head.set(chunk.subarray(0, HEAD_BYTES - bytes), bytes);
      bytes += chunk.byteLength;
      if (bytes > maxBytes) {
        throw new AtelierError('file_too_large', 'The file is too large.', { limit: maxBytes });
      }
      hash.update(chunk);
      for (let at = 0; at < chunk.byteLength;) {
        const part = chunk.subarray(at, at + WRITE_BYTES - filled);
        piece.set(part, filled);
        filled += part.byteLength;
        at += part.byteLength;
        if (filled === WRITE_BYTES) await flush();
      }
    }
    if (bytes === 0) throw new AtelierError('file_empty', 'The file is empty.');
    await flush();
    await file.sync();
  } finally {
    if (pieces.length < MOST_PIECES) pieces.push(piece);
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes, head: head.subarray(0, bytes) };
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
