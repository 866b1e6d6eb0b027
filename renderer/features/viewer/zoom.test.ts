import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bringIn,
  fitScale,
  fitted,
  isFitted,
  MAX_SCALE,
  panBy,
  toggleZoom,
  zoomAt,
} from './zoom.ts';

const view = { width: 1000, height: 800 };
const large = { width: 4000, height: 2000 };
const small = { width: 100, height: 100 };

describe('camera', () => {
  it('shows the whole picture and enlarges none', () => {
    expect(fitScale(large, view)).toBe(0.25);
    expect(fitScale(small, view)).toBe(1);
    expect(isFitted(fitted(large, view), large, view)).toBe(true);
  });

  it('keeps the point under the pointer while zooming', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -300, max: 300 }),
        fc.integer({ min: -150, max: 150 }),
        fc.double({ min: 2, max: 8, noNaN: true }),
        (x, y, factor) => {
          // From a zoom where no edge is bare, so nothing has to be held back.
          const from = zoomAt(fitted(large, view), 4, { x: 0, y: 0 }, large, view);
          const to = zoomAt(from, factor, { x, y }, large, view);
          expect((x - to.x) / to.scale).toBeCloseTo((x - from.x) / from.scale, 6);
          expect((y - to.y) / to.scale).toBeCloseTo((y - from.y) / from.scale, 6);
        },
      ),
    );
  });

  it('brings a point that is looked at into the view, and moves no more than that', () => {
    const from = zoomAt(fitted(large, view), 4, { x: 0, y: 0 }, large, view);
    const to = bringIn(from, { x: 1900, y: 0 }, large, view);
    expect(1900 * to.scale + to.x).toBeLessThanOrEqual(view.width / 2);
    expect(to.y).toBe(from.y);
    expect(bringIn(to, { x: 1900, y: 0 }, large, view)).toEqual(to);
    expect(bringIn(from, { x: 10, y: 10 }, large, view)).toEqual(from);
    expect(bringIn(fitted(large, view), { x: 1900, y: 900 }, large, view)).toEqual(
      fitted(large, view),
    );
  });

  it('stays between the whole picture and its limit', () => {
    const far = zoomAt(fitted(large, view), 1e6, { x: 0, y: 0 }, large, view);
    expect(far.scale).toBe(MAX_SCALE);
    expect(zoomAt(far, 1e-9, { x: 50, y: 50 }, large, view)).toEqual(fitted(large, view));
  });

  it('never leaves an edge of the view bare', () => {
    const zoomed = zoomAt(fitted(large, view), 4, { x: 0, y: 0 }, large, view);
    expect(panBy(zoomed, 1e6, -1e6, large, view)).toEqual({ scale: 1, x: 1500, y: -600 });
    expect(panBy(fitted(small, view), 40, 40, small, view)).toEqual({ scale: 1, x: 0, y: 0 });
  });

  it('goes between the whole and its own pixels', () => {
    const close = toggleZoom(fitted(large, view), { x: 0, y: 0 }, large, view);
    expect(close.scale).toBe(1);
    expect(toggleZoom(close, { x: 0, y: 0 }, large, view)).toEqual(fitted(large, view));
    expect(toggleZoom(fitted(small, view), { x: 0, y: 0 }, small, view).scale).toBe(2);
  });
});
