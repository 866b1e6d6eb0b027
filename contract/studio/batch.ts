import { oc } from '@orpc/contract';
import { z } from 'zod';
import { LibraryAsset, WorkspaceAsset } from '../assets.ts';
import { ErrorBody } from '../errors.ts';
import { FieldValues, Generator, Words } from '../generators.ts';
import { ImageFormat, MediaType } from '../media.ts';
import { AspectRatio, Quality } from '../models.ts';
import { ImageRequest, ImageSource, Lora, MadeWith } from '../orders.ts';
import { Credits, Id, Instant, paged, Sha256 } from '../primitives.ts';
import { MAX_PROMPT_LENGTH, Seed } from '../recipe.ts';
import { TokenName, TokenSet } from '../tokens/names.ts';

/** Rows of a table at most. */
export const MAX_BATCH_ROWS = 10_000;

export const RowParameter = z.enum([
  'prompt',
  'negativePrompt',
  'model',
  'aspectRatio',
  'count',
  'seed',
  'quality',
  'format',
  'steps',
  'guidance',
  'outputQuality',
  'strength',
  'lora',
  'loraScale',
  'size',
]);
export type RowParameter = z.infer<typeof RowParameter>;

/** What a column of a table is for. */
export const ColumnUse = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('token'), name: TokenName }),
  z.object({ kind: z.literal('parameter'), parameter: RowParameter }),
  z.object({ kind: z.literal('field'), field: z.string() }),
  z.object({ kind: z.literal('none') }),
]);
export type ColumnUse = z.infer<typeof ColumnUse>;

/** Cells of a grid at most, and values of one of its axes. */
export const MAX_GRID_CELLS = 200;
export const MAX_AXIS_VALUES = 20;

/** One way in which the pictures of a grid differ. Values are written as in a cell of a table. */
export const GridAxis = z.object({
  use: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('token'), name: TokenName }),
    z.object({ kind: z.literal('parameter'), parameter: RowParameter.exclude(['count']) }),
  ]),
  values: z
    .array(z.string().trim().min(1).max(MAX_PROMPT_LENGTH))
    .min(2)
    .max(MAX_AXIS_VALUES)
    .refine((values) => new Set(values).size === values.length, 'repeated'),
});
export type GridAxis = z.infer<typeof GridAxis>;

/** Columns, rows and, where there are three, pages. */
export const GridAxes = z
  .array(GridAxis)
  .min(2)
  .max(3)
  .refine(
    (axes) => new Set(axes.map(({ use }) => JSON.stringify(use))).size === axes.length,
    'repeated',
  )
  .refine((axes) => cellsOf(axes) <= MAX_GRID_CELLS, 'too_many');
export type GridAxes = z.infer<typeof GridAxes>;

export function cellsOf(axes: readonly Pick<GridAxis, 'values'>[]): number {
  return axes.reduce((product, { values }) => product * values.length, 1);
}

/**
 * A table that was read: POST its bytes, or pasted text, to `mediaBase + TABLE_PATH`; the answer is `{value}`. It is
 * kept in memory under its id until others come after it.
 */
export const BatchTable = z.object({
  id: Id,
  encoding: z.string(),
  delimiter: z.string(),
  /** `use`: what it is probably for. */
  columns: z.array(z.object({ name: z.string(), use: ColumnUse })),
  rows: z.int(),
  /** The first rows as they stand there. */
  sample: z.array(z.array(z.string())),
  /** The first 100, by line of the file. `stops`: nothing can be run before it is mended. */
  problems: z.array(
    z.object({
      code: z.string(),
      stops: z.boolean(),
      line: z.int(),
      column: z.string().optional(),
    }),
  ),
  problemCount: z.int(),
});
export type BatchTable = z.infer<typeof BatchTable>;

/** Where a table is sent, under the media base. */
export const TABLE_PATH = 'table';

