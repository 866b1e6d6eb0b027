import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { z } from 'zod';
import { AtelierError, ErrorBody } from '../../../contract/errors.ts';
import { InputFile } from '../../../contract/inputs.ts';
import { INPUT_PATH } from '../../../contract/media.ts';
import type { ImageRequest } from '../../../contract/orders.ts';
import { SHEET_PATH } from '../../../contract/sheet.ts';
import {
  type Batch,
  type BatchPlanInput,
  type BatchRow,
  BatchTable,
  type GridAxes,
  MAX_GRID_CELLS,
  TABLE_PATH,
} from '../../../contract/studio/batch.ts';
import type { Studio } from '../../../core/studio.ts';
import { answersOf } from './form.ts';
import { backendReady, type Client, clientOf, settled, waitUntil } from './wait.ts';
import { usesOf } from './words.ts';

export interface BatchWish {
  /** What rows do not say themselves; its prompt may be empty. */
  readonly request: ImageRequest;
  /** A table's file and how its columns are read, or the axes of a grid. */
  readonly table?: { readonly file: string; readonly maps: readonly string[] };
  readonly axes?: GridAxes;
  /** A form that makes the prompts of a table. */
  readonly generator?: string | undefined;
  /** Its answers where no column has them, each `field=answer`. */
  readonly fields?: readonly string[];
  /** A picture that all begin with. */
  readonly from?: string | undefined;
  readonly cap: number | null;
  readonly dryRun: boolean;
  /** Also if the same was run before. */
  readonly anew: boolean;
  readonly save: boolean;
  readonly out?: string | undefined;
  readonly report?: string | undefined;
  readonly sheet?: string | undefined;
  readonly deadline: number;
  /** Tells a row as soon as it has ended. */
  readonly tell: ((line: unknown) => void) | undefined;
}

/** Exit codes of a run of many: all came; some did not; it rests, and goes on when it is run again. */
export const SOME_FAILED = 3;
export const RESTS = 4;

/**
 * A table or a grid from plan to files. Run again with the same file and options it goes on with the batch that is there:
 * a row is ordered under the id that was drawn for it, so that nothing is made or charged twice.
 */
export async function runBatch(
  studio: Studio,
  wish: BatchWish,
): Promise<{ code: number; answer: unknown }> {
  const client = clientOf(studio);
  const before = await backendReady(studio, client, wish.request.model);
  const plan = await planOf(studio, wish);
  if (wish.dryRun) {
    const check = await (plan.kind === 'grid'
      ? client.batch.checkGrid(plan.grid)
      : client.batch.check(plan.rows));
    return { code: check.refused > 0 || !check.affordable ? SOME_FAILED : 0, answer: { check } };
  }
  const begun = await begin(client, plan, wish);
  wish.tell?.({ batch: factsOf(begun) });
  const batch = await follow(studio, client, { ...wish, begun });
  const rows = await rowsOf(client, batch.id);
  if (wish.save) await client.batch.save({ id: batch.id });
  if (wish.out !== undefined) await deliver(studio, rows, wish.out);
  if (wish.report !== undefined) {
    await writeFile(wish.report, await client.batch.report({ id: batch.id }));
  }
  if (wish.sheet !== undefined && batch.axes) {
    await writeFile(wish.sheet, await sheetOf(studio, batch, batch.axes, rows));
  }
  const { balance: after } = await settled(studio, client, wish.deadline);
  const code =
    batch.state === 'paused' ? RESTS : batch.rows.completed < batch.total ? SOME_FAILED : 0;
  const credits = { before, charged: batch.charged, after };
  return { code, answer: { batch: factsOf(batch), credits } };
}

