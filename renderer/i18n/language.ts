import type { Settings } from '../../contract/studio/settings.ts';

export type Language = 'en' | 'fr';

/** The language to speak: the one chosen, else the first of the machine's that Atelier has, else English. */
export function languageOf(
  setting: Settings['language'],
  machine: readonly string[] = navigator.languages,
): Language {
  if (setting !== 'system') return setting;
  for (const tag of machine) {
    const language = tag.slice(0, 2).toLowerCase();
    if (language === 'fr' || language === 'en') return language;
  }
  return 'en';
}
