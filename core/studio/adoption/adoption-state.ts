import { z } from 'zod';
import type { Database } from '../../system/database.ts';

const KEY = 'adoption';

/**
 * How far the library of this machine was taken into this account; it lies in the account's own database, and moves in
 * the transaction that writes what it counts.
 */
const AdoptionState = z.object({
  choice: z.enum(['adopt', 'apart']),
  /** The step that is under way, and the row that was done last; null once all was copied. */
  at: z.object({ step: z.int().min(0), after: z.string() }).nullable(),
  copied: z.int().min(0),
  skipped: z.int().min(0),
  total: z.int().min(0),
  /** Rows of the outbox behind the first, up to the last, are what was copied. */
  firstSeq: z.int().min(0),
  lastSeq: z.int().min(0).nullable(),
});
export type AdoptionState = z.infer<typeof AdoptionState>;

export function readAdoption(db: Database): AdoptionState | null {
  const row = db.get<{ value: string }>('select value from settings where key = ?', KEY);
  return row ? (AdoptionState.safeParse(JSON.parse(row.value)).data ?? null) : null;
}

export function writeAdoption(db: Database, state: AdoptionState): void {
  db.run(
    `insert into settings (key, value) values (?, ?)
     on conflict (key) do update set value = excluded.value`,
    KEY,
    JSON.stringify(state),
  );
}

/** The number of the outbox row that was made last, sent or not. */
export function lastOutboxSeq(db: Database): number {
  const row = db.get<{ seq: number }>("select seq from sqlite_sequence where name = 'outbox'");
  return row?.seq ?? 0;
}

/** Of what was copied: rows and files that the server has not acknowledged. */
export function unsentOf(db: Database, { firstSeq, lastSeq }: AdoptionState): number {
  const found = db.get<{ n: number }>(
    'select count(*) as n from outbox where seq > ? and seq <= ?',
    firstSeq,
    lastSeq ?? Number.MAX_SAFE_INTEGER,
  );
  return found?.n ?? 0;
}
