import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, copyFile, link, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { flushFolder } from '../engine/flush.ts';
import { tooLarge } from './storage-error.ts';

/** Bytes that have arrived whole, under a version that no row names yet. */
export interface Blob {
  version: string;
  size: number;
  etag: string;
}

/** A body comes in pieces of 64 KB or less; a write of each would wait for another thread each time. */
const WRITE_BYTES = 1024 * 1024;

/**
 * Files named by the server's own random versions, never by what a client says. A file is whole and on the disk before
 * its row is written, and goes only after its row: a crash leaves at worst a file without a row, swept at the next start.
 */
export class Blobs {
  readonly #root: string;
  readonly #startedAt = Date.now();
  readonly #folders = new Map<string, Promise<void>>();

  constructor(root: string) {
    this.#root = root;
  }

  get root(): string {
    return this.#root;
  }

  path(version: string): string {
    return join(this.#root, 'data', version.slice(0, 2), version);
  }

  /**
   * Streams to the file while hashing and counting. Throws 413 beyond `limit`; leaves nothing behind then. It gets its
   * own name at once: until a row names it too, it is nobody's.
   */
  async receive(body: AsyncIterable<Uint8Array>, limit: number): Promise<Blob> {
    const version = randomUUID();
    const path = this.path(version);
    await this.#makeFolder(dirname(path));
    const file = await open(path, 'wx', 0o600);
    try {
      const hash = createHash('sha256');
      let size = 0;
      let waiting: Uint8Array[] = [];
      let waitingBytes = 0;
      for await (const chunk of body) {
        size += chunk.byteLength;
        if (size > limit) throw tooLarge();
        hash.update(chunk);
        waiting.push(chunk);
        waitingBytes += chunk.byteLength;
        if (waitingBytes < WRITE_BYTES) continue;
        await writeAll(file, waiting);
        [waiting, waitingBytes] = [[], 0];
      }
      await writeAll(file, waiting);
      await Promise.all([file.sync(), flushFolder(dirname(path))]);
      await file.close();
      return { version, size, etag: `"${hash.digest('hex')}"` };
    } catch (error) {
      await file.close();
      await rm(path, { force: true });
      throw error;
    }
  }

  /**
   * Takes over a finished file of another folder on the same volume, which stays where it is. The version is the
   * caller's, so that whoever was interrupted can tell what he had already taken over.
   */
  async adopt(source: string, version: string): Promise<Blob> {
    const hash = createHash('sha256');
    const file = await open(source, 'r+');
    let size = 0;
    try {
      for await (const chunk of file.createReadStream({ autoClose: false, start: 0 })) {
        hash.update(chunk as Buffer);
        size += (chunk as Buffer).byteLength;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    const target = this.path(version);
    await this.#makeFolder(dirname(target));
    // Left by an attempt that was cut off; maybe only in part.
    await rm(target, { force: true });
    // Some volumes have no hard links.
    await link(source, target).catch(() => copyDurably(source, target));
    await flushFolder(dirname(target));
    return { version, size, etag: `"${hash.digest('hex')}"` };
  }

  async copy(version: string): Promise<string> {
    const copied = randomUUID();
    const target = this.path(copied);
    await this.#makeFolder(dirname(target));
    await copyDurably(this.path(version), target);
    await flushFolder(dirname(target));
    return copied;
  }

  /** Null when there is no such file. */
  async open(version: string): Promise<FileHandle | null> {
    try {
      return await open(this.path(version), 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  async remove(version: string | null): Promise<void> {
    if (version) await rm(this.path(version), { force: true });
  }

  /** Removes what an earlier life left: files whose version no row names, and what earlier versions kept in `temp`. */
  async sweep(listKept: (versions: string[]) => Promise<Set<string>>): Promise<number> {
    const temporary = await this.#list(join(this.#root, 'temp'));
    let removed = 0;
    for (const name of temporary) removed += await this.#removeOld(join(this.#root, 'temp', name));
    for (const folder of await this.#list(join(this.#root, 'data'))) {
      const names = await this.#list(join(this.#root, 'data', folder));
      const kept = await listKept(names);
      for (const name of names) {
        if (!kept.has(name)) removed += await this.#removeOld(this.path(name));
      }
    }
    return removed;
  }

  /** Once for each folder: there are 256 of them, and most uploads find theirs. */
  #makeFolder(folder: string): Promise<void> {
    const known = this.#folders.get(folder);
    if (known) return known;
    const made = mkdir(folder, { recursive: true, mode: 0o700 }).then(
      () => flushFolder(dirname(folder)),
      (error: unknown) => {
        this.#folders.delete(folder);
        throw error;
      },
    );
    this.#folders.set(folder, made);
    return made;
  }

  async #list(folder: string): Promise<string[]> {
    return readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
  }

  /** What this process wrote may be on its way to a row. */
  async #removeOld(path: string): Promise<number> {
    const found = await stat(path).catch(() => null);
    if (!found || found.ctimeMs >= this.#startedAt) return 0;
    await rm(path, { force: true });
    return 1;
  }
}

/** As they came: to join them first would double what has to be collected afterwards. */
async function writeAll(file: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  let rest = chunks;
  while (rest.length > 0) {
    let { bytesWritten } = await file.writev(rest);
    rest = rest.flatMap((chunk) => {
      const done = Math.min(bytesWritten, chunk.byteLength);
      bytesWritten -= done;
      return done === chunk.byteLength ? [] : [chunk.subarray(done)];
    });
  }
}

async function copyDurably(source: string, target: string): Promise<void> {
  await copyFile(source, target, constants.COPYFILE_FICLONE);
  const file = await open(target, 'r+');
  await file.sync();
  await file.close();
}
