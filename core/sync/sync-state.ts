import { PullCursor, START } from '../../contract/sync.ts';
import type { Database } from '../system/database.ts';

/** What sync remembers of the server between two starts (table `sync_state`). */
export interface PullState {
  cursor: PullCursor;
  /** Null before the first pull. */
  epoch: string | null;
  /**
   * While a full resync runs (rule S6): why. `expired`: what the server does not name was deleted there.
   * `epoch`: the server went back in time; what it does not name is sent to it again.
   */
  resync: 'expired' | 'epoch' | null;
}

export function readPullState(db: Database): PullState {
  const cursor = read(db, 'cursor');
  const resync = read(db, 'resync');
  return {
    cursor: cursor === undefined ? START : PullCursor.parse(JSON.parse(cursor)),
    epoch: read(db, 'epoch') ?? null,
    resync: resync === 'expired' || resync === 'epoch' ? resync : null,
  };
}

export function writePullState(db: Database, state: PullState): void {
  write(db, 'cursor', JSON.stringify(state.cursor));
  write(db, 'epoch', state.epoch);
  write(db, 'resync', state.resync);
}

/** Whose rows these are: the user of the first session (rule S11). */
export function readOwner(db: Database): string | null {
  return read(db, 'owner') ?? null;
}

export function writeOwner(db: Database, userId: string): void {
  write(db, 'owner', userId);
}

/** Where a resumable upload goes on, by the object's path. */
export function readUpload(db: Database, path: string): string | null {
  return read(db, `upload ${path}`) ?? null;
}

export function writeUpload(db: Database, path: string, id: string | null): void {
  write(db, `upload ${path}`, id);
}

export function lastSyncedAt(db: Database): string | null {
  return read(db, 'last_synced_at') ?? null;
}

export function rememberSync(db: Database, at: string): void {
  write(db, 'last_synced_at', at);
}

/** The creator wants nothing to go or come for now. */
export function isPaused(db: Database): boolean {
  return read(db, 'paused') !== undefined;
}

export function writePaused(db: Database, paused: boolean): void {
  write(db, 'paused', paused ? '1' : null);
}

function read(db: Database, key: string): string | undefined {
  return db.get<{ value: string }>('select value from sync_state where key = ?', key)?.value;
}

function write(db: Database, key: string, value: string | null): void {
  if (value === null) {
    db.run('delete from sync_state where key = ?', key);
    return;
  }
  db.run(
    `insert into sync_state (key, value) values (?, ?)
     on conflict (key) do update set value = excluded.value`,
    key,
    value,
  );
}
