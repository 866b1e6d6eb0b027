import { cellsOf, placeOf, rectOf, rowAt } from './geometry.ts';
import type { Layout } from './layout.ts';

/** The keys that move through a grid, as `KeyboardEvent.key` names them. */
const MOVES = [
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
] as const;
export type Move = (typeof MOVES)[number];

export function isMove(key: string): key is Move {
  return (MOVES as readonly string[]).includes(key);
}

/**
 * Where the keyboard goes from `index`. Left and right run on through rows and sections; up and down go to what stands
 * nearest there; Home and End are the first and last of all. `viewHeight` in pixels says how
 * many rows a page is.
 */
export function moveFrom(layout: Layout, index: number, move: Move, viewHeight: number): number {
  const last = layout.itemCount - 1;
  if (last < 0) return -1;
  const clamp = (value: number) => Math.min(last, Math.max(0, value));
  switch (move) {
    case 'ArrowLeft':
      return clamp(index - 1);
    case 'ArrowRight':
      return clamp(index + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'ArrowUp':
      return byRows(layout, index, -1);
    case 'ArrowDown':
      return byRows(layout, index, 1);
    default: {
      const row = placeOf(layout, index)?.row ?? 0;
      const height = cellsOf(layout, row).height + layout.gap;
      const rows = Math.max(1, Math.floor(viewHeight / height));
      return byRows(layout, index, move === 'PageUp' ? -rows : rows);
    }
  }
}

function byRows(layout: Layout, index: number, rows: number): number {
  const place = placeOf(layout, index);
  if (!place) return 0;
  const step = Math.sign(rows);
  let left = Math.abs(rows);
  let reached = index;
  for (let row = place.row + step; left > 0; row += step) {
    const at = rowAt(layout, row);
    // Past the edge a page goes as far as it can; a single step stays, so that Up on the first row is no jump.
    if (!at) return reached === index ? edge(layout, index, rows) : reached;
    if (at.kind === 'header') continue;
    left -= 1;
    reached = nearestIn(layout, at, index);
  }
  return reached;
}

/** The item of a row that stands most nearly above or below another one. */
function nearestIn(
  layout: Layout,
  row: { readonly start: number; readonly end: number },
  index: number,
): number {
  const middle = (at: number) => {
    const rect = rectOf(layout, at);
    return rect ? rect.x + rect.width / 2 : 0;
  };
  const from = middle(index);
  let nearest = row.start;
  for (let at = row.start; at < row.end; at += 1) {
    if (Math.abs(middle(at) - from) < Math.abs(middle(nearest) - from)) nearest = at;
  }
  return nearest;
}

function edge(layout: Layout, index: number, rows: number): number {
  if (Math.abs(rows) === 1) return index;
  return rows < 0 ? 0 : layout.itemCount - 1;
}
