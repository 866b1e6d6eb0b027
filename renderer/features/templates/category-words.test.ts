import i18next, { type TFunction } from 'i18next';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setupLanguage } from '../../i18n/i18n.ts';
import { categoryOf, categoryWord } from './category-words.ts';

describe('the category of a template', () => {
  let t: TFunction<['templates', 'generators']>;
  beforeAll(() => {
    setupLanguage('fr');
    t = i18next.getFixedT('fr', ['templates', 'generators']);
  });
  afterAll(() => void i18next.changeLanguage('en'));

  it('is called in the language of the screen where the program gave it', () => {
    expect(['brand', 'prompt', 'other'].map((id) => categoryWord(t, id))).toEqual([
      'Marque',
      'Prompts',
      'Autres',
    ]);
  });

  it('is as it was written where it is a creator’s own word', () => {
    expect(categoryWord(t, 'Été à la mer')).toBe('Été à la mer');
    expect(categoryWord(t, 'constructor')).toBe('constructor');
  });

  it('stays the same one through a form, whatever its language', () => {
    const english: TFunction<['templates', 'generators']> = i18next.getFixedT('en', [
      'templates',
      'generators',
    ]);
    for (const id of ['art', 'people', 'social', 'prompt', 'other', 'Été']) {
      expect(categoryOf(t, categoryWord(t, id))).toBe(id);
      expect(categoryOf(english, categoryWord(english, id))).toBe(id);
    }
    expect(categoryOf(t, ' marque ')).toBe('brand');
  });
});
