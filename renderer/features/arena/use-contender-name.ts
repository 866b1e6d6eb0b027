import { useTranslation } from 'react-i18next';
import type { Contender } from '../../../contract/studio/arena.ts';
import { useModelName } from '../prompt/model-words.ts';

/** "Draft (no AI) · High" */
export function useContenderName(): (contender: Contender) => string {
  const { t } = useTranslation(['arena', 'common']);
  const nameOf = useModelName();
  return ({ model, quality }) =>
    t('name', { model: nameOf(model), quality: t(`common:qualities.${quality}`) });
}
