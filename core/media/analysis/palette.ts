import type { Swatch } from '../../../contract/assets.ts';
import { hexOfOklab, type Oklab, oklabOf } from '../../library/oklab.ts';

const MOST_SWATCHES = 6;
/** Colours nearer than this are one swatch. */
const SAME = 0.06;
/** A colour of less than this share is no swatch. */
const LEAST_SHARE = 0.005;
const ROUNDS = 8;

interface Bin extends Oklab {
  count: number;
}

/**
 * The colours that make a picture, the largest share first, at most six: pixels are counted in 32 768 bins, whose means
 * are clustered in OKLab (k-means, begun at the colours farthest from each other). The same pixels give the same
 * palette. Pixels that are more than half transparent do not count; a picture of none but those has no palette.
 */
export function paletteOf(rgba: Uint8Array): Swatch[] {
  const bins = countBins(rgba);
  let total = 0;
  for (const bin of bins) total += bin.count;
  let centers = cluster(bins, farthest(bins));
  centers = cluster(bins, centers.filter(isLarge).reduce(mergeNear, []));
  // Rounding up a share may never make more than all.
  return centers
    .filter(isLarge)
    .sort((a, b) => b.count - a.count)
    .map((center) => ({
      color: hexOfOklab(center),
      share: Math.floor((center.count / total) * 1000) / 1000,
    }));

  function isLarge(center: Bin): boolean {
    return center.count >= total * LEAST_SHARE;
  }
}

function countBins(rgba: Uint8Array): Bin[] {
  const sums = new Map<number, [number, number, number, number]>();
  for (let at = 0; at + 3 < rgba.length; at += 4) {
    if (rgba[at + 3]! < 128) continue;
    const [r, g, b] = [rgba[at]!, rgba[at + 1]!, rgba[at + 2]!];
    const key = ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3);
    const sum = sums.get(key);
    if (!sum) sums.set(key, [1, r, g, b]);
    else {
      sum[0] += 1;
      sum[1] += r;
      sum[2] += g;
      sum[3] += b;
    }
  }
  return [...sums.values()].map(([count, r, g, b]) => ({
    count,
    ...oklabOf(Math.round(r / count), Math.round(g / count), Math.round(b / count)),
  }));
}

/** The largest bin, then again and again the one whose distance to all chosen ones, weighed by its size, is largest. */
function farthest(bins: readonly Bin[]): Bin[] {
  const first = bins.reduce<Bin | undefined>(
    (best, bin) => (best && best.count >= bin.count ? best : bin),
    undefined,
  );
  if (!first) return [];
  const chosen = [first];
  const distances = bins.map((bin) => squared(bin, first));
  while (chosen.length < MOST_SWATCHES) {
    let best = -1;
    let bestScore = 0;
    for (const [index, bin] of bins.entries()) {
      const score = distances[index]! * Math.sqrt(bin.count);
      if (score > bestScore) [best, bestScore] = [index, score];
    }
    const next = bins[best];
    if (!next) break;
    chosen.push(next);
    for (const [index, bin] of bins.entries()) {
      distances[index] = Math.min(distances[index]!, squared(bin, next));
    }
  }
  return chosen;
}

/** Lloyd's rounds: each bin goes to its nearest center, each center to the mean of its bins. */
function cluster(bins: readonly Bin[], start: readonly Bin[]): Bin[] {
  let centers: Bin[] = [...start];
  for (let round = 0; round < ROUNDS && centers.length > 0; round += 1) {
    const sums: Bin[] = centers.map(() => ({ count: 0, l: 0, a: 0, b: 0 }));
    for (const bin of bins) {
      const sum = sums[nearest(centers, bin)]!;
      sum.count += bin.count;
      sum.l += bin.l * bin.count;
      sum.a += bin.a * bin.count;
      sum.b += bin.b * bin.count;
    }
    centers = sums
      .filter((sum) => sum.count > 0)
      .map(({ count, l, a, b }) => ({ count, l: l / count, a: a / count, b: b / count }));
  }
  return centers;
}

function nearest(centers: readonly Bin[], bin: Bin): number {
  let best = 0;
  let bestDistance = Infinity;
  for (let index = 0; index < centers.length; index += 1) {
    const distance = squared(centers[index]!, bin);
    if (distance < bestDistance) [best, bestDistance] = [index, distance];
  }
  return best;
}

function mergeNear(kept: Bin[], center: Bin): Bin[] {
  if (kept.every((other) => squared(other, center) > SAME ** 2)) kept.push(center);
  return kept;
}

function squared(one: Oklab, two: Oklab): number {
  return (one.l - two.l) ** 2 + (one.a - two.a) ** 2 + (one.b - two.b) ** 2;
}
