import { describe, expect, test } from 'vitest';
import { combinations, countCombinations, MOST_COUNTED } from './combinations.ts';
import { expandWildcards, resolveText } from './expand.ts';
import { checkTokens, fillTokens, findTokens } from './fill.ts';
import { tokenKey, tokenNameFrom } from './names.ts';
import { MAX_OUTCOME_LENGTH } from './problems.ts';

const ADA = [
  { name: 'FIRSTNAME', value: 'Ada' },
  { name: 'COMPANY', value: 'Analytical & Sons' },
];
const codes = ({ problems }: { problems: readonly { code: string }[] }) =>
  problems.map(({ code }) => code);
const all = (text: string, options: Omit<Parameters<typeof combinations>[1], 'limit'> = {}) => [
  ...combinations(text, { ...options, limit: 10_000 }),
];

describe('tokens', () => {
  test('are found with their places, also within variants and optional parts', () => {
    const text = 'a [FIRSTNAME], {[Job title]|x}[?, at [COMPANY]] \\[NOT] [a:b:0.5] [ x] []';
    const found = findTokens(text);
    expect(found.map(({ name }) => name)).toEqual(['FIRSTNAME', 'Job title', 'COMPANY']);
    for (const { name, start, end } of found) expect(text.slice(start, end)).toBe(`[${name}]`);
  });

  test.each([
    ['FIRSTNAME', 'FirstName'],
    ['First name', 'FIRST_NAME'],
    ['Prénom', 'PRENOM'],
    ['a-b', 'A B'],
  ])('%s and %s are one token', (one, other) => {
    expect(tokenKey(one)).toBe(tokenKey(other));
    expect(fillTokens(`[${one}]`, [{ name: other, value: 'v' }]).text).toBe('v');
  });

  test('an accent that makes another letter elsewhere than in Latin stays', () => {
    expect(tokenKey('कि')).not.toBe(tokenKey('क'));
  });

  test.each([
    ['First name (given)', 'FIRST_NAME_GIVEN'],
    ['1. Société', 'SOCIÉTÉ'],
    ['  ', null],
    ['42', null],
    ['名前', '名前'],
  ])('a heading %s names the token %s', (heading, name) => {
    expect(tokenNameFrom(heading)).toBe(name);
  });

  test('a missing one stays visible and is told with its place', () => {
    const text = 'for [FIRSTNAME] of [CITY]';
    expect(fillTokens(text, ADA)).toEqual({
      text: 'for Ada of [CITY]',
      problems: [{ code: 'missing_token', start: 19, end: 25, name: 'CITY' }],
    });
  });

  test('a value is never read again: no token, variant, wildcard or escape in it comes alive', () => {
    const value = String.raw`[COMPANY] {a|b} __x__ \[ [? ]`;
    const set = [{ name: 'N', value }, ...ADA];
    const filled = resolveText('<[N]>{1$$[N]}[?[N]]', { seed: 1, set, wildcards: { x: ['leak'] } });
    expect(filled.text).toBe(`<${value}>${value}${value}`);
    expect(new Set(codes(filled))).toEqual(new Set(['nested_token']));
    expect(fillTokens('<[N]>', set).text).toBe(`<${value}>`);
  });

  test('an optional part vanishes with an empty or missing token of its own, and only then', () => {
    const text = 'a cat[?, named [NAME][?, of [COMPANY]]].';
    const of = (set: { name: string; value: string }[]) => fillTokens(text, set).text;
    expect(of([])).toBe('a cat.');
    expect(of([{ name: 'NAME', value: '  ' }])).toBe('a cat.');
    expect(of([{ name: 'NAME', value: 'Tom' }])).toBe('a cat, named Tom.');
    expect(of([{ name: 'NAME', value: 'Tom' }, ...ADA])).toBe(
      'a cat, named Tom, of Analytical & Sons.',
    );
  });

  test('missing, unused, nested and duplicate ones are told before a run', () => {
    const set = [...ADA, { name: 'firstname', value: 'B' }, { name: 'X', value: 'hi [COMPANY]' }];
    expect(checkTokens(['[FirstName] [CITY]', '{[city]|[x]}'], set)).toEqual({
      missing: ['CITY'],
      unused: ['COMPANY'],
      nested: ['X'],
      duplicate: ['firstname'],
    });
    expect(codes(fillTokens('[firstname]', set))).toContain('duplicate_token');
  });

  test('variants are told, not filled into: a value could not be told from the syntax around it', () => {
    expect(fillTokens('{[FIRSTNAME]|x} \\{y\\}', ADA)).toMatchObject({
      text: '{[FIRSTNAME]|x} {y}',
      problems: [{ code: 'unexpanded', start: 0, end: 15 }],
    });
  });

  test('a prompt beyond the limit is told', () => {
    const set = [{ name: 'A', value: 'x'.repeat(1_500) }];
    expect(codes(fillTokens('[A]', set))).toEqual([]);
    expect(codes(fillTokens('[A][A]', set))).toEqual(['outcome_too_long']);
    const many = fillTokens('[A]'.repeat(100), set);
    expect(many.text).toHaveLength(MAX_OUTCOME_LENGTH);
    expect(codes(many)).toEqual(['outcome_too_long']);
  });

  test('weights and brackets of compel stay as they are', () => {
    const text = String.raw`(sharp)1.3, (soft light)--, a \(b\), ("x", "y").and(), [down]`;
    const down = [{ name: 'down', value: '[down]' }];
    expect(fillTokens(text, down).text).toBe(text);
  });
});

