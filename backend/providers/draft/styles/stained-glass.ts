import { type Canvas, shade } from '../canvas.ts';
import { mixRgb, type Rgb, scaleRgb } from '../colour.ts';
import { createField } from '../field.ts';
import { createNoise } from '../noise.ts';
import { hashPlace } from '../random.ts';
import { clamp, distance, lerp, smooth } from '../shape.ts';
import type { Brief, Style } from '../style.ts';

interface Pane {
  x: number;
  y: number;
  colour: Rgb;
}

/** Panes in rings about a rose, or cut freely; lead between them, daylight behind. */
export const stainedGlass: Style = {
  look: { vignette: 0.3, grain: 0.02, bloom: 0.85 },
  paint(canvas, brief, tick) {
    const { width, height, unit } = canvas;
    const random = brief.random.fork('light');
    const panes = cutPanes(canvas, brief);
    const grid = sortIntoGrid(panes, canvas, unit * 0.09);
    const noise = createNoise(random);
    const ripple = createField(width, height, 4, (x, y) =>
      noise.fbm((x / unit) * 16, (y / unit) * 16, 3),
    );
    const [lx, ly] = [width * random.range(0.35, 0.65), height * random.range(0.25, 0.6)];
    const lead = unit * 0.0052;
    const metal = mixRgb(brief.palette.ink, [0, 0, 0], 0.55);
    shade(
      canvas,
      tick,
      (x, y, out) => {
        const wave = ripple.at(x, y);
        const found = grid(x, y);
        const day =
          0.62 + 0.75 * Math.exp(-(((x - lx) ** 2 + (y - ly) ** 2) / (unit * unit * 0.32)));
        // Thick glass: darker at its rim, streaked where it was blown.
        const rim = smooth(0, unit * 0.022, found.edge);
        const body = (0.6 + 0.4 * rim) * (1 + wave * 0.34) * day;
        const glass = smooth(lead, lead + 1.6, found.edge);
        const ridge = 1 - found.edge / lead;
        const shine = found.edge < lead ? smooth(0.35, 1, ridge) * 0.13 * (0.5 + found.slant) : 0;
        for (let c = 0; c < 3; c += 1) {
          const lit = found.pane.colour[c]! * body + 0.05 * rim * wave;
          out[c] = lerp(metal[c]! + shine, Math.max(0, lit), glass);
        }
      },
      [0.15, 0.85],
    );
  },
};

function cutPanes(canvas: Canvas, brief: Brief): Pane[] {
  const { width, height, unit } = canvas;
  const random = brief.random.fork('panes');
  const panes: Pane[] = [];
  const [cx, cy] = [width * random.range(0.42, 0.58), height * random.range(0.4, 0.58)];
  const petals = random.pick([8, 10, 12, 16]);
  const free = random.chance(0.3);
  const ring = unit * (free ? 0 : random.range(0.062, 0.078));
  const reach = free ? 0 : Math.round((unit * 0.42) / ring);
  for (let k = 0; k <= reach; k += 1) {
    const around = k === 0 ? 1 : petals * (k < 2 ? 1 : k < 5 ? 2 : 3);
    for (let i = 0; i < around; i += 1) {
      const angle = ((i + (k % 2) / 2) / around) * Math.PI * 2;
      const far = k * ring * (1 + 0.12 * Math.cos(angle * petals));
      const colour = paneColour(brief, k / 7, (i % 2) + k * 0.5, hashPlace(k, i % 2, 5));
      panes.push({ x: cx + Math.cos(angle) * far, y: cy + Math.sin(angle) * far, colour });
    }
  }
  const pitch = unit * 0.085;
  for (let y = -pitch; y < height + pitch; y += pitch) {
    for (let x = -pitch; x < width + pitch; x += pitch) {
      const px = x + random.bell() * pitch * 0.5;
      const py = y + random.bell() * pitch * 0.5;
      const far = distance(px - cx, py - cy);
      if (far < (reach + 0.7) * ring) continue;
      const t = 0.12 + 0.62 * (1 - py / height) + random.bell() * 0.16;
      panes.push({
        x: px,
        y: py,
        colour: paneColour(brief, free ? 1 - t : 1.3 - t, random.int(4), random.next()),
      });
    }
  }
  return panes;
}

function paneColour(brief: Brief, depth: number, turn: number, whim: number): Rgb {
  const { palette } = brief;
  if (depth === 0) return palette.light;
  const accent = palette.accents[Math.floor(turn) % palette.accents.length] ?? palette.accent;
  const base = palette.ramp(clamp(0.86 - depth * 0.62 + (whim - 0.5) * 0.25));
  return scaleRgb(mixRgb(base, accent, whim > 0.55 ? 0.75 : 0.12), 0.95);
}

interface Nearest {
  pane: Pane;
  /** Pixels to the border with the next pane. */
  edge: number;
  /** Which way the border faces, for the light on the lead: 0 to 1. */
  slant: number;
}

/** The two nearest panes of a place; the border between them is where both are equally far. */
function sortIntoGrid(
  panes: Pane[],
  { width, height }: Canvas,
  size: number,
): (x: number, y: number) => Nearest {
  const columns = Math.ceil(width / size) + 4;
  const rows = Math.ceil(height / size) + 4;
  const cells: Pane[][] = Array.from({ length: columns * rows }, () => []);
  for (const pane of panes) {
    const i = clamp(Math.floor(pane.x / size) + 2, 0, columns - 1);
    const j = clamp(Math.floor(pane.y / size) + 2, 0, rows - 1);
    cells[j * columns + i]!.push(pane);
  }
  const around = cells.map((_, k) => {
    const [i, j] = [k % columns, Math.floor(k / columns)];
    const near: Pane[] = [];
    for (let dj = -2; dj <= 2; dj += 1) {
      for (let di = -2; di <= 2; di += 1) {
        if (Math.abs(di) + Math.abs(dj) > 3) continue;
        const [ii, jj] = [i + di, j + dj];
        if (ii >= 0 && jj >= 0 && ii < columns && jj < rows)
          near.push(...cells[jj * columns + ii]!);
      }
    }
    return near;
  });
  const nothing: Pane = { x: 1e6, y: 1e6, colour: [0, 0, 0] };
  const found: Nearest = { pane: nothing, edge: 0, slant: 0 };
  return (x, y) => {
    let [first, second] = [nothing, nothing];
    let [best, next] = [Infinity, Infinity];
    for (const pane of around[(Math.floor(y / size) + 2) * columns + Math.floor(x / size) + 2]!) {
      const away = (pane.x - x) * (pane.x - x) + (pane.y - y) * (pane.y - y);
      if (away < best) {
        second = first;
        next = best;
        first = pane;
        best = away;
      } else if (away < next) {
        second = pane;
        next = away;
      }
    }
    const between = distance(first.x - second.x, first.y - second.y) || 1;
    found.pane = first;
    found.edge = (next - best) / (2 * between);
    found.slant = 0.5 + ((first.y - second.y) / between) * 0.5;
    return found;
  };
}
