import { describe, expect, it } from 'vitest';
import { generatorFaults, previewGenerator } from '../../../contract/generator-prompt.ts';
import { Generator } from '../../../contract/generators.ts';
import { findGenerators } from './find-generators.ts';

const FILES = import.meta.glob('../../../resources/generators/*.json', {
  eager: true,
  import: 'default',
});
const ALL = Object.values(FILES).map((file) => Generator.parse(file));

const NONE = { favorites: [], recent: [] };
const found = (search: string, shown: Parameters<typeof findGenerators>[1]['shown'] = 'all') =>
  findGenerators(ALL, { search, shown, language: 'fr' }, NONE).map(({ id }) => id);

describe('finding a generator', () => {
  it('goes by words of either language, without accents and case', () => {
    expect(found('METEO')).toEqual([]);
    expect(found('voeux')).toEqual([]);
    expect(found('vœux')).toEqual(['greeting-card']);
    expect(found('carte occasion')).toEqual(['greeting-card']);
    expect(found('Greeting')).toEqual(['greeting-card']);
  });

  it('stays in its category, and all of them together are all', () => {
    const categories = ['art', 'people', 'brand', 'print', 'fun', 'design', 'social'] as const;
    expect(categories.flatMap((category) => found('', category)).toSorted()).toEqual(
      ALL.map(({ id }) => id).toSorted(),
    );
  });

  it('shows favourites by name and recent ones by when', () => {
    const kept = { favorites: ['poster', 'avatar'], recent: ['poster', 'logo'] };
    const ids = (shown: 'favorites' | 'recent') =>
      findGenerators(ALL, { search: '', shown, language: 'en' }, kept).map(({ id }) => id);
    expect(ids('favorites')).toEqual(['avatar', 'poster']);
    expect(ids('recent')).toEqual(['poster', 'logo']);
  });
});

describe.each(ALL.map((generator) => [generator.id, generator] as const))('%s', (_, generator) => {
  const options = { tokens: [], seed: 1 };

  it.each(['en', 'fr'] as const)(
    'makes a prompt of its example in %s, without gaps',
    (language) => {
      const { prompt, problems } = previewGenerator(
        generator,
        generator.example[language],
        options,
      );
      expect(problems).toEqual([]);
      expect(prompt.length).toBeGreaterThan(20);
      expect(prompt).not.toMatch(/\[[A-Z]|,\s*,|\s,|undefined|\{|\}/);
    },
  );

  it('says of an empty form only what it needs', () => {
    const { problems, shown } = previewGenerator(generator, {}, options);
    expect(problems.filter(({ code }) => code !== 'required')).toEqual([]);
    expect(shown.length).toBeGreaterThan(0);
    expect(generatorFaults(generator)).toEqual([]);
  });
});
