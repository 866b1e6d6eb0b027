import { type Canvas, shadeSoft } from '../canvas.ts';
import { mixRgb, type Rgb } from '../colour.ts';
import { createField, type Field } from '../field.ts';
import { createNoise } from '../noise.ts';
import type { Random } from '../random.ts';
import { clamp, distance, lerp, smooth } from '../shape.ts';
import type { Brief, Style } from '../style.ts';

/** Thousands of brush strokes that follow one current, broad ones first, each with bristles of its own. */
export const flowField: Style = {
  look: { vignette: 0.22, grain: 0.025, bloom: 0.12 },
  paint(canvas, brief, tick) {
    const scene = compose(canvas, brief);
    shadeSoft(canvas, 6, tick, (x, y, out) => out.set(scene.colour(x, y, 0.5)), [0, 0.1]);
    const { detail } = brief;
    const random = brief.random.fork('strokes');
    const area = (canvas.width * canvas.height) / (canvas.unit * canvas.unit);
    paintStrokes(canvas, scene, random, { count: 420 * area, width: 0.03, length: 0.24 });
    tick(0.4);
    paintStrokes(canvas, scene, random, { count: 800 * area, width: 0.014, length: 0.2 });
    tick(0.65);
    paintStrokes(canvas, scene, random, {
      count: 1200 * area * detail,
      width: 0.006,
      length: 0.13,
    });
    tick(0.85);
  },
};

interface Scene {
  alongX: Field;
  alongY: Field;
  colour(x: number, y: number, whim: number): Rgb;
}

/** The picture that the strokes are after: a current, and a light that it turns around. */
function compose(canvas: Canvas, brief: Brief): Scene {
  const { width, height, unit } = canvas;
  const { palette } = brief;
  const random = brief.random.fork('current');
  const noise = createNoise(random);
  const scale = random.range(0.9, 1.5) / unit;
  const whirls = Array.from({ length: 2 + random.int(2) }, () => ({
    x: width * random.range(0.15, 0.85),
    y: height * random.range(0.15, 0.85),
    reach: unit * random.range(0.18, 0.34),
    way: random.chance(0.5) ? 1 : -1,
  }));
  const slant = random.range(-0.5, 0.5);
  const current = (x: number, y: number): readonly [number, number] => {
    const turn = slant + noise.fbm(x * scale, y * scale, 3) * 2.6;
    let dx = Math.cos(turn);
    let dy = Math.sin(turn);
    for (const whirl of whirls) {
      const [ox, oy] = [x - whirl.x, y - whirl.y];
      const far = distance(ox, oy) + 1;
      const pull = Math.exp(-((far / whirl.reach) ** 2)) * 3 * whirl.way;
      dx += (-oy / far) * pull;
      dy += (ox / far) * pull;
    }
    return [dx, dy];
  };
  // Two fields, not one of angles: half-way between -π and π lies 0, which points the other way.
  const alongX = createField(width, height, 8, (x, y) => current(x, y)[0]);
  const alongY = createField(width, height, 8, (x, y) => current(x, y)[1]);
  const tone = createField(width, height, 8, (x, y) =>
    noise.fbm(x * scale * 1.3 + 30, y * scale * 1.3, 4),
  );
  const colour = (x: number, y: number, whim: number): Rgb => {
    let t = 0.42 + tone.at(x, y) * 0.75 + (0.5 - y / height) * 0.34;
    let shine = 0;
    for (const whirl of whirls) {
      const near = Math.exp(
        -(((x - whirl.x) ** 2 + (y - whirl.y) ** 2) / (whirl.reach * whirl.reach * 0.55)),
      );
      t += near * 0.34;
      shine = Math.max(shine, near);
    }
    const base = palette.ramp(clamp(t + (whim - 0.5) * 0.3));
    // The heart of a whirl stays bright: a stray colour there is all one sees.
    if (shine > 0.75) return mixRgb(base, palette.light, smooth(0.45, 1, shine) * 0.6);
    if (whim > 0.93) return mixRgb(base, palette.accents[1] ?? palette.accent, 0.75);
    if (whim < 0.07) return mixRgb(base, palette.accent, 0.8);
    return mixRgb(base, palette.light, smooth(0.45, 1, shine) * 0.6);
  };
  return { alongX, alongY, colour };
}

function paintStrokes(
  canvas: Canvas,
  scene: Scene,
  random: Random,
  brush: { count: number; width: number; length: number },
): void {
  const { width, height, unit } = canvas;
  const thick = brush.width * unit;
  const step = Math.max(1.6, thick * 0.16);
  const bristles = Math.max(3, Math.round(thick / 1.7));
  for (let i = 0; i < brush.count; i += 1) {
    let x = random.range(-0.05, 1.05) * width;
    let y = random.range(-0.05, 1.05) * height;
    const colour = scene.colour(clamp(x, 0, width), clamp(y, 0, height), random.next());
    const steps = Math.round((brush.length * unit * random.range(0.5, 1.2)) / step);
    const tones = Array.from({ length: bristles }, () => 1 + random.bell() * 0.2);
    const wet = random.range(0.72, 0.98);
    for (let s = 0; s < steps; s += 1) {
      const [px, py] = [clamp(x, 0, width), clamp(y, 0, height)];
      const [vx, vy] = [scene.alongX.at(px, py), scene.alongY.at(px, py)];
      const pace = distance(vx, vy) || 1;
      const [dx, dy] = [vx / pace, vy / pace];
      const along = s / steps;
      const swell = Math.min(1, along * 7, (1 - along) * 3.2);
      for (let b = 0; b < bristles; b += 1) {
        const side = ((b + 0.5) / bristles - 0.5) * thick * lerp(0.5, 1, swell);
        const tone = tones[b]!;
        const lit = [colour[0] * tone, colour[1] * tone, colour[2] * tone] as const;
        dab(canvas, x - dy * side, y + dx * side, lit, wet * swell);
      }
      x += dx * step;
      y += dy * step;
    }
  }
}

/** One bristle's mark: four pixels weighted by how much of it lies on each. Called millions of times. */
function dab(
  { data, width, height }: Canvas,
  x: number,
  y: number,
  colour: Rgb,
  alpha: number,
): void {
  const px = Math.floor(x);
  const py = Math.floor(y);
  if (px < 0 || py < 0 || px >= width - 1 || py >= height - 1) return;
  const right = 0.4 + (x - px) * 0.6;
  const low = (0.4 + (y - py) * 0.6) * alpha;
  const high = (1.4 - (0.4 + (y - py) * 0.6)) * alpha;
  const i = (py * width + px) * 3;
  const j = i + width * 3;
  for (let c = 0; c < 3; c += 1) {
    const light = colour[c]!;
    data[i + c]! += (light - data[i + c]!) * high * (1.4 - right);
    data[i + c + 3]! += (light - data[i + c + 3]!) * high * right;
    data[j + c]! += (light - data[j + c]!) * low * (1.4 - right);
    data[j + c + 3]! += (light - data[j + c + 3]!) * low * right;
  }
}
