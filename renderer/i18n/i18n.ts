import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from './language.ts';
import { en, fr } from './resources.ts';

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
    resources: { en, fr },
    // React escapes text already.
    interpolation: { escapeValue: false },
    // French has a form for whole millions, worded like the plural here: never fall back to English for it.
    initAsync: false,
  });
}

export { default as i18n } from 'i18next';
