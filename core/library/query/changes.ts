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
  /** The same, and works whose file changed, in order, for who follows along (`held.ts`); the last `MOST_FOLLOWED`. */
  followed: number[];
  /** How many stood in `followed` before its first. */
  forgotten: number;
  /** How often rows changed that searches name by a title, and what is known of what works and texts mean. */
  readonly named: Record<Named, number>;
}

/** `collections`: with their memberships. */
export type Named = 'collections' | 'projects' | 'meanings';

const MOST_FOLLOWED = 4_000;

const CHANGES = new WeakMap<Database, Changes>();

export function changesOf(db: Database): Changes {
  let changes = CHANGES.get(db);
  if (!changes) {
    changes = {
      generation: 0,
      works: new Set(),
      followed: [],
      forgotten: 0,
      named: { collections: 0, projects: 0, meanings: 0 },
    };
    CHANGES.set(db, changes);
  }
  return changes;
}

export function workChanged(db: Database, nr: number): void {
  const changes = changesOf(db);
  changes.generation += 1;
  changes.works.add(nr);
  follow(changes, nr);
}

/** Where a content is, or what it looks like. */
export function fileChanged(db: Database, sha256: string): void {
  const changes = changesOf(db);
  changes.generation += 1;
  const numbers = db.column<number>('select nr from user_library where sha256 = +?', sha256);
  for (const nr of numbers) follow(changes, nr);
}

export function namesChanged(db: Database, named: Named): void {
  const changes = changesOf(db);
  changes.generation += 1;
  changes.named[named] += 1;
}

function follow(changes: Changes, nr: number): void {
  changes.followed.push(nr);
  if (changes.followed.length <= 2 * MOST_FOLLOWED) return;
  changes.forgotten += MOST_FOLLOWED;
  changes.followed = changes.followed.slice(MOST_FOLLOWED);
}
