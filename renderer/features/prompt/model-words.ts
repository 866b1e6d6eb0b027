import { useCallback } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { useModels } from '../../data/hooks.ts';

/**
 * A model's name for the creator, by its id; `recorded` is what a recipe says it was called. What no AI made says so,
 * in their language.
 */
export function useModelName(): (id: string, recorded?: string) => string {
  const t = useWords('prompt');
  const models = useModels().data;
  return useCallback(
    (id, recorded) => {
      const model = models?.find((candidate) => candidate.id === id);
      if (model?.provider === 'draft' || id.startsWith('draft/')) return t('draftModel');
      if (id.startsWith('local/')) return t('cameraMoves');
      return recorded ?? model?.name ?? id;
    },
    [models, t],
  );
}
