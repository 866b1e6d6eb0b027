import {
  ASPECT_RATIOS,
  type NumberRange,
  QUALITIES,
  type SourceMode,
} from '../../../contract/models.ts';
import { type GridAxis, MAX_AXIS_VALUES } from '../../../contract/studio/batch.ts';
import { findTokens } from '../../../contract/tokens/fill.ts';
import { tokenKey } from '../../../contract/tokens/names.ts';
import type { OfferedModel } from '../prompt/form.ts';

/** What an axis may be about: a parameter of the model, or a token of the prompt. */
export type AxisUse = GridAxis['use'];

/** How its values are said: chosen among a few, written as numbers, or a line each. */
export type AxisKind =
  | { readonly kind: 'choices'; readonly values: readonly string[] }
  | { readonly kind: 'numbers'; readonly range: NumberRange | null }
  | { readonly kind: 'lines' };

export interface AxisDraft {
  /** `keyOf` of what it is about. */
  readonly use: string;
  readonly chosen: readonly string[];
  readonly text: string;
}

export const keyOf = (use: AxisUse): string =>
  use.kind === 'token' ? `token:${use.name}` : use.parameter;

/** All that pictures of this model and prompt can differ by. */
export function usesOf(model: OfferedModel, prompt: string): AxisUse[] {
  const { capabilities: can } = model;
  const parameter = (name: Exclude<AxisUse, { kind: 'token' }>['parameter']): AxisUse => ({
    kind: 'parameter',
    parameter: name,
  });
  const tokens = new Map(findTokens(prompt).map(({ name }) => [tokenKey(name), name]));
  return [
    ...[...tokens.values()].map((name): AxisUse => ({ kind: 'token', name })),
    ...(can.seed ? [parameter('seed')] : []),
    ...(can.parameters.steps ? [parameter('steps')] : []),
    ...(can.parameters.guidance ? [parameter('guidance')] : []),
    ...(can.parameters.outputQuality ? [parameter('outputQuality')] : []),
    ...(can.parameters.strength && sourceModeOf(model) ? [parameter('strength')] : []),
    ...(can.maxLoras > 0 ? [parameter('lora'), parameter('loraScale')] : []),
    parameter('quality'),
    parameter('aspectRatio'),
    ...(can.customSize ? [parameter('size')] : []),
    parameter('format'),
    parameter('model'),
    parameter('prompt'),
    ...(can.negativePrompt ? [parameter('negativePrompt')] : []),
  ];
}

export function kindOf(
  use: AxisUse,
  model: OfferedModel,
  models: readonly OfferedModel[],
): AxisKind {
  if (use.kind === 'token') return { kind: 'lines' };
  const { capabilities: can, prices } = model;
  switch (use.parameter) {
    case 'quality':
      return {
        kind: 'choices',
        values: QUALITIES.filter((one) => can.qualities.includes(one) && prices[one] !== undefined),
      };
    case 'aspectRatio':
      return { kind: 'choices', values: ASPECT_RATIOS.filter((one) => can.sizes[one]) };
    case 'format':
      return { kind: 'choices', values: can.formats };
    case 'model':
      return {
        kind: 'choices',
        values: models.filter((one) => one.enabled && !one.keyMissing).map(({ id }) => id),
      };
    case 'seed':
      return { kind: 'numbers', range: null };
    case 'loraScale':
      return { kind: 'numbers', range: LORA_SCALES };
    case 'steps':
    case 'guidance':
    case 'outputQuality':
    case 'strength':
      return { kind: 'numbers', range: can.parameters[use.parameter] ?? null };
    case 'prompt':
    case 'negativePrompt':
    case 'lora':
    case 'size':
      return { kind: 'lines' };
  }
}

/** How strongly a LoRA is laid on, whatever the model. */
const LORA_SCALES: NumberRange = { min: -2, max: 2, default: 1, step: 0.05 };

/** What a model makes of a picture to begin with, where no mask and no margins are drawn. */
export function sourceModeOf({ capabilities: can }: OfferedModel): SourceMode | undefined {
  return (['vary', 'edit'] as const).find((mode) => can.sourceModes.includes(mode));
}

/** The values of a draft; each once, at most as many as an axis takes and one more, so that too many are seen. */
export function valuesOf({ chosen, text }: AxisDraft, kind: AxisKind): string[] {
  if (kind.kind === 'choices') return kind.values.filter((value) => chosen.includes(value));
  const parts =
    kind.kind === 'lines' ? text.split('\n').map((line) => line.trim()) : numbersOf(text);
  return [...new Set(parts.filter((part) => part !== ''))].slice(0, MAX_AXIS_VALUES + 1);
}

/**
 * Numbers as they are written down: `5, 10, 20`, `1-4`, `10-50/10`; after a semicolon a comma is a decimal point. What
 * is no number stays as it is: the studio says what is wrong with it.
 */
export function numbersOf(text: string): string[] {
  const isDecimal = text.includes(';');
  return text.split(isDecimal ? ';' : ',').flatMap((raw) => {
    const part = raw.trim().replace(',', '.');
    const [, from, to, by = '1'] =
      /^(\d+(?:\.\d+)?)\s*[-–]\s*(\d+(?:\.\d+)?)(?:\s*\/\s*(\d+(?:\.\d+)?))?$/.exec(part) ?? [];
    return from === undefined || to === undefined ? [part] : steps(+from, +to, +by);
  });
}

function steps(from: number, to: number, by: number): string[] {
  if (by <= 0 || to < from) return [];
  const count = Math.min(Math.floor((to - from) / by + 1e-9) + 1, MAX_AXIS_VALUES + 1);
  // 0.1 and 0.2 are not quite 0.3: written with as many digits as anyone means.
  return Array.from({ length: count }, (_, nr) => `${Number((from + nr * by).toFixed(4))}`);
}
