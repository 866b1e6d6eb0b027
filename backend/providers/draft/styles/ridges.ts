import type { Canvas } from '../canvas.ts';
import type { Random } from '../random.ts';
import type { Rgb } from '../colour.ts';
import { clamp } from '../shape.ts';

/** The height of a skyline for each column, in pixels from the top. */
export type Skyline = Float32Array;

/** Fills from a skyline down to `bottom`. `colour` gives the light at a depth below the line, 0 to 1. */
export function fillBelow(
  canvas: Canvas,
  line: Skyline,
  bottom: number,
  colour: (depth: number) => Rgb,
): void {
  const { width, data } = canvas;
  const end = Math.min(canvas.height, Math.ceil(bottom));
  const steps = Array.from({ length: 65 }, (_, i) => colour(i / 64));
  let highest = end;
  for (let x = 0; x < width; x += 1) highest = Math.min(highest, line[x]!);
  const first = Math.max(0, Math.floor(highest));
  const span = Math.max(1, end - first);
  for (let y = first; y < end; y += 1) {
    const [r, g, b] = steps[Math.round((64 * (y - first)) / span)]!;
    for (let x = 0; x < width; x += 1) {
      const cover = y + 1 - line[x]!;
      if (cover <= 0) continue;
      const alpha = cover >= 1 ? 1 : cover;
      const i = (y * width + x) * 3;
      data[i]! += (r - data[i]!) * alpha;
      data[i + 1]! += (g - data[i + 1]!) * alpha;
      data[i + 2]! += (b - data[i + 2]!) * alpha;
    }
  }
}

/** Raises a skyline by conifers: slender, their boughs in tiers, no two alike. */
export function plantConifers(
  line: Skyline,
  random: Random,
  size: { height: number; every: number },
): void {
  const ground = line.slice();
  const width = line.length;
  for (let x = -size.every; x < width + size.every; x += size.every * random.range(0.35, 1.5)) {
    const tall = size.height * random.range(0.45, 1.25) * (random.chance(0.12) ? 1.35 : 1);
    const half = tall * random.range(0.15, 0.22);
    const tiers = 5 + random.int(4);
    const lean = random.range(-0.03, 0.03);
    const from = Math.max(0, Math.floor(x - half));
    const to = Math.min(width - 1, Math.ceil(x + half));
    const foot = ground[clamp(Math.round(x), 0, width - 1)]! + tall * 0.06;
    for (let column = from; column <= to; column += 1) {
      const off = Math.abs(column - x - lean * tall) / half;
      if (off >= 1) continue;
      // Under a bough the crown draws in before the next one reaches out.
      const place = (1 - off) * tiers;
      const tier = Math.floor(place);
      const within = place - tier;
      const rise = (tier + within ** 2.2) / tiers;
      line[column] = Math.min(line[column]!, foot - tall * rise ** 0.92);
    }
  }
}
