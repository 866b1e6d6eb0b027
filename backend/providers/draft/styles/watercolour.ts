import { type Canvas, shade, shadeSoft, type Tick } from '../canvas.ts';
import { mixRgb, type Rgb } from '../colour.ts';
import { createField, type Field } from '../field.ts';
import { createNoise, type Noise } from '../noise.ts';
import { clamp, distance, lerp, smooth } from '../shape.ts';
import type { Brief, Style } from '../style.ts';

/** Pigment per channel: what paper lets back is e to the minus of it, so washes over washes darken as glazes do. */
interface Wash {
  pigment: Rgb;
  /** How much lies at a place; dries darker at its rim. */
  lay(x: number, y: number): number;
  top: number;
  bottom: number;
  /** Gouache: it covers what lies below instead of tinting it. */
  body?: boolean;
  /** The columns it reaches; all where absent. */
  left?: number;
  right?: number;
}

/** Transparent washes on rough paper, wet into wet above, with dried rims below. */
export const watercolour: Style = {
  look: { vignette: 0.06, grain: 0.018, bloom: 0 },
  paint(canvas, brief, tick) {
    const random = brief.random.fork('paper');
    const { width, height, unit } = canvas;
    const tooth = createNoise(random);
    const grain = createField(
      width,
      height,
      2,
      (x, y) => tooth.at((x / unit) * 85, (y / unit) * 85) * 0.8,
    );
    // Until it is developed, the canvas holds pigment, not light.
    laySky(canvas, brief, tick);
    const washes = [...hillWashes(canvas, brief), ...splashes(canvas, brief)];
    washes.forEach((wash, k) => {
      tick(0.2 + (0.5 * k) / washes.length);
      soak(canvas, wash);
    });
    develop(canvas, brief, grain, tick);
  },
};

function soak({ width, height, data: density }: Canvas, wash: Wash): void {
  const [r, g, b] = wash.pigment;
  const bottom = Math.min(height, Math.ceil(wash.bottom));
  const left = Math.max(0, Math.floor(wash.left ?? 0));
  const right = Math.min(width, Math.ceil(wash.right ?? width));
  for (let y = Math.max(0, Math.floor(wash.top)); y < bottom; y += 1) {
    for (let x = left, i = (y * width + left) * 3; x < right; x += 1, i += 3) {
      const amount = wash.lay(x, y);
      if (amount <= 0) continue;
      const kept = wash.body ? Math.max(0, 1 - amount * 1.8) : 1;
      density[i] = density[i]! * kept + r * amount;
      density[i + 1] = density[i + 1]! * kept + g * amount;
      density[i + 2] = density[i + 2]! * kept + b * amount;
    }
  }
}

function develop(canvas: Canvas, brief: Brief, grain: Field, tick: Tick): void {
  const { width, height, unit, data } = canvas;
  const paper = mixRgb(brief.palette.paper, [1, 1, 1], 0.4);
  const margin = unit * 0.035;
  const ragged = createNoise(brief.random.fork('margin'));
  const raggedAt = (x: number, y: number): number =>
    ragged.fbm((x / unit) * 9, (y / unit) * 9, 3) * margin * 0.5;
  shade(
    canvas,
    tick,
    (x, y, out) => {
      const tooth = grain.at(x, y);
      const relief = 1 + (tooth - grain.at(x + 2, y + 2)) * 0.09;
      const far = Math.min(x, y, width - x, height - y);
      // Beyond two margins no raggedness reaches: most of the sheet is spared the noise.
      const inside = far > margin * 2 ? 1 : smooth(margin * 0.85, margin, far + raggedAt(x, y));
      // Pigment settles in the hollows of the paper.
      const settle = inside * (1 + tooth * 0.4);
      const i = (y * width + x) * 3;
      for (let c = 0; c < 3; c += 1) out[c] = paper[c]! * relief * through(data[i + c]! * settle);
    },
    [0.72, 0.88],
  );
}

/** e to the minus of a density, from a table: a picture asks for it three million times. */
const THROUGH = Float32Array.from({ length: 2_049 }, (_, i) => Math.exp(-i / 256));
const through = (density: number): number => THROUGH[density >= 8 ? 2_048 : (density * 256) | 0]!;

const pigmentOf = (colour: Rgb): Rgb => [
  -Math.log(clamp(colour[0], 0.02, 0.99)),
  -Math.log(clamp(colour[1], 0.02, 0.99)),
  -Math.log(clamp(colour[2], 0.02, 0.99)),
];