/** How orders are made of the rows. What a row says itself counts before what is said here. */
export const BatchPlan = z.object({
  tableId: Id,
  /** One a column, in order. */
  uses: z.array(ColumnUse).max(200),
  prompt: z.string().max(MAX_PROMPT_LENGTH).default(''),
  negativePrompt: z.string().max(MAX_PROMPT_LENGTH).default(''),
  model: ImageRequest.shape.model,
  aspectRatio: AspectRatio.default('1:1'),
  quality: Quality.default('standard'),
  format: ImageFormat.default('webp'),
  count: z.int().min(1).max(10).default(1),
  /** Of every picture; absent: each gets a random one. */
  seed: Seed.optional(),
  /** For tokens that a row does not give. */
  tokens: TokenSet.default([]),
  /** Where variants such as `{red|blue}` are drawn from. */
  drawSeed: Seed.default(0),
  /** The picture that all begin with; how far from it they may be, a row can say. */
  source: ImageSource.optional(),
  /** A row that names one has that alone; one that says a scale lays these on so strongly. */
  loras: z.array(Lora).max(10).optional(),
  madeWith: MadeWith.optional(),
  /** A form that makes the prompt: columns answer its fields, and these values those that have no column. */
  generator: z.object({ id: Generator.shape.id, values: FieldValues.default({}) }).optional(),
  /** Under one key a batch is begun once: whoever begins it again is answered the one that is there. */
  key: z.string().min(1).max(100).optional(),
  /** The rows are the cells of a grid: page by page, row by row. Variants are drawn once for all of them. */
  axes: GridAxes.optional(),
});
export type BatchPlan = z.infer<typeof BatchPlan>;
export type BatchPlanInput = z.input<typeof BatchPlan>;

/** A batch without a table: every value of each axis with every one of the others. */
export const GridPlan = BatchPlan.omit({ tableId: true, uses: true }).extend({ axes: GridAxes });
export type GridPlan = z.infer<typeof GridPlan>;
export type GridPlanInput = z.input<typeof GridPlan>;

export const BatchProblem = z.object({
  line: z.int(),
  /** Null: about the row as a whole, or a field of the form that no column answers. */
  column: z.string().nullable(),
  /** What that field is called. */
  field: Words.optional(),
  code: z.string(),
  name: z.string().optional(),
});
export type BatchProblem = z.infer<typeof BatchProblem>;

export const BatchCheck = z.object({
  /** Rows that can be run, and rows that cannot. */
  ready: z.int(),
  refused: z.int(),
  pictures: z.int(),
  credits: Credits,
  balance: Credits,
  affordable: z.boolean(),
  /** By how long jobs of these models took here; null where one has not run yet. */
  seconds: z.number().nullable(),
  /** The first three rows as they would be run. */
  preview: z.array(
    z.object({
      line: z.int(),
      prompt: z.string(),
      model: z.string(),
      aspectRatio: AspectRatio,
      count: z.int(),
      problems: z.array(BatchProblem),
    }),
  ),
  /** The first 100. */
  problems: z.array(BatchProblem),
});
export type BatchCheck = z.infer<typeof BatchCheck>;

/** waiting: not sent yet; refused: the row itself has problems. */
export const RowStatus = z.enum([
  'refused',
  'waiting',
  'queued',
  'running',
  'completed',
  'failed',
  'cancelled',
]);
export type RowStatus = z.infer<typeof RowStatus>;

export const Batch = z.object({
  id: Id,
  name: z.string(),
  /** done: every row has ended. */
  state: z.enum(['running', 'paused', 'stopped', 'done']),
  /** Why it rests by itself. */
  rests: z.enum(['cap', 'insufficient_credits', 'quota_exceeded']).nullable(),
  total: z.int(),
  rows: z.record(RowStatus, z.int()),
  /** Of all rows that can be run. */
  price: Credits,
  charged: Credits,
  spendCap: Credits.nullable(),
  createdAt: Instant,
  /** Seconds until all is done, by how fast its rows came; null while nobody can say. */
  secondsLeft: z.number().nullable(),
  /** The newest results. */
  covers: z.array(Sha256),
  /** Of a grid; null where the rows are those of a table. */
  axes: GridAxes.nullable(),
});
export type Batch = z.infer<typeof Batch>;

