import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut } from './geometry.ts';
import { isMove, type Move, moveFrom } from './navigation.ts';

/** Three columns: 0 1 2 | 3 under a header, then 4 5 6 | 7 8 under another. */
const layout = layOut({
  width: 320,
  tile: 100,
  gap: 10,
  padding: 0,
  sections: [
    { key: 'today', count: 4, header: 40 },
    { key: 'before', count: 5, header: 40 },
  ],
});
const go = (index: number, move: Move, view = 220) => moveFrom(layout, index, move, view);

describe('keys in a grid', () => {
  it('knows its own keys', () => {
    expect(isMove('PageDown')).toBe(true);
    expect(isMove('a')).toBe(false);
  });

  it('runs left and right through rows and sections and stops at the ends', () => {
    expect(go(2, 'ArrowRight')).toBe(3);
    expect(go(3, 'ArrowRight')).toBe(4);
    expect(go(0, 'ArrowLeft')).toBe(0);
    expect(go(8, 'ArrowRight')).toBe(8);
  });

  it('keeps the column as far as the row reaches, over headers', () => {
    expect(go(0, 'ArrowDown')).toBe(3);
    expect(go(2, 'ArrowDown')).toBe(3);
    expect(go(3, 'ArrowDown')).toBe(4);
    expect(go(6, 'ArrowDown')).toBe(8);
    expect(go(5, 'ArrowUp')).toBe(3);
  });

  it('stays on the first and last row', () => {
    expect(go(1, 'ArrowUp')).toBe(1);
    expect(go(7, 'ArrowDown')).toBe(7);
  });

  it('goes to the first and the last of all', () => {
    expect(go(5, 'Home')).toBe(0);
    expect(go(1, 'End')).toBe(8);
  });

  it('turns pages by the rows in view, to the very end', () => {
    expect(go(1, 'PageDown')).toBe(5);
    expect(go(5, 'PageDown')).toBe(8);
    expect(go(8, 'PageDown')).toBe(8);
    expect(go(2, 'PageUp')).toBe(0);
    expect(go(5, 'PageUp', 10)).toBe(3);
  });

  it('answers nothing in an empty grid', () => {
    const empty = layOut({ width: 320, tile: 100, gap: 10, padding: 0, sections: [] });
    expect(moveFrom(empty, 0, 'ArrowDown', 100)).toBe(-1);
  });

  it('never leaves the grid', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8 }),
        fc.constantFrom<Move>(
          'ArrowUp',
          'ArrowDown',
          'ArrowLeft',
          'ArrowRight',
          'PageUp',
          'PageDown',
        ),
        fc.integer({ min: 0, max: 2_000 }),
        (index, move, view) => {
          const to = moveFrom(layout, index, move, view);
          expect(to).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThan(9);
        },
      ),
    );
  });
});
