import { z } from 'zod';
import { colourName } from './colour-names.ts';
import type {
  Condition,
  FieldOption,
  FieldValue,
  FieldValues,
  Generator,
  GeneratorField,
} from './generators.ts';
import { resolveText } from './tokens/expand.ts';
import { findTokens } from './tokens/fill.ts';
import { type TokenSet, tokenKey } from './tokens/names.ts';
import { TEXT_PROBLEMS } from './tokens/problems.ts';
import type { Wildcards } from './tokens/wildcards.ts';

const FIELD_PROBLEMS = [
  'required',
  'too_long',
  'too_many',
  'too_few',
  'out_of_range',
  'not_an_option',
  /** A value of another kind than the field's. */
  'wrong_kind',
  /** A value for a field that there is not. */
  'unknown_field',
] as const;

export const FieldProblem = z.object({
  /** Null: about the prompt as a whole. */
  field: z.string().nullable(),
  code: z.enum([...FIELD_PROBLEMS, ...TEXT_PROBLEMS]),
  /** The token or wildcard it is about. */
  name: z.string().optional(),
});
export type FieldProblem = z.infer<typeof FieldProblem>;

export interface ReadOptions {
  readonly tokens: TokenSet;
  readonly seed: number | string;
  readonly wildcards?: Wildcards;
}

export interface ReadValues {
  /** Each field as it stands in the prompt, in the fields' order; '' for an empty or hidden one. */
  readonly texts: readonly { readonly name: string; readonly value: string }[];
  readonly shown: readonly string[];
  readonly problems: readonly FieldProblem[];
}

/** A value by an own key: `__proto__` and its like are nobody's. */
export function valueOf(values: FieldValues, id: string): FieldValue | undefined {
  return Object.hasOwn(values, id) ? values[id] : undefined;
}

/** The answer of a field, else its default; undefined where there is neither. */
export function answerOf(field: GeneratorField, values: FieldValues): FieldValue | undefined {
  const value = valueOf(values, field.id);
  if (value !== undefined && value !== '') return value;
  return 'default' in field ? field.default : undefined;
}

/** The fields that are shown with these answers. A field that depends on a hidden one is hidden too. */
export function shownFields(generator: Generator, values: FieldValues): GeneratorField[] {
  const shown: GeneratorField[] = [];
  for (const field of generator.fields) {
    if (!field.showWhen || holds(field.showWhen, shown, values)) shown.push(field);
  }
  return shown;
}

export function holds(
  condition: Condition,
  shown: readonly GeneratorField[],
  values: FieldValues,
): boolean {
  const field = shown.find((one) => one.id === condition.field);
  const answer = field && answerOf(field, values);
  if ('filled' in condition) return isFilled(answer) === condition.filled;
  const answers: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  return condition.is.some((one) => answers.includes(one));
}

function isFilled(answer: FieldValue | undefined): boolean {
  if (typeof answer === 'string') return answer.trim() !== '';
  if (Array.isArray(answer)) return answer.some((one) => one.trim() !== '');
  return answer !== undefined && answer !== false;
}

/** Turns answers into what stands in the prompt. Nothing here throws: what does not fit is told and left out. */
export function readValues(
  generator: Generator,
  values: FieldValues,
  options: ReadOptions,
): ReadValues {
  const problems: FieldProblem[] = [];
  const shown = shownFields(generator, values);
  const texts = generator.fields.map((field) => {
    if (!shown.includes(field)) return { name: field.id, value: '' };
    const reading = { field, options, tell: teller(field.id, problems) };
    return { name: field.id, value: textOf(reading, values) };
  });
  const known = new Set(generator.fields.map((field) => field.id));
  for (const id of Object.keys(values)) {
    if (!known.has(id)) problems.push({ field: id.slice(0, 60), code: 'unknown_field' });
  }
  return { texts, shown: shown.map((field) => field.id), problems };
}

type Tell = (code: FieldProblem['code'], name?: string) => void;

function teller(field: string, problems: FieldProblem[]): Tell {
  return (code, name) =>
    void problems.push({ field, code, ...(name === undefined ? {} : { name }) });
}

