import type { SyncRow, SyncTable } from '../../../contract/sync.ts';
import { PARENTS_OF, STAND_ALONE } from './model-tables.ts';

/** A value that somebody gave to a field, different from all others, and what they saw there before. */
interface Write {
  value: string;
  seen: unknown;
}

/**
 * What was done, whoever did it, without a word of how sync works. A value may only vanish because somebody saw it and
 * wrote another, because it is shown as the loser of a conflict, or because its row was deleted; a row may only vanish
 * because it, or what it lies in, was deleted; and only what somebody made is there.
 */
export interface Deeds {
  made(table: SyncTable, id: string, fields: SyncRow): void;
  wrote(table: SyncTable, id: string, fields: SyncRow, seen: SyncRow): void;
  deleted(table: SyncTable, id: string): void;
  /** Whether a row, or what it lies in or names, was ever deleted. */
  isDoomed(table: SyncTable, id: string, fields?: SyncRow): boolean;
  /** Whether the row itself was ever deleted. */
  isDeleted(table: SyncTable, id: string): boolean;
  shownAsLost(value: unknown): void;
  /** A refused row, which the creator was shown, was given up by them. */
  gaveUp(table: SyncTable, id: string): void;
  /** The server lost rows: who writes them again no longer knows what others had seen. */
  forgetWhatWasSeen(): void;
  /** Throws if these rows, which all agree on, cannot be what came of it. */
  judge(rows: readonly { table: SyncTable; row: SyncRow }[]): void;
}

/** What the server makes by itself, and rows whose later arrival simply counts. */
const NOT_COUNTED: ReadonlySet<SyncTable> = new Set([
  'profiles',
  'order_items',
  'jobs',
  'workspace_assets',
  'collection_items',
  'character_scenes',
]);

export function createDeeds(): Deeds {
  const made = new Map<string, SyncRow>();
  const deleted = new Set<string>();
  const writes = new Map<string, Write[]>();
  const lost = new Set<unknown>();
  let seesAll = true;

  function isDoomed(table: SyncTable, id: string, fields?: SyncRow): boolean {
    const key = `${table} ${id}`;
    if (deleted.has(key)) return true;
    const row = { ...made.get(key), ...fields };
    return Object.entries(PARENTS_OF[table] ?? {}).some(([column, parent]) => {
      const named = row[column];
      return typeof named === 'string' && isDoomed(parent, named);
    });
  }

  function judgeValues(table: SyncTable, row: SyncRow): void {
    for (const [key, list] of writes) {
      const [of, id, field = ''] = key.split(' ');
      if (of !== table || id !== row['id'] || deleted.has(`${table} ${id}`)) continue;
      const final = row[field] ?? null;
      const known = list.some(({ value, seen }) => value === final || seen === final);
      if (!known) throw new Error(`${key} is ${JSON.stringify(final)}: nobody's word`);
      for (const { value } of list) {
        const found = value === final || lost.has(value) || list.some(({ seen }) => seen === value);
        if (!found)
          throw new Error(`${key}: ${value} is lost, it ended as ${JSON.stringify(final)}`);
      }
    }
  }

  function write(table: SyncTable, id: string, fields: SyncRow, seen: SyncRow): void {
    for (const [field, value] of Object.entries(fields)) {
      if (typeof value !== 'string' || !value.startsWith('text ')) continue;
      const key = `${table} ${id} ${field}`;
      writes.set(key, [...(writes.get(key) ?? []), { value, seen: seen[field] ?? null }]);
    }
  }

  return {
    made(table, id, fields) {
      const key = `${table} ${id}`;
      made.set(key, { ...made.get(key), ...fields });
      write(table, id, fields, {});
    },
    wrote: write,
    deleted: (table, id) => void deleted.add(`${table} ${id}`),
    gaveUp: (table, id) => void deleted.add(`${table} ${id}`),
    isDoomed,
    isDeleted: (table, id) => deleted.has(`${table} ${id}`),
    shownAsLost: (value) => void lost.add(value),
    forgetWhatWasSeen: () => void (seesAll = false),
    judge(rows) {
      const alive = new Map(
        rows
          .filter(({ row }) => row['deleted_at'] == null)
          .map(({ table, row }) => [`${table} ${String(row['id'])}`, { table, row }]),
      );
      for (const key of made.keys()) {
        const [table = '', id = ''] = key.split(' ');
        // An order is the server's: one that goes back in time takes it along.
        const counts = !NOT_COUNTED.has(table as SyncTable) && (seesAll || table !== 'orders');
        const missing = counts && !alive.has(key);
        const mayGo = STAND_ALONE.has(table as SyncTable)
          ? deleted.has(key)
          : isDoomed(table as SyncTable, id);
        if (missing && !mayGo) throw new Error(`${key} is lost`);
      }
      for (const [key, { table, row }] of alive) {
        if (NOT_COUNTED.has(table)) continue;
        if (!made.has(key)) throw new Error(`nobody made ${key}`);
        // Nobody ever brings back what was purged; a server that lost the purge may.
        if (seesAll && table === 'user_library' && deleted.has(key))
          throw new Error(`${key} came back`);
        if (seesAll) judgeValues(table, row);
      }
    },
  };
}
