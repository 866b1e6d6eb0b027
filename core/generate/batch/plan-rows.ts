import type { Generator as Form } from '../../../contract/generators.ts';
import { misfit } from '../../../contract/misfit.ts';
import { type Model, needsKey } from '../../../contract/models.ts';
import {
  countOf,
  ImageRequest,
  type ImageRequestInput,
  type Lora,
  priceOf,
  priceWishOf,
} from '../../../contract/orders.ts';
import type { BatchPlan, BatchProblem } from '../../../contract/studio/batch.ts';
import type { Wildcards } from '../../../contract/tokens/wildcards.ts';
import { checkRows, type RowRequest } from '../table/check-rows.ts';
import type { Table } from '../table/read-table.ts';
import { type FormContext, formWords, type RowWords } from './form-words.ts';

/** A row as the order that it will be. */
export interface PlannedRow {
  readonly row: RowRequest;
  readonly model: string;
  /** Null where the row has problems. */
  readonly request: ImageRequest | null;
  readonly problems: readonly BatchProblem[];
  /** Of the whole row. */
  readonly price: number;
}

/** What a plan names and its caller reads: lists of words, and the form. */
export interface PlanGiven {
  readonly wildcards?: Wildcards;
  readonly generator?: Form;
}

export interface PlanContext extends PlanGiven {
  readonly models: readonly Model[];
  lacksKey(provider: Model['provider']): boolean;
}

/** Every row as what it would order, one after the other. Pure. */
export function* planRows(
  table: Table,
  plan: BatchPlan,
  context: PlanContext,
): Generator<PlannedRow, void> {
  const models = new Map(context.models.map((model) => [model.id, model]));
  const { wildcards, generator } = context;
  const rows = checkRows(table, {
    uses: plan.uses,
    prompt: generator ? '' : plan.prompt,
    negativePrompt: generator ? '' : plan.negativePrompt,
    tokens: plan.tokens,
    seed: plan.drawSeed,
    count: plan.count,
    drawsOnce: plan.axes !== undefined,
    models: [...models.keys()],
    ...(wildcards && { wildcards }),
    ...(generator && { generator }),
  });
  const columnOf = (field: string) => {
    const index = plan.uses.findIndex((use) => use.kind === 'field' && use.field === field);
    return table.columns[index]?.name ?? null;
  };
  for (const row of rows) {
    const model = models.get(row.model ?? plan.model);
    yield planRow(row, plan, model, { ...context, columnOf });
  }
}

function planRow(
  row: RowRequest,
  plan: BatchPlan,
  model: Model | undefined,
  context: PlanContext & Pick<FormContext, 'columnOf'>,
): PlannedRow {
  const problems: BatchProblem[] = row.problems.map((problem) => ({ ...problem }));
  const tell = (code: string, name?: string) =>
    void problems.push({
      line: row.line,
      column: null,
      code,
      ...(name !== undefined && { name }),
    });
  const wanted = row.model ?? plan.model;
  const refused = { row, model: wanted, request: null, problems, price: 0 };
  if (!model) {
    // A name in the table that is no model's was told with its column already.
    if (problems.length === 0) tell('unknown_value', wanted);
    return refused;
  }
  if (needsKey(model.provider) && context.lacksKey(model.provider)) tell('key_missing', model.name);
  if (row.strength !== undefined && !plan.source) tell('source_missing');
  if (row.loraScale !== undefined && row.lora === undefined && !plan.loras?.length) {
    tell('lora_missing');
  }
  if (problems.length > 0) return refused;
  const words = context.generator
    ? formWords(context.generator, row, plan, {
        model,
        wildcards: context.wildcards,
        columnOf: context.columnOf,
      })
    : wordsOf(row);
  if ('problems' in words) {
    problems.push(...words.problems);
    return refused;
  }
  const request = ImageRequest.parse({ ...requestOf(row, plan, model), ...words });
  const field = misfit(request, model);
  const price = priceOf(priceWishOf(request), model);
  if (field) tell('unfit', field);
  else if (price === undefined) tell('unfit', 'quality');
  if (problems.length > 0) return refused;
  return { row, model: model.id, request, problems, price: price ?? 0 };
}

function wordsOf({ prompt, prompts, negativePrompt }: RowRequest): RowWords {
  return {
    prompt,
    ...(prompts && { prompts: [...prompts] }),
    ...(negativePrompt !== '' && { negativePrompt }),
  };
}

/** All that the columns and the plan say of how pictures are made; the words come to it. */
function requestOf(
  row: RowRequest,
  plan: BatchPlan,
  model: Model,
): Omit<ImageRequestInput, 'prompt'> {
  // One seed for all is a wish: a model that has none is asked without it.
  const seed = row.seed ?? (model.capabilities.seed ? plan.seed : undefined);
  const { steps, guidance, outputQuality, size, strength } = row;
  const source = plan.source && { ...plan.source, ...(strength !== undefined && { strength }) };
  const loras = lorasOf(row, plan);
  return {
    model: model.id,
    aspectRatio: row.aspectRatio ?? plan.aspectRatio,
    quality: row.quality ?? plan.quality,
    format: row.format ?? plan.format,
    count: row.count ?? plan.count,
    ...(seed !== undefined && { seed }),
    ...(steps !== undefined && { steps }),
    ...(guidance !== undefined && { guidance }),
    ...(outputQuality !== undefined && { outputQuality }),
    ...(size && { size }),
    ...(source && { source }),
    ...(loras.length > 0 && { loras }),
    ...(plan.madeWith && { madeWith: plan.madeWith }),
  };
}

/** Those of the plan, or the one that the row names instead; as strong as the row says. */
function lorasOf({ lora, loraScale }: RowRequest, plan: BatchPlan): Lora[] {
  const [usual] = plan.loras ?? [];
  const own = lora && [{ id: lora.id, scale: lora.scale ?? usual?.scale ?? 1 }];
  const loras = lora === undefined ? (plan.loras ?? []) : (own ?? []);
  return loras.map(({ id, scale }) => ({ id, scale: loraScale ?? scale }));
}

/** Pictures that a row makes. */
export function picturesOf({ request }: PlannedRow): number {
  return request ? countOf(request) : 0;
}
