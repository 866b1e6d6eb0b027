import type { Swatch } from '../../contract/assets.ts';
import type { Database } from '../system/database.ts';
import {
  SELECT_LOOKS,
  type Likenesses,
  likenessesOf,
  placeOf,
  type LooksRow,
  SWATCH,
  SWATCH_BYTES,
  WORK_BYTES,
  writeWork,
  writeSwatch,
} from './likeness-index.ts';
import { leastDistances } from './least-distances.ts';
import { type Oklab, oklabOfHex } from './oklab.ts';

/**
 * Finds works by colour and by looks, by scanning what `likeness-index.ts` keeps of each: a million works take some ten
 * milliseconds, and no index has to be kept on the disk.
 */

/** `nr` of `user_library`; `distance` from 0, the same, upwards. */
export interface Near {
  nr: number;
  distance: number;
}

/** Hashes that differ in so many bits or fewer are of pictures that look nearly the same. */
export const NEAR_BITS = 6;
/** Colours farther apart than this are of two pictures, however alike their shapes. */
const SAME_COLORS = 0.06;
/** Works that have this colour, nearest first. Much of it is nearer than a little of it. `accepts`: of these only. */
export function nearestByColor(
  db: Database,
  hex: string,
  limit: number,
  accepts?: (nr: number) => boolean,
): Near[] {
  const index = likenessesOf(db);
  const wanted = new Uint8Array(SWATCH_BYTES);
  writeSwatch(wanted, 0, oklabOfHex(hex), 1);
  const [l, a, b] = [wanted[0]!, wanted[1]!, wanted[2]!];
  const { swatches } = index;
  const found = nearest(index, limit, accepts, (place) => {
    let best = Infinity;
    const end = (place + 1) * WORK_BYTES;
    for (let at = place * WORK_BYTES; at < end; at += SWATCH_BYTES) {
      const share = swatches[at + 3]!;
      if (share === 0) break;
      const [dl, da, db] = [swatches[at]! - l, swatches[at + 1]! - a, swatches[at + 2]! - b];
      const squared = dl * dl + da * da + db * db + RARITY[share]!;
      if (squared < best) best = squared;
    }
    return Math.sqrt(best) / 255;
  });
  return [...refine(db, found.slice(0, REFINED), oklabOfHex(hex)), ...found.slice(REFINED)];
}

/** Bytes cannot tell the nearest colours apart: so many in front are compared by what is stored. */
const REFINED = 200;

function refine(db: Database, near: Near[], wanted: Oklab): Near[] {
  const palettes = new Map(
    db
      .all<LooksRow>(
        `${SELECT_LOOKS} where l.nr in (select value from json_each(?))`,
        JSON.stringify(near.map(({ nr }) => nr)),
      )
      .map(({ nr, palette }) => [nr, palette ?? '']),
  );
  for (const each of near) {
    const distances = [...(palettes.get(each.nr) ?? '').matchAll(SWATCH)].map(([, hex, share]) => {
      const { l, a, b } = oklabOfHex(`#${hex}`);
      return Math.hypot(l - wanted.l, a - wanted.a, b - wanted.b, rarity(Number(share)));
    });
    if (distances.length > 0) each.distance = Math.min(...distances);
  }
  return near.sort(byDistance);
}

/** What a colour that is only a small part of a picture counts as being off. */
function rarity(share: number): number {
  return 0.1 * (1 - share);
}

/** `rarity` by share of 255, squared, in the unit of the bytes. */
const RARITY = Float64Array.from({ length: 256 }, (_, share) => (255 * rarity(share / 255)) ** 2);

/** Works that look like this one, nearest first, without itself; none if it is not known what it looks like. */
export function nearestByWork(
  db: Database,
  workId: string,
  limit: number,
  accepts?: (nr: number) => boolean,
): Near[] {
  const index = likenessesOf(db);
  const nr = db.get<{ nr: number }>('select nr from user_library where id = ?', workId)?.nr;
  const own = nr === undefined ? -1 : placeOf(index, nr);
  if (own < 0 || index.known[own] === 0) return [];
  const { hashes } = index;
  const [high, low] = [hashes[own * 2]!, hashes[own * 2 + 1]!];
  const colors = roughDistances(index, own);
  const distance = (place: number, inColor: number) => {
    const bits = countBits(hashes[place * 2]! ^ high) + countBits(hashes[place * 2 + 1]! ^ low);
    // Pictures that have nothing in common differ in about 32 bits and by about 0.25 in colour.
    return 0.6 * (bits / 32) + 0.4 * (inColor / 0.25);
  };
  const near = nearest(index, limit, accepts, (place) =>
    place === own ? Infinity : distance(place, colors(place)),
  );
  for (const each of near) {
    const place = placeOf(index, each.nr);
    each.distance = distance(place, paletteDistance(index, place, own));
  }
  return near.sort(byDistance);
}

/** The newest first among equals. */
function byDistance(a: Near, b: Near): number {
  return a.distance - b.distance || b.nr - a.nr;
}

/**
 * `paletteDistance` to `own`, off by at most 0.02: the nearest colour of `own` is looked up for each of 32 768 cells
 * of the colour space instead of being searched for each swatch of each work, which takes five times as long.
 */
