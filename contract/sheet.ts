import { z } from 'zod';
import { Sha256 } from './primitives.ts';
import { MAX_AXIS_VALUES, MAX_GRID_CELLS } from './studio/batch.ts';

const Label = z.string().max(400);
const Labels = z.array(Label).min(1).max(MAX_AXIS_VALUES);

/** A grid of pictures as one: what stands at its edges, as the reader shall read it, and its cells. */
export const Sheet = z
  .object({
    title: Label,
    columns: Labels,
    rows: Labels,
    /** One below the other. `cells`: row by row; null where there is no picture. */
    pages: z
      .array(
        z.object({
          label: Label,
          cells: z.array(Sha256.nullable()).min(1).max(MAX_GRID_CELLS),
        }),
      )
      .min(1)
      .max(MAX_AXIS_VALUES),
  })
  .refine(
    ({ columns, rows, pages }) =>
      pages.every(({ cells }) => cells.length === columns.length * rows.length) &&
      pages.length * columns.length * rows.length <= MAX_GRID_CELLS,
    'cells',
  );
export type Sheet = z.infer<typeof Sheet>;

/** POST a `Sheet` as JSON under the media base: answers a PNG. */
export const SHEET_PATH = 'sheet';