/** Plan and key: of the same file and options, the same on every run. */
async function planOf(studio: Studio, wish: BatchWish) {
  const { request, table, axes, anew } = wish;
  const { prompt, negativePrompt = '', model, aspectRatio, quality, format, count, seed } = request;
  const source = wish.from === undefined ? undefined : await sendSource(studio, wish.from);
  const form = wish.generator !== undefined && {
    id: wish.generator,
    values: await answersOf(clientOf(studio), wish.generator, wish.fields ?? []),
  };
  const look = {
    prompt,
    negativePrompt,
    model,
    aspectRatio,
    quality,
    format,
    count,
    ...(source && { source }),
    ...(request.loras && { loras: request.loras }),
    ...(form && { generator: form }),
  };
  const bytes = table ? await readFile(table.file).catch(unreadable) : undefined;
  const essence = JSON.stringify([look, seed, axes, table?.maps, bytes && hash(bytes)]);
  // Numbers that every run draws alike.
  const key = hash(anew ? `${essence} ${crypto.randomUUID()}` : essence);
  const drawn = (at: number) => Number.parseInt(key.slice(at, at + 8), 16);
  if (axes) {
    // One seed for all that differ by something else.
    const grid = { ...look, axes, key, drawSeed: drawn(8), seed: seed ?? drawn(0) };
    return { kind: 'grid' as const, grid };
  }
  const read = BatchTable.parse(await post(studio, TABLE_PATH, bytes ?? new Uint8Array()));
  const stops = read.problems.find((problem) => problem.stops);
  if (stops) {
    throw new AtelierError('invalid_input', `The table cannot be run: ${stops.code}.`, {
      field: 'table',
      ...stops,
    });
  }
  const guessed = wish.generator && (await guess(studio, read, wish.generator));
  const uses = usesOf(guessed || read, table?.maps ?? []);
  const plan: BatchPlanInput = { ...look, key, drawSeed: drawn(8), tableId: read.id, uses };
  return { kind: 'table' as const, rows: seed === undefined ? plan : { ...plan, seed } };
}

/** The table as its columns are for the fields of a form. */
async function guess(studio: Studio, table: BatchTable, generatorId: string): Promise<BatchTable> {
  const uses = await clientOf(studio).batch.guess({ tableId: table.id, generatorId });
  const columns = table.columns.map((column, nr) => ({ ...column, use: uses[nr] ?? column.use }));
  return { ...table, columns };
}

const hash = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function unreadable(error: unknown): never {
  throw new AtelierError('file_unreadable', (error as Error).message, { field: 'table' });
}

async function sendSource(studio: Studio, file: string) {
  const bytes = await readFile(file).catch(unreadable);
  const { sha256 } = InputFile.parse(await post(studio, INPUT_PATH, bytes));
  return { image: sha256, mode: 'vary' as const };
}

const Answer = z.union([z.object({ value: z.unknown() }), z.object({ error: ErrorBody })]);

/** The answer of a media path that takes bytes. */
async function post(studio: Studio, path: string, body: Uint8Array): Promise<unknown> {
  const request = new Request(`http://media/${path}`, {
    method: 'POST',
    body: new Blob([Uint8Array.from(body)]),
  });
  const answer = Answer.parse(await (await studio.media(request)).json());
  if ('error' in answer) {
    const { code, message, details } = answer.error;
    throw new AtelierError(code, message, details);
  }
  return answer.value;
}

type Plan = Awaited<ReturnType<typeof planOf>>;

/** The batch of this plan, new or as it was left: one that rests goes on, and what failed is tried once more. */
async function begin(
  client: Client,
  plan: Plan,
  { table, request, cap }: BatchWish,
): Promise<Batch> {
  const name = table ? basename(table.file) : request.prompt.split('\n')[0]?.slice(0, 80) || 'grid';
  const named = { name, spendCap: cap };
  const batch = await (plan.kind === 'grid'
    ? client.batch.startGrid({ plan: plan.grid, ...named })
    : client.batch.start({ plan: plan.rows, ...named }));
  const { id, state, rows } = batch;
  if (state === 'paused') await client.batch.resume({ id, ...(cap !== null && { spendCap: cap }) });
  if (rows.failed + rows.cancelled > 0) return client.batch.retry({ id });
  return client.batch.get({ id });
}