function roughDistances({ swatches }: Likenesses, own: number): (place: number) => number {
  const cells = new Float32Array(2 ** 15).fill(255);
  for (let at = own * WORK_BYTES; at < (own + 1) * WORK_BYTES; at += SWATCH_BYTES) {
    if (swatches[at + 3] === 0) break;
    for (let cell = 0; cell < cells.length; cell += 1) {
      const dl = ((cell >> 10) << 3) + 4 - swatches[at]!;
      const da = (((cell >> 5) & 31) << 3) + 4 - swatches[at + 1]!;
      const db = ((cell & 31) << 3) + 4 - swatches[at + 2]!;
      const distance = Math.sqrt(dl * dl + da * da + db * db);
      if (distance < cells[cell]!) cells[cell] = distance;
    }
  }
  return (place) => {
    let sum = 0;
    let shares = 0;
    const end = (place + 1) * WORK_BYTES;
    for (let at = place * WORK_BYTES; at < end; at += SWATCH_BYTES) {
      const share = swatches[at + 3]!;
      if (share === 0) break;
      const cell =
        ((swatches[at]! >> 3) << 10) | ((swatches[at + 1]! >> 3) << 5) | (swatches[at + 2]! >> 3);
      sum += share * cells[cell]!;
      shares += share;
    }
    return shares === 0 ? 0 : sum / shares / 255;
  };
}

/** Works that look nearly the same as this one, which may not be in the library yet, the newest first. */
export function nearTwins(
  db: Database,
  { phash, palette }: { phash: string; palette: readonly Swatch[] },
  limit: number,
): number[] {
  const index = likenessesOf(db);
  // Behind the last work, where the next one will stand.
  const own = index.count;
  writeWork(index, own, { nr: NO_WORK, phash, palette: JSON.stringify(palette) });
  index.count = own;
  const { hashes } = index;
  const [high, low] = [hashes[own * 2]!, hashes[own * 2 + 1]!];
  const twins: number[] = [];
  for (let place = own - 1; place >= 0 && twins.length < limit; place -= 1) {
    if (index.known[place] === 0) continue;
    const bits = countBits(hashes[place * 2]! ^ high) + countBits(hashes[place * 2 + 1]! ^ low);
    if (bits <= NEAR_BITS && sameColors(index, place, own)) twins.push(index.nrs[place]!);
  }
  return twins;
}

/** Ids of works that are not in the trash, in the order of these numbers. */
export function idsOf(db: Database, nrs: readonly number[]): string[] {
  const rows = db.all<{ nr: number; id: string }>(
    `select nr, id from user_library where trashed_at is null
     and nr in (select value from json_each(?))`,
    JSON.stringify(nrs),
  );
  const ids = new Map(rows.map(({ nr, id }) => [nr, id]));
  return nrs.flatMap((nr) => ids.get(nr) ?? []);
}

const NO_WORK = 0xff_ff_ff_ff;

/** Whether two pictures have like colours: plain surfaces of all colours have one hash. */
export function sameColors(index: Likenesses, one: number, two: number): boolean {
  return (
    paletteDistance(index, one, two) <= SAME_COLORS &&
    paletteDistance(index, two, one) <= SAME_COLORS
  );
}

/** How far the colours of `from` are from those of `to`, each weighed by its share: 0 to about 1. */
export function paletteDistance({ swatches }: Likenesses, from: number, to: number): number {
  let sum = 0;
  let shares = 0;
  const [fromAt, toAt] = [from * WORK_BYTES, to * WORK_BYTES];
  for (let one = fromAt; one < fromAt + WORK_BYTES; one += SWATCH_BYTES) {
    const share = swatches[one + 3]!;
    if (share === 0) break;
    let best = 255 * 255;
    for (let two = toAt; two < toAt + WORK_BYTES; two += SWATCH_BYTES) {
      if (swatches[two + 3] === 0) break;
      const dl = swatches[one]! - swatches[two]!;
      const da = swatches[one + 1]! - swatches[two + 1]!;
      const db = swatches[one + 2]! - swatches[two + 2]!;
      const squared = dl * dl + da * da + db * db;
      if (squared < best) best = squared;
    }
    sum += share * Math.sqrt(best);
    shares += share;
  }
  return shares === 0 ? 0 : sum / shares / 255;
}

/** Set bits of 32 (https://graphics.stanford.edu/~seander/bithacks.html#CountBitsSetParallel). */
export function countBits(value: number): number {
  let bits = value - ((value >>> 1) & 0x55_55_55_55);
  bits = (bits & 0x33_33_33_33) + ((bits >>> 2) & 0x33_33_33_33);
  return Math.imul((bits + (bits >>> 4)) & 0x0f_0f_0f_0f, 0x01_01_01_01) >>> 24;
}

/** The `limit` works of least distance. */
function nearest(
  index: Likenesses,
  limit: number,
  accepts: ((nr: number) => boolean) | undefined,
  distanceOf: (place: number) => number,
): Near[] {
  const { count, nrs, known } = index;
  const distances = new Float32Array(count);
  for (let place = 0; place < count; place += 1) {
    const wanted = known[place] === 1 && (!accepts || accepts(nrs[place]!));
    distances[place] = wanted ? distanceOf(place) : Infinity;
  }
  return leastDistances(distances, limit)
    .map((place) => ({ nr: nrs[place]!, distance: distances[place]! }))
    .sort(byDistance)
    .slice(0, limit);
}
