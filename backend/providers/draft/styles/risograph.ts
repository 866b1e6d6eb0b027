import { type Canvas, shade, type Tick } from '../canvas.ts';
import type { Rgb } from '../colour.ts';
import { createNoise } from '../noise.ts';
import { hashPlace, type Random } from '../random.ts';
import { clamp, distance, fract, smooth } from '../shape.ts';
import type { Brief, Style } from '../style.ts';

/** How much of an ink lies at a place, 0 to 1: full tones print solid, others as dots. */
type Plate = (u: number, v: number) => number;

/** Three inks on uncoated paper, each a plate of its own, printed a hair out of register. */
export const risograph: Style = {
  look: { vignette: 0, grain: 0.03, bloom: 0 },
  paint(canvas, brief, tick) {
    const random = brief.random.fork('riso');
    const plates = random.pick([hills, circles, waves])(canvas, random);
    print(canvas, brief, plates, tick);
  },
};

function print(canvas: Canvas, brief: Brief, plates: readonly Plate[], tick: Tick): void {
  const { unit } = canvas;
  const random = brief.random.fork('press');
  const { palette } = brief;
  const inks: readonly Rgb[] = [
    palette.ramp(0.2),
    palette.accents[0] ?? palette.accent,
    palette.accents[2] ?? palette.light,
  ];
  const pitch = 1 / 110;
  const seed = random.int(1e6);
  const press = plates.map((plate, i) => {
    const angle = [0.26, 1.31, 0.78][i] ?? 0;
    return {
      plate,
      ink: inks[i] ?? palette.ink,
      cos: Math.cos(angle) / pitch,
      sin: Math.sin(angle) / pitch,
      dx: random.bell() * 0.0035,
      dy: random.bell() * 0.0035,
      scatter: [1, 257, 65_537][i] ?? 1,
    };
  });
  const soft = 1 / (unit * pitch);
  shade(
    canvas,
    tick,
    (x, y, out) => {
      out.set(palette.paper);
      const whim = hashPlace(x, y, seed);
      for (let i = 0; i < press.length; i += 1) {
        const { plate, ink, cos, sin, dx, dy, scatter } = press[i]!;
        const u = x / unit + dx;
        const v = y / unit + dy;
        const tone = plate(u, v);
        if (tone <= 0) continue;
        let cover = 1;
        if (tone < 0.97) {
          const a = fract(u * cos + v * sin) - 0.5;
          const b = fract(v * cos - u * sin) - 0.5;
          // A dot whose area is the tone; past a half, what is left is the hole between four dots.
          const radius = Math.sqrt(tone) * 0.68;
          cover = smooth(radius + soft, radius - soft, Math.sqrt(a * a + b * b));
        }
        // One hash a pixel, another part of it for each ink: specks that missed, and a mottle.
        const speck = fract(whim * scatter);
        const lay = cover * (speck > 0.985 ? 0.35 : 0.9 + speck * 0.1);
        for (let c = 0; c < 3; c += 1) out[c]! *= 1 + (ink[c]! - 1) * lay;
      }
    },
    [0, 0.85],
  );
}

const inside = (edge: number): number => clamp(edge * 600 + 0.5);

function hills({ width, height, unit }: Canvas, random: Random): Plate[] {
  const noise = createNoise(random);
  const [wide, tall] = [width / unit, height / unit];
  const [sx, sy, sr] = [
    wide * random.range(0.3, 0.7),
    tall * random.range(0.28, 0.4),
    random.range(0.17, 0.25),
  ];
  // Each pixel asks for its ridges a dozen times: they are laid out once, a little beyond both edges.
  const cells = Math.ceil(wide * 1200);
  const ridges = [0, 1, 2, 3].map((k) =>
    Float32Array.from({ length: cells + 1 }, (_, i) => {
      const u = (i / cells) * (wide + 0.1) - 0.05;
      return tall * (0.46 + k * 0.14) - noise.fbm(u * (1.3 + k * 0.4) + k * 9, k * 3.1, 2) * 0.2;
    }),
  );
  const [r0, r1, r2, r3] = ridges as [Float32Array, Float32Array, Float32Array, Float32Array];
  const perU = cells / (wide + 0.1);
  const cell = (u: number): number => Math.min(cells, Math.max(0, Math.round((u + 0.05) * perU)));
  return [
    (u, v) => {
      const at = cell(u);
      const below2 = v - r2[at]!;
      const layer2 = inside(below2);
      const front = inside(v - r3[at]!);
      const third = layer2 * (0.22 + 0.5 * smooth(0, 0.5, below2));
      const second = inside(v - r1[at]!) * (1 - layer2) * 0.14;
      return Math.max(front, third, second);
    },
    (u, v) => {
      const at = cell(u);
      const below0 = v - r0[at]!;
      const layer0 = inside(below0);
      const sun = inside(sr - distance(u - sx, v - sy)) * (1 - layer0);
      const stripes = v > sy && fract((v - sy) * 24) < 0.16 + (v - sy) * 1.6 ? 0 : 1;
      const first = layer0 * (1 - inside(v - r1[at]!)) * (0.75 - below0 * 1.4);
      const low = inside(v - r2[at]!) * (1 - inside(v - r3[at]!)) * 0.3;
      return Math.max(sun * stripes, first, low);
    },
    (u, v) => {
      const at = cell(u);
      const layer1 = inside(v - r1[at]!);
      const sky = clamp(0.12 + (v / tall) * 1.1) * (1 - layer1);
      const fill = layer1 * (1 - inside(v - r3[at]!)) * 0.9;
      const halo = smooth(sr + 0.2, sr, distance(u - sx, v - sy)) * 0.4;
      return Math.max(sky, fill, halo);
    },
  ];
}

