import { type ImageFormat, isImageFormat } from '../../../contract/media.ts';
import {
  ASPECT_RATIOS,
  type AspectRatio,
  type Model,
  type ModelCapabilities,
  type NumberRange,
  type Quality,
  QUALITIES,
  type Size,
} from '../../../contract/models.ts';
import {
  cleanPrompt,
  type ImageRequestInput,
  type Lora,
  priceOf,
  type Variants,
} from '../../../contract/orders.ts';
import { MAX_PROMPT_LENGTH } from '../../../contract/recipe.ts';
import { promptsOf } from '../../../contract/tokens/draw-each.ts';
import type { PromptDraft } from '../../state/prompt.ts';
import type { DrawnWords } from '../tokens/draw-words.ts';
import { parseSeed } from './seed.ts';

/** A model as `generate.models` tells it. */
export type OfferedModel = Model & { keyMissing: boolean };

/** The form that a model draws: what it offers, and what of the draft it takes. */
export interface Form {
  ratios: readonly AspectRatio[];
  qualities: readonly Quality[];
  formats: readonly ImageFormat[];
  maxCount: number;
  maxPrompt: number;
  hasSeed: boolean;
  hasNegative: boolean;
  /** Whether something can be made of a picture itself. */
  canVary: boolean;
  aspectRatio: AspectRatio;
  count: number;
  quality: Quality;
  format: ImageFormat;
  /** Those that the model takes, with what they are now. */
  numbers: readonly FormNumber[];
  customSize: ModelCapabilities['customSize'];
  /** Null where the ratio says it. */
  size: Size | 'invalid' | null;
  maxLoras: number;
  /** Those that are named already. */
  loras: readonly Lora[];
}

export const NUMBERS = ['steps', 'guidance', 'outputQuality'] as const;

export interface FormNumber {
  readonly name: (typeof NUMBERS)[number];
  readonly range: NumberRange;
  readonly value: number;
}

export type Problem =
  | { field: 'prompt'; kind: 'empty' | 'too_long'; max: number }
  | { field: 'prompt'; kind: 'missing_tokens'; names: readonly string[] }
  | { field: 'negativePrompt'; kind: 'too_long'; max: number }
  | { field: 'seed'; kind: 'invalid' }
  | { field: 'size'; kind: 'invalid' };

/** The model of the draft, else the first that can be used, else the first of all. */
export function chooseModel(
  models: readonly OfferedModel[],
  wished: string | null,
): OfferedModel | undefined {
  const offered = models.filter((model) => model.enabled).sort((a, b) => a.position - b.position);
  return (
    offered.find((model) => model.id === wished) ??
    offered.find((model) => !model.keyMissing) ??
    offered[0]
  );
}

/** What this model shows of the draft. A wish it cannot fulfil is replaced by the nearest thing it can. */
export function formOf(draft: PromptDraft, { capabilities, prices }: Model): Form {
  const ratios = ASPECT_RATIOS.filter((ratio) => capabilities.sizes[ratio] !== undefined);
  // A quality without a price cannot be ordered.
  const qualities = QUALITIES.filter(
    (quality) => capabilities.qualities.includes(quality) && prices[quality] !== undefined,
  );
  const formats = capabilities.formats.filter(isImageFormat);
  const aspectRatio = nearestRatio(ratios, draft.aspectRatio);
  return {
    ratios,
    qualities,
    formats,
    maxCount: capabilities.maxCount,
    maxPrompt: Math.min(capabilities.maxPromptLength, MAX_PROMPT_LENGTH),
    hasSeed: capabilities.seed,
    hasNegative: capabilities.negativePrompt,
    canVary: capabilities.sourceModes.includes('vary'),
    aspectRatio,
    count: Math.min(Math.max(1, draft.count), capabilities.maxCount),
    quality: pick(qualities, draft.quality, 'standard'),
    format: pick(formats, draft.format, 'webp'),
    numbers: numbersOf(draft, capabilities),
    customSize: capabilities.customSize,
    size: sizeOf(draft, capabilities, capabilities.sizes[aspectRatio]),
    maxLoras: capabilities.maxLoras,
    loras: (draft.loras ?? []).filter(({ id }) => id.trim() !== '').slice(0, capabilities.maxLoras),
  };
}

function numbersOf(draft: PromptDraft, { parameters }: ModelCapabilities): FormNumber[] {
  return NUMBERS.flatMap((name) => {
    const range = parameters[name];
    if (!range) return [];
    const wished = draft[name] ?? range.default;
    return [{ name, range, value: Math.min(range.max, Math.max(range.min, wished)) }];
  });
}

/** An edge that is left open is as long as the ratio has it. */
function sizeOf(
  { size }: PromptDraft,
  { customSize }: ModelCapabilities,
  usual: Size | undefined,
): Form['size'] {
  const typed = [size?.width.trim() ?? '', size?.height.trim() ?? ''];
  if (!customSize || typed.every((text) => text === '')) return null;
  const { min, max, step } = customSize;
  const edges = typed.map((text, at) => {
    if (text === '') return (at === 0 ? usual?.width : usual?.height) ?? NaN;
    return /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  });
  const [width = NaN, height = NaN] = edges;
  const fits = edges.every((edge) => edge >= min && edge <= max && edge % step === 0);
  return fits ? { width, height } : 'invalid';
}

