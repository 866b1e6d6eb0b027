import type { ViewedWork } from '../viewer/viewed-work.ts';

/** What works are compared by, in the order of the table. */
export const PARAMETERS = [
  'prompt',
  'negative',
  'model',
  'seed',
  'ratio',
  'size',
  'quality',
  'format',
  'dimensions',
  'bytes',
  'created',
] as const;
export type Parameter = (typeof PARAMETERS)[number];
export type ParameterValue = string | number | { width: number; height: number } | null;

export interface ParameterRow {
  readonly name: Parameter;
  /** One a work, in their order. */
  readonly values: readonly ParameterValue[];
  readonly differs: boolean;
}

/** A row for each parameter that any of the works has. */
export function parameterRows(works: readonly ViewedWork[]): ParameterRow[] {
  return PARAMETERS.flatMap((name) => {
    const values = works.map((work) => valueOf(work, name));
    if (values.every((value) => value === null)) return [];
    const differs = new Set(values.map((value) => JSON.stringify(value))).size > 1;
    return [{ name, values, differs }];
  });
}

function valueOf(work: ViewedWork, name: Parameter): ParameterValue {
  const { recipe } = work;
  switch (name) {
    case 'dimensions':
      return { width: work.width, height: work.height };
    case 'bytes':
      return work.bytes;
    case 'created':
      return work.createdAt;
    case 'prompt':
      return recipe?.prompt ?? null;
    case 'negative':
      return recipe?.negativePrompt ?? null;
    case 'model':
      return recipe?.modelName ?? null;
    case 'seed':
      return recipe?.seed ?? null;
    case 'ratio':
      return recipe?.aspectRatio ?? null;
    case 'size':
      return recipe?.size ?? null;
    case 'quality':
      return recipe?.quality ?? null;
    case 'format':
      return recipe?.format ?? null;
    default:
      return name satisfies never;
  }
}

export interface Span {
  readonly text: string;
  /** The other text has no such words here. */
  readonly isOwn: boolean;
}

/** Words beyond these are not compared one by one: the table of a long text against a long one is large. */
const MOST_WORDS = 500;

/** A text in spans, those that another text does not have marked; by the longest common run of words. */
export function spansAgainst(text: string, other: string): Span[] {
  if (text === other) return [{ text, isOwn: false }];
  const [own, others] = [wordsOf(text), wordsOf(other)];
  if (own.length > MOST_WORDS || others.length > MOST_WORDS) return [{ text, isOwn: true }];
  const common = commonLengths(own, others);
  const spans: { text: string; isOwn: boolean }[] = [];
  let [a, b] = [0, 0];
  while (a < own.length) {
    const word = own[a] ?? '';
    const isShared = b < others.length && key(word) === key(others[b] ?? '');
    const skipsOther = (common[a]?.[b + 1] ?? 0) >= (common[a + 1]?.[b] ?? 0);
    if (!isShared && b < others.length && skipsOther) {
      b += 1;
      continue;
    }
    const last = spans.at(-1);
    if (last?.isOwn === !isShared) last.text += word;
    else spans.push({ text: word, isOwn: !isShared });
    a += 1;
    if (isShared) b += 1;
  }
  return spans;
}

/** Words, each with the space after it. */
const wordsOf = (text: string) => text.match(/\S+\s*/g) ?? [];
const key = (word: string) => word.trim().toLowerCase();

/** For each pair of places, how many words the rests have in common. */
function commonLengths(own: readonly string[], others: readonly string[]): number[][] {
  const table = Array.from({ length: own.length + 1 }, () =>
    Array.from({ length: others.length + 1 }, () => 0),
  );
  for (let a = own.length - 1; a >= 0; a -= 1) {
    const [row, below] = [table[a] ?? [], table[a + 1] ?? []];
    for (let b = others.length - 1; b >= 0; b -= 1) {
      row[b] =
        key(own[a] ?? '') === key(others[b] ?? '')
          ? (below[b + 1] ?? 0) + 1
          : Math.max(below[b] ?? 0, row[b + 1] ?? 0);
    }
  }
  return table;
}
