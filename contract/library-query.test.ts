import { expect, test } from 'vitest';
import { FILTER_KEYS, parseLibraryQuery, writeTerm } from './library-query.ts';
import {
  COLOR_NAMES,
  readBytes,
  readColor,
  readDay,
  readRatio,
  readSeconds,
  spanOf,
} from './query-values.ts';

const said = (text: string) =>
  parseLibraryQuery(text).map(({ kind, negated, key, operator, value, problem }) =>
    [negated ? '-' : '', kind, key, operator, value, problem].filter(Boolean).join(' '),
  );

test('words, phrases and filters, each with a minus before it', () => {
  expect(said('red fox -snow "in the fog" -"at dusk" rating:>3 -tag:"two words"')).toEqual([
    'word red',
    'word fox',
    '- word snow',
    'phrase in the fog',
    '- phrase at dusk',
    'filter rating > 3',
    '- filter tag two words',
  ]);
});

test.each([
  ['rating:>=4', 'filter rating >= 4'],
  ['rating:4', 'filter rating 4'],
  ['rating:9', 'filter rating 9 bad_value'],
  ['rating:>', 'filter rating > no_value'],
  ['Rating:3', 'filter rating 3'],
  ['before:2026-02-30', 'filter before 2026-02-30 bad_value'],
  ['after:7d', 'filter after 7d'],
  ['size:>5mb', 'filter size > 5mb'],
  ['model:>x', 'filter model >x'],
  ['is:LOST', 'filter is LOST bad_value'],
  ['like:x', 'filter like x bad_value'],
  ['fog:3', 'filter fog 3 unknown_filter'],
  ['https://example.com/a', 'word https://example.com/a'],
  ['C:\\pictures', 'word C:\\pictures'],
  ['12:30', 'word 12:30'],
  ['-', 'word -'],
  ['tag:"open', 'filter tag open'],
  [String.raw`"a \"b\" \\"`, String.raw`phrase a "b" \ `.trim()],
])('%s', (text, expected) => {
  expect(said(text)).toEqual([expected]);
});

test('every key is known, and every name of a colour', () => {
  for (const key of FILTER_KEYS) expect(said(`${key}:`)).toEqual([`filter ${key} no_value`]);
  for (const name of COLOR_NAMES) expect(said(`color:${name}`)).toEqual([`filter color ${name}`]);
});

test('each term says where it stands', () => {
  const text = '  fox  -tag:"a b" ';
  expect(parseLibraryQuery(text).map(({ start, end }) => text.slice(start, end))).toEqual([
    'fox',
    '-tag:"a b"',
  ]);
});

test('any text is a search: terms cover it, and mean the same when written again (8,000 texts)', () => {
  const pieces = [
    '"',
    '\\',
    '-',
    ':',
    ' ',
    '\t',
    '\u3000',
    '>',
    '<=',
    '=',
    'rating',
    'tag',
    'RATING:',
    'x',
    'é',
    '🦊',
    '\ud800',
    '\0',
    'http://',
    'on:',
    '7d',
    '2026-11',
    '狐',
    "'; drop",
    '\n',
    'fog',
    '%',
    '*',
    'size:5mb',
  ];
  let seed = 20261121;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const meaning = (text: string) =>
    parseLibraryQuery(text).map((term) => ({ ...term, start: 0, end: 0 }));
  for (let run = 0; run < 8_000; run += 1) {
    const text = Array.from({ length: 1 + random(12) }, () => pieces[random(pieces.length)]).join(
      '',
    );
    const terms = parseLibraryQuery(text);
    let at = 0;
    for (const { start, end } of terms) {
      expect(text.slice(at, start).trim()).toBe('');
      expect(end).toBeGreaterThan(start);
      at = end;
    }
    expect(text.slice(at).trim()).toBe('');
    const written = terms.map(writeTerm).join(' ');
    expect([text, meaning(written)]).toEqual([text, meaning(text)]);
  }
});

test('a quote or space in a value is written so that it comes back', () => {
  for (const value of ['two words', 'a "b"', '\\', '>3', '"', '=']) {
    const filter = { kind: 'filter', negated: true, key: 'tag', operator: null, value } as const;
    expect(parseLibraryQuery(writeTerm(filter))).toMatchObject([filter]);
  }
});

test('values as they are typed', () => {
  expect(['5mb', '1.5 gb', '1.5GB', '20', 'x'].map(readBytes)).toEqual([
    5e6,
    null,
    1.5e9,
    20,
    null,
  ]);
  expect(['5', '2.5s', '2m', '1:30', '1:99'].map(readSeconds)).toEqual([5, 2.5, 120, 90, null]);
  expect(['#F80', 'ff8800', 'orange', 'rouge', 'constructor'].map(readColor)).toEqual([
    '#ff8800',
    '#ff8800',
    '#ff8800',
    '#e02020',
    null,
  ]);
  expect(['16:9', 'Portrait', '0:1', '16'].map(readRatio)).toEqual([
    { kind: 'ratio', width: 16, height: 9 },
    { kind: 'portrait' },
    null,
    null,
  ]);
  expect(['0000', '2026-13', 'tomorrow'].map(readDay)).toEqual([null, null, null]);
});

test('days are whole days of the creator’s own time', () => {
  const now = new Date(2026, 2, 1, 15, 30);
  const span = (text: string) => {
    const { from, to } = spanOf(readDay(text)!, now);
    return [from, to].map((at) => `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`);
  };
  expect(span('today')).toEqual(['2026-3-1', '2026-3-2']);
  expect(span('yesterday')).toEqual(['2026-2-28', '2026-3-1']);
  expect(span('1w')).toEqual(['2026-2-22', '2026-2-23']);
  expect(span('3m')).toEqual(['2025-12-1', '2025-12-2']);
  expect(span('2024')).toEqual(['2024-1-1', '2025-1-1']);
  expect(span('2024-02')).toEqual(['2024-2-1', '2024-3-1']);
  expect(span('2024-02-29')).toEqual(['2024-2-29', '2024-3-1']);
});
