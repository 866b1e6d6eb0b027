import { useTranslation } from 'react-i18next';
import type { Recipe } from '../../../contract/recipe.ts';
import { Badge } from '../../ui/badge.tsx';

/** Says honestly where a picture comes from: a model, arithmetic, or outside. */
export function OriginBadge({ recipe }: { recipe: Recipe | null }) {
  const { t } = useTranslation('viewer');
  if (!recipe) return <Badge>{t('origin.imported')}</Badge>;
  return recipe.isAi ? (
    <Badge tone="accent">{t('origin.ai')}</Badge>
  ) : (
    <Badge>{t('origin.draft')}</Badge>
  );
}
