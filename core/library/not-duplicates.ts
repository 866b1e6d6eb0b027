import { createHash } from 'node:crypto';
import type { LibraryContext } from './context.ts';
import type { Database } from '../system/database.ts';

/** A group that gains or loses a work is another group. */
const keyOf = (ids: readonly string[]) =>
  `not-duplicates:${createHash('sha256').update(ids.toSorted().join(' ')).digest('hex')}`;

/** Says that works which look alike are no duplicates of each other, or takes that back. Kept with the library. */
export function setNotDuplicates(
  context: LibraryContext,
  ids: readonly string[],
  isNot: boolean,
): void {
  context.command(['library'], () => {
    context.db.run('delete from settings where key = ?', keyOf(ids));
    if (!isNot) return;
    context.db.run(
      'insert into settings (key, value) values (?, ?)',
      keyOf(ids),
      JSON.stringify(ids),
    );
  });
}

/** The groups, given by numbers of works, that nobody said this of. */
export function withoutDismissed(db: Database, groups: readonly number[][]): number[][] {
  const dismissed = new Set(
    db.column<string>("select key from settings where key like 'not-duplicates:%'"),
  );
  if (dismissed.size === 0) return [...groups];
  const ids = new Map(
    db
      .all<{ nr: number; id: string }>(
        'select nr, id from user_library where nr in (select value from json_each(?))',
        JSON.stringify(groups.flat()),
      )
      .map(({ nr, id }) => [nr, id]),
  );
  return groups.filter((group) => !dismissed.has(keyOf(group.map((nr) => ids.get(nr) ?? ''))));
}
