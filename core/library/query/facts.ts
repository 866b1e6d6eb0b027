import type { Database } from '../../system/database.ts';
import { FLAG_RANGE } from '../work-facts.ts';
import { changesOf } from './changes.ts';
import { mergeChanged, type OrderKey } from './order.ts';

/**
 * What all works are told apart and ordered by, in memory: four to eight bytes a work and column, read when first
 * asked for. A place in a million works, a count or a filter is then a walk over an array (1 to 5 ms), where SQLite took 50 to 900.
 * Kept fresh from `changes.ts`: rows that changed are read again, and all of them if another connection wrote.
 */
export interface Facts {
  /** By number of the work: `work_facts.flags`, and PRESENT if there is such a work. */
  flags: Uint32Array;
  /** Numbers of all works, newest first. */
  newest: Int32Array;
  /** By title; read when it is first asked for. */
  titles: Int32Array | undefined;
  /** Lazily read columns, by number of the work. */
  readonly columns: Map<FactColumn, Float64Array>;
  /** SQLite's count of what other connections wrote. */
  version: number;
  /** `Changes.generation` that this stands at. */
  generation: number;
}

export const PRESENT = 2 ** 31;

export type FactColumn =
  | 'created_s'
  | 'bytes'
  | 'pixels'
  | 'model_nr'
  | 'stack_nr'
  | 'duration'
  | 'seed';

/** Above it, reading all is quicker than finding each its place. */
const MOST_CHANGED = 1_000;

const FACTS = new WeakMap<Database, Facts>();

export function factsOf(db: Database): Facts {
  const version = db.get<{ data_version: number }>('pragma data_version')?.data_version ?? 0;
  const changes = changesOf(db);
  let facts = FACTS.get(db);
  if (!facts || facts.version !== version || changes.works.size > MOST_CHANGED) {
    if (facts && facts.version !== version) changes.generation += 1;
    facts = readAll(db, version);
    FACTS.set(db, facts);
  } else if (changes.works.size > 0) refresh(db, facts, [...changes.works]);
  facts.generation = changes.generation;
  // What is read inside a transaction may be rolled back: then it is read once more.
  if (!db.inTransaction) changes.works.clear();
  return facts;
}

/** One column for all works; -1, or 0 for a number of another table, where a work has none. */
export function columnOf(db: Database, facts: Facts, name: FactColumn): Float64Array {
  const known = facts.columns.get(name);
  if (known) return known;
  const column = new Float64Array(facts.flags.length);
  const numbers = db.column<number>('select nr from work_facts order by nr');
  const values = db.column<number>(`select ${name} from work_facts order by nr`);
  for (let at = 0; at < numbers.length; at += 1) column[numbers[at]!] = values[at]!;
  facts.columns.set(name, column);
  return column;
}

export function titlesOf(db: Database, facts: Facts): Int32Array {
  facts.titles ??= Int32Array.from(db.column<number>(TITLES.all));
  return facts.titles;
}

const NEWEST: OrderKey = {
  all: 'select nr from user_library order by created_at desc, id desc',
  some: `select nr from user_library where nr in (select value from json_each(?))
         order by created_at desc, id desc`,
  // Whether the work of the first number stands before the other.
  before: `select (a.created_at, a.id) > (b.created_at, b.id)
           from user_library a, user_library b where a.nr = ? and b.nr = ?`,
};

const TITLES: OrderKey = {
  all: 'select nr from user_library order by sort_title, id',
  some: `select nr from user_library where nr in (select value from json_each(?))
         order by sort_title, id`,
  before: `select (a.sort_title, a.id) < (b.sort_title, b.id)
           from user_library a, user_library b where a.nr = ? and b.nr = ?`,
};

function readAll(db: Database, version: number): Facts {
  const packed = db.column<number>(`select nr * ${FLAG_RANGE} + flags from work_facts order by nr`);
  const highest = Math.floor((packed.at(-1) ?? 0) / FLAG_RANGE);
  const flags = new Uint32Array(roomFor(highest));
  for (const value of packed) {
    flags[Math.floor(value / FLAG_RANGE)] = PRESENT + (value % FLAG_RANGE);
  }
  return {
    flags,
    newest: Int32Array.from(db.column<number>(NEWEST.all)),
    titles: undefined,
    columns: new Map(),
    version,
    generation: 0,
  };
}

/** Some more than there are, so that new works seldom make the arrays grow. */
function roomFor(highest: number): number {
  return highest + 1 + Math.max(1_000, highest >> 3);
}

function refresh(db: Database, facts: Facts, numbers: readonly number[]): void {
  const highest = Math.max(...numbers);
  if (highest >= facts.flags.length) grow(facts, roomFor(highest));
  for (const nr of numbers) facts.flags[nr] = 0;
  const rows = db.all<{ nr: number; flags: number } & Record<FactColumn, number>>(
    'select * from work_facts where nr in (select value from json_each(?))',
    JSON.stringify(numbers),
  );
  for (const row of rows) {
    facts.flags[row.nr] = PRESENT + row.flags;
    for (const [name, column] of facts.columns) column[row.nr] = row[name];
  }
  facts.newest = mergeChanged(db, facts.newest, numbers, NEWEST);
  if (facts.titles) facts.titles = mergeChanged(db, facts.titles, numbers, TITLES);
}

function grow(facts: Facts, room: number): void {
  const flags = new Uint32Array(room);
  flags.set(facts.flags);
  facts.flags = flags;
  for (const [name, column] of facts.columns) {
    const larger = new Float64Array(room);
    larger.set(column);
    facts.columns.set(name, larger);
  }
}
