/** Small functions that every picture needs. */

export function clamp(x: number, low = 0, high = 1): number {
  return x < low ? low : x > high ? high : x;
}

export function lerp(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

/** 0 below `from`, 1 above `to`, smooth between. `from` may be the larger one. */
export function smooth(from: number, to: number, x: number): number {
  const t = clamp((x - from) / (to - from));
  return t * t * (3 - 2 * t);
}

export function fract(x: number): number {
  return x - Math.floor(x);
}

/** Of (x, y) from the origin. Math.hypot guards against overflow and is ten times slower; pixels do not overflow. */
export function distance(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
