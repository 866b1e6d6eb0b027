import { Clock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import type { Command } from '../grid/command.ts';
import { SelectionBar } from '../grid/selection-bar.tsx';
import { TileSizeSlider } from '../grid/tile-size-slider.tsx';
import { clear } from '../selection/selection.ts';
import { selections } from '../selection/selection-store.ts';
import { saveResults } from './acts.ts';
import { daysLeft } from './arrange.ts';
import { useNow } from './use-now.ts';
import type { WorkspaceView } from './use-arrangement.ts';

interface WorkspaceBarProps {
  readonly view: WorkspaceView;
  readonly ids: readonly string[];
  readonly commands: readonly Command[];
}

/** The line over the grid: how much is there, or what is chosen; what goes away soon; how large tiles are. */
export function WorkspaceBar({ view, ids, commands }: WorkspaceBarProps) {
  const { t } = useTranslation('workspace');
  const store = selections.workspace;
  const now = useNow();
  const expiring = view.results.filter(({ expiresAt }) => daysLeft(expiresAt, now) !== undefined);
  return (
    <div className="@container flex h-9 shrink-0 items-center gap-4 px-6">
      <div className={cx('flex-1', ids.length === 0 && 'min-w-0')}>
        {ids.length > 0 && (
          <SelectionBar
            ids={ids}
            commands={commands}
            shown={['save', 'saveTo', 'recall', 'discard']}
            onClear={() => store.setState(clear(store.getState()), true)}
          />
        )}
        <h1 className={ids.length > 0 ? 'sr-only' : 'truncate font-semibold'}>
          {t('title')}
          {view.total !== undefined && view.total > 0 && (
            <span className="text-muted tabular ml-2 font-normal">
              {t('results', { count: view.total })}
            </span>
          )}
        </h1>
      </div>
      {expiring.length > 0 && ids.length === 0 && (
        <div className="text-warning flex min-w-0 items-center gap-2 text-sm">
          <Clock aria-hidden className="size-4 shrink-0" />
          <span className="truncate">{t('expiring', { count: expiring.length })}</span>
          <Button size="sm" onClick={() => void saveResults(expiring.map(({ id }) => id))}>
            {t('saveExpiring')}
          </Button>
        </div>
      )}
      {view.source.count > 0 && <TileSizeSlider />}
    </div>
  );
}
