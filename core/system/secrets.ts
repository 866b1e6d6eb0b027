import { z } from 'zod';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** Where keys and sessions are kept: the system's keychain on a desktop, a file for the browser host. */
export interface Secrets {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
}

const Contents = z.record(z.string(), z.string());

/** Secrets in one JSON file that only its owner can read (0600). Changes are made one after the other. */
export function fileSecrets(path: string): Secrets {
  let last: Promise<unknown> = Promise.resolve();

  async function read(): Promise<Record<string, string>> {
    return Contents.parse((await readJsonFile(path)) ?? {});
  }

  function change(edit: (contents: Record<string, string>) => void): Promise<void> {
    const next = last.then(async () => {
      const contents = await read();
      edit(contents);
      await writeJsonFile(path, contents);
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
