import { rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from '../system/json-file.ts';
import type { Log } from '../system/log.ts';
import { accountPaths, type StudioPaths } from '../system/paths.ts';
import { accountName, ProjectConnection } from './connection.ts';

/** The accounts with a library on this machine, solo apart: `accounts.json` of the data folder. No secret stands in it. */
export interface KnownAccounts {
  list(): ProjectConnection[];
  find(id: string): ProjectConnection | undefined;
  /** The last one stands first. */
  remember(connection: ProjectConnection): Promise<void>;
  /** Forgets an account and removes its library from this machine. */
  remove(id: string, paths: StudioPaths): Promise<void>;
}

const File = z.array(ProjectConnection);

/** A list that no longer reads is begun anew: the account that is open is told again at each start. */
export async function openKnownAccounts(paths: StudioPaths, log: Log): Promise<KnownAccounts> {
  let known = await read(paths, log);
  const idOf = (connection: ProjectConnection) => accountName(connection);

  async function write(next: ProjectConnection[]): Promise<void> {
    await writeJsonFile(paths.known, next);
    known = next;
  }

  return {
    list: () => [...known],
    find: (id) => known.find((connection) => idOf(connection) === id),
    remember: (connection) =>
      write([connection, ...known.filter((other) => idOf(other) !== idOf(connection))]),
    async remove(id, current) {
      const { root } = accountPaths(current, id);
      // Out of the way as a whole first: half a library is never opened.
      const going = `${root}.removing`;
      await rm(going, { recursive: true, force: true });
      await rename(root, going).catch(ignoreAbsent);
      await write(known.filter((connection) => idOf(connection) !== id));
      await rm(going, { recursive: true, force: true });
    },
  };
}

async function read(paths: StudioPaths, log: Log): Promise<ProjectConnection[]> {
  try {
    return File.parse((await readJsonFile(paths.known)) ?? []);
  } catch (error) {
    log.error('the list of accounts does not read', { error });
    return [];
  }
}

function ignoreAbsent(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