/** What stands in the way of sending, in the order of the form. */
export function problemsOf(
  draft: PromptDraft,
  prompt: string,
  form: Form,
  /** What its tokens and variants become may be longer than the words themselves, or nothing stand for them. */
  { isTooLong = false, missing = [] }: Partial<Pick<DrawnWords, 'isTooLong' | 'missing'>> = {},
): Problem[] {
  const problems: Problem[] = [];
  // The same cleaning that the studio does before it counts.
  const length = cleanPrompt(prompt).length;
  if (length === 0) problems.push({ field: 'prompt', kind: 'empty', max: form.maxPrompt });
  if (length > form.maxPrompt || isTooLong) {
    problems.push({ field: 'prompt', kind: 'too_long', max: form.maxPrompt });
  }
  if (missing.length > 0)
    problems.push({ field: 'prompt', kind: 'missing_tokens', names: missing });
  if (form.hasSeed && parseSeed(draft.seed).kind === 'invalid') {
    problems.push({ field: 'seed', kind: 'invalid' });
  }
  if (form.size === 'invalid') problems.push({ field: 'size', kind: 'invalid' });
  if (form.hasNegative && draft.negativePrompt.trim().length > MAX_PROMPT_LENGTH) {
    problems.push({ field: 'negativePrompt', kind: 'too_long', max: MAX_PROMPT_LENGTH });
  }
  return problems;
}

/** The order to send; only what the model takes is in it. Call it when there are no problems. `prompts`: as drawn. */
export function requestOf(
  draft: PromptDraft,
  prompts: readonly string[],
  model: Model,
  form: Form,
): ImageRequestInput {
  const seed = parseSeed(draft.seed);
  const negativePrompt = draft.negativePrompt.trim();
  return {
    type: 'image',
    ...promptsOf(prompts),
    model: model.id,
    aspectRatio: form.aspectRatio,
    count: form.count,
    quality: form.quality,
    format: form.format,
    ...(form.hasSeed && seed.kind === 'fixed' && seedOf(seed.seed, draft, form)),
    ...chosenNumbers(draft, form),
    ...(form.size !== null && form.size !== 'invalid' && { size: form.size }),
    ...(form.loras.length > 0 && { loras: [...form.loras] }),
    ...(form.hasNegative && negativePrompt !== '' && { negativePrompt }),
    ...(draft.variants && { variants: variantsOf(draft.variants, form) }),
  };
}

function seedOf(seed: number, { keepsSeed }: PromptDraft, { count }: Form) {
  return { seed, ...(keepsSeed === true && count > 1 && { seedMode: 'fixed' as const }) };
}

/** Those that somebody set: the others are the model's own, whatever it makes of them later. */
function chosenNumbers(draft: PromptDraft, { numbers }: Form) {
  const chosen = numbers.filter(({ name }) => draft[name] !== undefined);
  return Object.fromEntries(chosen.map(({ name, value }) => [name, value]));
}

/** The wish as far as the model goes: other seeds where it makes nothing of a picture. */
export function variantsOf(wish: Variants, form: Form): Variants {
  return {
    count: Math.min(wish.count, form.maxCount),
    of: wish.of,
    by: form.canVary ? wish.by : 'seed',
  };
}

/** What the variants that are made by themselves would cost beside the order. */
export function variantsPrice(
  { variants }: PromptDraft,
  form: Form,
  perImage: number | undefined,
): number {
  return variants && perImage !== undefined ? variantsOf(variants, form).count * perImage : 0;
}

/** The price by the model's own table: shown until the quote of the backend is here. */
export function estimateOf(form: Form, model: Model): number | undefined {
  return priceOf({ count: form.count, quality: form.quality }, model);
}

/** Characters left of the prompt; null while there is plenty of room (more than a tenth). */
export function remainingOf(prompt: string, form: Form): number | null {
  const remaining = form.maxPrompt - cleanPrompt(prompt).length;
  return remaining <= form.maxPrompt / 10 ? remaining : null;
}

/** Width by height of a ratio as a number. */
export function ratioValue(ratio: AspectRatio): number {
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  return width / height;
}

/** The offered ratio of the most similar shape; square where nothing is offered at all. */
function nearestRatio(ratios: readonly AspectRatio[], wished: AspectRatio): AspectRatio {
  const distance = (ratio: AspectRatio) =>
    Math.abs(Math.log(ratioValue(ratio) / ratioValue(wished)));
  return [...ratios].sort((a, b) => distance(a) - distance(b))[0] ?? '1:1';
}

function pick<Value>(offered: readonly Value[], wished: Value, fallback: Value): Value {
  if (offered.includes(wished)) return wished;
  if (offered.includes(fallback)) return fallback;
  return offered[0] ?? fallback;
}
