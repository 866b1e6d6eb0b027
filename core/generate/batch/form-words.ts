import { AtelierError } from '../../../contract/errors.ts';
import { previewGenerator } from '../../../contract/generator-prompt.ts';
import { FieldProblem } from '../../../contract/generator-values.ts';
import type { Generator as Form } from '../../../contract/generators.ts';
import type { Model } from '../../../contract/models.ts';
import type { ImageRequestInput } from '../../../contract/orders.ts';
import type { BatchPlan, BatchProblem } from '../../../contract/studio/batch.ts';
import { turnSeed } from '../../../contract/tokens/draw-each.ts';
import type { Wildcards } from '../../../contract/tokens/wildcards.ts';
import { orderFromGenerator } from '../generators/order-from-generator.ts';
import type { RowRequest } from '../table/check-rows.ts';

export type RowWords = Pick<
  ImageRequestInput,
  'prompt' | 'prompts' | 'negativePrompt' | 'references' | 'madeWith'
>;

export interface FormContext {
  readonly model: Model;
  readonly wildcards: Wildcards | undefined;
  /** The heading of the column that answers a field; null where none does. */
  readonly columnOf: (field: string) => string | null;
}

/** What a form makes of a row: its cells are the answers, over those of the plan. */
export function formWords(
  form: Form,
  row: RowRequest,
  plan: BatchPlan,
  { model, wildcards, columnOf }: FormContext,
): RowWords | { problems: BatchProblem[] } {
  const values = { ...plan.generator?.values, ...row.values };
  const seed = `${plan.drawSeed} ${plan.axes ? 0 : row.line}`;
  const previewAt = (turn: number) =>
    previewGenerator(form, values, {
      tokens: row.tokens,
      seed: turnSeed(seed, turn),
      ...(wildcards && { wildcards }),
    });
  const wishes = {
    model: model.id,
    aspectRatio: row.aspectRatio ?? plan.aspectRatio,
    quality: row.quality ?? plan.quality,
    format: row.format ?? plan.format,
    count: row.count ?? plan.count,
  };
  const refused = (code: string, field: string | null, name?: string): BatchProblem => {
    const column = field === null ? null : columnOf(field);
    const label = form.fields.find(({ id }) => id === field)?.label;
    return {
      line: row.line,
      column,
      ...(column === null && label && { field: label }),
      code,
      ...(name !== undefined && { name }),
    };
  };
  try {
    const order = orderFromGenerator(form, previewAt, { wishes, models: [model] });
    if (order.kind === 'compose') return { problems: [refused('nothing_generated', null)] };
    const { prompt, prompts, negativePrompt, references } = order.request;
    const { id, version } = form;
    return {
      prompt,
      ...(prompts && { prompts }),
      ...(negativePrompt !== undefined && { negativePrompt }),
      ...(references && { references }),
      madeWith: { ...plan.madeWith, generator: { id, version, values, overlay: order.overlay } },
    };
  } catch (error) {
    if (!(error instanceof AtelierError)) throw error;
    const told = FieldProblem.array().safeParse(error.details?.['problems']).data ?? [];
    const problems = told.map(({ code, field, name }) => refused(code, field, name));
    return { problems: problems.length > 0 ? problems : [refused(error.code, null)] };
  }
}
