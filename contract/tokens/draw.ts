/** Numbers from 0 to below 1, the same for the same seed on every machine. */
export type Draw = () => number;

/**
 * A seeded source of numbers: mulberry32 (Tommy Ettinger, public domain) after a hash of the seed. Good enough to
 * choose words by, and 10 lines that run alike on both sides.
 */
export function seededDraw(seed: number | string): Draw {
  let state = hash(String(seed));
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** FNV-1a over UTF-16 units, stirred once more so that neighbouring seeds begin far apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return value ^ (value >>> 13);
}

/** An index, with chances in proportion to the weights. All weights 0: each the same chance. */
export function drawIndex(weights: readonly number[], draw: Draw): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return Math.min(weights.length - 1, Math.floor(draw() * weights.length));
  let left = draw() * total;
  const index = weights.findIndex((weight) => (left -= weight) < 0);
  return index === -1 ? weights.findLastIndex((weight) => weight > 0) : index;
}