describe('variants and wildcards', () => {
  const wildcards = {
    season: ['# seasons', 'summer', '', 'winter', '{autumn|fall}'],
    'colours/cold': ['blue'],
    'colours/warm': ['red'],
    loop: ['x __loop__'],
    bomb: ['__bomb__ __bomb__ __bomb__ __bomb__ __bomb__ __bomb__ __bomb__ __bomb__ __bomb__'],
    none: ['# nothing'],
  };

  test.each([
    ['{a|b|c}', ['a', 'b', 'c']],
    ['{3::a|0.5::b| .5::c}', ['a', 'b', 'c']],
    ['{a}', ['{a}']],
    ['{}', ['{}']],
    ['{"a": {"b": [1, 2]}} ${alert(1)} {{7*7}}', ['{"a": {"b": [1, 2]}} ${alert(1)} {{7*7}}']],
    ['{{a} b}', ['{{a} b}']],
    ['{1$$a}', ['a']],
    ['{a|}', ['a', '']],
    ['{x {a|b}|c}', ['x a', 'x b', 'c']],
    ['{2$$a|b|c}', ['a, b', 'a, c', 'b, a', 'b, c', 'c, a', 'c, b']],
    ['{2$$ and $$a|b}', ['a and b', 'b and a']],
    ['{1-2$$/$$a|b}', ['a', 'b', 'a/b', 'b/a']],
    ['{-2$$a|b}', ['a', 'b', 'a, b', 'b, a']],
    ['{1-$$a|b}', ['a', 'b', 'a, b', 'b, a']],
    ['{0-1$$a|b}', ['', 'a', 'b']],
    ['{4$$a|b}', ['a, b', 'b, a']],
    ['{2$$ \\| $$a|b}', ['a | b', 'b | a']],
    ['{a\\|b|c}', ['a|b', 'c']],
    ['__season__', ['summer', 'winter', 'autumn', 'fall']],
    ['__SEASON__', ['summer', 'winter', 'autumn', 'fall']],
    ['__colours/*__', ['blue', 'red']],
    ['{2$$__colours/*__}', ['blue, red', 'red, blue']],
    ['{a|b} {c|d}', ['a c', 'a d', 'b c', 'b d']],
    ['\\{a|b\\} \\__season__', ['{a|b} __season__']],
    ['costs {5$$}', ['costs ']],
    ['{$$a|b}', ['$$a', 'b']],
  ])('%s', (text, expected) => {
    expect(all(text, { wildcards, set: [] })).toEqual(expected);
    expect(countCombinations(text, { wildcards })).toEqual({
      count: expected.length,
      beyond: false,
    });
    for (let seed = 0; seed < 40; seed += 1) {
      expect(expected).toContain(resolveText(text, { seed, wildcards, set: [] }).text);
    }
  });

  test('what is drawn follows the seed, and the weights', () => {
    const text = '{9::often|1::seldom} {a|b|c|d|e|f|g|h} __season__';
    const drawn = Array.from({ length: 1_000 }, (_, seed) =>
      expandWildcards(text, { seed, wildcards }),
    );
    expect(expandWildcards(text, { seed: 77, wildcards })).toEqual(drawn[77]);
    const often = drawn.filter((one) => one.text.startsWith('often')).length;
    expect(often).toBeGreaterThan(850);
    expect(often).toBeLessThan(950);
    expect(new Set(drawn.map((one) => one.text)).size).toBeGreaterThan(40);
  });

  test('two of a choice are never the same one', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const [one, other] = expandWildcards('{2$$a|b|c}', { seed }).text.split(', ');
      expect(one).not.toBe(other);
    }
  });

  test('tokens and escapes are there still after drawing', () => {
    const { text } = expandWildcards('{[FIRSTNAME] \\{x\\}|[FIRSTNAME] \\{x\\}}', { seed: 1 });
    expect(text).toBe('[FIRSTNAME] \\{x\\}');
    expect(fillTokens(text, ADA)).toEqual({ text: 'Ada {x}', problems: [] });
  });

  test.each([
    ['a __nothing__ b', 'unknown_wildcard', 2, 13],
    ['a __none__ b', 'empty_wildcard', 2, 10],
    ['a __loop__ b', 'wildcard_loop', 2, 10],
    ['a __bomb__ b', 'wildcard_loop', 2, 10],
    ['a __toString__ __proto__ b', 'unknown_wildcard', 2, 14],
    ['a {b|c', 'unclosed', 2, 3],
    ['a [? b', 'unclosed', 2, 4],
    ['a {1$$} b', 'empty_choice', 2, 7],
    ['a {0::x|0::y}', 'no_weight', 2, 13],
    ['a {3$$x|y}', 'bad_range', 2, 10],
    ['a {2-1$$x|y}', 'bad_range', 2, 12],
    ['a ${x=!{b|c}} b', 'variable', 2, 13],
    [`${'{|'.repeat(30)}x${'}'.repeat(30)}`, 'too_deep', 40, 41],
  ])('%s is told with its place', (text, code, start, end) => {
    const { problems } = expandWildcards(text, { seed: 1, wildcards });
    expect(problems).toContainEqual(expect.objectContaining({ code, start, end }));
  });

  test('a text too long to be read is a prompt as it is', () => {
    const text = '{a|b}'.repeat(4_001);
    const { problems, ...read } = expandWildcards(text, { seed: 1 });
    expect(problems[0]).toEqual({ code: 'source_too_long', start: 0, end: 20_005 });
    expect(read.text).toBe(text.slice(0, MAX_OUTCOME_LENGTH));
  });

  test('counting makes nothing, and says where it stops', () => {
    const big = countCombinations('{a|b|c|d|e|f|g|h|i|j}'.repeat(15));
    expect(big).toEqual({ count: MOST_COUNTED, beyond: false });
    expect(countCombinations('{a|b|c|d|e|f|g|h|i|j}'.repeat(16))).toEqual({
      count: MOST_COUNTED,
      beyond: true,
    });
    const options = Array.from({ length: 3_000 }, (_, index) => `o${index}`).join('|');
    expect(countCombinations(`{400$$${options}}`).beyond).toBe(true);
    expect(countCombinations('__bomb__', { wildcards })).toBeDefined();
    const self = { self: Array.from({ length: 50 }, (_, n) => `${n} {2$$__self__}`) };
    expect(countCombinations('__self__', { wildcards: self }).beyond).toBe(true);
  });

  test('the first ones of many are made without the rest', () => {
    const text = `${'{a|b}'.repeat(60)} {17$$a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q}`;
    const first = [...combinations(text, { limit: 3 })];
    expect(first).toHaveLength(3);
    expect(new Set(first).size).toBe(3);
    expect([...combinations('__bomb__', { limit: 2, wildcards })].length).toBeGreaterThan(0);
  });
});
