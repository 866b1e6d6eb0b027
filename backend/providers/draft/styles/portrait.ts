import { type Canvas, createCanvas, multiply, shade, type Tick } from '../canvas.ts';
import { mixRgb, type Rgb } from '../colour.ts';
import { createField } from '../field.ts';
import { createNoise } from '../noise.ts';
import { bezier, fillPath } from '../path.ts';
import type { Random } from '../random.ts';
import { clamp, distance, lerp, smooth } from '../shape.ts';
import type { Brief, Style } from '../style.ts';
import { landscape } from './landscape.ts';
import { nightSky } from './night-sky.ts';

/** A head in profile and, within it, another place: a double exposure. It has nobody's face. */
export const portrait: Style = {
  look: { vignette: 0.16, grain: 0.028, bloom: 0.2 },
  paint(canvas, brief, tick) {
    const random = brief.random.fork('portrait');
    paintBackdrop(canvas, brief, random, tick);
    const inner = createCanvas(canvas.width, canvas.height);
    const scene = brief.motifs.has('stars') || brief.palette.dark ? nightSky : landscape;
    scene.paint(inner, brief, (fraction) => tick(0.15 + fraction * 0.6));
    tick(0.8);
    const flip = random.chance(0.5);
    const outlines = [profile(canvas, flip)];
    const { data } = canvas;
    const { width, height, unit } = canvas;
    const dark = brief.palette.ramp(0.02);
    fillPath(canvas, outlines, (x, y, cover) => {
      const i = (y * width + x) * 3;
      // The shoulders stay in the dark, so that the place seems to grow out of the figure.
      const low = smooth(0.62, 1, y / height) * 0.65;
      for (let c = 0; c < 3; c += 1) {
        const seen = lerp(inner.data[i + c]!, dark[c]!, low);
        data[i + c]! += (seen - data[i + c]!) * cover;
      }
    });
    if (random.chance(0.7)) scatter(canvas, brief, random, unit);
  },
};

function paintBackdrop(canvas: Canvas, brief: Brief, random: Random, tick: Tick): void {
  const { width, height, unit } = canvas;
  const { palette } = brief;
  const noise = createNoise(random);
  const stain = createField(width, height, 6, (x, y) =>
    noise.fbm((x / unit) * 1.8, (y / unit) * 1.8, 4),
  );
  const [cx, cy, radius] = [
    width / 2,
    height - bustOf(canvas) * 0.62,
    unit * random.range(0.35, 0.41),
  ];
  const sun = mixRgb(palette.accents[0] ?? palette.accent, palette.light, 0.3);
  const ground = mixRgb(palette.paper, palette.ramp(0.85), 0.35);
  shade(
    canvas,
    tick,
    (x, y, out) => {
      const s = stain.at(x, y);
      const far = distance(x - cx, y - cy) + s * unit * 0.01;
      const round = smooth(radius + 1.2, radius - 1.2, far);
      const lift = lerp(0.8, 1.06, clamp(1 - (y - cy + radius) / (radius * 2.4)));
      for (let c = 0; c < 3; c += 1) {
        out[c] = lerp(ground[c]! * (1 + s * 0.07), sun[c]! * lift * (1 + s * 0.16), round);
      }
    },
    [0, 0.14],
  );
}

type Point = [number, number];

/** From the crown to the lower edge, in pixels. */
function bustOf({ height, unit }: Canvas): number {
  return Math.min(height, unit * 1.25);
}

