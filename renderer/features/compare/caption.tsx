import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { query } from '../../data/query.ts';
import { Stars } from '../../ui/stars.tsx';
import { rate } from '../library/edit-acts.ts';
import type { ViewedWork } from '../viewer/viewed-work.ts';

/** What a work is called, and its stars: comparing is for choosing. */
export function Caption({ work, name }: { work: ViewedWork; name: string }) {
  const { t } = useTranslation('inspector');
  const isKept = 'rating' in work;
  const { data } = useQuery({
    ...query('library.get', { id: work.id }),
    ...(isKept && { initialData: work }),
    enabled: isKept,
  });
  return (
    <div className="bg-panel flex h-11 shrink-0 items-center gap-2 px-3">
      <span className="min-w-0 flex-1 truncate" title={name} dir="auto">
        {name}
      </span>
      {isKept && (
        <Stars
          label={t('rating')}
          value={data?.rating ?? work.rating}
          nameOf={(count) => t('stars', { count })}
          onChange={(rating) => void rate([work.id], rating)}
        />
      )}
    </div>
  );
}
