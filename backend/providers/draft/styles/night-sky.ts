import { add, type Canvas, disc, glow, shadeSoft, type Tick } from '../canvas.ts';
import { mixRgb, scaleRgb } from '../colour.ts';
import { createField } from '../field.ts';
import { createNoise } from '../noise.ts';
import { clamp, lerp, smooth } from '../shape.ts';
import type { Brief, Style } from '../style.ts';
import { fillBelow, plantConifers } from './ridges.ts';

/** A nebula across the stars, over a dark rim of earth. */
export const nightSky: Style = {
  look: { vignette: 0.45, grain: 0.024, bloom: 0.7 },
  paint(canvas, brief, tick) {
    paintNebula(canvas, brief, tick);
    paintStars(canvas, brief);
    tick(0.65);
    if (brief.motifs.has('moon')) paintMoon(canvas, brief);
    paintEarth(canvas, brief);
  },
};

function paintNebula(canvas: Canvas, brief: Brief, tick: Tick): void {
  const { width, height, unit } = canvas;
  const { palette } = brief;
  const random = brief.random.fork('nebula');
  const noise = createNoise(random);
  const angle = random.range(-0.9, 0.9);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const across = (x: number, y: number): number =>
    ((x - width / 2) * -sin + (y - height * 0.42) * cos) / unit;
  const warpAt = (x: number, y: number): number => noise.fbm((x / unit) * 1.7, (y / unit) * 1.7, 4);
  const gas = createField(width, height, 6, (x, y) => {
    const warp = warpAt(x, y);
    const v = across(x, y) + warp * 0.2;
    const band = Math.exp(-((v / 0.26) ** 2));
    const cloud = noise.fbm((x / unit) * 3 + warp * 1.4, (y / unit) * 3 - warp * 1.4 + 7, 6);
    return clamp(band * (0.55 + cloud * 1.1) + 0.12 * cloud);
  });
  const dust = createField(width, height, 6, (x, y) => {
    const lane = noise.ridged((x / unit) * 2.1 + 4, (y / unit) * 2.1 + warpAt(x, y), 5);
    return smooth(0.62, 0.98, lane) * Math.exp(-((across(x, y) / 0.2) ** 2));
  });
  const hue = createField(width, height, 8, (x, y) =>
    noise.fbm((x / unit) * 1.1 + 9, (y / unit) * 1.1, 3),
  );
  const bright = mixRgb(palette.light, palette.ramp(0.75), 0.5);
  const [one, two] = [palette.accents[0] ?? palette.light, palette.accents[1] ?? palette.light];
  shadeSoft(
    canvas,
    3,
    tick,
    (x, y, out) => {
      const t = y / height;
      const g = gas.at(x, y) * (1 - 0.8 * dust.at(x, y));
      const tone = clamp(hue.at(x, y) * 1.3 + 0.5);
      const base = palette.ramp(0.01 + 0.2 * t ** 1.6);
      const core = g * g * g;
      for (let c = 0; c < 3; c += 1) {
        const colour = lerp(two[c]!, one[c]!, tone);
        out[c] = base[c]! * (0.55 + 0.45 * t) + colour * g * g * 0.72 + bright[c]! * core * 0.42;
      }
    },
    [0.05, 0.55],
  );
}

/** Many faint stars and few bright ones: brightness falls off as a power, as it does in the sky. */
function paintStars(canvas: Canvas, brief: Brief): void {
  const { width, height, unit } = canvas;
  const random = brief.random.fork('stars');
  const count = Math.round(((width * height) / (unit * unit)) * 1500 * brief.detail);
  for (let i = 0; i < count; i += 1) {
    const x = random.next() * width;
    const y = random.next() * height;
    const power = random.next() ** 9;
    const warm = random.bell();
    const colour = [1 + warm * 0.12, 0.98, 1 - warm * 0.18] as const;
    const px = Math.min(width - 1, x | 0);
    const py = Math.min(height - 1, y | 0);
    add(canvas, px, py, colour, 0.12 + power * 0.9 + random.next() * 0.22);
    if (power > 0.12) glow(canvas, x, y, unit * (0.002 + 0.004 * power), colour, 0.9 * power + 0.3);
    if (power > 0.8) spikes(canvas, x, y, unit * 0.03 * power, colour);
  }
}

function spikes(
  canvas: Canvas,
  x: number,
  y: number,
  reach: number,
  colour: readonly [number, number, number],
): void {
  glow(canvas, x, y, reach * 0.9, colour, 0.16);
  for (let d = -Math.round(reach); d <= reach; d += 1) {
    const fade = (1 - Math.abs(d) / (reach + 1)) ** 3 * 0.55;
    const [px, py] = [Math.round(x), Math.round(y)];
    if (px + d >= 0 && px + d < canvas.width && py < canvas.height)
      add(canvas, px + d, py, colour, fade);
    if (py + d >= 0 && py + d < canvas.height && px < canvas.width)
      add(canvas, px, py + d, colour, fade);
  }
}

function paintMoon(canvas: Canvas, brief: Brief): void {
  const random = brief.random.fork('moon');
  const { unit } = canvas;
  const [x, y] = [canvas.width * random.range(0.2, 0.8), canvas.height * random.range(0.16, 0.36)];
  const radius = unit * random.range(0.045, 0.08);
  glow(canvas, x, y, radius * 6, brief.palette.light, 0.16);
  disc(canvas, x, y, radius, mixRgb(brief.palette.light, [1, 1, 1], 0.3), 1, 1.5);
  const noise = createNoise(random);
  for (let i = 0; i < 9; i += 1) {
    const angle = noise.at(i * 1.7, 0.4) * 9;
    const far = radius * 0.72 * Math.sqrt(random.next());
    const size = radius * random.range(0.08, 0.26);
    disc(
      canvas,
      x + Math.cos(angle) * far,
      y + Math.sin(angle) * far,
      size,
      scaleRgb(brief.palette.light, 0.72),
      0.22,
      size,
    );
  }
}

function paintEarth(canvas: Canvas, brief: Brief): void {
  const { width, height, unit } = canvas;
  const random = brief.random.fork('earth');
  const noise = createNoise(random);
  const trees = brief.motifs.has('trees') || random.chance(0.6);
  for (let k = 0; k < 2; k += 1) {
    const line = new Float32Array(width);
    const base = height - unit * (0.15 - k * 0.08);
    for (let x = 0; x < width; x += 1) {
      line[x] = base - unit * 0.09 * noise.fbm((x / unit) * 2 + k * 40, k * 8, 6);
    }
    if (trees)
      plantConifers(line, random, {
        height: unit * (0.05 + k * 0.07),
        every: unit * (0.016 + k * 0.016),
      });
    const tone = mixRgb(brief.palette.ramp(0.22), [0, 0, 0], 0.5 + k * 0.4);
    fillBelow(canvas, line, height, (t) => mixRgb(tone, scaleRgb(tone, 0.5), t));
  }
}
