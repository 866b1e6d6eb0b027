import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { StorageOverview } from '../../contract/studio/storage.ts';
import { instant } from '../system/clock.ts';
import { copiesOf } from '../system/database.ts';
import { diskRoom } from '../system/disk-space.ts';
import { sizeIfThere } from '../system/copy-file.ts';
import { lostFolder } from '../system/paths.ts';
import { filesBelow } from './copies.ts';
import type { StorageContext } from './storage-context.ts';

type Amount = StorageOverview['thumbnails'];

/** What takes space. Originals are counted by their rows, in one question each; caches and copies on the disk. */
export async function storageOverview(context: StorageContext): Promise<StorageOverview> {
  const { paths, library } = context;
  const [thumbnails, lost, setAside, database] = await Promise.all([
    amountBelow(paths.thumbnails),
    amountBelow(lostFolder(paths)),
    setAsideBeside(paths.root),
    databaseFiles(paths.database),
  ]);
  const now = instant(library.clock);
  return {
    folder: paths.root,
    originals: library.db.all(
      `select mime, count(*) as count, coalesce(sum(bytes), 0) as bytes from files where state = 'present'
       group by mime order by bytes desc`,
    ),
    thumbnails,
    results: amount(context, RESULTS_ONLY, { now }),
    trash: amount(context, TRASH_ONLY, { now }),
    oldestTrashedAt: oldestTrashed(context),
    database,
    lost,
    setAside,
    cloudOnly: amount(context, CLOUD_ONLY, {}),
    disk: await diskRoom(paths.root),
  };
}

const WORKS = 'select sha256 from user_library where trashed_at is null';
const TRASHED = 'select sha256 from user_library where trashed_at is not null';
const RESULTS = 'select sha256 from workspace_assets where expires_at > @now';

const RESULTS_ONLY = `state = 'present' and sha256 in (${RESULTS}) and sha256 not in (select sha256 from user_library)`;
const TRASH_ONLY = `state = 'present' and sha256 in (${TRASHED}) and sha256 not in (${WORKS}) and sha256 not in (${RESULTS})`;
const CLOUD_ONLY = `state in ('cloud', 'fetching') and sha256 in (${WORKS})`;

function amount({ library }: StorageContext, where: string, params: { now?: string }): Amount {
  const found = library.db.get<Amount>(
    `select count(*) as count, coalesce(sum(bytes), 0) as bytes from files where ${where}`,
    params,
  );
  return found ?? { count: 0, bytes: 0 };
}

function oldestTrashed({ library }: StorageContext): string | null {
  const found = library.db.get<{ at: string | null }>(
    'select min(trashed_at) as at from user_library',
  );
  return found?.at == null ? null : new Date(found.at).toISOString();
}

async function amountBelow(folder: string): Promise<Amount> {
  const sum = { count: 0, bytes: 0 };
  for await (const { bytes } of filesBelow(folder)) {
    sum.count += 1;
    sum.bytes += bytes;
  }
  return sum;
}

async function databaseFiles(path: string): Promise<Amount> {
  const sum = { count: 0, bytes: 0 };
  for (const file of [path, `${path}-wal`, `${path}-shm`, ...copiesOf(path)]) {
    const bytes = await sizeIfThere(file);
    if (bytes === undefined) continue;
    sum.count += 1;
    sum.bytes += bytes;
  }
  return sum;
}

/** Libraries that a restore set aside: how many, and all their bytes. */
async function setAsideBeside(root: string): Promise<Amount> {
  const start = `${basename(root)}.before-`;
  const sum = { count: 0, bytes: 0 };
  for (const name of await readdir(dirname(root))) {
    if (!name.startsWith(start)) continue;
    sum.count += 1;
    sum.bytes += (await amountBelow(join(dirname(root), name))).bytes;
  }
  return sum;
}

/** Thumbnails are a cache (rule F3); answers what was freed. */
export async function clearThumbnails({ paths }: StorageContext): Promise<Amount> {
  return removeAllBelow(paths.thumbnails);
}

/** Deletes for good what was put aside. */
export function clearLost({ paths }: StorageContext): Promise<Amount> {
  return removeAllBelow(lostFolder(paths));
}

async function removeAllBelow(folder: string): Promise<Amount> {
  const freed = await amountBelow(folder);
  await rm(folder, { recursive: true, force: true });
  return freed;
}
