import {
  CLIENT_COLUMNS,
  PARENTS,
  SYNC_TABLES,
  type SyncRow,
  type SyncTable,
  type WritableTable,
} from '../../../contract/sync.ts';
import { seenRow } from '../../library/apply.ts';
import { shownIn } from '../../library/other-rows.ts';
import type { Database } from '../../system/database.ts';
import { derivedId } from '../../system/ids.ts';

/** One table, or what of it can only be written once all its rows are there. */
export interface AdoptionStep {
  table: WritableTable;
  /** The second time: where collections lie, which may name each other in any order. */
  nesting?: true;
}

const isAdopted = (table: SyncTable): table is WritableTable =>
  table in CLIENT_COLUMNS && table !== 'profiles';

/** What others name goes first. The profile is the account's own; orders and results belong to where they were made. */
export const STEPS: readonly AdoptionStep[] = SYNC_TABLES.filter(isAdopted).flatMap(stepsOf);

function stepsOf(table: WritableTable): AdoptionStep[] {
  return table === 'user_collections' ? [{ table }, { table, nesting: true }] : [{ table }];
}

/** Ids of a table behind one, in their order. */
export function idsAfter(
  solo: Database,
  table: WritableTable,
  after: string,
  limit: number,
): string[] {
  return solo.column<string>(
    `select id from ${shownIn(table)} where id > ? order by id limit ?`,
    after,
    limit,
  );
}

export function countRows(solo: Database): number {
  let sum = 0;
  for (const { table, nesting } of STEPS) {
    if (nesting) continue;
    sum += solo.get<{ n: number }>(`select count(*) as n from ${shownIn(table)}`)?.n ?? 0;
  }
  return sum;
}

/**
 * The id of a row in the account: the same one however often it is adopted, and another one for each account, since ids
 * are unique on a server. What joins two rows has the id of its pair, as always.
 */
export function adoptedId(userId: string, table: SyncTable, row: SyncRow): string {
  const of = (column: string) => derivedId(userId, String(row[column]));
  if (table === 'collection_items') return derivedId(of('collection_id'), of('library_id'));
  if (table === 'character_scenes') return derivedId(of('character_id'), of('scene_id'));
  return of('id');
}

/** What makes no sense without the row that it names. */
const NEEDED: Readonly<Partial<Record<WritableTable, readonly string[]>>> = {
  collection_items: ['collection_id', 'library_id'],
  character_scenes: ['character_id', 'scene_id'],
  scenes: ['project_id'],
  messages: ['conversation_id'],
};

/**
 * A row of the solo library as the account would have made it: what it names is named by its new id, and left out
 * where it was not adopted; undefined where it cannot be without that. Paths of the old backend's files are left out.
 */
export function adoptedFields(
  account: Database,
  userId: string,
  table: WritableTable,
  row: SyncRow,
): SyncRow | undefined {
  const fields: SyncRow = {};
  const parents: Readonly<Record<string, SyncTable>> =
    (PARENTS as Partial<Record<WritableTable, Record<string, SyncTable>>>)[table] ?? {};
  for (const column of CLIENT_COLUMNS[table]) {
    const value = row[column];
    if (value === undefined || column.endsWith('_path')) continue;
    const parent = parents[column];
    if (!parent || value === null) {
      fields[column] = withoutParent(userId, column, value);
      continue;
    }
    const id = derivedId(userId, typeof value === 'string' ? value : '');
    // Collections are laid into each other once all are there.
    const isThere = column !== 'parent_id' && seenRow(account, parent, id) !== undefined;
    if (isThere) fields[column] = id;
    else if (NEEDED[table]?.includes(column)) return undefined;
  }
  return fields;
}

/** Some values are ids all the same. */
function withoutParent(userId: string, column: string, value: unknown): unknown {
  if (column === 'stack_id' && typeof value === 'string') return derivedId(userId, value);
  if (column === 'library_ids' && Array.isArray(value)) {
    return value.map((id) => derivedId(userId, String(id)));
  }
  return value;
}
