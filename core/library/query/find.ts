import { isFilterKey, parseLibraryQuery, type QueryTerm } from '../../../contract/library-query.ts';
import { readColor, readId } from '../../../contract/query-values.ts';
import type { LibraryFilter } from '../../../contract/studio/library.ts';
import type { Database } from '../../system/database.ts';
import { type Near, nearestByColor, nearestByWork } from '../likeness.ts';
import { nearestByMeaning } from '../meaning-index.ts';
import { meaningOfText } from '../meanings.ts';
import { FLAG, RATING_MASK } from '../work-facts.ts';
import { inSet, type Test, testOf, worksOfCollection } from './conditions.ts';
import { columnOf, type Facts, factsOf, titlesOf } from './facts.ts';
import { byValueDescending } from './order.ts';
import { projectPlaces } from './projects.ts';
import { numbersOf, type Source } from './source.ts';
import { type Wanted, wordsOf, worksMatching, worksWith } from './words.ts';

/** All works of a filter, in its order. */
export interface Found {
  numbers: Int32Array;
  /** Of each entry the works of its stack; null where works are listed one by one. */
  sizes: Int32Array | null;
}

/** The answers that are asked for over and over while somebody scrolls; each takes four bytes a work. */
const KEPT = 6;

interface Kept {
  generation: number;
  found: Map<string, Found>;
  collections: Map<string, Summary>;
  counts: Counts | undefined;
}

export type Counts = Record<LibraryFilter['shelf'], number>;

interface Summary {
  count: number;
  /** The number of the newest work. */
  first: number | null;
}

const ANSWERS = new WeakMap<Facts, Kept>();

/** What a filter finds. Worked out once for as long as nothing changes: every page after the first is a look-up. */
export function find(db: Database, filter: LibraryFilter, now: Date): Found {
  const facts = factsOf(db);
  const { found } = keptFor(facts);
  // "Today" is another day tomorrow.
  const key = JSON.stringify([now.toDateString(), filter]);
  const answer = found.get(key) ?? search({ db, facts, now }, filter);
  // Set anew, so that the first is always the one that was not asked for longest.
  found.delete(key);
  found.set(key, answer);
  if (found.size > KEPT) found.delete(found.keys().next().value!);
  return answer;
}

/** How many works a collection holds, and which one covers it. */
export function summaryOf(db: Database, collectionId: string, now: Date): Summary {
  const facts = factsOf(db);
  const { collections } = keptFor(facts);
  const key = `${now.toDateString()} ${collectionId}`;
  let summary = collections.get(key);
  if (!summary) {
    const filter = { shelf: 'all', sort: 'newest', stacked: false, collectionId } as const;
    const { numbers } = search({ db, facts, now }, filter);
    summary = { count: numbers.length, first: numbers[0] ?? null };
    collections.set(key, summary);
  }
  return summary;
}

export function countsOf(db: Database): Counts {
  const facts = factsOf(db);
  const kept = keptFor(facts);
  kept.counts ??= count(facts);
  return kept.counts;
}

function count({ flags, newest }: Facts): Counts {
  let [trash, favorites] = [0, 0];
  for (let at = 0; at < newest.length; at += 1) {
    const flag = flags[newest[at]!]!;
    if ((flag & FLAG.trashed) !== 0) trash += 1;
    else if ((flag & FLAG.favorite) !== 0) favorites += 1;
  }
  return { all: newest.length - trash, favorites, trash };
}

function keptFor(facts: Facts): Kept {
  let kept = ANSWERS.get(facts);
  if (kept?.generation !== facts.generation) {
    kept = {
      generation: facts.generation,
      found: new Map(),
      collections: new Map(),
      counts: undefined,
    };
    ANSWERS.set(facts, kept);
  }
  return kept;
}

export function search(source: Source, filter: LibraryFilter): Found {
  const terms = termsOf(source.db, filter);
  const kept = keep(startOf(source, filter), testsOf(source, filter, terms));
  const accepts = terms.some(ranks) ? inSet(source.facts, kept) : undefined;
  const near = accepts && nearestOf(source.db, terms, accepts);
  const numbers = sorted(source, filter.sort, kept, near);
  return filter.stacked ? stacked(source, numbers) : { numbers, sizes: null };
}

