import { blend, type Canvas, type Tick } from '../canvas.ts';
import { mixRgb, type Rgb, scaleRgb } from '../colour.ts';
import { createNoise } from '../noise.ts';
import { fillPath } from '../path.ts';
import { clamp, distance, lerp, smooth } from '../shape.ts';
import type { Brief, Style } from '../style.ts';
import { paintSky, type Sky } from './sky.ts';

type Point = readonly [x: number, y: number, z: number];

/** Mountains of flat facets in perspective, each lit by how it leans to the sun, paling with distance. */
export const lowPoly: Style = {
  look: { vignette: 0.28, grain: 0.016, bloom: 0.35 },
  paint(canvas, brief, tick) {
    const random = brief.random.fork('low-poly');
    const horizon = random.range(0.5, 0.6);
    const sky = paintSky(canvas, brief, horizon, tick);
    const water = brief.motifs.has('water') || random.chance(0.35);
    paintTerrain(canvas, brief, sky, { horizon, water }, tick);
  },
};

function paintTerrain(
  canvas: Canvas,
  brief: Brief,
  sky: Sky,
  scene: { horizon: number; water: boolean },
  tick: Tick,
): void {
  const { width, height, unit } = canvas;
  const random = brief.random.fork('terrain');
  const noise = createNoise(random);
  const rows = Math.round(34 * Math.sqrt(brief.detail));
  const wide = width / unit;
  const columns = Math.round(30 * wide * Math.sqrt(brief.detail));
  const valley = random.range(-0.25, 0.25) * wide;
  const level = canvas.height * scene.horizon;
  const depthOf = (j: number): number => 0.55 * (8.5 / 0.55) ** (1 - j / rows);
  const heightAt = (x: number, z: number): number => {
    const side = smooth(0.15, 1.5, Math.abs(x - valley * z));
    const far = smooth(1.6, 6, z);
    const peak = noise.ridged(x * 0.42 + 7, z * 0.42, 4);
    const raw =
      (peak * 2.5 - 0.75) * (0.1 + 0.95 * (0.3 + 0.7 * side) * far + 0.25 * side) +
      noise.at(x * 2, z * 2) * 0.06;
    return scene.water ? Math.max(0, raw) : raw + 0.04;
  };
  const grid: Point[][] = Array.from({ length: rows + 1 }, (_, j) =>
    Array.from({ length: columns + 1 }, (_, i) => {
      const z = depthOf(j + random.bell() * 0.28);
      const across = (i + random.bell() * 0.3 + (j % 2) * 0.5) / columns - 0.5;
      const x = across * wide * z * 1.5;
      return [x, heightAt(x, z), z];
    }),
  );
  const project = ([x, y, z]: Point): [number, number] => [
    width / 2 + (x / z) * unit * 0.95,
    level + ((0.62 - y) / z) * unit * 0.72,
  ];
  const sun: Point = [(sky.sunX - width / 2) / unit, 0.75, 0.25];
  for (let j = 0; j < rows; j += 1) {
    tick(0.4 + (0.45 * j) / rows);
    for (let i = 0; i < columns; i += 1) {
      const [a, b, c, d] = [grid[j]![i]!, grid[j]![i + 1]!, grid[j + 1]![i]!, grid[j + 1]![i + 1]!];
      const halves =
        (i + j) % 2 === 0
          ? [
              [a, b, c],
              [b, d, c],
            ]
          : [
              [a, b, d],
              [a, d, c],
            ];
      for (const [p, q, r] of halves as [Point, Point, Point][]) {
        const corners = [p, q, r].map(project);
        if (corners.every(([, y]) => y < 0 || y > height + unit * 0.1)) continue;
        fillFacet(canvas, corners, facetColour(brief, sky, [p, q, r], sun));
      }
    }
  }
}

function facetColour(brief: Brief, sky: Sky, [p, q, r]: [Point, Point, Point], sun: Point): Rgb {
  const { palette } = brief;
  const u = [q[0] - p[0], q[1] - p[1], q[2] - p[2]] as const;
  const v = [r[0] - p[0], r[1] - p[1], r[2] - p[2]] as const;
  let [nx, ny, nz] = [
    u[1] * v[2] - u[2] * v[1],
    u[2] * v[0] - u[0] * v[2],
    u[0] * v[1] - u[1] * v[0],
  ];
  const length = Math.hypot(nx, ny, nz) || 1;
  const up = ny < 0 ? -1 : 1;
  [nx, ny, nz] = [(nx / length) * up, (ny / length) * up, (nz / length) * up];
  const reach = Math.hypot(...sun);
  const lean = (nx * sun[0] + ny * sun[1] + nz * sun[2]) / reach;
  const mean = (p[1] + q[1] + r[1]) / 3;
  const far = smooth(1.2, 8.5, (p[2] + q[2] + r[2]) / 3);
  if (Math.max(p[1], q[1], r[1]) <= 0) {
    const whim = ((p[0] * 12.9 + p[2] * 7.2) % 1) * 0.06;
    return mixRgb(palette.ramp(0.3 + whim), sky.haze, 0.25 + far * 0.65);
  }
  const rock = palette.ramp(clamp(0.12 + mean * 0.3 + lean * 0.42));
  const snowy = smooth(0.95, 1.35, mean + ny * 0.25) * smooth(0.35, 0.7, ny);
  const crown = mixRgb(rock, palette.ramp(0.97), snowy);
  const lit = mixRgb(crown, palette.light, clamp(lean - 0.45) * 0.7);
  return mixRgb(scaleRgb(lit, 0.82 + 0.3 * clamp(lean)), sky.haze, far * 0.82);
}

/** A little larger than it is: facets that meet would otherwise show the sky through their shared edge. */
function fillFacet(canvas: Canvas, corners: [number, number][], colour: Rgb): void {
  const cx = (corners[0]![0] + corners[1]![0] + corners[2]![0]) / 3;
  const cy = (corners[0]![1] + corners[1]![1] + corners[2]![1]) / 3;
  const outline = corners.flatMap(([x, y]) => {
    const far = distance(x - cx, y - cy) || 1;
    const grow = 1 + 0.8 / far;
    return [lerp(cx, x, grow), lerp(cy, y, grow)];
  });
  fillPath(canvas, [outline], (x, y, cover) => blend(canvas, x, y, colour, cover));
}
