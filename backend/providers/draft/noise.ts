import type { Random } from './random.ts';

export interface Noise {
  /** Gradient noise in about -1 to 1. */
  at(x: number, y: number): number;
  /** Fractal sum, each octave of half the weight and twice the frequency; about -1 to 1. */
  fbm(x: number, y: number, octaves: number): number;
  /** Sharp crests, as of mountains; 0 to 1. */
  ridged(x: number, y: number, octaves: number): number;
}

/** Perlin's improved noise in two dimensions (Perlin 2002), with eight gradients and a shuffled table. */
export function createNoise(random: Random): Noise {
  const table = new Uint8Array(512);
  for (let i = 0; i < 256; i += 1) table[i] = i;
  for (let i = 255; i > 0; i -= 1) {
    const j = random.int(i + 1);
    const kept = table[i]!;
    table[i] = table[j]!;
    table[j] = kept;
  }
  table.copyWithin(256, 0, 256);

  function at(x: number, y: number): number {
    const xf = Math.floor(x);
    const yf = Math.floor(y);
    const dx = x - xf;
    const dy = y - yf;
    const xi = xf & 255;
    const yi = yf & 255;
    const u = dx * dx * dx * (dx * (dx * 6 - 15) + 10);
    const v = dy * dy * dy * (dy * (dy * 6 - 15) + 10);
    const left = table[xi]! + yi;
    const right = table[xi + 1]! + yi;
    const top = lerp(slope(table[left]!, dx, dy), slope(table[right]!, dx - 1, dy), u);
    const low = lerp(
      slope(table[left + 1]!, dx, dy - 1),
      slope(table[right + 1]!, dx - 1, dy - 1),
      u,
    );
    return lerp(top, low, v);
  }

  function fbm(x: number, y: number, octaves: number): number {
    let sum = 0;
    let weight = 0.5;
    let px = x;
    let py = y;
    for (let i = 0; i < octaves; i += 1) {
      sum += at(px, py) * weight;
      // A turn between octaves hides the grid that they would otherwise share.
      const turned = px * 1.6 - py * 1.2 + 17.3;
      py = px * 1.2 + py * 1.6 + 9.1;
      px = turned;
      weight *= 0.5;
    }
    return sum * 1.25;
  }

  function ridged(x: number, y: number, octaves: number): number {
    let sum = 0;
    let weight = 0.55;
    let scale = 1;
    let carry = 1;
    for (let i = 0; i < octaves; i += 1) {
      const crest = 1 - Math.abs(at(x * scale + i * 13.7, y * scale - i * 7.9));
      const value = crest * crest * carry;
      carry = Math.min(1, value * 1.6);
      sum += value * weight;
      weight *= 0.5;
      scale *= 2.03;
    }
    return sum;
  }
  return { at, fbm, ridged };
}

function lerp(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

const GRADIENT_X = Float64Array.of(1, -1, 1, -1, 0.5, 0.5, -0.5, -0.5);
const GRADIENT_Y = Float64Array.of(0.5, 0.5, -0.5, -0.5, 1, -1, 1, -1);

function slope(hash: number, x: number, y: number): number {
  return GRADIENT_X[hash & 7]! * x + GRADIENT_Y[hash & 7]! * y;
}
