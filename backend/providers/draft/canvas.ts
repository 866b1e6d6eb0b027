import type { Rgb } from './colour.ts';
import { clamp } from './shape.ts';

/** Pixels in linear light, three floats each, row by row. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** The shorter edge in pixels: sizes are parts of it, so that a picture is the same at every resolution. */
  readonly unit: number;
  readonly data: Float32Array;
}

export function createCanvas(width: number, height: number): Canvas {
  return {
    width,
    height,
    unit: Math.min(width, height),
    data: new Float32Array(width * height * 3),
  };
}

/** Tells how far a picture is, 0 to 1, and throws when nobody wants it any more. */
export type Tick = (fraction: number) => void;

/** Fills every pixel; `colour` writes linear RGB for the pixel at (x, y) into `out`. */
export function shade(
  canvas: Canvas,
  tick: Tick,
  colour: (x: number, y: number, out: Float32Array) => void,
  span: readonly [from: number, to: number] = [0, 1],
): void {
  const { width, height, data } = canvas;
  const out = new Float32Array(3);
  for (let y = 0, i = 0; y < height; y += 1) {
    if ((y & 63) === 0) tick(span[0] + ((span[1] - span[0]) * y) / height);
    for (let x = 0; x < width; x += 1, i += 3) {
      colour(x, y, out);
      data[i] = out[0]!;
      data[i + 1] = out[1]!;
      data[i + 2] = out[2]!;
    }
  }
}

/**
 * Like `shade` for what has no edges: asks for one colour every `step` pixels both ways and draws straight lines
 * between, which is step² times less work.
 */
export function shadeSoft(
  canvas: Canvas,
  step: number,
  tick: Tick,
  colour: (x: number, y: number, out: Float32Array) => void,
  span: readonly [from: number, to: number] = [0, 1],
): void {
  const { width, height, data } = canvas;
  const columns = Math.ceil(width / step) + 2;
  const rows = Math.ceil(height / step) + 2;
  const coarse = new Float32Array(columns * rows * 3);
  const out = new Float32Array(3);
  for (let j = 0; j < rows; j += 1) {
    if ((j & 31) === 0) tick(span[0] + ((span[1] - span[0]) * j) / rows);
    for (let i = 0; i < columns; i += 1) {
      colour(i * step, j * step, out);
      coarse.set(out, (j * columns + i) * 3);
    }
  }
  // A row between two coarse rows first, then the pixels between its points.
  const row = new Float32Array(columns * 3);
  for (let y = 0, o = 0; y < height; y += 1) {
    const above = Math.floor(y / step) * columns * 3;
    const v = (y % step) / step;
    for (let k = 0; k < row.length; k += 1) {
      const top = coarse[above + k]!;
      row[k] = top + (coarse[above + columns * 3 + k]! - top) * v;
    }
    for (let x = 0; x < width; x += 1, o += 3) {
      const k = Math.floor(x / step) * 3;
      const u = (x % step) / step;
      data[o] = row[k]! + (row[k + 3]! - row[k]!) * u;
      data[o + 1] = row[k + 1]! + (row[k + 4]! - row[k + 1]!) * u;
      data[o + 2] = row[k + 2]! + (row[k + 5]! - row[k + 2]!) * u;
    }
  }
}

export function blend(canvas: Canvas, x: number, y: number, [r, g, b]: Rgb, alpha: number): void {
  const i = (y * canvas.width + x) * 3;
  const { data } = canvas;
  data[i]! += (r - data[i]!) * alpha;
  data[i + 1]! += (g - data[i + 1]!) * alpha;
  data[i + 2]! += (b - data[i + 2]!) * alpha;
}

/** Takes light away as a transparent ink does. */
export function multiply(
  canvas: Canvas,
  x: number,
  y: number,
  [r, g, b]: Rgb,
  alpha: number,
): void {
  const i = (y * canvas.width + x) * 3;
  const { data } = canvas;
  data[i]! *= 1 + (r - 1) * alpha;
  data[i + 1]! *= 1 + (g - 1) * alpha;
  data[i + 2]! *= 1 + (b - 1) * alpha;
}

export function add(canvas: Canvas, x: number, y: number, [r, g, b]: Rgb, amount: number): void {
  const i = (y * canvas.width + x) * 3;
  const { data } = canvas;
  data[i]! += r * amount;
  data[i + 1]! += g * amount;
  data[i + 2]! += b * amount;
}

/** A round light: brightest in the middle, nothing at `radius`. */
export function glow(
  canvas: Canvas,
  cx: number,
  cy: number,
  radius: number,
  colour: Rgb,
  amount: number,
): void {
  const top = Math.max(0, Math.floor(cy - radius));
  const bottom = Math.min(canvas.height - 1, Math.ceil(cy + radius));
  const left = Math.max(0, Math.floor(cx - radius));
  const right = Math.min(canvas.width - 1, Math.ceil(cx + radius));
  const scale = 1 / (radius * radius);
  for (let y = top; y <= bottom; y += 1) {
    for (let x = left; x <= right; x += 1) {
      const away = ((x - cx) ** 2 + (y - cy) ** 2) * scale;
      if (away < 1) add(canvas, x, y, colour, amount * (1 - away) ** 3);
    }
  }
}

/** A disc with an edge one pixel soft, or softer. */
export function disc(
  canvas: Canvas,
  cx: number,
  cy: number,
  radius: number,
  colour: Rgb,
  alpha = 1,
  soft = 1,
): void {
  const reach = radius + soft;
  const top = Math.max(0, Math.floor(cy - reach));
  const bottom = Math.min(canvas.height - 1, Math.ceil(cy + reach));
  const left = Math.max(0, Math.floor(cx - reach));
  const right = Math.min(canvas.width - 1, Math.ceil(cx + reach));
  for (let y = top; y <= bottom; y += 1) {
    for (let x = left; x <= right; x += 1) {
      const away = Math.sqrt((x - cx) ** 2 + (y - cy) ** 2);
      const cover = clamp((radius - away) / soft + 0.5);
      if (cover > 0) blend(canvas, x, y, colour, alpha * cover);
    }
  }
}
