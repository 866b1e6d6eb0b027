import {
  readBytes,
  readColor,
  readDay,
  readId,
  readRatio,
  readSeconds,
  readWhole,
} from './query-values.ts';

/**
 * What a creator types to find works: words (each must begin some word), "phrases", filters (`rating:>3`), and any of
 * them with `-` before it, which leaves out what it finds. All must hold. Words that find nothing are taken for the
 * nearest that do. Quotes hold spaces together; inside them `\"` is a quote and `\\` a backslash.
 */
export const HAS = ['notes', 'title', 'recipe', 'tags', 'sources'] as const;
export const IS = [
  'favorite',
  'video',
  'image',
  'imported',
  'generated',
  'cloud',
  'untagged',
  'unrated',
] as const;
export const TYPES = [
  'image',
  'video',
  'png',
  'jpeg',
  'jpg',
  'webp',
  'gif',
  'avif',
  'tiff',
  'mp4',
  'webm',
] as const;

interface FilterRule {
  /** Takes `>`, `>=`, `<`, `<=` and `=` before its value. */
  compares?: true;
  /** Whether the value means something; the case of its letters never counts. */
  reads(value: string): boolean;
}

const anyText: FilterRule = { reads: () => true };
const oneOf = (values: readonly string[]): FilterRule => ({
  reads: (value) => values.includes(value.toLowerCase()),
});
const day: FilterRule = { reads: (value) => readDay(value) !== null };
const whole: FilterRule = { compares: true, reads: (value) => readWhole(value) !== null };

/**
 * `model` and `provider` hold a part of the name; `tag` is the whole of one, `label` words that stand together in what a vision model
 * saw, or a tone of the colours, `in` a collection's name, `project`
 * a project's title or `none`. `before` and
 * `after` leave the day itself out; `7d` is the day seven days ago. `size` and `duration` without an operator are "at
 * least". `color`, `like` and `meaning` (what works are about, in any words) find the nearest.
 */
const FILTERS = {
  model: anyText,
  provider: anyText,
  tag: anyText,
  label: anyText,
  in: anyText,
  project: anyText,
  rating: { compares: true, reads: (value) => /^[0-5]$/.test(value) },
  before: day,
  after: day,
  on: day,
  ratio: { reads: (value) => readRatio(value) !== null },
  has: oneOf(HAS),
  is: oneOf(IS),
  type: oneOf(TYPES),
  width: whole,
  height: whole,
  size: { compares: true, reads: (value) => readBytes(value) !== null },
  duration: { compares: true, reads: (value) => readSeconds(value) !== null },
  seed: { reads: (value) => readWhole(value) !== null },
  color: { reads: (value) => readColor(value) !== null },
  like: { reads: (value) => readId(value) !== null },
  meaning: { reads: (value) => value.trim().length >= 3 },
} as const satisfies Record<string, FilterRule>;

export type FilterKey = keyof typeof FILTERS;
export const FILTER_KEYS = Object.keys(FILTERS) as FilterKey[];

export type Operator = '=' | '>' | '>=' | '<' | '<=';

/**
 * `unknown_filter`: such a term is looked for as words. A filter with `no_value` (half typed) or `bad_value` finds
 * everything, so that a list does not empty itself while somebody types.
 */
export type QueryProblem = 'unknown_filter' | 'no_value' | 'bad_value';

export interface QueryTerm {
  /** Its place in the text; `text.slice(start, end)` is the term as typed, with its `-` and quotes. */
  start: number;
  end: number;
  kind: 'word' | 'phrase' | 'filter';
  negated: boolean;
  /** In lower case; null unless `kind` is `filter`. One of FILTER_KEYS unless the problem is `unknown_filter`. */
  key: string | null;
  operator: Operator | null;
  /** The word, what stands in the quotes, or the filter's value without its operator and quotes. */
  value: string;
  problem: QueryProblem | null;
}

