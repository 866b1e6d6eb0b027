import { type Layout, placeOf, rowAt } from './geometry.ts';

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
 * Where the keyboard goes from `index`. Left and right run on through rows and sections; up and down keep the
 * column as far as a row reaches; Home and End are the first and last of all. `viewHeight` in pixels says how
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
      const rows = Math.max(1, Math.floor(viewHeight / (layout.cell + layout.gap)));
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
    reached = Math.min(at.start + place.column, at.end - 1);
  }
  return reached;
}

function edge(layout: Layout, index: number, rows: number): number {
  if (Math.abs(rows) === 1) return index;
  return rows < 0 ? 0 : layout.itemCount - 1;
}