/** The sky is wet into wet and has no edge but the sun's, which is paper that was left dry. */
function laySky(canvas: Canvas, brief: Brief, tick: Tick): void {
  const { width, height, unit, data } = canvas;
  const random = brief.random.fork('sky');
  const noise = createNoise(random);
  const { palette } = brief;
  const bleed = (x: number, y: number): number => noise.fbm((x / unit) * 1.8, (y / unit) * 2.6, 4);
  const bottom = height * 0.62;
  const [sx, sy] = [width * random.range(0.25, 0.75), height * random.range(0.2, 0.34)];
  const radius = unit * random.range(0.06, 0.1);
  const cool = pigmentOf(palette.ramp(0.62));
  const warm = pigmentOf(mixRgb(palette.accent, palette.light, 0.35));
  shadeSoft(
    canvas,
    6,
    tick,
    (x, y, out) => {
      const high = smooth(0.95, 0, y / bottom) * clamp(0.62 + bleed(x, y) * 1.5) * 0.85;
      const band = Math.exp(-(((y / height - 0.45) / 0.17) ** 2)) * smooth(0.75, 0.7, y / height);
      const halo = smooth(radius * 4.5, radius, distance(x - sx, y - sy)) * 0.5;
      const low = (band * 0.6 + halo) * clamp(0.6 - bleed(width - x, y) * 1.3);
      for (let c = 0; c < 3; c += 1) out[c] = cool[c]! * high + warm[c]! * low;
    },
    [0, 0.2],
  );
  const reach = Math.ceil(radius * 1.5);
  for (let y = Math.max(0, Math.floor(sy) - reach); y < Math.min(height, sy + reach); y += 1) {
    for (let x = Math.max(0, Math.floor(sx) - reach); x < Math.min(width, sx + reach); x += 1) {
      const far = distance(x - sx, y - sy) + bleed(x, y) * radius * 0.3;
      const wet = smooth(radius * 0.92, radius * 1.12, far);
      const k = (y * width + x) * 3;
      for (let c = 0; c < 3; c += 1) data[k + c]! *= wet;
    }
  }
}

function hillWashes({ width, height, unit }: Canvas, brief: Brief): Wash[] {
  const random = brief.random.fork('hills');
  const noise = createNoise(random);
  const { palette } = brief;
  const pool = createField(width, height, 8, (x, y) =>
    noise.fbm((x / unit) * 3 + 40, (y / unit) * 3, 4),
  );
  const rough = createField(width, height, 4, (x, y) =>
    noise.fbm((x / unit) * 14, (y / unit) * 14 + 9, 3),
  );
  const count = 5;
  const trees = brief.motifs.has('trees') || brief.motifs.has('flowers') || random.chance(0.4);
  return Array.from({ length: count }, (_, k) => {
    const near = k / (count - 1);
    const base = height * lerp(0.46, 0.84, near);
    const line = new Float32Array(width);
    for (let x = 0; x < width; x += 1) {
      const swell = noise.fbm((x / unit) * lerp(1.8, 1.1, near) + k * 17, k * 5, 4);
      const crown = trees && k > 1 ? Math.abs(noise.at((x / unit) * 18, k)) * 0.05 * near : 0;
      line[x] = base - unit * (0.16 * swell + crown);
    }
    const tint =
      k % 2 === 1
        ? mixRgb(palette.ramp(0.5 - near * 0.22), palette.accents[1] ?? palette.accent, 0.45)
        : palette.ramp(0.58 - near * 0.42);
    const deep = unit * lerp(0.22, 0.45, near);
    return {
      pigment: pigmentOf(tint),
      top: base - unit * 0.3,
      bottom: base + deep + unit * 0.3,
      lay: wetEdge(line, deep, pool, rough, {
        width,
        height,
        unit,
        strength: lerp(0.42, 0.95, near),
      }),
    };
  });
}

/**
 * Hard and dark along the skyline where the wash dried, thinning and blooming below where it was wet. Only the
 * skyline is looked at pixel by pixel.
 */
function wetEdge(
  line: Float32Array,
  deep: number,
  pool: Field,
  rough: Field,
  {
    width,
    height,
    unit,
    strength,
  }: { width: number; height: number; unit: number; strength: number },
): (x: number, y: number) => number {
  const wet = createField(width, height, 5, (x, y) => {
    const below = y - line[Math.min(width - 1, Math.round(x))]!;
    const bloom = pool.at(x, y);
    return strength * smooth(deep * 1.35, 0, below + bloom * deep * 0.5) * clamp(0.7 + bloom * 1.1);
  });
  const rimmed = unit * 0.03;
  return (x, y) => {
    const dry = y - line[x]!;
    if (dry < -unit * 0.014 || dry > deep * 1.9) return 0;
    if (dry > rimmed + unit * 0.014) return wet.at(x, y);
    const below = dry + rough.at(x, y) * unit * 0.012;
    if (below < -1) return 0;
    const cover = smooth(-1, unit * 0.0025, below);
    return cover * (wet.at(x, y) + Math.exp(-below / (unit * 0.006)) * 0.3 * strength);
  };
}

/** Drops flicked from the brush, and a few berries or blossoms of the accent. */
function splashes({ width, height, unit }: Canvas, brief: Brief): Wash[] {
  const random = brief.random.fork('splashes');
  const noise: Noise = createNoise(random);
  const flowers = brief.motifs.has('flowers');
  const count = Math.round((flowers ? 46 : 16) * brief.detail);
  return Array.from({ length: count }, (_, k) => {
    const x0 = width * random.range(0.06, 0.94);
    const y0 = height * (flowers ? random.range(0.62, 0.94) : random.range(0.1, 0.92));
    const radius =
      unit * (flowers ? random.range(0.008, 0.026) : random.next() ** 4 * 0.006 + 0.0014);
    const colour = brief.palette.accents[random.int(3)] ?? brief.palette.accent;
    return {
      pigment: pigmentOf(colour),
      top: y0 - radius * 1.6,
      bottom: y0 + radius * 1.6,
      body: flowers,
      left: x0 - radius * 1.6,
      right: x0 + radius * 1.6,
      lay: (x, y) => {
        const far = distance(x - x0, y - y0);
        if (far > radius * 1.6) return 0;
        const wobble = radius * (1 + noise.at((x / radius) * 0.7 + k, (y / radius) * 0.7) * 0.4);
        const cover = smooth(wobble + 1, wobble - 1, far);
        return cover * (0.5 + 0.45 * smooth(wobble * 0.6, wobble, far));
      },
    };
  });
}
