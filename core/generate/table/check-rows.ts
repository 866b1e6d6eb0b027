import type { FieldValue, Generator as Form } from '../../../contract/generators.ts';
import { IMAGE_FORMATS, type ImageFormat } from '../../../contract/media.ts';
import {
  ASPECT_RATIOS,
  type AspectRatio,
  MAX_SEED,
  type Quality,
} from '../../../contract/models.ts';
import { cleanPrompt } from '../../../contract/orders.ts';
import { MAX_PROMPT_LENGTH } from '../../../contract/recipe.ts';
import type { ColumnUse, RowParameter } from '../../../contract/studio/batch.ts';
import { resolveText } from '../../../contract/tokens/expand.ts';
import { type TokenSet, tokenKey } from '../../../contract/tokens/names.ts';
import type { TextProblemCode } from '../../../contract/tokens/problems.ts';
import type { Wildcards } from '../../../contract/tokens/wildcards.ts';
import { fieldValueOf } from './field-value.ts';
import type { Table, TableRow } from './read-table.ts';

export interface RowProblem {
  /** The line of the file, from 1. */
  readonly line: number;
  /** The column's name; null: about the prompt as a whole. */
  readonly column: string | null;
  readonly code:
    | TextProblemCode
    | 'empty_prompt'
    | 'not_a_number'
    | 'out_of_range'
    | 'unknown_value';
  /** The token, wildcard or value it is about. */
  readonly name?: string;
}

export interface RowRequest {
  readonly line: number;
  /** With the row's tokens and drawn variants. */
  readonly prompt: string;
  readonly negativePrompt: string;
  /** The row's tokens over those of the set. */
  readonly tokens: TokenSet;
  /** Answers to the generator's form, where columns are mapped to its fields. */
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly model?: string;
  readonly aspectRatio?: AspectRatio;
  readonly count?: number;
  readonly seed?: number;
  readonly quality?: Quality;
  readonly format?: ImageFormat;
  readonly steps?: number;
  readonly guidance?: number;
  readonly outputQuality?: number;
  /** Empty: the row can be run. */
  readonly problems: readonly RowProblem[];
}

export interface RowOptions {
  readonly uses: readonly ColumnUse[];
  /** For rows without a prompt of their own; '' where the generator makes it. */
  readonly prompt: string;
  readonly negativePrompt?: string;
  readonly tokens?: TokenSet;
  readonly wildcards?: Wildcards;
  /** Variants of a row are drawn by this and the row's line, so that a run can be made again. */
  readonly seed?: number;
  /** They are drawn by the seed alone: the rows shall differ in nothing but their cells. */
  readonly drawsOnce?: boolean;
  /** Ids of the models there are; without, any is taken. */
  readonly models?: readonly string[];
  /** Where a generator makes the prompt: what cells are read for its fields, and no prompt is needed here. */
  readonly generator?: Form;
}

/** Every row as what it orders, one after the other: 10,000 of them need not be there at once. */
export function* checkRows(table: Table, options: RowOptions): Generator<RowRequest, void> {
  for (const row of table.rows) yield checkRow(table, row, options);
}

/** The first rows, for a look before the run. */
export function previewRows(table: Table, options: RowOptions, count = 3): RowRequest[] {
  return table.rows.slice(0, count).map((row) => checkRow(table, row, options));
}

function checkRow(table: Table, row: TableRow, options: RowOptions): RowRequest {
  const problems: RowProblem[] = [];
  const read: ReadRow = { tokens: [], values: {}, parameters: {} };
  for (const [index, use] of options.uses.entries()) {
    const text = cleanPrompt(row.cells[index] ?? '');
    const column = table.columns[index]?.name ?? null;
    const tell: Tell = (code, name) =>
      void problems.push({ line: row.line, column, code, ...(name === undefined ? {} : { name }) });
    if (text !== '') readCell(use, text, read, { options, tell });
  }
  const tokens = [...read.tokens, ...without(options.tokens ?? [], read.tokens)];
  function fill(text: string, column: string | null): string {
    const seed = `${options.seed ?? 0} ${options.drawsOnce ? 0 : row.line}`;
    const { wildcards = {} } = options;
    const filled = resolveText(text, { seed, set: tokens, wildcards, limit: MAX_PROMPT_LENGTH });
    for (const { code, name } of filled.problems) {
      problems.push({ line: row.line, column, code, ...(name === undefined ? {} : { name }) });
    }
    return cleanPrompt(filled.text);
  }
  const { prompt: own, negativePrompt: ownNegative, ...parameters } = read.parameters;
  const prompt = fill(own ?? options.prompt, columnOf(table, options, 'prompt', own));
  if (prompt === '' && !options.generator) {
    problems.push({ line: row.line, column: null, code: 'empty_prompt' });
  }
  const negativePrompt = fill(
    ownNegative ?? options.negativePrompt ?? '',
    columnOf(table, options, 'negativePrompt', ownNegative),
  );
  return {
    line: row.line,
    prompt,
    negativePrompt,
    tokens,
    values: read.values,
    ...parameters,
    problems,
  };
}

type Tell = (code: RowProblem['code'], name?: string) => void;

interface Parameters {
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
}

interface ReadRow {
  readonly tokens: { name: string; value: string }[];
  readonly values: Record<string, FieldValue>;
  readonly parameters: Parameters;
}

function readCell(
  use: ColumnUse,
  text: string,
  read: ReadRow,
  { options, tell }: { options: RowOptions; tell: Tell },
): void {
  if (use.kind === 'token') read.tokens.push({ name: use.name, value: text });
  if (use.kind === 'field') {
    const field = options.generator?.fields.find(({ id }) => id === use.field);
    const value = field ? fieldValueOf(field, text) : null;
    // Ids of fields are checked with the generator: none is `__proto__`.
    if (field && value !== null) read.values[field.id] = value;
    else tell('unknown_value', text.slice(0, 80));
  }
  if (use.kind === 'parameter')
    readParameter(use.parameter, text, read.parameters, { options, tell });
}

function readParameter(
  parameter: RowParameter,
  text: string,
  parameters: Parameters,
  { options, tell }: { options: RowOptions; tell: Tell },
): void {
  switch (parameter) {
    case 'prompt':
    case 'negativePrompt':
      parameters[parameter] = text;
      return;
    case 'model':
      if (options.models && !options.models.includes(text))
        tell('unknown_value', text.slice(0, 80));
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
    case 'guidance': {
      const number = decimal(text, [1, 20], tell);
      if (number !== null) parameters.guidance = number;
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
  const number = /^\d{1,6}([.,]\d{1,6})?$/.test(text) ? Number(text.replace(',', '.')) : null;
  if (number === null) tell('not_a_number', text.slice(0, 80));
  else if (number < least || number > most) tell('out_of_range', text);
  else return number;
  return null;
}

/** The tokens of the set that the row does not give itself. */
function without(set: TokenSet, own: TokenSet): TokenSet {
  const keys = new Set(own.map(({ name }) => tokenKey(name)));
  return set.filter(({ name }) => !keys.has(tokenKey(name)));
}

function columnOf(
  table: Table,
  { uses }: RowOptions,
  parameter: RowParameter,
  own: string | undefined,
): string | null {
  const index = uses.findIndex((use) => use.kind === 'parameter' && use.parameter === parameter);
  return own === undefined ? null : (table.columns[index]?.name ?? null);
}