/** The terms of a search in order. Never throws; any text is a search. */
export function parseLibraryQuery(text: string): QueryTerm[] {
  const terms: QueryTerm[] = [];
  for (let at = 0; at < text.length;) {
    if (isSpace(text, at)) {
      at += 1;
      continue;
    }
    const term = readTerm(text, at);
    terms.push(term);
    at = term.end;
  }
  return terms;
}

/** A term as it is typed: parsed again it means the same. */
export function writeTerm(
  term: Pick<QueryTerm, 'kind' | 'negated' | 'key' | 'operator' | 'value'>,
): string {
  const sign = term.negated ? '-' : '';
  if (term.kind === 'word') return sign + term.value;
  if (term.kind === 'phrase') return sign + quoted(term.value);
  const plain = /^[^\s"<>=][^\s"]*$/u.test(term.value) || term.value === '';
  const value = plain ? term.value : quoted(term.value);
  return `${sign}${term.key ?? ''}:${term.operator ?? ''}${value}`;
}

export function isFilterKey(key: string | null): key is FilterKey {
  return key !== null && Object.hasOwn(FILTERS, key);
}

const SPACE = /\s/u;

function isSpace(text: string, at: number): boolean {
  return SPACE.test(text[at] ?? ' ');
}

function readTerm(text: string, start: number): QueryTerm {
  const negated = text[start] === '-' && start + 1 < text.length && !isSpace(text, start + 1);
  const at = negated ? start + 1 : start;
  const base = { start, negated, key: null, operator: null, problem: null } as const;
  if (text[at] === '"') {
    const { value, end } = readQuoted(text, at);
    return { ...base, kind: 'phrase', value, end };
  }
  const key = readKey(text, at);
  if (key !== null) return readFilter(text, { start, negated, key, at: at + key.length + 1 });
  const end = wordEnd(text, at);
  return { ...base, kind: 'word', value: text.slice(at, end), end };
}

/** Letters before a colon, in lower case. An address (`https://…`) and a drive (`C:\…`) are words. */
function readKey(text: string, at: number): string | null {
  const found = /^([a-z]+):(.?)/i.exec(text.slice(at, at + 40));
  const key = found?.[1]?.toLowerCase();
  if (found === null || key === undefined) return null;
  if (isFilterKey(key)) return key;
  return key.length === 1 || found[2] === '/' ? null : key;
}

function readFilter(
  text: string,
  { start, negated, key, at }: { start: number; negated: boolean; key: string; at: number },
): QueryTerm {
  const rule: FilterRule | undefined = isFilterKey(key) ? FILTERS[key] : undefined;
  const operator = rule?.compares ? readOperator(text, at) : null;
  const from = at + (operator?.length ?? 0);
  const { value, end } =
    text[from] === '"'
      ? readQuoted(text, from)
      : { value: text.slice(from, wordEnd(text, from)), end: wordEnd(text, from) };
  const problem = problemOf(rule, value);
  return { start, end, kind: 'filter', negated, key, operator, value, problem };
}

function problemOf(rule: FilterRule | undefined, value: string): QueryProblem | null {
  if (!rule) return 'unknown_filter';
  if (value.trim() === '') return 'no_value';
  return rule.reads(value) ? null : 'bad_value';
}

function readOperator(text: string, at: number): Operator | null {
  return (/^(?:>=|<=|[><=])/.exec(text.slice(at, at + 2))?.[0] ?? null) as Operator | null;
}

/** Up to the closing quote, or to the end where there is none yet. What follows a quote at once is a term of its own. */
function readQuoted(text: string, start: number): { value: string; end: number } {
  let value = '';
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const sign = text[at]!;
    if (sign === '"') return { value, end: at + 1 };
    const next = text[at + 1];
    const escaped = sign === '\\' && (next === '"' || next === '\\');
    value += escaped ? next : sign;
    if (escaped) at += 1;
  }
  return { value, end: text.length };
}

function quoted(value: string): string {
  return `"${value.replaceAll(/["\\]/g, (sign) => `\\${sign}`)}"`;
}

function wordEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && !isSpace(text, end)) end += 1;
  return end;
}
