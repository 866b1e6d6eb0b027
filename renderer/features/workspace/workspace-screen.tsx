import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { later } from '../../frame/later.tsx';
import { Inspector } from '../../frame/inspector.tsx';
import { useCompare } from '../compare/compare-state.ts';
import { DropShelf } from '../drag/drop-shelf.tsx';
import { CommandContextMenu } from '../grid/command-menus.tsx';
import { CommandKeys } from '../grid/command-keys.tsx';
import { Grid } from '../grid/grid.tsx';
import type { RenderCell } from '../grid/row.ts';
import { useTileSize } from '../grid/tile-size.ts';
import { WorkspaceInspector } from '../inspector/workspace-inspector.tsx';
import { selections, useSelectedIds } from '../selection/selection-store.ts';
import { useViewer } from '../viewer/viewer-state.ts';
import { Viewer } from '../viewer/viewer.tsx';
import { DAY_HEADER, type WorkspaceItem } from './arrange.ts';
import { DayHeader } from './day-header.tsx';
import { JobTile } from './job-tile.tsx';
import { useResultCommands } from './result-commands.ts';
import { ResultTile } from './result-tile.tsx';
import { useArrangement } from './use-arrangement.ts';
import { WorkspaceBar } from './workspace-bar.tsx';
import { WorkspaceEmpty } from './workspace-empty.tsx';

const store = selections.workspace;

const Compare = later(async () => (await import('../compare/compare.tsx')).Compare);

/** What is being made and what was made lately, until it is kept or goes away. */
export function WorkspaceScreen() {
  const { t } = useTranslation('workspace');
  const view = useArrangement();
  const { source, sections } = view;
  const tile = useTileSize(({ size }) => size);
  const selected = useSelectedIds('workspace');
  const viewer = useViewer();
  const isCompared = useCompare(({ works }) => works !== null);
  const isCovered = viewer.id !== null || isCompared;
  const assetOf = useCallback(
    (id: string) => {
      const item = source.itemAt(source.indexOf(id));
      return item?.kind === 'result' ? item.asset : undefined;
    },
    [source],
  );
  const isJob = useCallback(
    (id: string) => source.itemAt(source.indexOf(id))?.kind === 'job',
    [source],
  );
  const commands = useResultCommands({ assetOf, isJob, onOpen: viewer.open });
  const ids = [...selected];
  const open = (mode: 'open' | 'look') => (item: WorkspaceItem) =>
    item.kind === 'result' && viewer[mode](item.id);

  // The same one until the commands change: another draws every row anew.
  const renderCell: RenderCell<WorkspaceItem> = useCallback(
    (item, cell) =>
      item.kind === 'job' ? (
        <JobTile {...item} {...cell} />
      ) : (
        <ResultTile asset={item.asset} {...cell} commands={commands} />
      ),
    [commands],
  );

  return (
    <div className="relative flex h-full min-w-0 flex-col">
      <CommandKeys commands={commands} ids={ids} />
      <WorkspaceBar view={view} ids={ids} commands={commands} />
      <div className="relative min-h-0 flex-1">
        {view.total === 0 && source.count === 0 ? (
          <WorkspaceEmpty />
        ) : (
          <CommandContextMenu
            commands={() => commands}
            ids={() => [...store.getState().ids]}
            trigger={
              <div className="h-full" inert={isCovered}>
                <Grid
                  label={t('gridLabel')}
                  view="workspace"
                  sections={sections}
                  source={source}
                  store={store}
                  tile={tile}
                  isCovered={isCovered}
                  onOpen={open('open')}
                  onLook={open('look')}
                  renderHeader={(key) => <DayHeader day={key} height={DAY_HEADER} />}
                  renderCell={renderCell}
                />
              </div>
            }
          />
        )}
        <DropShelf />
      </div>
      <Viewer
        source={source}
        store={store}
        commands={commands}
        workOf={(item) => (item.kind === 'result' ? item.asset : undefined)}
      />
      <Compare />
      <Inspector label={t('inspector')}>
        <WorkspaceInspector view={view} ids={ids} commands={commands} />
      </Inspector>
    </div>
  );
}
