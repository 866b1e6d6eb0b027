import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import {
  type FileHandle,
  copyFile,
  link,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { flushFolder } from '../engine/flush.ts';
import { tooLarge } from './storage-error.ts';

/** Bytes that have arrived whole, under a version that no row names yet. */
export interface Blob {
  version: string;
  size: number;
  etag: string;
}

/**
 * Files named by the server's own random versions, never by what a client says. A file is whole and on the disk before
 * its row is written, and goes only after its row: a crash leaves at worst a file without a row, swept at the next start.
 */
export class Blobs {
  readonly #root: string;
  readonly #startedAt = Date.now();

  constructor(root: string) {
    this.#root = root;
  }

  get root(): string {
    return this.#root;
  }

  path(version: string): string {
    return join(this.#root, 'data', version.slice(0, 2), version);
  }

  /** Streams to a temporary file while hashing and counting. Throws 413 beyond `limit`; leaves nothing behind then. */
  async receive(body: AsyncIterable<Uint8Array>, limit: number): Promise<Blob> {
    const version = randomUUID();
    const temporary = join(this.#root, 'temp', version);
    await mkdir(dirname(temporary), { recursive: true, mode: 0o700 });
    const file = await open(temporary, 'wx', 0o600);
    try {
      const hash = createHash('sha256');
      let size = 0;
      for await (const chunk of body) {
        size += chunk.byteLength;
        if (size > limit) throw tooLarge();
        hash.update(chunk);
        await writeAll(file, chunk);
      }
      await file.sync();
      await file.close();
      await this.#place(temporary, version);
      return { version, size, etag: `"${hash.digest('hex')}"` };
    } catch (error) {
      await file.close();
      await rm(temporary, { force: true });
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
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    // Left by an attempt that was cut off; maybe only in part.
    await rm(target, { force: true });
    // Some volumes have no hard links.
    await link(source, target).catch(() => copyDurably(source, target));
    await flushFolder(dirname(target));
    return { version, size, etag: `"${hash.digest('hex')}"` };
  }

  async copy(version: string): Promise<string> {
    const copied = randomUUID();
    const temporary = join(this.#root, 'temp', copied);
    await mkdir(dirname(temporary), { recursive: true, mode: 0o700 });
    await copyDurably(this.path(version), temporary);
    await this.#place(temporary, copied);
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

  /** Removes what an earlier life left: temporary files, and files whose version `isKept` does not know. */
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

  async #place(temporary: string, version: string): Promise<void> {
    const target = this.path(version);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await rename(temporary, target);
    await flushFolder(dirname(target));
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let offset = 0;
  while (offset < chunk.byteLength) {
    const { bytesWritten } = await file.write(chunk, offset);
    offset += bytesWritten;
  }
}

async function copyDurably(source: string, target: string): Promise<void> {
  await copyFile(source, target, constants.COPYFILE_FICLONE);
  const file = await open(target, 'r+');
  await file.sync();
  await file.close();
}
