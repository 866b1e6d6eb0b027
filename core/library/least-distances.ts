/** The upper half of the bits of `Infinity`. */
const INFINITY = 0x7f_80;

/**
 * At least the `limit` places of least distance, if there are so many, in the order of the places and not of the distances;
 * few more than that. Distances are not negative; `Infinity` leaves a place out. They are counted by the upper half of their
 * bits, which for such numbers is their order, so that nothing is sorted that is not in front.
 */
export function leastDistances(distances: Float32Array, limit: number): number[] {
  const bits = new Uint32Array(distances.buffer, distances.byteOffset, distances.length);
  const counts = new Uint32Array(2 ** 16);
  for (let place = 0; place < bits.length; place += 1) counts[bits[place]! >>> 16]! += 1;
  let last = 0;
  for (let enough = counts[0]!; enough < limit && last < INFINITY - 1;) enough += counts[++last]!;
  const places: number[] = [];
  for (let place = 0; place < bits.length; place += 1) {
    if (bits[place]! >>> 16 <= last) places.push(place);
  }
  return places;
}
