import { useMemo, useState } from 'react';
import { layOut } from './geometry.ts';
import { layOutJustified, noPlans } from './justified.ts';
import type { Layout, Section } from './layout.ts';
import { PAGE_SIZE } from './pages.ts';
import type { GridSource } from './source.ts';

/** How works stand: in squares, in rows of their own shapes, or as lines with columns. */
export const GRID_SHAPES = ['justified', 'square', 'list'] as const;
export type GridShape = (typeof GRID_SHAPES)[number];

/** Space between cells and around them, in CSS pixels: steps 2 and 6 of the 4 px grid. */
export const GAP = 8;
export const PADDING = 24;
/** The bar above has room of its own beneath its line. */
export const TOP = 4;
/** Height of a line in a list. */
const LINE = 48;

interface LayoutInput<T> {
  /** The inner width of the scrolling box; 0 before it was measured. */
  readonly width: number;
  readonly shape: GridShape;
  readonly tile: number;
  readonly sections: readonly Section[];
  readonly source: GridSource<T>;
}

/** Where everything stands. Only rows of pictures in their own shapes depend on what was fetched. */
export function useLayout<T>(input: LayoutInput<T>): Layout | null {
  const { width, shape, tile, sections } = input;
  const shapes = shape === 'justified' ? input.source : null;
  const [plans] = useState(noPlans);
  return useMemo(() => {
    if (width <= 0) return null;
    const place = { width, gap: GAP, padding: PADDING, top: TOP, sections };
    if (shapes) {
      const justified = {
        ...place,
        tile,
        block: PAGE_SIZE,
        aspectAt(index: number) {
          const item = shapes.itemAt(index);
          return item === undefined ? undefined : shapes.aspectOf?.(item);
        },
      };
      return layOutJustified(justified, plans);
    }
    if (shape === 'square') return layOut({ ...place, tile });
    return layOut({ ...place, tile: width, gap: 0, cellHeight: LINE });
  }, [width, shape, tile, sections, shapes, plans]);
}
