import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AtelierError } from '../../contract/errors.ts';
import type { Finding } from '../../contract/studio/storage.ts';
import type { StorageContext } from './storage-context.ts';

export interface DatabaseCheck {
  findings: Finding[];
  rows: number;
}

/**
 * Looks at every page, key, index and row of the database, on a copy and in a thread of its own: the checks write
 * on trial, and none of them may hold up the creator. Errors: those of the disk, and the signal's reason.
 */
export async function checkDatabase(
  { library, paths }: StorageContext,
  signal: AbortSignal,
): Promise<DatabaseCheck> {
  await mkdir(paths.staging, { recursive: true, mode: 0o700 });
  const copy = join(paths.staging, `check-${randomUUID()}.sqlite`);
  try {
    await library.db.snapshot(copy);
    signal.throwIfAborted();
    return await inThread(copy, signal);
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) await rm(copy + end, { force: true });
  }
}

async function inThread(path: string, signal: AbortSignal): Promise<DatabaseCheck> {
  const { promise, resolve, reject } = Promise.withResolvers<DatabaseCheck>();
  const worker = new Worker(new URL('./check-worker.ts', import.meta.url), {
    name: 'database check',
    workerData: path,
  });
  const stop = () => reject(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  worker.on('message', (check: DatabaseCheck) => resolve(check));
  worker.on('error', reject);
  worker.on('exit', () => {
    reject(new AtelierError('internal', 'The check of the database ended early.'));
  });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
