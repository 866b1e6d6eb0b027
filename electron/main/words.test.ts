import { expect, test } from 'vitest';
import { wordsOf } from './words.ts';

test('the words follow the setting, else the first of the machine’s languages that is spoken', () => {
  expect(wordsOf('fr', ['en-GB']).file).toBe('Fichier');
  expect(wordsOf('en', ['fr-FR']).file).toBe('File');
  expect(wordsOf('system', ['de-DE', 'fr-CA', 'en-US']).file).toBe('Fichier');
  expect(wordsOf('system', ['de-DE']).file).toBe('File');
  expect(wordsOf('system', []).file).toBe('File');
});

test('both languages have a word of their own for everything', () => {
  const [en, fr] = [wordsOf('en', []), wordsOf('fr', [])];
  expect(Object.keys(fr)).toEqual(Object.keys(en));
  const alike = Object.entries(en).filter(([name, word]) => fr[name as keyof typeof fr] === word);
  expect(alike).toEqual([['services', 'Services']]);
  // Sentences in the creator's language are typeset: no straight apostrophes.
  expect(Object.values(fr).filter((word) => word.includes("'"))).toEqual([]);
});
