import type { Canvas } from './canvas.ts';
import { distance } from './shape.ts';

/** x0, y0, x1, y1, …: a closed outline in pixels. */
export type Outline = readonly number[];

/**
 * Fills an outline with exact coverage at its edges: every edge adds its signed area to the cells it crosses, and a
 * running sum along each row is the coverage (Raph Levien, font-rs). `paint` gets each touched pixel once.
 */
export function fillPath(
  canvas: Canvas,
  outlines: readonly Outline[],
  paint: (x: number, y: number, cover: number) => void,
): void {
  let left = canvas.width;
  let right = 0;
  let top = canvas.height;
  let bottom = 0;
  for (const outline of outlines) {
    for (let i = 0; i < outline.length; i += 2) {
      left = Math.min(left, outline[i]!);
      right = Math.max(right, outline[i]!);
      top = Math.min(top, outline[i + 1]!);
      bottom = Math.max(bottom, outline[i + 1]!);
    }
  }
  left = Math.max(0, Math.floor(left));
  top = Math.max(0, Math.floor(top));
  right = Math.min(canvas.width, Math.ceil(right) + 1);
  bottom = Math.min(canvas.height, Math.ceil(bottom) + 1);
  const width = right - left;
  const height = bottom - top;
  if (width <= 0 || height <= 0) return;
  const cells = new Float32Array((width + 2) * height);
  for (const outline of outlines) {
    const n = outline.length;
    for (let i = 0; i < n; i += 2) {
      const j = i + 2 < n ? i + 2 : 0;
      addEdge(cells, width, height, [
        outline[i]! - left,
        outline[i + 1]! - top,
        outline[j]! - left,
        outline[j + 1]! - top,
      ]);
    }
  }
  for (let y = 0; y < height; y += 1) {
    let sum = 0;
    for (let x = 0; x < width; x += 1) {
      sum += cells[y * (width + 2) + x]!;
      const cover = Math.min(1, Math.abs(sum));
      if (cover > 0.004) paint(x + left, y + top, cover);
    }
  }
}

type Edge = readonly [x0: number, y0: number, x1: number, y1: number];

function addEdge(cells: Float32Array, width: number, height: number, [x0, y0, x1, y1]: Edge): void {
  if (y0 === y1) return;
  const down = y0 < y1;
  const sign = down ? 1 : -1;
  const [topX, topY, lowX, lowY] = down ? [x0, y0, x1, y1] : [x1, y1, x0, y0];
  const slope = (lowX - topX) / (lowY - topY);
  let x = topY < 0 ? topX - topY * slope : topX;
  const last = Math.min(height, Math.ceil(lowY));
  for (let row = Math.max(0, Math.floor(topY)); row < last; row += 1) {
    const dy = Math.min(row + 1, lowY) - Math.max(row, topY);
    if (dy <= 0) continue;
    const next = x + slope * dy;
    addSpan(cells, row * (width + 2), width, Math.min(x, next), Math.max(x, next), sign * dy);
    x = next;
  }
}

/** The part of an edge inside one row, from `from` to `to`; `area` is its signed height. */
function addSpan(
  cells: Float32Array,
  row: number,
  width: number,
  from: number,
  to: number,
  area: number,
): void {
  const a = Math.min(Math.max(from, 0), width);
  const b = Math.min(Math.max(to, 0), width);
  const first = Math.floor(a);
  const last = Math.ceil(b);
  if (last <= first + 1) {
    const middle = (a + b) / 2 - first;
    cells[row + first]! += area * (1 - middle);
    cells[row + first + 1]! += area * middle;
    return;
  }
  const scale = 1 / (b - a);
  for (let cell = first; cell < last; cell += 1) {
    const start = Math.max(a, cell);
    const stop = Math.min(b, cell + 1);
    const share = area * (stop - start) * scale;
    const middle = (start + stop) / 2 - cell;
    cells[row + cell]! += share * (1 - middle);
    cells[row + cell + 1]! += share * middle;
  }
}

/** An outline around a line that is `widths[i]` thick at its i-th point. */
export function stroke(points: readonly number[], widths: readonly number[]): number[] {
  const leftSide: number[] = [];
  const rightSide: number[] = [];
  const n = points.length / 2;
  for (let i = 0; i < n; i += 1) {
    const before = Math.max(0, i - 1) * 2;
    const after = Math.min(n - 1, i + 1) * 2;
    const dx = points[after]! - points[before]!;
    const dy = points[after + 1]! - points[before + 1]!;
    const length = distance(dx, dy) || 1;
    const half = (widths[Math.min(i, widths.length - 1)] ?? 1) / 2;
    const nx = (-dy / length) * half;
    const ny = (dx / length) * half;
    leftSide.push(points[i * 2]! + nx, points[i * 2 + 1]! + ny);
    rightSide.unshift(points[i * 2]! - nx, points[i * 2 + 1]! - ny);
  }
  return [...leftSide, ...rightSide];
}

/** A cubic Bézier curve as points, its first one left out. */
export function bezier(
  from: readonly [number, number],
  c1: readonly [number, number],
  c2: readonly [number, number],
  to: readonly [number, number],
  steps = 12,
): number[] {
  const points: number[] = [];
  for (let i = 1; i <= steps; i += 1) {
    const t = i / steps;
    const s = 1 - t;
    const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
    points.push(
      a * from[0] + b * c1[0] + c * c2[0] + d * to[0],
      a * from[1] + b * c1[1] + c * c2[1] + d * to[1],
    );
  }
  return points;
}
