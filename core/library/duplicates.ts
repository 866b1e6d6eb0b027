import type { Database } from '../system/database.ts';
import { sameColors } from './likeness.ts';
import { type Likenesses, likenessesOf, warmLikenesses } from './likeness-index.ts';
import { groupNear } from './near-hashes.ts';

/** Works of one hash are compared with so many of it that are not alike; the rest is left out. */
const MOST_VARIANTS = 32;

interface Found {
  generation: number;
  groups: Promise<number[][]>;
}

const found = new WeakMap<Database, Found>();

/**
 * Numbers of works that look nearly the same, in groups of at least two; the trash is left out. Within a group the
 * oldest first, and the group with the newest work first. Takes some seconds at 100,000 works when something changed
 * since, in slices that hold up nothing else.
 */
export async function nearDuplicates(db: Database): Promise<number[][]> {
  await warmLikenesses(db);
  const index = likenessesOf(db);
  let last = found.get(db);
  if (last?.generation !== index.generation) {
    last = { generation: index.generation, groups: groupAlike(index) };
    found.set(db, last);
  }
  const groups = await last.groups;
  if (groups.length === 0) return [];
  const live = new Map(
    db
      .all<{ nr: number; at: string }>(
        `select nr, created_at as at from user_library
         where trashed_at is null and nr in (select value from json_each(?))`,
        JSON.stringify(groups.flat()),
      )
      .map(({ nr, at }) => [nr, at]),
  );
  const age = (nr: number) => live.get(nr) ?? '';
  return groups
    .map((group) =>
      group.filter((nr) => live.has(nr)).sort((a, b) => compare(age(a), age(b)) || a - b),
    )
    .filter((group) => group.length > 1)
    .sort((one, two) => compare(age(two.at(-1)!), age(one.at(-1)!)) || two.at(-1)! - one.at(-1)!);
}

function compare(one: string, two: string): number {
  if (one === two) return 0;
  return one < two ? -1 : 1;
}

/** Takes a copy of the hashes first: while it works in slices, the index goes on changing. */
async function groupAlike(index: Likenesses): Promise<number[][]> {
  const { kept, same } = foldSameHashes(index);
  const hashes = new Uint32Array(kept.length * 2);
  for (const [at, place] of kept.entries()) {
    hashes[at * 2] = index.hashes[place * 2]!;
    hashes[at * 2 + 1] = index.hashes[place * 2 + 1]!;
  }
  const numbers = new Map([...same].map(([place, places]) => [place, numbersAt(index, places)]));
  const own = numbersAt(index, kept);
  const frozen = { ...index, swatches: index.swatches.slice() };
  const alike = (one: number, two: number) => sameColors(frozen, kept[one]!, kept[two]!);
  const groups = await groupNear(hashes, alike);
  const grouped = new Set(groups.flat());
  const members = (at: number) => [own[at]!, ...(numbers.get(kept[at]!) ?? [])];
  const alone = kept.flatMap((place, at) =>
    same.has(place) && !grouped.has(at) ? [members(at)] : [],
  );
  return [...groups.map((group) => group.flatMap(members)), ...alone];
}

/**
 * Places with the same hash and like colours stand for each other: a thousand copies of one picture would else be
 * half a million pairs. `same`: by the place that is kept, those it stands for.
 */
function foldSameHashes(index: Likenesses): { kept: number[]; same: Map<number, number[]> } {
  const variants = new Map<bigint, number[]>();
  const kept: number[] = [];
  const same = new Map<number, number[]>();
  for (let place = 0; place < index.count; place += 1) {
    if (index.known[place] === 0) continue;
    const hash = (BigInt(index.hashes[place * 2]!) << 32n) | BigInt(index.hashes[place * 2 + 1]!);
    const others = variants.get(hash);
    if (!others) {
      variants.set(hash, [place]);
      kept.push(place);
      continue;
    }
    const other = others.find((candidate) => sameColors(index, candidate, place));
    if (other === undefined) {
      if (others.length === MOST_VARIANTS) continue;
      others.push(place);
      kept.push(place);
    } else {
      const stood = same.get(other);
      if (stood) stood.push(place);
      else same.set(other, [place]);
    }
  }
  return { kept, same };
}

function numbersAt({ nrs }: Likenesses, places: readonly number[]): number[] {
  return places.map((place) => nrs[place]!);
}
