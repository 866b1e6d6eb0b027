import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { DEFAULT_SETTINGS, type Settings } from '../../contract/studio/settings.ts';
import { languageOf } from '../i18n/language.ts';
import { useMediaQuery } from './media-query.ts';

/** Read by public/first-paint.js before anything else runs. */
const KEY = 'atelier.appearance';

/** The look of the last start, until the settings have answered. */
export function rememberedSettings(): Settings {
  try {
    const { theme, textSize, language } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<
      string,
      unknown
    >;
    return {
      ...DEFAULT_SETTINGS,
      theme: theme === 'light' || theme === 'system' ? theme : 'dark',
      textSize: typeof textSize === 'number' && textSize >= 90 && textSize <= 150 ? textSize : 100,
      language: language === 'en' || language === 'fr' ? language : 'system',
    };
  } catch {
    return DEFAULT_SETTINGS;
  }
}

/** Puts theme, text size and language on the page, at once. */
export function useAppearance(settings: Settings): 'dark' | 'light' {
  const { i18n } = useTranslation();
  const prefersLight = useMediaQuery('(prefers-color-scheme: light)');
  const theme = settings.theme === 'system' ? (prefersLight ? 'light' : 'dark') : settings.theme;
  const lang = languageOf(settings.language);

  useEffect(() => {
    const root = document.documentElement;
    root.dataset['theme'] = theme;
    root.style.fontSize = `${settings.textSize}%`;
    // Whoever measures in rem measures again.
    window.dispatchEvent(new Event('resize'));
    root.lang = lang;
    if (i18n.language !== lang) void i18n.changeLanguage(lang);
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...settings, lang }));
    } catch {
      // Storage is full or closed: the next start shows the default look for a moment, nothing else.
    }
  }, [theme, lang, settings, i18n]);

  return theme;
}
