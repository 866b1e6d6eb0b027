import { Grid3x3 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { cx } from '../../ui/cx.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useBatchWords } from '../batch/batch-words.ts';
import type { OfferedModel } from '../prompt/form.ts';
import { GridForm } from './grid-form.tsx';
import { useGrid } from './grid-state.ts';
import { GridView } from './grid-view.tsx';
import { useOpenGrid } from './use-open-grid.ts';

/** One prompt by every value of two or three parameters: the form, the grid that is looked at, and the others. */
export function GridMode({ models }: { models: readonly OfferedModel[] }) {
  const { t } = useTranslation('parameterGrid');
  const words = useBatchWords();
  const set = useGrid((state) => state.set);
  const { grids, open } = useOpenGrid();
  return (
    <>
      <GridForm models={models} />
      {open?.axes ? (
        <GridView key={open.id} batch={open} axes={open.axes} />
      ) : (
        <EmptyState icon={Grid3x3} title={t('empty')} className="h-auto max-w-desk">
          {t('emptyAdvice')}
        </EmptyState>
      )}
      {grids.length > 1 && (
        <nav aria-label={t('all')} className="flex max-w-desk flex-col gap-2">
          <h2 className="text-muted text-sm font-medium">{t('all')}</h2>
          <ul className="bg-panel ring-line divide-line divide-y overflow-hidden rounded-lg ring-1">
            {grids.map((batch) => (
              <li key={batch.id}>
                <button
                  type="button"
                  aria-current={batch.id === open?.id || undefined}
                  onClick={() => set({ openId: batch.id })}
                  className={cx(
                    'ring-inside hover:bg-hover flex w-full items-center gap-4 px-3 py-2 text-left transition-colors',
                    batch.id === open?.id && 'bg-hover',
                  )}
                >
                  <span dir="auto" className="min-w-0 flex-1 truncate">
                    {batch.name}
                  </span>
                  <span className="tabular text-muted text-sm">{words(batch)}</span>
                </button>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </>
  );
}
