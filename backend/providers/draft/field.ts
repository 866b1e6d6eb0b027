import type { Tick } from './canvas.ts';

/** Smooth values over a picture, kept at a coarse grid and read between its points. */
export interface Field {
  at(x: number, y: number): number;
}

/**
 * Soft things (mist, nebulae, hills) need no value of their own for each pixel: one for every `step` pixels both
 * ways costs step² times less noise, and nobody sees it.
 */
export function createField(
  width: number,
  height: number,
  step: number,
  value: (x: number, y: number) => number,
  tick?: Tick,
): Field {
  const columns = Math.ceil(width / step) + 2;
  const rows = Math.ceil(height / step) + 2;
  const data = new Float32Array(columns * rows);
  for (let j = 0; j < rows; j += 1) {
    if ((j & 31) === 0) tick?.(j / rows);
    for (let i = 0; i < columns; i += 1) data[j * columns + i] = value(i * step, j * step);
  }
  const scale = 1 / step;
  return {
    at(x, y) {
      const fx = x < 0 ? 0 : x * scale;
      const fy = y < 0 ? 0 : y * scale;
      const i = Math.min(columns - 2, fx | 0);
      const j = Math.min(rows - 2, fy | 0);
      const u = Math.min(1, fx - i);
      const v = Math.min(1, fy - j);
      const k = j * columns + i;
      const top = data[k]! + (data[k + 1]! - data[k]!) * u;
      const low = data[k + columns]! + (data[k + columns + 1]! - data[k + columns]!) * u;
      return top + (low - top) * v;
    },
  };
}
