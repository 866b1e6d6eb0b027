import type { Generator } from '../../../contract/generators.ts';
import type { Language } from '../../i18n/language.ts';
import type { Shown } from './generators-state.ts';

interface Kept {
  readonly favorites: readonly string[];
  readonly recent: readonly string[];
}

/** Without case and accents, so that `pate` finds `Pâte`. */
function plain(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
}

/** Those of a category that hold every word searched for, in either language; recent ones by when, others by name. */
export function findGenerators<G extends Generator>(
  all: readonly G[],
  wanted: { readonly shown: Shown; readonly search: string; readonly language: Language },
  { favorites, recent }: Kept,
): G[] {
  const { shown, search, language } = wanted;
  const words = plain(search).split(/\s+/).filter(Boolean);
  const fits = ({ id, category, title, description }: G) => {
    const text = plain(
      [title.en, title.fr, description.en, description.fr, category, id].join(' '),
    );
    return words.every((word) => text.includes(word));
  };
  const isIn = ({ id, category }: G) => {
    if (shown === 'favorites') return favorites.includes(id);
    if (shown === 'recent') return recent.includes(id);
    return shown === 'all' || shown === category;
  };
  const { compare } = new Intl.Collator(language, { sensitivity: 'base' });
  const byName = (a: G, b: G) => compare(a.title[language], b.title[language]);
  const byUse = (a: G, b: G) => recent.indexOf(a.id) - recent.indexOf(b.id);
  return all
    .filter((generator) => isIn(generator) && fits(generator))
    .sort(shown === 'recent' ? byUse : byName);
}
