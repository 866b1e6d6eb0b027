import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, firstItemBelow, itemsTouching, placeOf, rectOf, rowAt } from './geometry.ts';
import { layOutJustified, noPlans } from './justified.ts';
import { moveFrom } from './navigation.ts';

const base = { width: 1_048, tile: 200, gap: 8, padding: 24, top: 4, block: 100 };
const ASPECTS = [1, 1.5, 0.67, 1.78, 0.56, 12, 0.1];
const anyLayout = fc
  .record({
    width: fc.integer({ min: 60, max: 4_000 }),
    tile: fc.integer({ min: 60, max: 400 }),
    counts: fc.array(fc.integer({ min: 0, max: 260 }), { maxLength: 4 }),
    known: fc.integer({ min: 0, max: 500 }),
    header: fc.constantFrom(0, 40),
  })
  .map(({ counts, known, header, ...rest }) =>
    layOutJustified({
      ...base,
      ...rest,
      sections: counts.map((count, at) => ({ key: `${at}`, count, header })),
      aspectAt: (index) => (index < known ? ASPECTS[index % ASPECTS.length] : undefined),
    }),
  );

describe('justified rows', () => {
  it('fill the width to the pixel, and no row is much higher than asked', () => {
    const layout = layOutJustified({
      ...base,
      sections: [{ key: 'all', count: 500, header: 0 }],
      aspectAt: (index) => ASPECTS[index % 5],
    });
    for (let row = 0; row < layout.rowCount; row += 1) {
      const { widths, height } = cellsOf(layout, row);
      const width = widths.reduce((sum, one) => sum + one, 0) + 8 * (widths.length - 1);
      expect(width).toBe(1_000);
      expect(height).toBeGreaterThan(130);
      expect(height).toBeLessThanOrEqual(300);
    }
  });

  it('keep the shape of each picture to about a pixel', () => {
    const layout = layOutJustified({
      ...base,
      sections: [{ key: 'all', count: 40, header: 0 }],
      aspectAt: (index) => ASPECTS[index % 5],
    });
    for (let index = 0; index < 40; index += 1) {
      const { width, height } = rectOf(layout, index)!;
      expect(Math.abs(width - height * ASPECTS[index % 5]!)).toBeLessThan(3);
    }
  });

  it('stand still above a block that arrives, and in every other that is known', () => {
    const lay = (known: (index: number) => boolean) =>
      layOutJustified({
        ...base,
        sections: [{ key: 'all', count: 400, header: 0 }],
        aspectAt: (index) => (known(index) ? 1.2 : undefined),
      });
    const before = lay((index) => index < 100);
    const after = lay((index) => index < 100 || index >= 300);
    for (const index of [0, 57, 99, 150, 299]) {
      expect(rectOf(after, index)).toEqual(rectOf(before, index));
    }
  });

  it('are the same whether planned anew or taken over from before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { maxLength: 6 }),
        fc.integer({ min: 200, max: 2_000 }),
        (arriving, width) => {
          const plans = noPlans();
          const known = new Set<number>();
          for (const page of [0, ...arriving]) {
            known.add(page);
            const input = {
              ...base,
              width,
              sections: [
                { key: 'a', count: 250, header: 40 },
                { key: 'b', count: 730, header: 40 },
              ],
              aspectAt: (index: number) =>
                known.has(Math.floor(index / 100)) ? ASPECTS[index % ASPECTS.length] : undefined,
            };
            expect(layOutJustified(input, plans)).toEqual(layOutJustified(input));
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('stand where they stood when pages above them go out of view', () => {
    const plans = noPlans();
    const lay = (known: readonly number[]) =>
      layOutJustified(
        {
          ...base,
          sections: [{ key: 'all', count: 900, header: 0 }],
          aspectAt: (index) =>
            known.includes(Math.floor(index / 100)) ? ASPECTS[index % ASPECTS.length] : undefined,
        },
        plans,
      );
    const before = lay([0, 1, 2, 3]);
    const after = lay([0, 3, 4]);
    for (const index of [0, 99, 150, 250, 300, 399]) {
      expect(rectOf(after, index)).toEqual(rectOf(before, index));
    }
  });

  it('place every item once, in order, where the geometry finds it again', () => {
    fc.assert(
      fc.property(anyLayout, (layout) => {
        let next = 0;
        let bottom = 0;
        for (let row = 0; row < layout.rowCount; row += 1) {
          const at = rowAt(layout, row)!;
          if (at.kind === 'header') continue;
          expect(at.start).toBe(next);
          expect(at.end).toBeGreaterThan(at.start);
          for (let index = at.start; index < at.end; index += 1) {
            expect(placeOf(layout, index)).toEqual({ row, column: index - at.start });
          }
          const rect = rectOf(layout, at.start)!;
          expect(rect.y).toBeGreaterThanOrEqual(bottom);
          bottom = rect.y + rect.height;
          expect(itemsTouching(layout, { ...rect, width: 1, height: 1 })).toContain(at.start);
          expect(firstItemBelow(layout, rect.y)).toBe(at.start);
          next = at.end;
        }
        expect(next).toBe(layout.itemCount);
        expect(layout.height).toBeGreaterThanOrEqual(bottom);
      }),
      { numRuns: 60 },
    );
  });

  it('are walked up and down by what stands nearest', () => {
    const layout = layOutJustified({
      ...base,
      sections: [{ key: 'all', count: 60, header: 0 }],
      aspectAt: (index) => ASPECTS[index % 5],
    });
    const middle = (index: number) => {
      const { x, width } = rectOf(layout, index)!;
      return x + width / 2;
    };
    const down = moveFrom(layout, 2, 'ArrowDown', 800);
    expect(placeOf(layout, down)?.row).toBe(placeOf(layout, 2)!.row + 1);
    expect(Math.abs(middle(down) - middle(2))).toBeLessThan(200);
    expect(moveFrom(layout, 0, 'ArrowUp', 800)).toBe(0);
    expect(moveFrom(layout, 0, 'End', 800)).toBe(59);
  });
});
