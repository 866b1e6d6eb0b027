import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { held, panLinked, placed, WHOLE, zoomLinked } from './linked.ts';

const view = { width: 800, height: 600 };
const wide = { width: 2_000, height: 1_000 };

describe('the linked camera', () => {
  it('shows each picture whole and in the middle, whatever its size', () => {
    expect(placed(WHOLE, wide, view)).toEqual({ left: 0, top: 100, width: 800, height: 400 });
    const small = { width: 200, height: 100 };
    expect(placed(WHOLE, small, view)).toEqual(placed(WHOLE, wide, view));
  });

  it('keeps the point under the pointer where it is', () => {
    const at = { x: 120, y: -40 };
    const before = placed(WHOLE, wide, view);
    const after = placed(zoomLinked(WHOLE, 3, at, wide, view), wide, view);
    const point = (box: typeof before) => (view.width / 2 + at.x - box.left) / box.width;
    expect(point(after)).toBeCloseTo(point(before), 6);
  });

  it('shows the same place of pictures of different sizes', () => {
    const camera = zoomLinked(WHOLE, 4, { x: 100, y: 50 }, wide, view);
    const middle = (picture: typeof wide) => {
      const { left, width } = placed(camera, picture, view);
      return (view.width / 2 - left) / width;
    };
    expect(middle({ width: 400, height: 200 })).toBeCloseTo(middle(wide), 6);
  });

  it('never leaves an edge bare, and comes back to the whole', () => {
    const move = fc.record({
      factor: fc.double({ min: 0.2, max: 5, noNaN: true }),
      dx: fc.integer({ min: -3_000, max: 3_000 }),
      dy: fc.integer({ min: -3_000, max: 3_000 }),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 12 }), (moves) => {
        let camera = WHOLE;
        for (const { factor, dx, dy } of moves) {
          camera = zoomLinked(camera, factor, { x: dx / 10, y: dy / 10 }, wide, view);
          camera = panLinked(camera, dx, dy, wide, view);
          const { left, width, top, height } = placed(camera, wide, view);
          expect(left).toBeLessThanOrEqual(Math.max(0, (view.width - width) / 2) + 0.01);
          expect(left + width).toBeGreaterThanOrEqual(Math.min(view.width, width) - 0.01);
          if (height <= view.height) expect(top).toBeCloseTo((view.height - height) / 2, 4);
        }
        expect(held({ ...camera, zoom: 1 }, wide, view)).toEqual(WHOLE);
      }),
      { numRuns: 60 },
    );
  });
});
