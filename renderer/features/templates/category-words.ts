import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { GENERATOR_CATEGORIES } from '../../../contract/generators.ts';

/** Those that the program gives; any other is a creator's own word. */
const KNOWN = [...GENERATOR_CATEGORIES, 'prompt', 'other'] as const;
type Known = (typeof KNOWN)[number];

type Translate = TFunction<['templates', 'generators']>;

function wordOf(t: Translate, known: Known): string {
  return known === 'prompt' || known === 'other'
    ? t(`categories.${known}`)
    : t(`generators:categories.${known}`);
}

/** What a category is called: the program's own in the language of the screen, a creator's as it was written. */
export function categoryWord(t: Translate, category: string): string {
  const known = KNOWN.find((one) => one === category);
  return known === undefined ? category : wordOf(t, known);
}

/** The category that was meant by what was written: the word of a known one is that one, whatever its case. */
export function categoryOf(t: Translate, written: string): string {
  const plain = written.trim().toLowerCase();
  return KNOWN.find((known) => wordOf(t, known).toLowerCase() === plain) ?? written.trim();
}

/** {@link categoryWord} and {@link categoryOf} in the language of the screen. */
export function useCategories() {
  const { t, i18n } = useTranslation(['templates', 'generators']);
  const wordFor = (category: string) => categoryWord(t, category);
  const { compare } = new Intl.Collator(i18n.language, { sensitivity: 'base' });
  return {
    wordFor,
    meantBy: (written: string) => categoryOf(t, written),
    /** By what they are called. */
    sorted: (categories: Iterable<string>) =>
      [...new Set(categories)].toSorted((a, b) => compare(wordFor(a), wordFor(b))),
  };
}
