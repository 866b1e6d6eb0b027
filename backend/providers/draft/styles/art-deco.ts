import { type Canvas, shade } from '../canvas.ts';
import { mixRgb, type Rgb, toRgb } from '../colour.ts';
import { createField } from '../field.ts';
import { createNoise } from '../noise.ts';
import { clamp, distance, fract, lerp, smooth } from '../shape.ts';
import type { Brief, Style } from '../style.ts';

/** Rays, fans and stepped towers in gold on dark lacquer, in strict symmetry. */
export const artDeco: Style = {
  look: { vignette: 0.35, grain: 0.02, bloom: 0.3 },
  paint(canvas, brief, tick) {
    const { width, height, unit, data } = canvas;
    // The right half is the left one in a mirror: half the work, and the symmetry is exact.
    const middle = (width - 1) / 2;
    const at = design(canvas, brief);
    const noise = createNoise(brief.random.fork('gold'));
    const brush = createField(width, height, 4, (x, y) =>
      noise.fbm((x / unit) * 2.2, (y / unit) * 2.2, 3),
    );
    const pixel = 1 / unit;
    const gold = [toRgb([0.5, 0.09, 70]), toRgb([0.8, 0.12, 86]), toRgb([0.95, 0.07, 95])] as const;
    const { palette } = brief;
    const deep = mixRgb(palette.ramp(0.06), [0, 0, 0], 0.35);
    shade(
      canvas,
      tick,
      (x, y, out) => {
        if (x > middle) {
          const twin = (y * width + (width - 1 - x)) * 3;
          for (let c = 0; c < 3; c += 1) out[c] = data[twin + c]!;
          return;
        }
        const u = (x - middle) * pixel;
        const v = y * pixel;
        const part = at(u, v, pixel);
        const grain = brush.at(x, y);
        const ground = palette.ramp(part.tone);
        for (let c = 0; c < 3; c += 1) {
          const lacquer = lerp(deep[c]!, ground[c]!, 0.85);
          out[c] = lerp(lacquer, part.colour[c]!, part.fill) * (1 + grain * 0.08);
        }
        if (part.gold <= 0) return;
        // Gold leaf: bands of bright and dark that shift across it.
        const sheen = 1 + Math.sin((u * 2.2 + v * 3.1) * 2.4 + grain * 3.4);
        const [from, to] = sheen < 1 ? [gold[0], gold[1]] : [gold[1], gold[2]];
        for (let c = 0; c < 3; c += 1) {
          out[c] = lerp(out[c]!, lerp(from[c]!, to[c]!, sheen < 1 ? sheen : sheen - 1), part.gold);
        }
      },
      [0, 0.85],
    );
  },
};

/** Radii of the gold rings, in radii of the disk. */
const RINGS = [1, 1.16, 1.24, 2.1, 2.16, 3.3];

interface Part {
  tone: number;
  fill: number;
  colour: Rgb;
  gold: number;
}

