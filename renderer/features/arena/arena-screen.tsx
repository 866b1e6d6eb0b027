import { Scale } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useModels } from '../../data/hooks.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ArenaForm } from './arena-form.tsx';
import { ArenaResults } from './arena-results.tsx';
import { useArena } from './arena-state.ts';
import { Standings } from './standings.tsx';

/** One prompt by several makers: beside one another, or blind, with one's own standings of them. */
export function ArenaScreen() {
  const { t } = useTranslation('arena');
  const { data: models } = useModels();
  const run = useArena((state) => state.run);
  return (
    <div className="flex h-full min-w-0 flex-col">
      <header className="flex h-14 shrink-0 items-center px-6">
        <h1 className="text-md font-semibold">{t('title')}</h1>
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-8 overflow-y-auto px-6 pb-8">
        {models && models.length > 0 ? (
          <ArenaForm models={models} />
        ) : (
          <Skeleton className="h-40 shrink-0" />
        )}
        {run ? (
          <ArenaResults run={run} />
        ) : (
          <EmptyState
            picture={<Scale aria-hidden className="size-10" strokeWidth={1.25} />}
            title={t('empty')}
            className="h-auto"
          >
            {t('emptyAdvice')}
          </EmptyState>
        )}
        <Standings />
      </div>
    </div>
  );
}
