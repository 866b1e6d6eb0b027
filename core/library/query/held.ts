import { parseLibraryQuery, type QueryTerm } from '../../../contract/library-query.ts';
import type { Database } from '../../system/database.ts';
import { FLAG } from '../work-facts.ts';
import { type Changes, changesOf } from './changes.ts';
import { type Facts, factsOf, PRESENT } from './facts.ts';
import { isText, ranks, search, testsOf } from './find.ts';
import { isTyped, wordsOf } from './words.ts';

/**
 * What smart collections hold, as rows that other questions can join: `temp.held_works (slot, nr)`. Only works that
 * changed since are looked at again. All are where the search or the day is another, or where it turns on more than the
 * work itself: a collection, project or meaning that it names was changed, it asks for the nearest, or its words are in no work as
 * they were typed.
 */
export function heldSlots(db: Database, smart: readonly SmartCollection[], now: Date): number[] {
  const state = stateOf(db);
  const source = { db, facts: factsOf(db), now };
  const changes = changesOf(db);
  return smart.map(({ id, search: text }) => {
    const before = state.held.get(id);
    const slot = before?.slot ?? nextSlot(state);
    const terms = parseLibraryQuery(text);
    const stamp = stampOf(source, changes, { text, terms });
    const changed = before?.stamp === stamp && before.facts === source.facts;
    const since = changed ? worksSince(changes, before.place) : null;
    if (since === null || (since.length > 0 && terms.some(ranks))) {
      fill(db, slot, search(source, { ...ALL, collectionId: id }).numbers);
    } else if (since.length > 0) {
      refresh({ ...source, only: JSON.stringify(since) }, { slot, terms, id, since });
    }
    // What is read inside a transaction may be rolled back, and this table with it: then it is done once more.
    if (!db.inTransaction) {
      const place = changes.forgotten + changes.followed.length;
      state.held.set(id, { slot, stamp, facts: source.facts, place });
    }
    return slot;
  });
}

export interface SmartCollection {
  id: string;
  search: string;
}

const ALL = { shelf: 'all', sort: 'newest', stacked: false } as const;

interface Held {
  slot: number;
  /** What an answer for all works stood on. */
  stamp: string;
  facts: Facts;
  /** How far `Changes.followed` was read. */
  place: number;
}

interface State {
  held: Map<string, Held>;
  slots: number;
}

const STATES = new WeakMap<Database, State>();

function stateOf(db: Database): State {
  db.run(`create temp table if not exists held_works (
    slot integer not null, nr integer not null, primary key (slot, nr)) without rowid`);
  let state = STATES.get(db);
  if (!state) {
    state = { held: new Map(), slots: 0 };
    STATES.set(db, state);
  }
  return state;
}

function nextSlot(state: State): number {
  state.slots += 1;
  return state.slots;
}

function stampOf(
  { db, now }: { db: Database; now: Date },
  { named }: Changes,
  { text, terms }: { text: string; terms: readonly QueryTerm[] },
): string {
  const keys = new Set(terms.map(({ key }) => key));
  const words = wordsOf(terms.filter(isText));
  const typed = words.matches.length === 0 || isTyped(db, words);
  return JSON.stringify([
    text,
    now.toDateString(),
    keys.has('in') && named.collections,
    keys.has('project') && named.projects,
    keys.has('meaning') && named.meanings,
    // Taken for another, a word depends on all others there are.
    typed || changesOf(db).generation,
  ]);
}

/** Each once; null if some are no longer known. */
function worksSince({ followed, forgotten }: Changes, place: number): number[] | null {
  if (place < forgotten) return null;
  return [...new Set(followed.slice(place - forgotten))];
}

function fill(db: Database, slot: number, numbers: Int32Array): void {
  db.run('delete from temp.held_works where slot = ?', slot);
  db.run(
    'insert into temp.held_works (slot, nr) select ?, value from json_each(?)',
    slot,
    JSON.stringify([...numbers]),
  );
}

function refresh(
  source: { db: Database; facts: Facts; now: Date; only: string },
  { slot, terms, id, since }: { slot: number; terms: QueryTerm[]; id: string; since: number[] },
): void {
  const { db, facts } = source;
  const tests = testsOf(source, { ...ALL, collectionId: id }, terms);
  for (const nr of since) {
    const isShown = (facts.flags[nr]! & (PRESENT | FLAG.trashed)) >>> 0 === PRESENT;
    const isHeld = isShown && tests.every((test) => test(nr));
    db.run(
      isHeld
        ? 'insert or ignore into temp.held_works (slot, nr) values (?, ?)'
        : 'delete from temp.held_works where slot = ? and nr = ?',
      slot,
      nr,
    );
  }
}
