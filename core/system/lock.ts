import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { AtelierError } from '../../contract/errors.ts';
import { asAtelierError } from './failures.ts';

export interface Lock {
  release(): void;
}

/**
 * Holds the data folder for one studio. The lock is an exclusive one of SQLite on an empty file: the system keeps
 * it (fcntl, LockFileEx), so it ends with the process however that ends, and needs no stale-file guessing. It
 * also holds between two studios of one process. Errors: `studio_in_use`, `disk_read_only`.
 */
export function holdLock(path: string): Lock {
  let sqlite: Sqlite.Database | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    sqlite = new Sqlite(path, { timeout: 0 });
    sqlite.exec('begin exclusive');
  } catch (error) {
    sqlite?.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') {
      throw new AtelierError('studio_in_use', 'Another Atelier has this library open.', {}, error);
    }
    throw asAtelierError(error);
  }
  const held = sqlite;
  return { release: () => void held.close() };
}
