import type { Database } from '../../system/database.ts';

/** SQL of one order of all works. */
export interface OrderKey {
  /** Numbers of all works in this order. */
  all: string;
  /** Those of a JSON array of numbers, in this order. */
  some: string;
  /** 1 if the work of the first number stands before that of the second. */
  before: string;
}

/** The order after some works changed, came or went: each is taken out and put where it belongs now. */
export function mergeChanged(
  db: Database,
  order: Int32Array,
  changed: readonly number[],
  key: OrderKey,
): Int32Array {
  const rest = without(order, changed);
  const incoming = db.column<number>(key.some, JSON.stringify(changed));
  const merged = new Int32Array(rest.length + incoming.length);
  let from = 0;
  let to = 0;
  for (const nr of incoming) {
    const place = placeOf(db, rest, from, nr, key);
    merged.set(rest.subarray(from, place), to);
    to += place - from;
    merged[to] = nr;
    to += 1;
    from = place;
  }
  merged.set(rest.subarray(from), to);
  return merged;
}

function without(order: Int32Array, numbers: readonly number[]): Int32Array {
  const out = new Uint8Array(Math.max(...numbers) + 1);
  for (const nr of numbers) out[nr] = 1;
  const rest = new Int32Array(order.length);
  let length = 0;
  for (const nr of order) {
    if (out[nr] === 1) continue;
    rest[length] = nr;
    length += 1;
  }
  return rest.subarray(0, length);
}

function placeOf(db: Database, order: Int32Array, from: number, nr: number, key: OrderKey): number {
  let low = from;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (db.column<number>(key.before, nr, order[middle]!)[0] === 1) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Larger values first; equal ones keep their order. Values are whole numbers below 2^32 (radix sort, 16 bits a pass). */
export function byValueDescending(order: Int32Array, valueOf: (nr: number) => number): Int32Array {
  const values = new Uint32Array(order.length);
  for (let at = 0; at < order.length; at += 1) values[at] = valueOf(order[at]!);
  return pass(...pass(order, values, 0), 16)[0];
}

function pass(
  order: Int32Array,
  values: Uint32Array,
  shift: number,
): [order: Int32Array, values: Uint32Array] {
  const starts = new Uint32Array(65_537);
  const bucketOf = (value: number) => 65_535 - ((value >>> shift) & 65_535);
  for (const value of values) starts[bucketOf(value) + 1]! += 1;
  for (let bucket = 0; bucket < 65_536; bucket += 1) starts[bucket + 1]! += starts[bucket]!;
  const sorted = new Int32Array(order.length);
  const sortedValues = new Uint32Array(order.length);
  for (let at = 0; at < order.length; at += 1) {
    const bucket = bucketOf(values[at]!);
    const place = starts[bucket]!;
    starts[bucket] = place + 1;
    sorted[place] = order[at]!;
    sortedValues[place] = values[at]!;
  }
  return [sorted, sortedValues];
}
