import { Grid3x3, Scale } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useModels } from '../../data/hooks.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { CellViewer } from '../parameter-grid/cell-viewer.tsx';
import { GridMode } from '../parameter-grid/grid-mode.tsx';
import type { OfferedModel } from '../prompt/form.ts';
import { useViewer } from '../viewer/viewer-state.ts';
import { ArenaForm } from './arena-form.tsx';
import { ArenaResults } from './arena-results.tsx';
import { useArena } from './arena-state.ts';
import { Standings } from './standings.tsx';

/** What is compared: makers of one prompt, or all values of its settings. */
export function ArenaScreen() {
  const { t } = useTranslation('arena');
  const { data: models } = useModels();
  const { mode, setMode } = useArena();
  const isReady = models !== undefined && models.length > 0;
  const isCovered = useViewer((viewer) => viewer.id !== null) && mode === 'grid';
  return (
    <div className="relative flex h-full min-w-0 flex-col">
      <header inert={isCovered} className="flex h-14 shrink-0 items-center gap-4 px-6">
        <h1 className="text-md font-semibold">{t('title')}</h1>
        <Segmented
          label={t('mode')}
          value={mode}
          onChange={setMode}
          options={(['makers', 'grid'] as const).map((value) => ({
            value,
            label: t(`modes.${value}`),
            icon: MODE_ICONS[value],
          }))}
        />
      </header>
      <div
        inert={isCovered}
        className="flex min-h-0 flex-1 flex-col gap-8 overflow-y-auto px-6 pb-8"
      >
        {!isReady && <Skeleton className="h-40 shrink-0" />}
        {isReady && (mode === 'grid' ? <GridMode models={models} /> : <Makers models={models} />)}
      </div>
      {mode === 'grid' && <CellViewer />}
    </div>
  );
}

const MODE_ICONS = { makers: Scale, grid: Grid3x3 } as const;

/** One prompt by several makers: beside one another, or blind, with one's own standings of them. */
function Makers({ models }: { models: readonly OfferedModel[] }) {
  const { t } = useTranslation('arena');
  const run = useArena((state) => state.run);
  return (
    <>
      <ArenaForm models={models} />
      {run ? (
        <ArenaResults run={run} />
      ) : (
        <EmptyState icon={Scale} title={t('empty')} className="h-auto max-w-desk">
          {t('emptyAdvice')}
        </EmptyState>
      )}
      <Standings />
    </>
  );
}
