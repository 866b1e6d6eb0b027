import { add, blend, type Canvas, glow } from '../canvas.ts';
import { mixRgb, type Rgb, scaleRgb } from '../colour.ts';
import { createNoise } from '../noise.ts';
import { hashPlace, type Random } from '../random.ts';
import { clamp, lerp, smooth } from '../shape.ts';
import type { Brief, Style } from '../style.ts';
import { paintSky, type Sky } from './sky.ts';

/** A skyline in the last light: rows of towers in haze, windows coming on, the river below. */
export const city: Style = {
  look: { vignette: 0.35, grain: 0.024, bloom: 1.1 },
  paint(canvas, brief, tick) {
    const random = brief.random.fork('city');
    const sky = paintSky(canvas, brief, 0.86, tick);
    const quay = Math.round(canvas.height * random.range(0.74, 0.82));
    const rows = 5;
    for (let k = 0; k < rows; k += 1) {
      buildRow(canvas, brief, sky, { near: k / (rows - 1), quay, random: random.fork(`row ${k}`) });
      haze(canvas, sky, quay, 0.3 - 0.06 * k);
      tick(0.4 + 0.08 * k);
    }
    paintRiver(canvas, brief, sky, quay);
  },
};

interface Row {
  near: number;
  quay: number;
  random: Random;
}

interface Tower {
  left: number;
  right: number;
  top: number;
  foot: number;
  seed: number;
}

function buildRow(canvas: Canvas, brief: Brief, sky: Sky, { near, quay, random }: Row): void {
  const { width, unit } = canvas;
  const { palette } = brief;
  const body = mixRgb(sky.haze, palette.ramp(lerp(0.4, 0.015, near)), 0.35 + near * 0.62);
  const middle = width * random.range(0.3, 0.7);
  for (let x = -unit * 0.05; x < width;) {
    const wide = unit * random.range(0.035, 0.085) * lerp(0.75, 1.15, near);
    const centre = Math.exp(-(((x - middle) / (width * 0.3)) ** 2));
    const tall =
      unit *
      (0.08 +
        lerp(0.3, 0.2, near) * random.next() ** 1.6 +
        0.26 * centre * random.next() * (1 - near * 0.55));
    tower(
      canvas,
      brief,
      random,
      { left: x, right: x + wide, top: quay - tall, foot: quay, seed: random.int(1e9) },
      body,
      near,
    );
    x += wide * random.range(0.82, 1.25);
  }
}

/** A tower narrows in steps; some end in a mast, a slope or a dome. */
function tower(
  canvas: Canvas,
  brief: Brief,
  random: Random,
  whole: Tower,
  body: Rgb,
  near: number,
): void {
  const { unit } = canvas;
  let { left, right } = whole;
  const tall = whole.foot - whole.top;
  const steps = tall > unit * 0.25 ? random.int(4) : random.int(2);
  let foot = whole.foot;
  for (let s = 0; s <= steps; s += 1) {
    const top =
      s === steps ? whole.top : whole.foot - tall * lerp(0.55, 0.95, (s + 0.6) / (steps + 0.6));
    block(canvas, brief, { left, right, top, foot, seed: whole.seed }, body, near);
    foot = top;
    const inset = (right - left) * random.range(0.1, 0.2);
    left += inset;
    right -= inset;
  }
  const middle = (left + right) / 2;
  const crown = random.next();
  if (crown < 0.3 && tall > unit * 0.2) {
    const mast = tall * random.range(0.12, 0.3);
    for (let y = Math.floor(whole.top - mast); y < whole.top; y += 1) {
      const half = unit * 0.0011 * (1 + ((y - whole.top + mast) / mast) * 1.5);
      bar(canvas, middle - half, middle + half, y, body);
    }
    glow(canvas, middle, whole.top - mast, unit * 0.007, brief.palette.accent, near * 1.6);
  } else if (crown < 0.55) {
    const rise = (right - left) * random.range(0.4, 1.1);
    for (let y = Math.floor(whole.top - rise); y < whole.top + 1; y += 1) {
      const t = clamp((y - whole.top + rise) / rise);
      const half = ((right - left) / 2) * (crown < 0.42 ? t : Math.sqrt(1 - (1 - t) ** 2));
      bar(canvas, middle - half, middle + half, y, body);
    }
  }
}

function bar(canvas: Canvas, from: number, to: number, y: number, colour: Rgb): void {
  if (y < 0 || y >= canvas.height) return;
  for (let x = Math.max(0, Math.floor(from)); x < Math.min(canvas.width, Math.ceil(to)); x += 1) {
    const cover = Math.min(1, x + 1 - from) - Math.max(0, x + 1 - to);
    if (cover > 0) blend(canvas, x, y, colour, Math.min(1, cover));
  }
}

