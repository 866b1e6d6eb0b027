import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Plus, Table2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { query } from '../../data/query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { LoadFailed } from '../grid/load-failed.tsx';
import { BatchCard } from './batch-card.tsx';
import { BatchDetail } from './batch-detail.tsx';
import { useBatchPlace } from './batch-state.ts';
import { NewBatch } from './new-batch.tsx';

/** Many pictures from a table: those that run or ran, one of them, or a new one. */
export function BatchScreen() {
  const { t } = useTranslation(['batch', 'common']);
  const { place, go } = useBatchPlace();
  const { data: batches, error } = useQuery(query('batch.list'));
  if (error && !batches) return <LoadFailed error={error} queryKey={['batch']} />;
  const opened = place.kind === 'batch' ? batches?.find(({ id }) => id === place.id) : undefined;
  const title = place.kind === 'new' ? t('new') : (opened?.name ?? t('title'));
  const isList = place.kind === 'list' || (place.kind === 'batch' && batches && !opened);
  return (
    <div className="flex h-full min-w-0 flex-col">
      <header className="flex h-14 shrink-0 items-center gap-2 px-6">
        {!isList && (
          <IconButton
            icon={ArrowLeft}
            label={t('back')}
            onClick={() => go({ kind: 'list' })}
            className="-ml-2"
          />
        )}
        <h1 dir="auto" className="text-md min-w-0 flex-1 truncate font-semibold">
          {title}
        </h1>
        {isList && batches && batches.length > 0 && (
          <Button variant="primary" icon={Plus} onClick={() => go({ kind: 'new' })}>
            {t('new')}
          </Button>
        )}
      </header>
      {place.kind === 'new' ? (
        <NewBatch />
      ) : opened ? (
        <BatchDetail key={opened.id} batch={opened} />
      ) : batches ? (
        <div className="min-h-0 flex-1 overflow-y-auto px-6 pt-0.5 pb-6">
          {batches.length === 0 ? (
            <EmptyState
              icon={Table2}
              title={t('empty')}
              action={
                <Button variant="primary" icon={Plus} onClick={() => go({ kind: 'new' })}>
                  {t('new')}
                </Button>
              }
            >
              {t('emptyAdvice')}
            </EmptyState>
          ) : (
            <ul className="grid grid-cols-[repeat(auto-fill,minmax(20rem,1fr))] gap-4">
              {batches.map((batch) => (
                <BatchCard key={batch.id} batch={batch} />
              ))}
            </ul>
          )}
        </div>
      ) : (
        <div className="grid grid-cols-3 gap-4 px-6">
          {['a', 'b', 'c'].map((key) => (
            <Skeleton key={key} className="h-36" />
          ))}
        </div>
      )}
    </div>
  );
}
