import { z } from 'zod';
import { AtelierError } from '../../contract/errors.ts';
import { Ids } from '../../contract/primitives.ts';
import type { SyncRow } from '../../contract/sync.ts';
import { instant } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import { newId } from '../system/ids.ts';
import type { LibraryContext } from './context.ts';
import { recordAct, type Step } from './history/record.ts';
import { listRows } from './other-rows.ts';
import { enqueuePush } from './outbox.ts';

const TABLE = 'not_duplicates';
const TOPICS = ['library', 'sync', 'history'] as const;

/** A group that gains or loses a work is another group. */
const keyOf = (ids: readonly string[]) => ids.toSorted().join(' ');

const Row = z.looseObject({ id: z.string(), library_ids: z.array(z.string()) });

/**
 * Says that works which look alike are no duplicates of each other, or takes that back; an act, and a row that follows
 * the creator. Said on two machines at once it is two rows, and both go when it is taken back. Errors: `invalid_input` if
 * fewer than two works are named.
 */
export function setNotDuplicates(
  context: LibraryContext,
  ids: readonly string[],
  isNot: boolean,
  act?: string,
): void {
  const group = [...new Set(ids)].toSorted();
  if (group.length < 2) {
    throw new AtelierError('invalid_input', 'One work is no group.', { field: 'ids' });
  }
  context.command(TOPICS, () => {
    const known = groupsOf(context.db).filter(({ key }) => key === keyOf(group));
    if (isNot && known.length > 0) return;
    const steps = isNot ? [make(context, group)] : known.map((row) => remove(context, row));
    const kind = isNot ? 'not_duplicates' : 'duplicates';
    recordAct(context, { act, kind, count: group.length }, steps);
  });
}

function make(context: LibraryContext, group: readonly string[]): Step {
  const [rowId, after] = [newId(), { library_ids: group, created_at: instant(context.clock) }];
  enqueuePush(context, { table: TABLE, rowId, op: 'upsert', fields: after });
  return { kind: 'make', table: TABLE, rowId, before: null, after };
}

function remove(context: LibraryContext, { id, row }: Group): Step {
  enqueuePush(context, { table: TABLE, rowId: id, op: 'delete', fields: {} });
  const before = { library_ids: row['library_ids'], created_at: row['created_at'] };
  return { kind: 'remove', table: TABLE, rowId: id, before, after: null };
}

interface Group {
  id: string;
  key: string;
  row: SyncRow;
}

function groupsOf(db: Database): Group[] {
  return listRows(db, TABLE).flatMap((row) => {
    const said = Row.safeParse(row).data;
    return said ? [{ id: said.id, key: keyOf(said.library_ids), row }] : [];
  });
}

/** The groups, given by numbers of works, that nobody said this of. */
export function withoutDismissed(db: Database, groups: readonly number[][]): number[][] {
  const dismissed = new Set(groupsOf(db).map(({ key }) => key));
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

/** Before it followed the creator it was kept on this machine alone: what was said then is said to the other ones. */
export function tellOldDismissals(context: LibraryContext): void {
  const { db } = context;
  const old = db.column<string>("select value from settings where key like 'not-duplicates:%'");
  if (old.length === 0) return;
  context.command(TOPICS, () => {
    for (const value of old) {
      const group = Ids.min(2).safeParse(JSON.parse(value)).data;
      if (group) make(context, group.toSorted());
    }
    db.run("delete from settings where key like 'not-duplicates:%'");
  });
}
