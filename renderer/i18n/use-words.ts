import i18next, { type TFunction } from 'i18next';
import { useSyncExternalStore } from 'react';
import type { en } from './resources.ts';

function follow(changed: () => void): () => void {
  i18next.on('languageChanged', changed);
  return () => i18next.off('languageChanged', changed);
}

export function useLanguage(): string {
  return useSyncExternalStore(follow, () => i18next.language);
}

const known = new Map<string, unknown>();

/**
 * The `t` of `useTranslation`, of one namespace, for what stands in a cell of a grid: that hook copies the whole of i18next
 * each time it is mounted, and was a third of what a new tile cost.
 */
export function useWords<Namespace extends keyof typeof en>(
  namespace: Namespace,
): TFunction<Namespace> {
  const language = useLanguage();
  const key = `${language} ${namespace}`;
  const words = known.get(key) ?? i18next.getFixedT(language, namespace);
  known.set(key, words);
  return words as TFunction<Namespace>;
}
