import { Heart } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Stars } from '../../ui/stars.tsx';
import { rate, setFavorite } from '../library/edit-acts.ts';
import { sharedOf } from './shared-values.ts';

interface RatingRowProps {
  readonly works: readonly LibraryAsset[];
  readonly ids: readonly string[];
}

/** Stars and heart of one work, or of many at once. */
export function RatingRow({ works, ids }: RatingRowProps) {
  const { t } = useTranslation('inspector');
  const shared = sharedOf(works, ({ rating }) => rating);
  const isFavorite = works.every((work) => work.isFavorite);
  return (
    <div className="flex items-center justify-between">
      <div className="flex items-center gap-2">
        <Stars
          label={t('rating')}
          value={shared.kind === 'same' ? shared.value : null}
          nameOf={(count) => t('stars', { count })}
          onChange={(rating) => void rate(ids, rating)}
        />
        {shared.kind === 'mixed' && <span className="text-muted text-sm">{t('mixedValue')}</span>}
      </div>
      <IconButton
        icon={Heart}
        label={t(isFavorite ? 'unfavorite' : 'favorite')}
        shortcut="f"
        pressed={isFavorite}
        className={isFavorite ? '*:fill-current' : ''}
        onClick={() => void setFavorite(works, !isFavorite)}
      />
    </div>
  );
}
