import { EMBEDDING_LENGTH } from '../../contract/embedding.ts';
import type { Database } from '../system/database.ts';
import { leastDistances } from './least-distances.ts';
import { countBits, type Near } from './likeness.ts';

/**
 * Finds works by what they mean: the signs of the first numbers of all of them are scanned in memory, from end to end, those
 * that share most of them are compared by the numbers, and those in front by all of theirs. The model puts most of a meaning into its first numbers (Matryoshka representation
 * learning, arXiv 2205.13147), so that the few that are looked up hold the nearest.
 */
export const HEAD_LENGTH = 256;
/** So many are compared by their first numbers, and so many of those whole. */
const ROUGH = 6_000;
const REFINED = 400;
const WORDS = HEAD_LENGTH / 32;
/** More signs than there are: of a work that is not looked for. */
const NONE = HEAD_LENGTH + 1;

/** A work that is gone, in the place where it was. */
const NO_WORK = 0xff_ff_ff_ff;

interface Heads {
  count: number;
  /** Numbers of `meanings` and of `user_library`. */
  nrs: Uint32Array;
  works: Uint32Array;
  heads: Int8Array;
  /** Which of them are above 0, a bit each. */
  signs: Uint32Array;
  /** 1 by the length of each. */
  scales: Float32Array;
  /** Numbers of `meanings` to be looked at again. */
  stale: Set<number>;
  /** Reads what was not read yet. */
  rest: Generator<undefined> | null;
}

const indexes = new WeakMap<Database, Heads>();

/** One was learned, changed or forgotten. */
export function meaningChanged(db: Database, nr: number): void {
  indexes.get(db)?.stale.add(nr);
}

/** Works that mean the nearest, `distance` being 1 less the cosine. `accepts`: of these only. */
export function nearestByMeaning(
  db: Database,
  vector: Int8Array,
  limit: number,
  accepts?: (nr: number) => boolean,
): Near[] {
  const index = headsOf(db);
  const near = nearByHeads(index, vector.subarray(0, HEAD_LENGTH), {
    limit: Math.max(REFINED, limit),
    accepts,
  });
  refine(db, near.slice(0, REFINED), vector);
  return near
    .sort(byDistance)
    .slice(0, limit)
    .map(({ nr, distance }) => ({ nr, distance }));
}

/** A work in front, and its number in `meanings`. */
interface Candidate extends Near {
  meaning: number;
}

/** The nearest by their first numbers. */
function nearByHeads(
  index: Heads,
  wanted: Int8Array,
  { limit, accepts }: { limit: number; accepts: ((nr: number) => boolean) | undefined },
): Candidate[] {
  const { nrs, works, heads, scales } = index;
  const scale = scaleOf(wanted);
  const rough = roughlyNear(index, wanted, accepts);
  const distances = new Float32Array(rough.length);
  for (let at = 0; at < rough.length; at += 1) {
    const place = rough[at]!;
    const cosine = product(heads, place * HEAD_LENGTH, wanted) * scales[place]! * scale;
    // Of the same it may be a little more than 1.
    distances[at] = Math.max(0, 1 - cosine);
  }
  return leastDistances(distances, limit)
    .map((at) => {
      const place = rough[at]!;
      return { nr: works[place]!, meaning: nrs[place]!, distance: distances[at]! };
    })
    .sort(byDistance)
    .slice(0, limit);
}

/** The newest first among equals. */
function byDistance(a: Near, b: Near): number {
  return a.distance - b.distance || b.nr - a.nr;
}

/** About `ROUGH` places whose numbers have the most signs in common with these: a fiftieth of the work of multiplying. */
function roughlyNear(
  { count, works, signs }: Heads,
  wanted: Int8Array,
  accepts: ((nr: number) => boolean) | undefined,
): number[] {
  const own = new Uint32Array(WORDS);
  writeSigns(own, 0, wanted);
  const differing = new Uint16Array(count).fill(NONE);
  const counts = new Uint32Array(HEAD_LENGTH + 1);
  for (let place = 0; place < count; place += 1) {
    const work = works[place]!;
    if (work === NO_WORK || (accepts && !accepts(work))) continue;
    const at = place * WORDS;
    let bits = 0;
    for (let word = 0; word < WORDS; word += 1) bits += countBits(signs[at + word]! ^ own[word]!);
    differing[place] = bits;
    counts[bits]! += 1;
  }
  let [most, reached] = [0, counts[0]!];
  while (reached < ROUGH && most < HEAD_LENGTH) {
    most += 1;
    reached += counts[most]!;
  }
  const places: number[] = [];
  for (let place = 0; place < count; place += 1) {
    if (differing[place]! <= most) places.push(place);
  }
  return places;
}

function writeSigns(signs: Uint32Array, from: number, numbers: Int8Array): void {
  for (let at = 0; at < HEAD_LENGTH; at += 1) {
    if (numbers[at]! > 0) signs[from + (at >> 5)]! |= 1 << (at & 31);
  }
}

