import { join } from 'node:path';
import { z } from 'zod';
import { toErrorBody } from '../../contract/errors.ts';
import type { KnownBackup } from '../../contract/studio/storage.ts';
import { asAtelierError } from '../system/failures.ts';
import { readJsonFile, writeJsonFile } from '../system/json-file.ts';
import type { StudioPaths } from '../system/paths.ts';
import { findBackup } from './manifest.ts';

const MOST = 10;
const Known = z.array(z.string()).max(MOST);

/** Beside the libraries, not in one: putting a library back must not forget where its backup lies. */
const fileOf = ({ data }: Pick<StudioPaths, 'data'>) => join(data, 'backups.json');

async function readFolders(paths: Pick<StudioPaths, 'data'>): Promise<string[]> {
  // A list that does not read is only a convenience lost.
  const stored = await readJsonFile(fileOf(paths)).catch(() => undefined);
  return Known.safeParse(stored).data ?? [];
}

/** The folder that was used last stands first. */
export async function rememberBackup(
  paths: Pick<StudioPaths, 'data'>,
  folder: string,
): Promise<void> {
  const others = (await readFolders(paths)).filter((known) => known !== folder);
  await writeJsonFile(fileOf(paths), [folder, ...others].slice(0, MOST));
}

export async function forgetBackup(
  paths: Pick<StudioPaths, 'data'>,
  folder: string,
): Promise<void> {
  const others = (await readFolders(paths)).filter((known) => known !== folder);
  await writeJsonFile(fileOf(paths), others);
}

/** What the remembered folders hold now, the newest backup first; one that cannot be read stands last. */
export async function listBackups(paths: Pick<StudioPaths, 'data'>): Promise<KnownBackup[]> {
  const folders = await readFolders(paths);
  const known = await Promise.all(folders.map(describe));
  return known.sort((a, b) => (b.at ?? '').localeCompare(a.at ?? ''));
}

async function describe(folder: string): Promise<KnownBackup> {
  try {
    const { manifest } = await findBackup(folder);
    const { count, bytesOfAll } = manifest.list;
    const missing = manifest.missing.length;
    return { folder, at: manifest.at, works: count, bytes: bytesOfAll, missing, error: null };
  } catch (error) {
    const body = toErrorBody(asAtelierError(error));
    return { folder, at: null, works: 0, bytes: 0, missing: 0, error: body };
  }
}