function block(canvas: Canvas, brief: Brief, part: Tower, body: Rgb, near: number): void {
  const { unit, width, height } = canvas;
  const { palette } = brief;
  const pane = unit * lerp(0.0048, 0.0085, near);
  const lit = lerp(0.1, 0.42, near) * (0.45 + 1.1 * hashPlace(part.seed & 0xffff, 2, 5));
  const top = Math.max(0, Math.floor(part.top));
  const left = Math.max(0, Math.floor(part.left));
  const right = Math.min(width, Math.ceil(part.right));
  const lamp = mixRgb(palette.light, palette.accents[2] ?? palette.light, 0.4);
  for (let y = top; y < Math.min(height, part.foot); y += 1) {
    const fade = (y - part.top) / Math.max(1, part.foot - part.top);
    const row = Math.floor((y - part.top) / (pane * 1.25));
    const inRow = (y - part.top) / (pane * 1.25) - row;
    for (let x = left; x < right; x += 1) {
      const cover = Math.min(1, x + 1 - part.left) - Math.max(0, x + 1 - part.right);
      const side = (x - part.left) / (part.right - part.left);
      const face = scaleRgb(body, 1.12 - side * 0.34 - fade * 0.1);
      blend(canvas, x, y, face, clamp(cover));
      const column = Math.floor((x - part.left) / pane);
      const inColumn = (x - part.left) / pane - column;
      const rim = Math.min(x - part.left, part.right - x, y - part.top);
      if (rim < pane * 0.8 || inRow < 0.3 || inRow > 0.82 || inColumn < 0.22 || inColumn > 0.8)
        continue;
      const whim = hashPlace(column, row, part.seed);
      const floor = hashPlace(row, 7, part.seed) > 0.9 ? 0.5 : 0;
      if (whim > lit + floor) continue;
      const hue = hashPlace(column, row, part.seed + 9);
      const tone = hue > 0.88 ? palette.accent : hue > 0.8 ? palette.ramp(0.8) : lamp;
      blend(canvas, x, y, tone, lerp(0.35, 0.95, near) * (0.45 + 0.55 * hashPlace(row, column, 3)));
    }
  }
}

/** The air of the streets is brightest at the ground. */
function haze(canvas: Canvas, sky: Sky, quay: number, amount: number): void {
  const { unit, width } = canvas;
  for (let y = Math.max(0, Math.round(quay - unit * 0.3)); y < quay; y += 1) {
    const alpha = amount * smooth(unit * 0.3, 0, quay - y) ** 1.5;
    for (let x = 0; x < width; x += 1) blend(canvas, x, y, sky.haze, alpha);
  }
}

function paintRiver(canvas: Canvas, brief: Brief, sky: Sky, quay: number): void {
  const { width, height, unit, data } = canvas;
  const noise = createNoise(brief.random.fork('river'));
  const deep = scaleRgb(brief.palette.ramp(0.05), 0.7);
  for (let y = quay; y < height; y += 1) {
    const below = (y - quay) / (height - quay);
    for (let x = 0; x < width; x += 1) {
      const ripple = noise.at((x / unit) * (14 - below * 8), (y / unit) * (90 - below * 55));
      const sway = noise.at((y / unit) * 40, 3.3) * unit * 0.006 * (0.3 + below);
      const column = clamp(Math.round(x + sway + ripple * unit * 0.008 * below), 0, width - 1);
      // Lamps draw out into long lights on the water: three heights of the city lie in each of its pixels.
      const i = (y * width + x) * 3;
      for (let c = 0; c < 3; c += 1) {
        let sum = 0;
        for (let k = 0; k < 3; k += 1) {
          const up = quay - 1 - (y - quay) * 1.35 - k * unit * 0.014 + ripple * unit * 0.018;
          sum += data[(clamp(Math.round(up), 0, quay - 1) * width + column) * 3 + c]!;
        }
        data[i + c] = lerp(sum / 3, deep[c]!, clamp(0.22 + below * 0.42 - ripple * 0.16));
      }
      const road = Math.exp(-(((x - sky.sunX) / (unit * 0.09)) ** 2));
      if (ripple > 0.15) add(canvas, x, y, brief.palette.light, road * (ripple - 0.15) * 0.3);
    }
  }
  for (let x = 0; x < width; x += 1) blend(canvas, x, quay, deep, 0.8);
}
