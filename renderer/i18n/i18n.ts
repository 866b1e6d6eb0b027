import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from './language.ts';
import { en, fr } from './resources.ts';
import { typeset } from './typeset.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof en;
  }
}

/** `useTranslation('prompt')` in a component; plurals by `_one` and `_other`, chosen by Intl.PluralRules. */
export function setupLanguage(language: Language): void {
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'common',
    ns: Object.keys(en),
    resources: { en, fr: typeset(withMany(fr)) },
    // React escapes text already.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

type Tree = { readonly [key: string]: string | Tree };

/** French has a plural form of its own for whole millions; it is worded as the other one here. */
export function withMany(tree: Tree): Tree {
  const entries = Object.entries(tree).flatMap(([key, value]): [string, string | Tree][] => {
    if (typeof value !== 'string') return [[key, withMany(value)]];
    const many = key.replace(/_other$/, '_many');
    return many === key
      ? [[key, value]]
      : [
          [key, value],
          [many, value],
        ];
  });
  return Object.fromEntries(entries);
}
