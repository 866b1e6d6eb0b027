import type { Canvas } from './canvas.ts';
import { clamp } from './shape.ts';

export interface Look {
  /** Darkening towards the corners, 0 to 1. */
  readonly vignette: number;
  /** Strength of film or paper grain; 0.02 is a fine film. */
  readonly grain: number;
  /** How much light spreads around what is bright. */
  readonly bloom: number;
}

const STEPS = 4096;
const encode = new Float32Array(STEPS + 1);
for (let i = 0; i <= STEPS; i += 1) {
  const x = i / STEPS;
  encode[i] = 255 * (x <= 0.0031308 ? x * 12.92 : 1.055 * x ** (1 / 2.4) - 0.055);
}

/** Averages the pixels that were painted for each one delivered. */
function gather(canvas: Canvas, over: number): Float32Array {
  if (over === 1) return canvas.data;
  const width = canvas.width / over;
  const height = canvas.height / over;
  const light = new Float32Array(width * height * 3);
  const share = 1 / (over * over);
  for (let y = 0; y < canvas.height; y += 1) {
    const row = Math.floor(y / over) * width;
    for (let x = 0, i = y * canvas.width * 3; x < canvas.width; x += 1, i += 3) {
      const o = (row + Math.floor(x / over)) * 3;
      light[o]! += canvas.data[i]! * share;
      light[o + 1]! += canvas.data[i + 1]! * share;
      light[o + 2]! += canvas.data[i + 2]! * share;
    }
  }
  return light;
}

/** Light to bytes: averages supersampled pixels, adds vignette and grain, encodes as sRGB with the grain as dither. */
export function develop(canvas: Canvas, over: number, look: Look, seed: number): Uint8Array {
  const light = gather(canvas, over);
  const width = canvas.width / over;
  const height = canvas.height / over;
  const bytes = new Uint8Array(width * height * 3);
  const grain = look.grain * 255;
  for (let y = 0, o = 0; y < height; y += 1) {
    const v = (y / height) * 2 - 1;
    for (let x = 0; x < width; x += 1) {
      const u = (x / width) * 2 - 1;
      const edge = (u * u + v * v) * 0.5;
      const shade = (1 - look.vignette * edge * edge * 1.4) * STEPS;
      let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ seed;
      h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
      h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
      // Two halves of one hash: their sum is nearer to a bell than either.
      const noise = (((h & 0xffff) + (h >>> 16)) / 65_536 - 1) * grain;
      for (let c = 0; c < 3; c += 1, o += 1) {
        const level = light[o]! * shade;
        const value = encode[level <= 0 ? 0 : level >= STEPS ? STEPS : (level + 0.5) | 0]!;
        // Grain shows most in the middle tones, as on film.
        const depth = 0.35 + value * (255 - value) * 0.00004;
        const grained = value + noise * depth + 0.5;
        bytes[o] = grained <= 0 ? 0 : grained >= 255 ? 255 : grained;
      }
    }
  }
  return bytes;
}

/** What is bright shines over its surroundings, as in a lens. Works on a copy an eighth the size. */
export function bloom(canvas: Canvas, amount: number, threshold = 0.55): void {
  const step = Math.max(4, Math.round(canvas.unit / 128));
  const width = Math.ceil(canvas.width / step);
  const height = Math.ceil(canvas.height / step);
  const small = new Float32Array(width * height * 3);
  for (let y = 0; y < canvas.height; y += 2) {
    const row = Math.floor(y / step) * width;
    for (let x = 0; x < canvas.width; x += 2) {
      const i = (y * canvas.width + x) * 3;
      const o = (row + Math.floor(x / step)) * 3;
      for (let c = 0; c < 3; c += 1) small[o + c]! += Math.max(0, canvas.data[i + c]! - threshold);
    }
  }
  const weight = 4 / (step * step);
  for (let i = 0; i < small.length; i += 1) small[i]! *= weight;
  for (let pass = 0; pass < 3; pass += 1) {
    blur(small, width, height, 3, width * 3, 2 + pass);
    blur(small, height, width, width * 3, 3, 2 + pass);
  }
  spread(canvas, small, width, height, step, amount);
}

/** A box blur along one direction: `lines` of `count` values that lie `stride` apart. */
function blur(
  data: Float32Array,
  count: number,
  lines: number,
  stride: number,
  lineStride: number,
  radius: number,
): void {
  const copy = new Float32Array(count);
  const share = 1 / (radius * 2 + 1);
  for (let line = 0; line < lines; line += 1) {
    for (let c = 0; c < 3; c += 1) {
      const base = line * lineStride + c;
      for (let i = 0; i < count; i += 1) copy[i] = data[base + i * stride]!;
      let sum = 0;
      for (let i = -radius; i <= radius; i += 1) sum += copy[clamp(i, 0, count - 1)]!;
      for (let i = 0; i < count; i += 1) {
        data[base + i * stride] = sum * share;
        sum += copy[Math.min(count - 1, i + radius + 1)]! - copy[Math.max(0, i - radius)]!;
      }
    }
  }
}

function spread(
  canvas: Canvas,
  small: Float32Array,
  width: number,
  height: number,
  step: number,
  amount: number,
): void {
  for (let y = 0, i = 0; y < canvas.height; y += 1) {
    const fy = Math.max(0, (y + 0.5) / step - 0.5);
    const j = Math.min(height - 2, fy | 0);
    const v = Math.min(1, fy - j);
    for (let x = 0; x < canvas.width; x += 1, i += 3) {
      const fx = Math.max(0, (x + 0.5) / step - 0.5);
      const k = Math.min(width - 2, fx | 0);
      const u = Math.min(1, fx - k);
      const o = (j * width + k) * 3;
      for (let c = 0; c < 3; c += 1) {
        const top = small[o + c]! + (small[o + 3 + c]! - small[o + c]!) * u;
        const p = o + width * 3 + c;
        const low = small[p]! + (small[p + 3]! - small[p]!) * u;
        canvas.data[i + c]! += (top + (low - top) * v) * amount;
      }
    }
  }
}
