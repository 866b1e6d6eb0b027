import { add, type Canvas, type Tick } from '../canvas.ts';
import { mixRgb, type Rgb } from '../colour.ts';
import { createNoise } from '../noise.ts';
import { hashPlace } from '../random.ts';
import { clamp, distance, lerp, smooth } from '../shape.ts';
import type { Brief, Style } from '../style.ts';
import { fillBelow, plantConifers, type Skyline } from './ridges.ts';
import { paintSky, type Sky } from './sky.ts';

/** Ranges of hills one behind the other, each fainter in the air: the oldest trick of depth there is. */
export const landscape: Style = {
  look: { vignette: 0.35, grain: 0.022, bloom: 0.5 },
  paint(canvas, brief, tick) {
    const random = brief.random.fork('landscape');
    const horizon = random.range(0.56, 0.68);
    const sky = paintSky(canvas, brief, horizon, tick);
    const lake = brief.motifs.has('water') || random.chance(0.25);
    const shore = lake ? Math.round(canvas.height * random.range(0.7, 0.78)) : canvas.height;
    paintRanges(canvas, brief, sky, { horizon, shore, lake }, tick);
    if (lake) reflect(canvas, brief, sky, shore);
    tick(0.85);
    if (brief.motifs.has('snow')) snowfall(canvas, brief);
  },
};

interface Scene {
  horizon: number;
  shore: number;
  lake: boolean;
}

function paintRanges(canvas: Canvas, brief: Brief, sky: Sky, scene: Scene, tick: Tick): void {
  const { palette, motifs, detail } = brief;
  const random = brief.random.fork('ranges');
  const { width, unit } = canvas;
  const noise = createNoise(random);
  const count = Math.round(5 + detail * 2);
  const rugged = random.range(0.35, 1);
  const start = canvas.height * (scene.horizon - random.range(0.14, 0.24));
  const wooded = motifs.has('trees') || random.chance(0.45);
  for (let k = 0; k < count; k += 1) {
    const near = k / (count - 1);
    const base = lerp(start, scene.shore - unit * (scene.lake ? 0.02 : 0.08), near ** 1.15);
    const tall = unit * lerp(0.2, 0.11, near) * lerp(0.7, 1.25, rugged);
    const scale = lerp(1.5, 2.4, near) / unit;
    const line: Skyline = new Float32Array(width);
    for (let x = 0; x < width; x += 1) {
      const along = x * scale + k * 31.7;
      const crest = noise.ridged(along, k * 5.3, 5) - 0.45;
      const soft = noise.fbm(along * 0.8, k * 9.1 + 4, 6);
      line[x] = base - tall * lerp(soft * 1.2, crest * 1.6 + soft * 0.4, (1 - near) * rugged);
    }
    if (wooded && near > 0.45) {
      const height = unit * lerp(0.025, 0.17, ((near - 0.45) / 0.55) ** 1.6);
      plantConifers(line, random, { height, every: height * 0.3 });
    }
    const depth = near ** 1.25;
    const body = mixRgb(sky.haze, palette.ramp(lerp(0.62, 0.02, depth)), 0.3 + depth * 0.68);
    // Mist gathers in the valleys, so each range pales towards its foot.
    const foot = mixRgb(body, sky.haze, lerp(0.62, 0.12, depth));
    const bottom = near === 1 ? scene.shore : Math.min(scene.shore, base + unit * 0.4);
    fillBelow(canvas, line, bottom, (t) => mixRgb(body, foot, smooth(0.05, 0.85, t)));
    if (bottom < scene.shore) extend(canvas, bottom, scene.shore, foot);
    tick(0.4 + 0.4 * near);
  }
}

function extend(canvas: Canvas, from: number, to: number, colour: Rgb): void {
  for (let i = Math.ceil(from) * canvas.width * 3; i < to * canvas.width * 3; i += 3) {
    canvas.data.set(colour, i);
  }
}

/** Still water: the picture above turned over, drawn out by ripples that grow towards the eye. */
function reflect(canvas: Canvas, brief: Brief, sky: Sky, shore: number): void {
  const { width, height, unit, data } = canvas;
  const noise = createNoise(brief.random.fork('water'));
  const depth = height - shore;
  const tone = mixRgb(brief.palette.ramp(0.12), sky.haze, 0.12);
  for (let y = shore; y < height; y += 1) {
    const below = (y - shore) / depth;
    const mirrored = shore - 1 - (y - shore) * 1.25;
    const fine = 26 / (0.25 + below * 1.3);
    const row = noise.at(3.1, (y / unit) * fine * 1.4);
    for (let x = 0; x < width; x += 1) {
      const ripple = noise.at((x / unit) * fine * 0.22, (y / unit) * fine * 2.2) * 0.7 + row * 0.3;
      const source = clamp(
        Math.round(mirrored + ripple * unit * (0.006 + 0.05 * below)),
        0,
        shore - 1,
      );
      const column = clamp(Math.round(x + ripple * unit * 0.012 * below), 0, width - 1);
      const from = (source * width + column) * 3;
      const to = (y * width + x) * 3;
      const dim = 0.14 + 0.42 * below + ripple * 0.1;
      for (let c = 0; c < 3; c += 1) data[to + c] = lerp(data[from + c]!, tone[c]!, clamp(dim));
      const shine = Math.exp(-(((x - sky.sunX) / (unit * (0.05 + below * 0.12))) ** 2));
      if (ripple > 0.1) add(canvas, x, y, brief.palette.light, shine * (ripple - 0.1) * 0.9);
    }
  }
}

function snowfall(canvas: Canvas, brief: Brief): void {
  const random = brief.random.fork('snow');
  const { width, height, unit } = canvas;
  const flakes = Math.round(420 * brief.detail);
  for (let i = 0; i < flakes; i += 1) {
    const size = unit * (0.0012 + 0.004 * hashPlace(i, 1, 9) ** 3);
    const x = random.next() * width;
    const y = random.next() * height;
    for (let dy = -size * 2; dy <= size * 2; dy += 1) {
      for (let dx = -size * 2; dx <= size * 2; dx += 1) {
        const px = Math.round(x + dx);
        const py = Math.round(y + dy);
        if (px < 0 || py < 0 || px >= width || py >= height) continue;
        add(canvas, px, py, [1, 1, 1], 0.5 * smooth(size * 2, 0, distance(dx, dy)));
      }
    }
  }
}
