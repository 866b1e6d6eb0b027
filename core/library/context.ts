import type { Topic } from '../../contract/studio/events.ts';
import type { Clock } from '../system/clock.ts';
import type { Database } from '../system/database.ts';

/** What writing to the outbox takes. */
export interface OutboxContext {
  readonly db: Database;
  readonly clock: Clock;
}

/** What a command stands on. */
export interface LibraryContext extends OutboxContext {
  /**
   * One command: rows and outbox in one transaction (rule S1); after its commit the word of what changed and a
   * nudge for sync. `work` must not await.
   */
  command<T>(topics: readonly Topic[], work: () => T): T;
  /**
   * The same of what only the server made known, and would again after a power cut: it waits for no disk, and there is
   * nothing to send for it.
   */
  arrival<T>(topics: readonly Topic[], work: () => T): T;
}

export function createLibraryContext(options: {
  db: Database;
  clock: Clock;
  changed(...topics: Topic[]): void;
  /** There may be something to send. */
  wakeSync(): void;
}): LibraryContext {
  const { db, clock } = options;
  return {
    db,
    clock,
    command(topics, work) {
      const answer = db.transaction(work);
      options.changed(...topics);
      options.wakeSync();
      return answer;
    },
    arrival(topics, work) {
      const answer = db.transactionToldAgain(work);
      options.changed(...topics);
      return answer;
    },
  };
}
