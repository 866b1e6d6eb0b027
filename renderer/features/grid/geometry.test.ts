import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  firstItemBelow,
  fitInside,
  itemsTouching,
  layOut,
  placeOf,
  rectOf,
  rowAt,
  rowAtHeight,
  rowSpan,
} from './geometry.ts';

const days = layOut({
  width: 100 * 3 + 10 * 2 + 2 * 20,
  tile: 100,
  gap: 10,
  padding: 20,
  sections: [
    { key: 'today', count: 4, header: 40 },
    { key: 'empty', count: 0, header: 40 },
    { key: 'before', count: 2, header: 40 },
  ],
});

const anyLayout = fc
  .record({
    width: fc.integer({ min: 1, max: 4_000 }),
    tile: fc.integer({ min: 60, max: 500 }),
    gap: fc.integer({ min: 0, max: 24 }),
    padding: fc.integer({ min: 0, max: 48 }),
    sections: fc.array(
      fc.record({
        key: fc.string(),
        count: fc.integer({ min: 0, max: 60 }),
        header: fc.constantFrom(0, 40),
      }),
      { maxLength: 5 },
    ),
  })
  .map(layOut);

describe('grid geometry', () => {
  it('fits as many columns as the tile size allows and shares what is left', () => {
    expect(days.columns).toBe(3);
    expect(days.cell).toBe(100);
    expect(layOut({ width: 409, tile: 100, gap: 10, padding: 0, sections: [] })).toMatchObject({
      columns: 3,
      cell: 129,
      rowCount: 0,
    });
    expect(layOut({ width: 30, tile: 100, gap: 10, padding: 0, sections: [] }).columns).toBe(1);
  });

  it('begins a row with each section and leaves empty ones out', () => {
    expect(days.rowCount).toBe(5);
    expect([0, 1, 2, 3, 4].map((row) => rowAt(days, row)?.kind)).toEqual([
      'header',
      'items',
      'items',
      'header',
      'items',
    ]);
    expect(rowAt(days, 2)).toMatchObject({ start: 3, end: 4 });
    expect(rowAt(days, 4)).toMatchObject({ start: 4, end: 6 });
    expect(rowAt(days, 5)).toBeUndefined();
    expect(placeOf(days, 5)).toEqual({ row: 4, column: 1 });
    expect(placeOf(days, 6)).toBeUndefined();
  });

  it('places each cell where its row is', () => {
    fc.assert(
      fc.property(anyLayout, (layout) => {
        const tops: number[] = [];
        let top = layout.padding;
        for (let row = 0; row < layout.rowCount; row += 1) {
          const isHeader = rowAt(layout, row)?.kind === 'header';
          const height = isHeader ? 40 : layout.cellHeight;
          expect(rowSpan(layout, row)).toEqual({ top, height });
          const next = top + height + (isHeader ? 0 : layout.gap);
          expect(rowAtHeight(layout, top)).toBe(row);
          expect(rowAtHeight(layout, next - 1)).toBe(row);
          tops.push(top);
          top = next;
        }
        expect(rowAtHeight(layout, top + 9_999)).toBe(layout.rowCount - 1);
        for (let index = 0; index < layout.itemCount; index += 1) {
          const place = placeOf(layout, index);
          const rect = rectOf(layout, index);
          expect(rect?.y).toBe(tops[place?.row ?? -1]);
          expect(rect?.x).toBe(layout.padding + (place?.column ?? 0) * (layout.cell + layout.gap));
        }
        if (layout.rowCount > 0) expect(layout.height).toBe(top - layout.gap + layout.padding);
      }),
    );
  });

  it('frames what a rectangle touches, as a check of every cell would', () => {
    const box = fc.record({
      x: fc.integer({ min: -50, max: 1_500 }),
      y: fc.integer({ min: -50, max: 3_000 }),
      width: fc.integer({ min: 0, max: 900 }),
      height: fc.integer({ min: 0, max: 900 }),
    });
    fc.assert(
      fc.property(anyLayout, box, (layout, frame) => {
        const expected = Array.from({ length: layout.itemCount }, (_, index) => index).filter(
          (index) => {
            const rect = rectOf(layout, index);
            return (
              rect !== undefined &&
              rect.x <= frame.x + frame.width &&
              rect.x + rect.width > frame.x &&
              rect.y <= frame.y + frame.height &&
              rect.y + rect.height > frame.y
            );
          },
        );
        expect(itemsTouching(layout, frame)).toEqual(expected);
      }),
    );
  });

  it('finds the item at the top of the view', () => {
    expect(firstItemBelow(days, 0)).toBe(0);
    expect(firstItemBelow(days, 20 + 40 + 99)).toBe(0);
    expect(firstItemBelow(days, 20 + 40 + 101)).toBe(3);
    expect(firstItemBelow(days, 20 + 40 + 218)).toBe(4);
    expect(firstItemBelow(days, 5_000)).toBeUndefined();
    expect(
      firstItemBelow(layOut({ width: 9, tile: 9, gap: 0, padding: 0, sections: [] }), 0),
    ).toBeUndefined();
  });

  it('fits a picture into its cell without cutting it', () => {
    expect(fitInside({ width: 1600, height: 900 }, 160)).toEqual({ width: 160, height: 90 });
    expect(fitInside({ width: 9, height: 16 }, 160)).toEqual({ width: 90, height: 160 });
    expect(fitInside({ width: 10_000, height: 1 }, 160)).toEqual({ width: 160, height: 1 });
  });
});