/** The search of a smart collection is added to what is typed. */
export function termsOf(
  db: Database,
  filter: Pick<LibraryFilter, 'collectionId' | 'search'>,
): QueryTerm[] {
  const saved =
    filter.collectionId === undefined
      ? undefined
      : db.get<{ search: string | null }>(
          'select search from user_collections where id = ?',
          filter.collectionId,
        )?.search;
  return [saved ?? '', filter.search ?? ''].flatMap((text) => parseLibraryQuery(text));
}

const SHELVES = {
  all: [FLAG.trashed, 0],
  favorites: [FLAG.trashed | FLAG.favorite, FLAG.favorite],
  trash: [FLAG.trashed, FLAG.trashed],
} as const;

/** The works of a shelf, in the order that is sorted on: a walk of its own, for it is the longest. */
function startOf({ db, facts }: Source, { shelf, sort }: LibraryFilter): Int32Array {
  const { flags } = facts;
  const [mask, value] = SHELVES[shelf];
  const order = sort === 'title' ? titlesOf(db, facts) : facts.newest;
  const numbers = new Int32Array(order.length);
  let length = 0;
  for (let at = 0; at < order.length; at += 1) {
    const nr = order[at]!;
    numbers[length] = nr;
    if ((flags[nr]! & mask) === value) length += 1;
  }
  return numbers.slice(0, length);
}

export function testsOf(
  source: Source,
  filter: LibraryFilter,
  terms: readonly QueryTerm[],
): Test[] {
  const { db, facts } = source;
  // Words first: they leave least for the tests behind them.
  const tests = wordTests(source, wordsOf(terms.filter(isText)));
  if (filter.collectionId !== undefined && !isSmart(db, filter.collectionId)) {
    tests.push(inSet(facts, worksOfCollection(source, filter.collectionId)));
  }
  for (const term of terms) {
    if (term.kind !== 'filter' || term.problem !== null || !isFilterKey(term.key)) continue;
    const test = testOf(source, term);
    if (test) tests.push(test);
    else if (term.negated) {
      const has = inSet(
        facts,
        nearTo(db, term).map(({ nr }) => nr),
      );
      tests.push((nr) => !has(nr));
    }
  }
  return tests;
}

export function isText({ kind, problem }: QueryTerm): boolean {
  return kind !== 'filter' || problem === 'unknown_filter';
}

function isSmart(db: Database, collectionId: string): boolean {
  return (
    db.get('select 1 from user_collections where id = ? and search is not null', collectionId) !==
    undefined
  );
}

function wordTests(source: Source, wanted: Wanted): Test[] {
  const { facts } = source;
  const tests: Test[] = [];
  if (wanted.matches.length > 0) tests.push(inSet(facts, worksMatching(source, wanted)));
  for (const match of wanted.unwanted) {
    const has = inSet(facts, worksWith(source, match));
    tests.push((nr) => !has(nr));
  }
  for (const { text, negated } of wanted.signs) {
    const has = inSet(facts, numbersOf(source, HAS_SIGN, text));
    tests.push(negated ? (nr) => !has(nr) : has);
  }
  return tests;
}

const HAS_SIGN = `
  select nr from user_library
  where instr(coalesce(title, '') || ' ' || coalesce(file_name, '') || ' ' || coalesce(notes, '') || ' ' || tags
    || ' ' || coalesce(recipe, ''), ?) > 0`;

const MOST_NEAR = 1_000;
/** Farther away nobody would say that it is alike. */
const FARTHEST_COLOR = 0.12;
const FARTHEST_LOOKS = 0.6;
/** Texts about something else lie at 0.8 and more from each other by this model. */
const FARTHEST_MEANING = 0.72;
const MOST_MEANT = 300;

