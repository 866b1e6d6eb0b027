import type { Database, SqlValue } from '../../system/database.ts';
import type { Facts } from './facts.ts';

/** What a condition is worked out from. */
export interface Source {
  readonly db: Database;
  readonly facts: Facts;
  readonly now: Date;
  /** Only these works are asked about, by number, as a JSON array; of the others a condition may say anything. */
  readonly only?: string;
}

/** Numbers of works, the column `nr` of what `sql` finds. */
export function numbersOf({ db, only }: Source, sql: string, ...params: SqlValue[]): number[] {
  if (only === undefined) return db.column<number>(sql, ...params);
  // SQLite takes the inner question apart: it starts with these works.
  return db.column<number>(
    `select nr from (${sql}) where nr in (select value from json_each(?))`,
    ...params,
    only,
  );
}