interface Reading<F extends GeneratorField = GeneratorField> {
  readonly field: F;
  readonly options: ReadOptions;
  readonly tell: Tell;
}

function textOf(reading: Reading, values: FieldValues): string {
  const { field, tell } = reading;
  const answer = answerOf(field, values) ?? autofillOf(field, reading.options.tokens);
  if (!isFilled(answer) || answer === undefined) {
    if (field.required) tell('required');
    return field.kind === 'toggle' ? field.off : '';
  }
  const text = filledText(reading, answer);
  if (text === null) tell('wrong_kind');
  return text ?? '';
}

/** A field left empty takes its tokens, if the set has all of them. */
function autofillOf(field: GeneratorField, tokens: TokenSet): string | undefined {
  if (!('autofill' in field) || field.autofill === undefined) return undefined;
  const filled = new Set(
    tokens.filter(({ value }) => value.trim() !== '').map(({ name }) => tokenKey(name)),
  );
  return findTokens(field.autofill).every(({ key }) => filled.has(key))
    ? field.autofill
    : undefined;
}

/** Null where the answer is of another kind than the field. */
function filledText({ field, options, tell }: Reading, answer: FieldValue): string | null {
  switch (field.kind) {
    case 'text':
    case 'textarea':
      return typeof answer === 'string' ? written(answer, field.maxLength, options, tell) : null;
    case 'choice':
      return typeof answer === 'string' ? chosen(field.options, answer, tell) : null;
    case 'choices':
      return Array.isArray(answer) ? severalChosen(field, answer, tell) : null;
    case 'list':
      return Array.isArray(answer) ? listed({ field, options, tell }, answer) : null;
    case 'colour':
      return typeof answer === 'string' && colourName(answer) !== answer
        ? colourName(answer)
        : null;
    case 'number':
      if (typeof answer !== 'number') return null;
      // Also what is no number at all is out of range.
      if (!(answer >= field.min && answer <= field.max)) tell('out_of_range');
      return String(answer);
    case 'toggle':
      return typeof answer === 'boolean' ? field.on : null;
    case 'image':
      return typeof answer === 'object' && 'sha256' in answer ? field.prompt : null;
  }
}

/** A creator's own words, with their tokens and variants. */
function written(text: string, most: number, options: ReadOptions, tell: Tell): string {
  const { tokens: set, seed, wildcards = {} } = options;
  const resolved = resolveText(text.trim(), { set, seed, wildcards });
  for (const { code, name } of resolved.problems) {
    // Told once for the whole prompt.
    if (code !== 'outcome_too_long' && code !== 'duplicate_token') tell(code, name);
  }
  if (resolved.text.length > most) tell('too_long');
  return resolved.text;
}

function chosen(options: readonly FieldOption[], id: string, tell: Tell): string {
  const option = options.find((one) => one.id === id);
  if (!option) tell('not_an_option', id.slice(0, 40));
  return option?.prompt ?? '';
}

function severalChosen(
  field: Extract<GeneratorField, { kind: 'choices' }>,
  ids: readonly string[],
  tell: Tell,
): string {
  const different = [...new Set(ids)];
  if (different.length < field.min) tell('too_few');
  if (different.length > field.max) tell('too_many');
  return joinTexts(
    different.map((id) => chosen(field.options, id, tell)),
    field,
  );
}

function listed(
  { field, options, tell }: Reading<Extract<GeneratorField, { kind: 'list' }>>,
  entries: readonly string[],
): string {
  if (entries.length > field.max) tell('too_many');
  return joinTexts(
    entries.slice(0, field.max).map((entry) => written(entry, field.maxLength, options, tell)),
    field,
  );
}

/** `a`, `a and b`, `a, b and c`; empty ones are left out. */
function joinTexts(
  texts: readonly string[],
  { join, lastJoin }: { join: string; lastJoin: string },
): string {
  const filled = texts.filter((text) => text.trim() !== '');
  const last = filled.pop();
  if (last === undefined) return '';
  return filled.length === 0 ? last : `${filled.join(join)}${lastJoin}${last}`;
}
