import { countBits, NEAR_BITS } from './likeness.ts';

const BANDS = 4;
const BAND_VALUES = 2 ** 16;
/** How long it may hold up everything else, in milliseconds. */
const SLICE = 8;

/**
 * Groups hashes that differ in at most six bits, directly or through others, by multi-index hashing
 * (https://arxiv.org/abs/1307.2982): of two such hashes at least one of four bands of 16 bits differs in one bit or
 * none, so only hashes with such a band are compared. `hashes`: 64 bits each, the high half first. `alike` may refuse
 * a pair. Answers places, groups of at least two, in ascending order.
 */
export async function groupNear(
  hashes: Uint32Array,
  alike: (one: number, two: number) => boolean,
): Promise<number[][]> {
  const count = hashes.length / 2;
  const parents = Int32Array.from({ length: count }, (_, place) => place);
  const bands = Array.from({ length: BANDS }, (_, band) => sortByBand(hashes, band));
  let since = performance.now();
  for (let place = 0; place < count; place += 1) {
    for (const [band, sorted] of bands.entries()) {
      const value = bandOf(hashes, place, band);
      join(place, sorted, value);
      for (let bit = 1; bit < BAND_VALUES; bit *= 2) join(place, sorted, value ^ bit);
    }
    if (place % 64 === 0 && performance.now() - since > SLICE) {
      await new Promise((resolve) => void setImmediate(resolve));
      since = performance.now();
    }
  }
  return groups();

  function join(place: number, { starts, order }: Sorted, value: number): void {
    const first = starts[value]!;
    // In ascending order: from the end on, until the place itself, each pair is met once.
    for (let at = starts[value + 1]! - 1; at >= first && order[at]! > place; at -= 1) {
      const other = order[at]!;
      const [one, two] = [root(place), root(other)];
      if (one === two || bitsBetween(hashes, place, other) > NEAR_BITS) continue;
      if (alike(place, other)) parents[Math.max(one, two)] = Math.min(one, two);
    }
  }

  function root(place: number): number {
    let at = place;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  }

  function groups(): number[][] {
    const found = new Map<number, number[]>();
    for (let place = 0; place < count; place += 1) {
      const first = root(place);
      if (first === place) continue;
      const group = found.get(first);
      if (group) group.push(place);
      else found.set(first, [first, place]);
    }
    return [...found.values()];
  }
}

interface Sorted {
  /** Where the places of each value begin in `order`. */
  starts: Int32Array;
  order: Int32Array;
}

/** A counting sort: places by the value of one band, ascending among equals. */
function sortByBand(hashes: Uint32Array, band: number): Sorted {
  const count = hashes.length / 2;
  const starts = new Int32Array(BAND_VALUES + 1);
  for (let place = 0; place < count; place += 1) starts[bandOf(hashes, place, band) + 1]! += 1;
  for (let value = 0; value < BAND_VALUES; value += 1) starts[value + 1]! += starts[value]!;
  const next = starts.slice();
  const order = new Int32Array(count);
  for (let place = 0; place < count; place += 1) {
    const value = bandOf(hashes, place, band);
    order[next[value]!] = place;
    next[value]! += 1;
  }
  return { starts, order };
}

function bandOf(hashes: Uint32Array, place: number, band: number): number {
  const half = hashes[place * 2 + (band >> 1)]!;
  return band % 2 === 0 ? half >>> 16 : half & 0xff_ff;
}

function bitsBetween(hashes: Uint32Array, one: number, two: number): number {
  return (
    countBits(hashes[one * 2]! ^ hashes[two * 2]!) +
    countBits(hashes[one * 2 + 1]! ^ hashes[two * 2 + 1]!)
  );
}