function design(canvas: Canvas, brief: Brief): (u: number, v: number, pixel: number) => Part {
  const random = brief.random.fork('deco');
  const { palette } = brief;
  const half = canvas.width / canvas.unit / 2;
  const tall = canvas.height / canvas.unit;
  const centre = tall * random.range(0.6, 0.74);
  const rays = random.pick([18, 24, 30, 36]);
  const disk = random.range(0.13, 0.19);
  const fan = random.range(0.085, 0.12);
  const towers = random.chance(0.6);
  const [one, two] = [palette.accents[1] ?? palette.accent, palette.accents[0] ?? palette.accent];
  const part: Part = { tone: 0, fill: 0, colour: palette.accent, gold: 0 };
  const line = (away: number, wide: number, pixel: number): number =>
    smooth(wide + pixel, wide - pixel * 0.2, Math.abs(away));

  function sunburst(u: number, v: number, pixel: number): void {
    const far = distance(u, v - centre);
    const turn = (Math.atan2(Math.abs(u), centre - v) / Math.PI) * rays;
    const ray = fract(turn);
    const wide = (far * Math.PI) / rays;
    const even = Math.floor(turn) % 2 === 0;
    part.tone = 0.08 + 0.26 * Math.exp(-far * 1.7) + (even ? 0.12 * smooth(1.1, 0.1, far) : 0);
    part.fill = even ? 0 : 0.3 * smooth(1, 0.15, far);
    part.colour = one;
    part.gold =
      Math.max(line(ray * wide, 0.0012, pixel), line((1 - ray) * wide, 0.0012, pixel)) *
      smooth(disk, disk + 0.05, far) *
      0.85;
    for (let k = 0; k < RINGS.length; k += 1) {
      part.gold = Math.max(
        part.gold,
        line(far - disk * RINGS[k]!, k === 0 ? 0.004 : 0.0022, pixel),
      );
    }
    if (far < disk) {
      part.fill = 0.95;
      part.colour = two;
      const inner = fract(turn * 0.5 + 0.25) - 0.5;
      part.gold = Math.max(part.gold, line(inner * wide * 2, 0.0011 + (disk - far) * 0.02, pixel));
    }
  }

  /** A skyline of setbacks, higher towards the middle. */
  function tower(u: number, v: number, pixel: number): void {
    const x = Math.abs(u);
    const step = Math.floor(x / 0.052);
    const edge = x / 0.052 - step;
    const top = centre - (0.43 - step * 0.072 - ((step * 7) % 3) * 0.03) * Math.min(1.2, tall);
    if (step > 5 || v < top || v > centre) return;
    part.fill = 0.9;
    part.colour = mixRgb(palette.ramp(0.05), palette.ramp(0.3), clamp((v - top) * 1.4));
    const rib = fract(edge * 3);
    part.gold = Math.max(
      line((rib - 0.5) * 0.017, 0.0009, pixel) * 0.8,
      line(v - top, 0.003, pixel),
      line(edge * 0.052, 0.0016, pixel),
    );
  }

  /** Scales below the centre line, each a small fan. */
  function fans(u: number, v: number, pixel: number): void {
    for (let row = Math.floor((v - centre) / (fan * 0.5)) + 1; row >= 0; row -= 1) {
      const shift = (row % 2) * fan;
      const cx = Math.round((u - shift) / (fan * 2)) * fan * 2 + shift;
      const cy = centre + row * fan * 0.5;
      const far = distance(u - cx, v - cy - fan * 0.5);
      if (far >= fan || v < cy - fan * 0.52) continue;
      const depth = clamp((v - centre) / (tall - centre + 0.001));
      part.tone = 0.2 - depth * 0.14 + (1 - far / fan) * 0.16;
      part.fill = 0.42 * smooth(fan, 0, far);
      part.colour = row % 2 === 0 ? one : two;
      const ring = Math.abs(fract((far / fan) * 4 + 0.5) - 0.5) * (fan / 4);
      part.gold = Math.max(line(ring, 0.0009, pixel) * 0.8, line(far - fan, 0.0034, pixel));
      return;
    }
  }

  function frame(u: number, v: number, pixel: number): void {
    const edge = Math.min(half - Math.abs(u), v, tall - v);
    if (edge < 0.028) {
      part.fill = 0.85;
      part.colour = palette.ramp(0.02);
      part.gold = 0;
    }
    part.gold = Math.max(
      part.gold,
      line(edge - 0.028, 0.0026, pixel),
      line(edge - 0.038, 0.0012, pixel),
      line(edge - 0.018, 0.0012, pixel),
    );
  }

  return (u, v, pixel) => {
    part.fill = 0;
    part.gold = 0;
    if (v < centre) {
      sunburst(u, v, pixel);
      if (towers) tower(u, v, pixel);
    } else fans(u, v, pixel);
    if (Math.abs(v - centre) < 0.004) part.gold = 1;
    frame(u, v, pixel);
    return part;
  };
}
