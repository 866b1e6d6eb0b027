import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Where keys and sessions are kept: the system's keychain on a desktop, a file for the browser host. */
export interface Secrets {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
}

const Contents = z.record(z.string(), z.string());

/**
 * Secrets in one JSON file that only its owner can read (0600). Every change replaces the file at once by a
 * rename, so a crash leaves the old one or the new one. Changes are made one after the other.
 */
export function fileSecrets(path: string): Secrets {
  let last: Promise<unknown> = Promise.resolve();

  async function read(): Promise<Record<string, string>> {
    try {
      return Contents.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw error;
    }
  }

  async function write(contents: Record<string, string>): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = join(dirname(path), `.secrets-${randomUUID()}`);
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify(contents, null, 2));
      await file.sync();
    } finally {
      await file.close();
    }
    try {
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await chmod(path, 0o600);
  }

  function change(edit: (contents: Record<string, string>) => void): Promise<void> {
    const next = last.then(async () => {
      const contents = await read();
      edit(contents);
      await write(contents);
    });
    last = next.catch(() => undefined);
    return next;
  }

  return {
    async get(name) {
      await last;
      return (await read())[name];
    },
    set: (name, value) => change((contents) => void (contents[name] = value)),
    delete: (name) => change((contents) => void delete contents[name]),
  };
}