export const BatchRow = z.object({
  number: z.int(),
  line: z.int(),
  status: RowStatus,
  prompt: z.string(),
  orderId: Id,
  price: Credits,
  /** 0 to 1. */
  progress: z.number(),
  error: ErrorBody.nullable(),
  problems: z.array(BatchProblem),
  results: z.array(z.object({ assetId: Id, sha256: Sha256, mime: MediaType })),
});
export type BatchRow = z.infer<typeof BatchRow>;

/** What came of a row, as it is by now; both null where it was thrown away, or nothing came. */
export const RowWork = z.object({
  number: z.int(),
  result: WorkspaceAsset.nullable(),
  work: LibraryAsset.nullable(),
});
export type RowWork = z.infer<typeof RowWork>;

const OfBatch = z.object({ id: Id });

const Named = {
  name: z.string().trim().min(1).max(200),
  /** Credits after which it rests (rule L5). */
  spendCap: Credits.nullable().default(null),
};

/** Many pictures from a table, one order a row; kept in the library's database, so that it goes on after a restart. */
export const batch = {
  /** What the columns of a table are probably for where a form makes the prompt. Errors: `not_found`. */
  guess: oc
    .input(z.object({ tableId: Id, generatorId: Generator.shape.id }))
    .output(z.array(ColumnUse)),
  /** What would come of a plan. Errors: `not_found` once the table is forgotten, `model_unavailable`. */
  check: oc.input(BatchPlan).output(BatchCheck),
  /** The same of a grid, whose cells count as rows. */
  checkGrid: oc.input(GridPlan).output(BatchCheck),
  startGrid: oc.input(z.object({ plan: GridPlan, ...Named })).output(Batch),
  /** Begins. Rows with problems are kept and told, not run. Errors: as `check`; `invalid_input` if no row can be run. */
  start: oc
    .input(
      z.object({
        plan: BatchPlan,
        ...Named,
      }),
    )
    .output(Batch),
  /** Newest first. */
  list: oc.output(z.array(Batch)),
  get: oc.input(OfBatch).output(Batch),
  /** In the order of the table. */
  rows: oc
    .input(
      OfBatch.extend({
        status: z.array(RowStatus).max(7).optional(),
        offset: z.int().min(0).default(0),
        limit: z.int().min(1).max(200).default(100),
      }),
    )
    .output(paged(BatchRow)),
  /** The first result of each row, to be looked at; in the order of the table. */
  works: oc
    .input(OfBatch.extend({ offset: z.int().min(0).default(0), limit: z.int().min(1).max(200) }))
    .output(z.array(RowWork)),
  /** Sends no more rows, and holds those that wait. What runs goes on. */
  pause: oc.input(OfBatch).output(Batch),
  /** Goes on, with another cap if one is given. */
  resume: oc.input(OfBatch.extend({ spendCap: Credits.nullable().optional() })).output(Batch),
  /** Ends it: rows that were not sent are cancelled, those that were are asked to stop. */
  stop: oc.input(OfBatch).output(Batch),
  /** Runs failed and cancelled rows again; without `numbers`, all of them. Errors: `conflict` if there is none. */
  retry: oc
    .input(OfBatch.extend({ numbers: z.array(z.int()).max(MAX_BATCH_ROWS).optional() }))
    .output(Batch),
  /** Forgets an ended batch; its pictures stay. Errors: `conflict` while it runs. */
  remove: oc.input(OfBatch).output(z.void()),
  /** A table of the rows with what came of them, as CSV; no spreadsheet runs any of its cells. */
  report: oc.input(OfBatch).output(z.string()),
  /** Saves all results to the library that are not there; answers the ids of all its works, in the order of the rows. */
  save: oc.input(OfBatch).output(z.array(Id)),
};
