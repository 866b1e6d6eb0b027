import { describe, expect, test } from 'vitest';
import { drawEach, problemsOfEach, promptsOf, resolveEach } from './draw-each.ts';
import { resolveText } from './expand.ts';

const SET = [{ name: 'NAME', value: 'Ada {x|y}' }];
const textsOf = (text: string, count: number, seed = 7, wildcards = {}) =>
  resolveEach(text, count, { seed, set: SET, wildcards }).map((filled) => filled.text);

describe('a prompt of several pictures', () => {
  test('is drawn for each, alike every time, the first as it is drawn alone', () => {
    const text = '[NAME], a {red|blue|green|grey} {door|gate|wall}';
    const drawn = textsOf(text, 6);
    expect(drawn).toEqual(textsOf(text, 6));
    expect(drawn[0]).toBe(resolveText(text, { seed: 7, set: SET }).text);
    expect(new Set(drawn).size).toBe(6);
    for (const one of drawn) {
      expect(one).toMatch(/^Ada \{x\|y\}, a (red|blue|green|grey) (door|gate|wall)$/);
    }
    expect(textsOf(text, 6, 8)).not.toEqual(drawn);
  });

  test('takes each variant once before one comes again', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      expect(textsOf('{a|b|c}', 3, seed).toSorted()).toEqual(['a', 'b', 'c']);
      expect(textsOf('{a|b}', 4, seed).toSorted()).toEqual(['a', 'a', 'b', 'b']);
    }
    const lines = { colour: ['ochre', 'teal'] };
    expect(textsOf('__colour__', 2, 3, lines).toSorted()).toEqual(['ochre', 'teal']);
  });

  test.each(['plain words', '[NAME]', '{a}', '{a|a} \\{x\\}'])('%j is one for all', (text) => {
    const drawn = textsOf(text, 4);
    expect(promptsOf(drawn)).toEqual({ prompt: drawn[0] });
  });

  test('what is told of more than one is told once', () => {
    const drawn = resolveEach('[NOBODY] {a|b} __nothing__', 4, { seed: 1, set: [] });
    expect(drawn).toHaveLength(4);
    expect(problemsOfEach(drawn).map(({ code, name }) => [code, name])).toEqual([
      ['missing_token', 'NOBODY'],
      ['unknown_wildcard', 'nothing'],
    ]);
    const long = resolveEach(`{a|${'x'.repeat(90)}}`, 2, { seed: 1, set: [], limit: 50 });
    expect(problemsOfEach(long).map(({ code }) => code)).toEqual(['outcome_too_long']);
  });

  test('no turn comes twice, and it ends where there is one outcome alone', () => {
    const turns: number[] = [];
    drawEach(
      10,
      (turn) => turns.push(turn),
      () => 'same',
    );
    expect(turns.length).toBe(new Set(turns).size);
  });
});
