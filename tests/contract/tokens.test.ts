import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combinations, countCombinations } from '../../contract/tokens/combinations.ts';
import { resolveText } from '../../contract/tokens/expand.ts';
import { checkTokens, fillTokens } from '../../contract/tokens/fill.ts';
import { MAX_OUTCOME_LENGTH } from '../../contract/tokens/problems.ts';
import { escapeText, parseText, unescapeText } from '../../contract/tokens/syntax.ts';

const codes = ({ problems }: { problems: readonly { code: string }[] }) =>
  problems.map(({ code }) => code);

describe('any text', () => {
  const pieces = '{ } | [ ] [? __ _ $$ :: \\ - 2 0.5 * [NAME] __a__ ${ 2$$ 1-2$$ a é 👩‍🎨 ,'
    .split(' ')
    .concat(' ', '\n', '\ud800');
  const text = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 40 });
  const runs = process.env['ATELIER_CAMPAIGN'] === 'whole' ? 40_000 : 400;
  const wildcards = { a: ['x', '{y|__a__}', '[NAME] __b__'], b: ['{2$$__a__}', '}|{'] };
  const set = [{ name: 'NAME', value: '[NAME]{__a__|\\' }];

  test('is read without an error, alike each time, and covers all of it', () => {
    fc.assert(
      fc.property(text, fc.nat(), (parts, seed) => {
        const source = parts.join('');
        const { nodes } = parseText(source);
        let at = 0;
        for (const node of nodes) {
          expect(node.start).toBe(at);
          at = node.end;
        }
        expect(at).toBe(source.length);
        const drawn = resolveText(source, { seed, wildcards, set });
        expect(resolveText(source, { seed, wildcards, set })).toEqual(drawn);
        expect(drawn.text.length).toBeLessThanOrEqual(MAX_OUTCOME_LENGTH);
        expect(drawn.text.length > 2_000).toBe(codes(drawn).includes('outcome_too_long'));
        for (const { start, end } of drawn.problems) {
          expect(start <= end && end <= source.length).toBe(true);
        }
        fillTokens(source, set);
        checkTokens([source], set);
        countCombinations(source, { wildcards });
        expect([...combinations(source, { limit: 5, wildcards, set })].length).toBeGreaterThan(0);
      }),
      { numRuns: runs },
    );
  });

  test('escaped is itself again', () => {
    fc.assert(
      fc.property(text, (parts) => {
        const source = parts.join('');
        const escaped = escapeText(source);
        expect(unescapeText(escaped)).toBe(source);
        fc.pre(escaped.length <= 20_000);
        expect(resolveText(escaped, { seed: 1, wildcards, set, limit: 50_000 })).toEqual({
          text: source,
          problems: [],
        });
      }),
      { numRuns: runs },
    );
  });

  test('without wildcards the count is the number of combinations', () => {
    fc.assert(
      fc.property(text, (parts) => {
        const source = parts.join('');
        const { count } = countCombinations(source);
        fc.pre(count <= 300);
        expect([...combinations(source, { limit: 1_000 })]).toHaveLength(count);
      }),
      { numRuns: runs },
    );
  });

  test.each(['{', '{|', '[?', '__', '\\', '{2$$', '$${', '{{a|b}', '__a', '[a '])(
    '20,000 characters of %s are read at once',
    (piece) => {
      const source = piece.repeat(20_000 / piece.length);
      const since = performance.now();
      resolveText(source, { seed: 1, wildcards, set });
      countCombinations(source, { wildcards });
      // Linear takes milliseconds; anything that goes back takes minutes.
      expect(performance.now() - since).toBeLessThan(10_000);
    },
  );
});