/** What `color:`, `like:` and `meaning:` find, nearest first; undefined if neither is asked for. */
function nearestOf(db: Database, terms: readonly QueryTerm[], accepts: Test): Near[] | undefined {
  let near: Near[] | undefined;
  for (const term of terms) {
    if (!ranks(term) || term.negated) continue;
    const these = nearTo(db, term, accepts);
    const numbers = new Set(these.map(({ nr }) => nr));
    near = near ? near.filter(({ nr }) => numbers.has(nr)) : these;
  }
  return near;
}

/** Orders works by how near they are: whether one is found depends on the others. */
export function ranks({ key, problem }: QueryTerm): boolean {
  return problem === null && (key === 'color' || key === 'like' || key === 'meaning');
}

function nearTo(db: Database, { key, value }: QueryTerm, accepts?: Test): Near[] {
  if (key === 'meaning') {
    // What was never asked for means nothing yet: `core/studio/meanings.ts` asks before it is searched for.
    const vector = meaningOfText(db, value);
    const alike = vector ? nearestByMeaning(db, vector, MOST_MEANT, accepts) : [];
    return alike.filter(({ distance }) => distance <= FARTHEST_MEANING);
  }
  const [near, farthest] =
    key === 'color'
      ? [nearestByColor(db, readColor(value) ?? '', MOST_NEAR, accepts), FARTHEST_COLOR]
      : [nearestByWork(db, readId(value) ?? '', MOST_NEAR, accepts), FARTHEST_LOOKS];
  return near.filter(({ distance }) => distance <= farthest);
}

/** What was kept, in the order asked for; `near` is what `color:` and `like:` leave of it. */
function sorted(
  { db, facts }: Source,
  sort: LibraryFilter['sort'],
  kept: Int32Array,
  near: readonly Near[] | undefined,
): Int32Array {
  if (near && sort === 'best') return Int32Array.from(near, ({ nr }) => nr);
  const numbers = near
    ? keep(kept, [
        inSet(
          facts,
          near.map(({ nr }) => nr),
        ),
      ])
    : kept;
  switch (sort) {
    case 'oldest':
      return numbers.toReversed();
    case 'rating':
      return byValueDescending(numbers, (nr) => facts.flags[nr]! & RATING_MASK);
    case 'project': {
      const placeOf = projectPlaces(db);
      // The first place is the largest value, and no project is the smallest.
      return byValueDescending(numbers, (nr) => (placeOf(nr) === 0 ? 0 : 2 ** 32 - placeOf(nr)));
    }
    case 'largest': {
      const bytes = columnOf(db, facts, 'bytes');
      return byValueDescending(numbers, (nr) => bytes[nr]!);
    }
    default:
      return numbers;
  }
}

/** One test after the other: each walks only over what the one before it left. */
function keep(order: Int32Array, tests: readonly Test[]): Int32Array {
  let numbers = order;
  for (const test of tests) {
    const kept = new Int32Array(numbers.length);
    let length = 0;
    for (let at = 0; at < numbers.length; at += 1) {
      const nr = numbers[at]!;
      if (!test(nr)) continue;
      kept[length] = nr;
      length += 1;
    }
    numbers = kept.subarray(0, length);
  }
  // What is remembered holds no more than it is.
  return numbers.length < order.length ? numbers.slice() : numbers;
}

/** One entry a stack: its first work. */
function stacked({ db, facts }: Source, numbers: Int32Array): Found {
  const stackOf = columnOf(db, facts, 'stack_nr');
  const places = new Map<number, number>();
  const firsts = new Int32Array(numbers.length);
  const sizes = new Int32Array(numbers.length);
  let length = 0;
  for (const nr of numbers) {
    const stack = stackOf[nr]!;
    const place = stack > 0 ? places.get(stack) : undefined;
    if (place !== undefined) sizes[place]! += 1;
    else {
      if (stack > 0) places.set(stack, length);
      firsts[length] = nr;
      sizes[length] = 1;
      length += 1;
    }
  }
  return { numbers: firsts.slice(0, length), sizes: sizes.slice(0, length) };
}
