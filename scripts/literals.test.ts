import { expect, test } from 'vitest';
import { literalsOf } from './literals.ts';

test('words between tags and in spoken attributes are found', () => {
  expect(literalsOf('<p>Save this</p>')).toEqual(['Save this']);
  expect(literalsOf('<input placeholder="Search works" />')).toEqual([
    'placeholder="Search works"',
  ]);
});

test('translated text, names and types are not', () => {
  expect(literalsOf("<p>{t('library.empty')}</p>")).toEqual([]);
  expect(literalsOf('<h1>Atelier</h1>')).toEqual([]);
  expect(literalsOf('const seen = new Map<string, Set<string>>();')).toEqual([]);
});