/** A head and shoulders in profile, as curves in a square of height 1 about (0, 0.5), looking left. */
const PROFILE: readonly (readonly [c1: Point, c2: Point, to: Point])[] = [
  // From the nape, over the crown, to the forehead.
  [
    [0.2, 0.47],
    [0.27, 0.4],
    [0.262, 0.29],
  ],
  [
    [0.255, 0.15],
    [0.14, 0.075],
    [0.015, 0.08],
  ],
  [
    [-0.09, 0.085],
    [-0.17, 0.15],
    [-0.178, 0.255],
  ],
  // Brow, nose, lips, chin.
  [
    [-0.18, 0.285],
    [-0.17, 0.3],
    [-0.176, 0.322],
  ],
  [
    [-0.19, 0.36],
    [-0.222, 0.392],
    [-0.236, 0.424],
  ],
  [
    [-0.241, 0.44],
    [-0.216, 0.447],
    [-0.2, 0.452],
  ],
  [
    [-0.19, 0.458],
    [-0.198, 0.468],
    [-0.209, 0.48],
  ],
  [
    [-0.218, 0.491],
    [-0.204, 0.498],
    [-0.192, 0.504],
  ],
  [
    [-0.206, 0.511],
    [-0.21, 0.524],
    [-0.198, 0.533],
  ],
  [
    [-0.182, 0.545],
    [-0.194, 0.56],
    [-0.192, 0.585],
  ],
  [
    [-0.188, 0.622],
    [-0.14, 0.634],
    [-0.095, 0.622],
  ],
  // Jaw, throat, chest.
  [
    [-0.06, 0.612],
    [-0.042, 0.63],
    [-0.044, 0.665],
  ],
  [
    [-0.046, 0.735],
    [-0.085, 0.775],
    [-0.165, 0.805],
  ],
  [
    [-0.29, 0.85],
    [-0.345, 0.92],
    [-0.36, 1.06],
  ],
];
const NAPE: Point = [0.148, 0.56];
/** Back and shoulder, from the lower right corner up to the nape. */
const BACK: readonly (readonly [c1: Point, c2: Point, to: Point])[] = [
  [
    [0.44, 0.93],
    [0.36, 0.84],
    [0.25, 0.79],
  ],
  [
    [0.17, 0.755],
    [0.135, 0.7],
    [0.132, 0.64],
  ],
  [
    [0.13, 0.61],
    [0.136, 0.585],
    [0.148, 0.56],
  ],
];

function profile(canvas: Canvas, flip: boolean): number[] {
  const { width, height } = canvas;
  const size = bustOf(canvas);
  const top = height - size;
  const at = ([x, y]: Point): Point => [width / 2 + (flip ? -x : x) * size * 1.02, top + y * size];
  const outline: number[] = [];
  let from = NAPE;
  outline.push(...at(from));
  for (const [c1, c2, to] of PROFILE) {
    outline.push(...bezier(at(from), at(c1), at(c2), at(to)));
    from = to;
  }
  const corner: Point = [0.46, 1.06];
  outline.push(...at(corner));
  from = corner;
  for (const [c1, c2, to] of BACK) {
    outline.push(...bezier(at(from), at(c1), at(c2), at(to)));
    from = to;
  }
  return outline;
}

/** A few birds, small, against the round. */
function scatter(canvas: Canvas, brief: Brief, random: Random, unit: number): void {
  const ink: Rgb = brief.palette.ramp(0.08);
  const [x0, y0] = [
    canvas.width * random.range(0.15, 0.85),
    canvas.height * random.range(0.1, 0.22),
  ];
  for (let i = 0; i < 7; i += 1) {
    const [x, y] = [x0 + random.bell() * unit * 0.12, y0 + random.bell() * unit * 0.06];
    const size = unit * random.range(0.008, 0.017);
    const lift = random.range(0.4, 0.9);
    const wing = [
      x - size,
      y - size * lift,
      ...bezier(
        [x - size, y - size * lift],
        [x - size * 0.5, y - size * lift],
        [x - size * 0.2, y - size * 0.4],
        [x, y],
        8,
      ),
      ...bezier(
        [x, y],
        [x + size * 0.2, y - size * 0.4],
        [x + size * 0.5, y - size * lift],
        [x + size, y - size * lift],
        8,
      ),
      ...bezier(
        [x + size, y - size * lift],
        [x + size * 0.4, y - size * lift * 0.7],
        [x + size * 0.2, y],
        [x, y + size * 0.2],
        8,
      ),
      ...bezier(
        [x, y + size * 0.2],
        [x - size * 0.2, y],
        [x - size * 0.4, y - size * lift * 0.7],
        [x - size, y - size * lift],
        8,
      ),
    ];
    fillPath(canvas, [wing], (px, py, cover) => multiply(canvas, px, py, ink, cover * 0.85));
  }
}
