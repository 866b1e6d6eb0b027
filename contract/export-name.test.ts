import fc from 'fast-check';
import { expect, test } from 'vitest';
import { badToken, nameFrom, NAME_TOKENS, safePart } from './export-name.ts';

const VALUES = {
  date: '2026-11-21',
  time: '10-20-30',
  project: 'Autumn',
  title: 'A red fox',
  prompt: 'a red fox',
  seed: '42',
  model: 'Draft',
  n: '007',
  id: 'abc',
  ext: 'png',
};

test.each([
  ['{date}/{project}/{title}-{seed}', {}, '2026-11-21/Autumn/A red fox-42'],
  ['{date}/{project}/{title}-{seed}', { project: '', seed: '' }, '2026-11-21/A red fox'],
  ['{title}-{seed}-{n}', { seed: '' }, 'A red fox-007'],
  ['{title}.{ext}', {}, 'A red fox'],
  ['{model} {n}', {}, 'Draft 007'],
  ['{title}', { title: '../../etc/passwd' }, 'etc passwd'],
  ['{title}', { title: 'a/b\\c' }, 'a b c'],
  ['../{title}', {}, 'A red fox'],
  ['/root/{title}', {}, 'root/A red fox'],
  ['C:\\x\\{title}', {}, 'C/x/A red fox'],
  ['{title}', { title: 'CON' }, '_CON'],
  ['{title}', { title: 'lpt1.png' }, '_lpt1.png'],
  ['{title}', { title: 'console' }, 'console'],
  ['{title}', { title: 'end. . .' }, 'end'],
  ['{title}', { title: '.hidden' }, 'hidden'],
  ['{title}', { title: 'q?*<>|":a\u0000\u202Egpj.exe' }, 'q a gpj.exe'],
  ['{title}', { title: '' }, 'fallback'],
  ['{title}', { title: '///' }, 'fallback'],
  ['{seed}/{seed}', { seed: '' }, 'fallback'],
  ['{title}', { title: 'e\u0301te\u0301' }, 'été'],
  ['{title}', { title: '🦊 שלום' }, '🦊 שלום'],
])('%s with %j is %s', (template, values, name) => {
  expect(nameFrom(template, { ...VALUES, ...values }, 'fallback')).toBe(name);
});

test('a template says which token it does not know', () => {
  expect(badToken('{date}/{title}')).toBeUndefined();
  expect(badToken('{date}/{titel}')).toBe('{titel}');
  expect(badToken('{}')).toBe('{}');
});

const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** What is wrong with a part of a path; nothing if it fits every system. */
function wrong(part: string): string | undefined {
  if (part === '' || part !== safePart(part)) return 'empty or not settled';
  if (/[<>:"|?*\\]|\p{C}|^[ .]|[ .]$/u.test(part)) return 'a sign';
  if (DEVICE.test(part)) return 'a device';
  // At most: a sign past the first 128 takes up to three bytes for each of its halves.
  const bytes = part.length + 2 * part.replace(/[ -~]/g, '').length;
  return part.length > 101 || bytes > 290 ? 'length' : undefined;
}

test('F7: whatever a title or a template holds, the name stays in its folder and fits every system', () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 });
  fc.assert(
    fc.property(text, text, fc.subarray([...NAME_TOKENS]), (title, literal, tokens) => {
      const tail = tokens.map((token) => `{${token}}`).join('/');
      const template = `${literal.replace(/[{}]/g, '')}/${tail}`;
      const name = nameFrom(template, { ...VALUES, title, project: title, prompt: title }, 'x');
      const parts = name.split('/');
      return parts.length <= 7 && parts.every((part) => wrong(part) === undefined);
    }),
    { numRuns: 100 },
  );
});
