/** A stream of pseudo-random numbers. The same seed gives the same stream on every machine. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  range(low: number, high: number): number;
  /** 0 ≤ i < n. */
  int(n: number): number;
  pick<T>(from: readonly T[]): T;
  chance(probability: number): boolean;
  /** Around 0, mostly within ± 1: the sum of three uniforms, which needs no logarithm. */
  bell(): number;
  /** A stream of its own that does not move this one: a detail added to one part leaves the others as they were. */
  fork(name: string): Random;
}

/** FNV-1a over UTF-16 units with Murmur3's finalizer: every bit of the text moves every bit of the hash. */
export function hashText(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return mix(hash);
}

function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A number from 0 to 1 that belongs to a place: for grain and other things that have no order. */
export function hashPlace(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ seed;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4_294_967_296;
}

/** sfc32 by Chris Doty-Humphrey (PractRand): small, fast, and passes its test suite. */
export function createRandom(seed: number): Random {
  let a = mix(seed ^ 0x9e3779b9) | 0;
  let b = mix(seed ^ 0x243f6a88) | 0;
  let c = mix(seed ^ 0xb7e15162) | 0;
  let d = 1;
  function next(): number {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  }
  for (let i = 0; i < 12; i += 1) next();
  const random: Random = {
    next,
    range: (low, high) => low + (high - low) * next(),
    int: (n) => Math.floor(next() * n),
    pick(from) {
      const item = from[Math.floor(next() * from.length)];
      if (item === undefined) throw new RangeError('Nothing to pick from.');
      return item;
    },
    chance: (probability) => next() < probability,
    bell: () => (next() + next() + next()) * (2 / 3) - 1,
    fork: (name) => createRandom(hashText(name, seed)),
  };
  return random;
}
