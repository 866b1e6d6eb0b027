import type { FieldValue, Generator as Form } from '../../../contract/generators.ts';
import { cleanPrompt } from '../../../contract/orders.ts';
import type { ColumnUse, RowParameter } from '../../../contract/studio/batch.ts';
import { problemsOfEach, promptsOf, resolveEach } from '../../../contract/tokens/draw-each.ts';
import { type TokenSet, tokenKey } from '../../../contract/tokens/names.ts';
import type { TextProblemCode } from '../../../contract/tokens/problems.ts';
import type { Wildcards } from '../../../contract/tokens/wildcards.ts';
import { fieldValueOf } from './field-value.ts';
import { type CellProblem, readParameter, type RowParameters } from './read-parameter.ts';
import type { Table, TableRow } from './read-table.ts';

export interface RowProblem {
  /** The line of the file, from 1. */
  readonly line: number;
  /** The column's name; null: about the prompt as a whole. */
  readonly column: string | null;
  readonly code: CellProblem | TextProblemCode | 'empty_prompt';
  /** The token, wildcard or value it is about. */
  readonly name?: string;
}

export interface RowRequest extends Readonly<Omit<RowParameters, 'prompt' | 'negativePrompt'>> {
  readonly line: number;
  /** With the row's tokens and drawn variants. */
  readonly prompt: string;
  /** Where variants are drawn anew for each picture of the row. */
  readonly prompts?: readonly string[];
  readonly negativePrompt: string;
  /** The row's tokens over those of the set. */
  readonly tokens: TokenSet;
  /** Answers to the generator's form, where columns are mapped to its fields. */
  readonly values: Readonly<Record<string, FieldValue>>;
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
  /** Pictures of a row that does not say how many it wants: variants are drawn for each. Default 1. */
  readonly count?: number;
  /** They are drawn by the seed alone, and once for a row: the rows shall differ in nothing but their cells. */
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
  function fill(text: string, column: string | null, count = 1): string[] {
    const seed = `${options.seed ?? 0} ${options.drawsOnce ? 0 : row.line}`;
    const drawn = resolveEach(text, count, { ...options, seed, set: tokens });
    for (const { code, name } of problemsOfEach(drawn)) {
      problems.push({ line: row.line, column, code, ...(name === undefined ? {} : { name }) });
    }
    return drawn.map((filled) => cleanPrompt(filled.text));
  }
  const { prompt: own, negativePrompt: ownNegative, ...parameters } = read.parameters;
  const count = options.drawsOnce ? 1 : (parameters.count ?? options.count);
  const drawn = fill(own ?? options.prompt, columnOf(table, options, 'prompt', own), count);
  if (drawn.includes('') && !options.generator) {
    problems.push({ line: row.line, column: null, code: 'empty_prompt' });
  }
  const [negativePrompt = ''] = fill(
    ownNegative ?? options.negativePrompt ?? '',
    columnOf(table, options, 'negativePrompt', ownNegative),
  );
  return {
    line: row.line,
    ...promptsOf(drawn),
    negativePrompt,
    tokens,
    values: read.values,
    ...parameters,
    problems,
  };
}

type Tell = (code: RowProblem['code'], name?: string) => void;

interface ReadRow {
  readonly tokens: { name: string; value: string }[];
  readonly values: Record<string, FieldValue>;
  readonly parameters: RowParameters;
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
    readParameter(use.parameter, text, read.parameters, { models: options.models, tell });
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
