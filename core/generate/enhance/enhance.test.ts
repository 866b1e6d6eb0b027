import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { enhancePrompt, withParts } from './enhance-prompt.ts';
import { programPhrases } from './phrases.ts';

const phrases = programPhrases();
const enhance = (prompt: string, options: { seed?: number; limit?: number } = {}) =>
  enhancePrompt(prompt, { phrases, seed: 1, ...options });
const ids = (prompt: string) => enhance(prompt).parts.map(({ id }) => id);

describe('the phrases', () => {
  const all = phrases.parts.flatMap((part) =>
    Object.entries(part.phrases).flatMap(([kind, { en, fr }]) =>
      [...en, ...fr].map((text) => [part.id, kind, text] as const),
    ),
  );

  test.each(all)('%s of %s: %j is known again as what it is', (id, _kind, text) => {
    expect(ids(`x, ${text}`)).not.toContain(id);
  });

  test('are for kinds that there are', () => {
    const kinds = new Set(['scene', ...phrases.kinds.map(({ id }) => id)]);
    expect(all.filter(([, kind]) => !kinds.has(kind))).toEqual([]);
  });

  test('words are written as they are compared', () => {
    const words = phrases.parts
      .flatMap(({ signals, unless }) => [...signals, ...unless])
      .concat(phrases.kinds.flatMap((kind) => kind.words));
    expect(words.filter((word) => !/^[a-z0-9]+(?: [a-z0-9]+)*$/.test(word))).toEqual([]);
  });
});

describe('what is missing is added', () => {
  test.each([
    ['an old fisherman, portrait', 'portrait', 'en'],
    ['une vieille femme avec un chapeau', 'portrait', 'fr'],
    ['a misty lake', 'landscape', 'en'],
    ['un lac dans la brume', 'landscape', 'fr'],
    ['a bottle of perfume', 'product', 'en'],
    ['un gâteau au citron', 'food', 'fr'],
    ['deux chevaux sur une plage', 'animal', 'fr'],
    ['a logo for a bakery', 'graphic', 'en'],
    ['gratte-ciel sous la pluie', 'city', 'fr'],
    ['something strange', 'scene', 'en'],
  ])('%s is a %s in %s', (prompt, kind, language) => {
    expect(enhance(prompt)).toMatchObject({ kind, language });
  });

  test('all five where nothing is said, in the language of the prompt', () => {
    const en = enhance('a fox in a boat');
    expect(en.parts.map(({ id }) => id)).toContain('style');
    expect(en.prompt).toMatch(/^a fox in a boat, \w/);
    const fr = enhance('un renard dans un bateau');
    expect(fr.parts.map(({ text }) => text).join()).toMatch(/[éèàêû]|du | et /);
    for (const { why } of fr.parts) expect(why.fr).not.toBe('');
  });

  test('only what is not said', () => {
    expect(ids('a fox, watercolour')).toEqual(['subject', 'light', 'quality']);
    expect(ids('a fox at night, photo')).not.toContain('light');
    expect(ids('renard, gros plan, photographie')).not.toContain('camera');
    expect(ids('a logo for a bakery')).toEqual(['subject', 'style', 'quality']);
    expect(ids('sharp detailed photo of a fox, soft light, 85mm lens')).toEqual([]);
  });

  test('seeds choose, and the same one chooses the same', () => {
    const of = (seed: number) => enhance('a woman by the sea', { seed }).prompt;
    expect(of(7)).toBe(of(7));
    expect(new Set(Array.from({ length: 40 }, (_, seed) => of(seed))).size).toBeGreaterThan(8);
  });

  test('parts are accepted one by one', () => {
    const { parts, prompt } = enhance('A fox.');
    expect(withParts('A fox.', parts)).toBe(prompt);
    const [first, , third] = parts;
    if (!first || !third) throw new Error('too few parts');
    const some = withParts('A fox.', [first, third]);
    expect(some.startsWith('A fox. ')).toBe(true);
    expect(some).toContain(third.text);
    expect(withParts('A fox.', [])).toBe('A fox.');
  });
});

describe('the creator’s words', () => {
  test.each([
    String.raw`(a fox)1.4, soft-- fur, \(really\)`,
    '[FIRSTNAME] on a {red|blue} __vehicle__',
    'A fox!  ',
    'a fox,',
    '<lora:ink:0.8> a fox',
    'x',
    '🦊',
    'שועל בסירה',
  ])('%j stay as they are, first and in order', (prompt) => {
    const enhanced = enhance(prompt).prompt;
    expect(enhanced.startsWith(prompt.trimEnd())).toBe(true);
    expect(enhanced).not.toMatch(/,,|, ,/);
  });

  test('nothing goes behind what ends a prompt of compel, and that is told', () => {
    const prompt = '("a fox", "a boat").and(1, 0.5)';
    const { parts, left, ...rest } = enhance(prompt);
    expect([rest.prompt, parts]).toEqual([prompt, []]);
    expect(left.map(({ why }) => why)).toEqual(Array(5).fill('closed_syntax'));
  });

  test.each(['', '   ', '\n', '!!!'])('of %j there are none to add to', (prompt) => {
    expect(enhance(prompt)).toMatchObject({ prompt, parts: [] });
  });

  test('the limit holds, and what has no room is told', () => {
    const prompt = `a fox ${'x'.repeat(1_960)}`;
    const { prompt: enhanced, left } = enhance(prompt);
    expect(enhanced.length).toBeLessThanOrEqual(2_000);
    expect(left).toContainEqual({ id: 'subject', why: 'no_room' });
  });

  test('any prompt: first, whole, within the limit, and twice adds nothing', () => {
    const words = phrases.kinds
      .flatMap((kind) => kind.words)
      .concat(
        phrases.parts.flatMap((part) => part.signals),
        ['une', 'a', 'le', 'with', ',', '.', '(x)1.2'],
      );
    const text = fc
      .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...words) }, fc.string()), {
        maxLength: 12,
      })
      .map((parts) => parts.join(' '));
    fc.assert(
      fc.property(
        text,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 0, max: 400 }),
        (prompt, a, b, room) => {
          const limit = prompt.length + room;
          const once = enhance(prompt, { seed: a, limit });
          expect(once.prompt.startsWith(prompt.trimEnd())).toBe(true);
          expect(once.prompt.length).toBeLessThanOrEqual(limit);
          expect(withParts(prompt, once.parts)).toBe(once.prompt);
          expect(enhance(once.prompt, { seed: b, limit }).parts).toEqual([]);
        },
      ),
      { numRuns: process.env['ATELIER_CAMPAIGN'] === 'whole' ? 5_000 : 300 },
    );
  });
});
