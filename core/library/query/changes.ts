import type { Database } from '../../system/database.ts';

/**
 * What was written since the library was last looked at. Whoever looks reads those rows again, so a write that was
 * rolled back only costs a second look.
 */
export interface Changes {
  /** Raised by every change that may change an answer. */
  generation: number;
  /** Numbers of works that may have changed. */
  readonly works: Set<number>;
}

const CHANGES = new WeakMap<Database, Changes>();

export function changesOf(db: Database): Changes {
  let changes = CHANGES.get(db);
  if (!changes) {
    changes = { generation: 0, works: new Set() };
    CHANGES.set(db, changes);
  }
  return changes;
}

export function workChanged(db: Database, nr: number): void {
  const changes = changesOf(db);
  changes.generation += 1;
  changes.works.add(nr);
}

/** Memberships, collections or files changed. */
export function libraryChanged(db: Database): void {
  changesOf(db).generation += 1;
}