function circles({ width, height, unit }: Canvas, random: Random): Plate[] {
  const [wide, tall] = [width / unit, height / unit];
  const cells = random.pick([3, 4, 4, 5]);
  const [columns, rows] = [Math.round(cells * wide), Math.round(cells * tall)];
  const seed = random.int(1e6);
  // A cell is decided once; its kind, and eight more where it is turned. Plates out of register see one cell beyond.
  const across = columns + 1;
  const cellsOf = (plate: number): Uint8Array =>
    Uint8Array.from({ length: across * (rows + 1) }, (_, at) => {
      const [i, j] = [at % across, Math.floor(at / across)];
      const kind = Math.floor(hashPlace(i, j, seed + plate * 7) * 7);
      return hashPlace(j, i, seed + 3 + plate) > 0.5 ? kind + 8 : kind;
    });
  const grids = [0, 1, 2].map(cellsOf);
  const shape = (plate: number, u: number, v: number): number => {
    const gu = (u / wide) * columns;
    const gv = (v / tall) * rows;
    const i = Math.floor(gu);
    const j = Math.floor(gv);
    const a = gu - i;
    const b = gv - j;
    const cell = grids[plate]![j * across + i]!;
    const kind = cell & 7;
    const p = cell > 7 ? 1 - a : a;
    const q = cell > 7 ? b : 1 - b;
    const edge = (far: number): number => clamp(far * 150 + 0.5);
    switch (kind) {
      case 0:
        return edge(1 - distance(p, q));
      case 1:
        return edge(0.5 - distance(a - 0.5, b - 0.5)) * clamp(0.15 + q);
      case 2:
        return edge(p - q);
      case 3: {
        const far = distance(p, q);
        return edge(1 - far) * (fract(far * 4) < 0.5 ? 1 : 0);
      }
      case 4:
        return 0.16 + 0.5 * p;
      case 5:
        return edge(0.24 - distance(a - 0.5, b - 0.5));
      default:
        return 0;
    }
  };
  return [0, 1, 2].map(
    (plate) => (u, v) => (u < 0 || v < 0 || u > wide || v > tall ? 0 : shape(plate, u, v)),
  );
}

function waves({ width, height, unit }: Canvas, random: Random): Plate[] {
  const [wide, tall] = [width / unit, height / unit];
  const noise = createNoise(random);
  const [sx, sy] = [wide * random.range(0.35, 0.65), tall * random.range(0.3, 0.42)];
  const sr = random.range(0.2, 0.29);
  const size = random.range(0.1, 0.14);
  const level = tall * random.range(0.52, 0.6);
  /** Seigaiha: rows of arcs, each row over the one behind it. */
  const scale = (u: number, v: number): number => {
    for (let row = Math.floor((v - level) / (size * 0.45)) + 1; row >= -1; row -= 1) {
      const cy = level + row * size * 0.45 + size;
      const cx = (Math.round(u / (size * 2) + (row % 2) / 2) - (row % 2) / 2) * size * 2;
      const far = distance(u - cx, v - cy) / size;
      if (far < 1 && cy - size >= level - size * 0.1) return far + row * 10;
    }
    return -1;
  };
  const band = (far: number): number => fract(fract(far / 10) * 10);
  return [
    (u, v) => {
      const s = scale(u, v);
      if (s < 0) return 0;
      const far = band(s);
      return far > 0.9 || (far > 0.52 && far < 0.64) ? 1 : far < 0.22 ? 0.9 : 0;
    },
    (u, v) => (scale(u, v) >= 0 ? 0 : inside(sr - distance(u - sx, v - sy))),
    (u, v) => {
      if (scale(u, v) >= 0) return clamp(0.85 - ((v - level) / tall) * 0.9);
      const cloud = smooth(0.12, 0.16, noise.fbm(u * 1.3, v * 6, 2));
      return Math.max(clamp(0.5 - (v / tall) * 0.75), cloud * 0.45);
    },
  ];
}