/** Waits for the end of a batch, or until it rests and nothing of it is under way. */
async function follow(
  studio: Studio,
  client: Client,
  { begun: { id, total }, deadline, tell }: BatchWish & { begun: Batch },
): Promise<Batch> {
  // Ten thousand rows are not counted after every step of each.
  const between = Math.min(1_000, total / 5);
  const told = new Set<number>();
  let ended = -1;
  return waitUntil(studio, deadline, async () => {
    await new Promise((resolve) => setTimeout(resolve, between));
    const batch = await client.batch.get({ id });
    const { completed, failed, cancelled, refused, queued, running } = batch.rows;
    const now = completed + failed + cancelled + refused;
    const isOver = batch.state === 'done' || batch.state === 'stopped';
    const rests = batch.state === 'paused' && queued + running === 0;
    if (tell && now > ended) {
      for (const row of await rowsOf(client, id, ['completed', 'failed', 'cancelled', 'refused'])) {
        if (told.has(row.number) || (row.status === 'completed' && row.results.length === 0))
          continue;
        told.add(row.number);
        tell({ row: lineOf(row) });
      }
      ended = told.size === now ? now : ended;
    }
    return (isOver || rests) && (await areHere(studio, client, id)) ? batch : null;
  });
}

/** Whether all that came is on this machine. */
async function areHere(studio: Studio, client: Client, id: string): Promise<boolean> {
  const rows = await rowsOf(client, id, ['completed']);
  const wanted = [...new Set(rows.flatMap(({ results }) => results.map(({ sha256 }) => sha256)))];
  return (
    rows.every(({ results }) => results.length > 0) &&
    (await studio.locate(wanted)).length === wanted.length
  );
}

async function rowsOf(
  client: Client,
  id: string,
  status?: BatchRow['status'][],
): Promise<BatchRow[]> {
  const rows: BatchRow[] = [];
  for (;;) {
    const page = { id, offset: rows.length, limit: MAX_GRID_CELLS, ...(status && { status }) };
    const { items, total } = await client.batch.rows(page);
    rows.push(...items);
    if (items.length === 0 || rows.length >= total) return rows;
  }
}

function lineOf({ number, line, status, prompt, price, error, problems, results }: BatchRow) {
  const contents = results.map(({ sha256 }) => sha256);
  return { number, line, status, prompt, price, contents, error, problems };
}

function factsOf({ id, name, state, rests, total, rows, price, charged, spendCap }: Batch) {
  return { id, name, state, rests, total, rows, price, charged, spendCap };
}

/** Copies of all results, named by the line of the table. */
async function deliver(studio: Studio, rows: readonly BatchRow[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { line, results } of rows) {
    for (const [index, { sha256 }] of results.entries()) {
      const [file] = await studio.locate([sha256]);
      if (!file) continue;
      const name = `${String(line).padStart(5, '0')}-${index + 1}${extname(file.path)}`;
      await copyFile(file.path, join(folder, name));
    }
  }
}

async function sheetOf(
  studio: Studio,
  { name: title }: Batch,
  axes: GridAxes,
  rows: readonly BatchRow[],
): Promise<Uint8Array> {
  const labels = ({ use, values }: GridAxes[number]) =>
    // A number says nothing without what it is of.
    values.map((value) =>
      use.kind === 'parameter' && /^-?[\d.,]+$/.test(value) ? `${use.parameter} ${value}` : value,
    );
  const [columns = [], down = [], pages = ['']] = axes.map(labels);
  const size = columns.length * down.length;
  const sheet = {
    title,
    columns,
    rows: down,
    pages: pages.map((label, page) => ({
      label,
      cells: Array.from(
        { length: size },
        (_, cell) => rows[page * size + cell]?.results[0]?.sha256 ?? null,
      ),
    })),
  };
  const request = new Request(`http://media/${SHEET_PATH}`, {
    method: 'POST',
    body: JSON.stringify(sheet),
  });
  const answer = await studio.media(request);
  if (!answer.ok) throw new AtelierError('internal', 'The sheet could not be drawn.');
  return new Uint8Array(await answer.arrayBuffer());
}