/** Four sums at once: a processor adds them side by side. */
function product(numbers: Int8Array, from: number, wanted: Int8Array): number {
  let [one, two, three, four] = [0, 0, 0, 0];
  for (let at = 0; at < wanted.length; at += 4) {
    one += numbers[from + at]! * wanted[at]!;
    two += numbers[from + at + 1]! * wanted[at + 1]!;
    three += numbers[from + at + 2]! * wanted[at + 2]!;
    four += numbers[from + at + 3]! * wanted[at + 3]!;
  }
  return one + two + three + four;
}

function scaleOf(numbers: Int8Array): number {
  const sum = product(numbers, 0, numbers);
  return sum === 0 ? 0 : 1 / Math.sqrt(sum);
}

/** By all of their numbers; a vector that is not there leaves the distance as it is. */
function refine(db: Database, near: readonly Candidate[], wanted: Int8Array): void {
  const vectors = db.column<Buffer | null>(
    `select v.vector from json_each(?) as asked left join meaning_vectors as v on v.nr = asked.value
     order by asked.key`,
    JSON.stringify(near.map(({ meaning }) => meaning)),
  );
  const scale = scaleOf(wanted);
  for (const [at, vector] of vectors.entries()) {
    if (vector?.length !== EMBEDDING_LENGTH) continue;
    const numbers = new Int8Array(vector.buffer, vector.byteOffset, EMBEDDING_LENGTH);
    near[at]!.distance = 1 - product(numbers, 0, wanted) * scale * scaleOf(numbers);
  }
}

/** Up to date. What nobody warmed is read now. */
function headsOf(db: Database): Heads {
  const index = begun(db);
  while (index.rest?.next().done === false);
  index.rest = null;
  catchUp(db, index);
  return index;
}

/** Reads what searches need without holding up anything else. Without it the first search takes as long as that. */
export async function warmMeanings(db: Database): Promise<void> {
  const index = begun(db);
  while (index.rest?.next().done === false) {
    await new Promise((resolve) => void setImmediate(resolve));
  }
}

function begun(db: Database): Heads {
  let index = indexes.get(db);
  if (!index) {
    index = {
      count: 0,
      nrs: new Uint32Array(),
      works: new Uint32Array(),
      heads: new Int8Array(),
      signs: new Uint32Array(),
      scales: new Float32Array(),
      stale: new Set(),
      rest: null,
    };
    index.rest = fill(db, index);
    indexes.set(db, index);
  }
  return index;
}

interface Row {
  nr: number;
  work: number;
  head: Buffer;
}

const SELECT = `select m.nr, l.nr as work, m.head from meanings m join user_library l on l.id = m.library_id`;
/** Rows read at once. */
const PAGE = 2_000;

function* fill(db: Database, index: Heads): Generator<undefined> {
  reserve(index, db.get<{ n: number }>('select count(*) as n from meanings')?.n ?? 0);
  for (let after = 0; ;) {
    const rows = db.all<Row>(`${SELECT} where m.nr > ? order by m.nr limit ${PAGE}`, after);
    for (const row of rows) write(index, index.count, row);
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.nr ?? after;
    yield;
  }
}

/** What was learned, changed or forgotten since it was read. */
function catchUp(db: Database, index: Heads): void {
  const stale = [...index.stale].toSorted((a, b) => a - b);
  index.stale.clear();
  for (const nr of stale) {
    const row = db.get<Row>(`${SELECT} where m.nr = ?`, nr);
    const place = placeOf(index, nr);
    if (row) write(index, place < 0 ? index.count : place, row);
    else if (place >= 0) index.works[place] = NO_WORK;
  }
}

/** Where a meaning stands; those that came later stand behind the others in no order. */
function placeOf({ nrs, count }: Heads, nr: number): number {
  const place = nrs.lastIndexOf(nr);
  return place < count ? place : -1;
}

function write(index: Heads, place: number, { nr, work, head }: Row): void {
  reserve(index, place + 1);
  index.count = Math.max(index.count, place + 1);
  const numbers = new Int8Array(head.buffer, head.byteOffset, HEAD_LENGTH);
  index.nrs[place] = nr;
  index.works[place] = work;
  index.heads.set(numbers, place * HEAD_LENGTH);
  index.signs.fill(0, place * WORDS, (place + 1) * WORDS);
  writeSigns(index.signs, place * WORDS, numbers);
  index.scales[place] = scaleOf(numbers);
}

/** Makes room; an eighth more than asked for, so that works that come one by one are not copied each time. */
function reserve(index: Heads, count: number): void {
  if (count <= index.nrs.length) return;
  const room = count + Math.ceil(count / 8);
  const grown = <Numbers extends Uint32Array | Int8Array | Float32Array>(
    numbers: Numbers,
    from: Numbers,
  ): Numbers => {
    numbers.set(from);
    return numbers;
  };
  index.nrs = grown(new Uint32Array(room), index.nrs);
  index.works = grown(new Uint32Array(room), index.works);
  index.heads = grown(new Int8Array(room * HEAD_LENGTH), index.heads);
  index.signs = grown(new Uint32Array(room * WORDS), index.signs);
  index.scales = grown(new Float32Array(room), index.scales);
}
