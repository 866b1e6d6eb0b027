import { app } from 'electron';
import type { Settings } from '../../contract/studio/settings.ts';
import { type Words, wordsOf } from './words.ts';

export interface Language {
  words(): Words;
  /** What the creator chose in the settings. */
  set(setting: Settings['language']): void;
}

/** The words of the desktop's own menu and dialogs. Calls back at once, and whenever they become others. */
export function createLanguage(onWords: (words: Words) => void): Language {
  let words = wordsOf('system', app.getPreferredSystemLanguages());
  onWords(words);
  return {
    words: () => words,
    set(setting) {
      const next = wordsOf(setting, app.getPreferredSystemLanguages());
      if (next === words) return;
      words = next;
      onWords(words);
    },
  };
}
