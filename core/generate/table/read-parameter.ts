import { IMAGE_FORMATS, type ImageFormat } from '../../../contract/media.ts';
import {
  ASPECT_RATIOS,
  type AspectRatio,
  MAX_SEED,
  type Quality,
  Size,
} from '../../../contract/models.ts';
import type { RowParameter } from '../../../contract/studio/batch.ts';
import { tokenKey } from '../../../contract/tokens/names.ts';

export type CellProblem = 'not_a_number' | 'out_of_range' | 'unknown_value';
type Tell = (code: CellProblem, name?: string) => void;

interface CellLora {
  id: string;
  scale?: number;
}

/** What the cells of a row say of its pictures. */
export interface RowParameters {
  prompt?: string;
  negativePrompt?: string;
  model?: string;
  aspectRatio?: AspectRatio;
  count?: number;
  seed?: number;
  quality?: Quality;
  format?: ImageFormat;
  steps?: number;
  guidance?: number;
  outputQuality?: number;
  /** How far from the plan's source. */
  strength?: number;
  /** Null: none, whatever the plan says. The scale is the plan's, or the model's own, unless it is said. */
  lora?: CellLora | null;
  loraScale?: number;
  size?: Size;
}

/** Reads a cell that is not empty; what it cannot be is told. What of it a model takes is checked with the model. */
export function readParameter(
  parameter: RowParameter,
  text: string,
  parameters: RowParameters,
  { models, tell }: { models: readonly string[] | undefined; tell: Tell },
): void {
  switch (parameter) {
    case 'prompt':
    case 'negativePrompt':
      parameters[parameter] = text;
      return;
    case 'model':
      if (models && !models.includes(text)) tell('unknown_value', text.slice(0, 80));
      parameters.model = text;
      return;
    case 'count':
    case 'seed':
    case 'steps':
    case 'outputQuality': {
      const number = wholeNumber(text, WHOLE[parameter], tell);
      if (number !== null) parameters[parameter] = number;
      return;
    }
    case 'guidance':
    case 'strength':
    case 'loraScale': {
      const number = decimal(text, DECIMAL[parameter], tell);
      if (number !== null) parameters[parameter] = number;
      return;
    }
    case 'lora':
      parameters.lora = readLora(text);
      return;
    case 'size': {
      const size = readSize(text);
      if (size) parameters.size = size;
      else tell('unknown_value', text.slice(0, 80));
      return;
    }
    case 'aspectRatio': {
      const ratio = known(ASPECT_RATIOS, text.replace(/\s*[/xX×]\s*/, ':'));
      if (ratio) parameters.aspectRatio = ratio;
      else tell('unknown_value', text.slice(0, 80));
      return;
    }
    case 'quality': {
      const quality = QUALITY_NAMES.get(tokenKey(text));
      if (quality) parameters.quality = quality;
      else tell('unknown_value', text.slice(0, 80));
      return;
    }
    case 'format': {
      const name = text.toLowerCase().replace(/^\./, '');
      const format = known(IMAGE_FORMATS, name === 'jpg' ? 'jpeg' : name);
      if (format) parameters.format = format;
      else tell('unknown_value', text.slice(0, 80));
    }
  }
}

/** The least and the most of whole numbers; what of it a model takes is checked with the model. */
const WHOLE = {
  count: [1, 10],
  seed: [0, MAX_SEED],
  steps: [1, 100],
  outputQuality: [1, 100],
} as const;

/** The least and the most of other numbers. */
const DECIMAL = { guidance: [1, 20], strength: [0.1, 1], loraScale: [-2, 2] } as const;

/** How tables write that there is none. */
const NO_LORA: ReadonlySet<string> = new Set(['none', 'no', 'aucun', 'aucune', 'sans', '-']);

/** Its name or address, and perhaps a scale behind a colon; null where there shall be none. */
function readLora(text: string): CellLora | null {
  if (NO_LORA.has(text.toLowerCase())) return null;
  const [, id = text, scale] = /^(.+):(-?[0-2](?:[.,]\d{1,4})?)$/.exec(text) ?? [];
  const number = scale === undefined ? undefined : Number(scale.replace(',', '.'));
  return { id: id.slice(0, 300), ...(number !== undefined && number <= 2 && { scale: number }) };
}

/** Width by height in pixels: `768x512`. */
function readSize(text: string): Size | null {
  const [, width, height] = /^(\d{2,5})\s*[xX×*]\s*(\d{2,5})$/.exec(text) ?? [];
  return Size.safeParse({ width: Number(width), height: Number(height) }).data ?? null;
}

/** As tables write them, in English and French. */
const QUALITY_NAMES: ReadonlyMap<string, Quality> = new Map([
  ['draft', 'draft'],
  ['brouillon', 'draft'],
  ['low', 'draft'],
  ['basse', 'draft'],
  ['standard', 'standard'],
  ['medium', 'standard'],
  ['moyenne', 'standard'],
  ['high', 'high'],
  ['haute', 'high'],
  ['hd', 'high'],
]);

function known<T extends string>(values: readonly T[], text: string): T | undefined {
  return values.find((value) => value === text);
}

function wholeNumber(
  text: string,
  [least, most]: readonly [number, number],
  tell: Tell,
): number | null {
  // -1 asks for a random seed, as does an empty cell.
  if (text === '-1' && least === 0) return null;
  if (!/^\d{1,15}$/.test(text)) {
    tell('not_a_number', text.slice(0, 80));
    return null;
  }
  const number = Number(text);
  if (number >= least && number <= most) return number;
  tell('out_of_range', text);
  return null;
}

function decimal(
  text: string,
  [least, most]: readonly [number, number],
  tell: Tell,
): number | null {
  // A comma is the point of French numbers.
  const number = /^-?\d{1,6}([.,]\d{1,6})?$/.test(text) ? Number(text.replace(',', '.')) : null;
  if (number === null) tell('not_a_number', text.slice(0, 80));
  else if (number < least || number > most) tell('out_of_range', text);
  else return number;
  return null;
}
