import { parseError } from '../rest-error.ts';
import type { Condition, Field, Quantifier, Test } from './ast.ts';
import { type Cursor, createCursor } from './cursor.ts';
import { parsePath } from './parse-select.ts';

/** The protocol's names of Postgres's operators. */
export const OPERATORS: Readonly<Record<string, string>> = {
  eq: '=',
  neq: '<>',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  like: 'like',
  ilike: 'ilike',
  match: '~',
  imatch: '~*',
  cs: '@>',
  cd: '<@',
  ov: '&&',
  sl: '<<',
  sr: '>>',
  nxr: '&<',
  nxl: '&>',
  adj: '-|-',
  isdistinct: 'is distinct from',
};

const QUANTIFIED = new Set(['eq', 'gt', 'gte', 'lt', 'lte', 'like', 'ilike', 'match', 'imatch']);
const SEARCHES = ['fts', 'plfts', 'phfts', 'wfts'] as const;
const IS_VALUES = ['null', 'not_null', 'true', 'false', 'unknown'] as const;
const MAX_DEPTH = 50;

const OPERATION = new RegExp(
  `^(?:not\\.)?(?:${[...Object.keys(OPERATORS), ...SEARCHES, 'in', 'is'].join('|')})(?:\\([\\w.-]*\\))?\\.`,
);

/** Whether a parameter's value reads as a filter (`gt.5`), and not as an argument of a function. */
export function looksLikeFilter(value: string): boolean {
  return OPERATION.test(value);
}

/** `column=not.in.(1,2)`: the value reaches to the end, so its commas and brackets mean nothing. */
export function parseFilter(column: string, text: string): Condition {
  const cursor = createCursor(text, `filter (${text})`);
  const negated = cursor.take('not.');
  const test = parseTest(cursor, () => cursor.match(/[^]*/) ?? '');
  if (!cursor.done()) cursor.fail();
  return { kind: 'filter', field: parseField(column), negated, test };
}

/** `or=(a.eq.1,not.and(b.gt.2,c.is.null))` */
export function parseLogic(operator: 'and' | 'or', negated: boolean, text: string): Condition {
  const cursor = createCursor(text, `logic tree (${text})`);
  const items = parseItems(cursor, 0);
  if (!cursor.done()) cursor.fail();
  return { kind: 'logic', operator, negated, items };
}

export function parseField(text: string): Field {
  const cursor = createCursor(text, `filter (${text})`);
  const field = { name: cursor.name(), path: parsePath(cursor) };
  if (!cursor.done()) cursor.fail();
  return field;
}

function parseItems(cursor: Cursor, depth: number): Condition[] {
  if (depth > MAX_DEPTH) throw parseError('"logic tree"', 'the conditions are nested too deeply');
  cursor.expect('(');
  const items: Condition[] = [];
  do items.push(parseCondition(cursor, depth));
  while (cursor.take(','));
  cursor.expect(')');
  return items;
}

function parseCondition(cursor: Cursor, depth: number): Condition {
  cursor.match(/\s*/);
  const group = cursor.match(/(?:not\.)?(?:and|or)(?=\()/);
  if (group) {
    const negated = group.startsWith('not.');
    const operator = group.endsWith('and') ? 'and' : 'or';
    return { kind: 'logic', operator, negated, items: parseItems(cursor, depth + 1) };
  }
  const field = { name: cursor.name(), path: parsePath(cursor) };
  cursor.expect('.');
  const negated = cursor.take('not.');
  return { kind: 'filter', field, negated, test: parseTest(cursor, () => cursor.value()) };
}

function parseTest(cursor: Cursor, readValue: () => string): Test {
  const word = cursor.match(/[a-z]+/) ?? cursor.fail();
  const modifier = cursor.match(/\([\w.-]*\)/)?.slice(1, -1) ?? null;
  cursor.expect('.');
  const search = SEARCHES.find((candidate) => candidate === word);
  if (search) return { kind: 'search', operator: search, language: modifier, value: readValue() };
  if (word === 'in' && modifier === null) return { kind: 'in', values: parseList(cursor) };
  if (word === 'is' && modifier === null)
    return { kind: 'is', value: parseIs(cursor, readValue()) };
  if (!Object.hasOwn(OPERATORS, word)) cursor.fail();
  return {
    kind: 'compare',
    operator: word,
    value: readValue(),
    quantifier: parseQuantifier(cursor, word, modifier),
  };
}

function parseQuantifier(cursor: Cursor, word: string, modifier: string | null): Quantifier | null {
  if (modifier === null) return null;
  if ((modifier === 'any' || modifier === 'all') && QUANTIFIED.has(word)) return modifier;
  return cursor.fail();
}

function parseList(cursor: Cursor): string[] {
  cursor.expect('(');
  const values: string[] = [];
  if (cursor.take(')')) return values;
  do values.push(cursor.value());
  while (cursor.take(','));
  cursor.expect(')');
  return values;
}

function parseIs(cursor: Cursor, text: string): (typeof IS_VALUES)[number] {
  return IS_VALUES.find((candidate) => candidate === text.toLowerCase()) ?? cursor.fail();
}
