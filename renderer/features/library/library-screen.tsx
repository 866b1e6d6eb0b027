import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { query } from '../../data/query.ts';
import { DayHeader } from '../workspace/day-header.tsx';
import { useShortcut } from '../../state/shortcuts.ts';
import { later } from '../../frame/later.tsx';
import { Inspector } from '../../frame/inspector.tsx';
import { useCompare } from '../compare/compare-state.ts';
import { CommandContextMenu } from '../grid/command-menus.tsx';
import { CommandKeys } from '../grid/command-keys.tsx';
import { Grid } from '../grid/grid.tsx';
import type { RenderCell } from '../grid/row.ts';
import { LoadFailed } from '../grid/load-failed.tsx';
import { useTileSize } from '../grid/tile-size.ts';
import { LibraryInspector } from '../inspector/library-inspector.tsx';
import { selections, useSelectedIds } from '../selection/selection-store.ts';
import { useViewer } from '../viewer/viewer-state.ts';
import { Viewer } from '../viewer/viewer.tsx';
import { LibraryBar } from './library-bar.tsx';
import { useLibraryCommands } from './library-commands.ts';
import { LibraryEmpty } from './library-empty.tsx';
import { useLibraryLook } from './library-look.ts';
import { useLibraryView } from './library-view.ts';
import { ListHeading } from './list-heading.tsx';
import { ProjectHeader } from './project-header.tsx';
import { PurgeDialog } from './purge-dialog.tsx';
import { SideList } from './side-list.tsx';
import { useExportOfView } from './use-export-of-view.ts';
import { DAY_HEADER, useLibrary } from './use-library.ts';
import { WorkLine } from './work-line.tsx';
import { WorkTile } from './work-tile.tsx';

const store = selections.library;

const Compare = later(async () => (await import('../compare/compare.tsx')).Compare);

const Duplicates = later(async () => (await import('../duplicates/duplicates.tsx')).Duplicates);
const Imports = later(async () => (await import('../imports/imports.tsx')).Imports);

/** Everything that was kept: shelves and collections at the side, their works or a tool beside them. */
export function LibraryScreen() {
  const tool = useLibraryView((view) => view.tool);
  return (
    <div className="flex h-full min-w-0">
      <SideList />
      {tool === 'duplicates' && <Duplicates />}
      {tool === 'imports' && <Imports />}
      {tool === null && <Works />}
    </div>
  );
}

/** The works of the place in view, in a grid. */
function Works() {
  const { t } = useTranslation('library');
  const works = useLibrary();
  const here = usePlaceName();
  const tile = useTileSize(({ size }) => size);
  const chosen = useSelectedIds('library');
  const ids = useMemo(() => [...chosen], [chosen]);
  const viewer = useViewer();
  const isCompared = useCompare(({ works: compared }) => compared !== null);
  const isCovered = viewer.id !== null || isCompared;
  const shape = useLibraryLook((look) => look.shape);
  const { stack, closeStack, sort } = useLibraryView();
  // Esc lets go of what is chosen first, which the grid does; then of the stack.
  const leaveStack = () => (store.getState().ids.size > 0 ? false : closeStack());
  useShortcut('clearSelection', leaveStack, stack !== null);
  const { data: counts } = useQuery(query('library.counts'));
  useExportOfView(here.name, works.total);
  const commands = useLibraryCommands({
    isTrash: here.isTrash,
    collection: here.collection,
    onOpen: viewer.open,
  });

  const { name, hint } = here;
  const place = useMemo(() => ({ name, count: works.total, hint }), [name, works.total, hint]);
  // The same one until the arrangement or the commands change: another draws every row anew.
  const renderCell: RenderCell<LibraryAsset> = useCallback(
    (work, cell) =>
      shape === 'list' ? (
        <WorkLine work={work} {...cell} commands={commands} />
      ) : (
        <WorkTile work={work} {...cell} isFilled={shape === 'justified'} commands={commands} />
      ),
    [shape, commands],
  );

  return (
    <>
      <CommandKeys commands={commands} ids={ids} />
      <div className="@container relative flex min-w-0 flex-1 flex-col">
        <LibraryBar
          title={here.name}
          total={works.total}
          ids={ids}
          commands={commands}
          isTrash={here.isTrash}
        />
        {shape === 'list' && works.total !== 0 && <ListHeading />}
        <div className="relative min-h-0 flex-1">
          {works.error !== null && works.total === undefined ? (
            <LoadFailed error={works.error} queryKey={['library']} />
          ) : works.total === 0 ? (
            <LibraryEmpty collection={here.collection} />
          ) : (
            <CommandContextMenu
              commands={() => commands}
              ids={() => [...store.getState().ids]}
              trigger={
                <div className="h-full" inert={isCovered}>
                  <Grid
                    label={here.name}
                    view={works.name}
                    shape={shape}
                    days={works.days}
                    sections={works.sections}
                    source={works.source}
                    store={store}
                    tile={tile}
                    isCovered={isCovered}
                    onOpen={(work) => viewer.open(work.id)}
                    onLook={(work) => viewer.look(work.id)}
                    renderHeader={(key) =>
                      sort === 'project' ? (
                        <ProjectHeader id={key} height={DAY_HEADER} />
                      ) : (
                        <DayHeader day={key} height={DAY_HEADER} />
                      )
                    }
                    renderCell={renderCell}
                  />
                </div>
              }
            />
          )}
        </div>
        <Viewer source={works.source} store={store} commands={commands} workOf={itself} />
        <Compare />
      </div>
      <PurgeDialog trashCount={counts?.trash ?? 0} />
      <Inspector label={t('inspector')}>
        <LibraryInspector ids={ids} commands={commands} place={place} />
      </Inspector>
    </>
  );
}

const itself = (work: LibraryAsset) => work;

/** What the shelf or collection in view is called. */
function usePlaceName() {
  const { t } = useTranslation('library');
  const place = useLibraryView((view) => view.place);
  const { data: collections = [] } = useQuery(query('collections.list'));
  if (place.kind === 'shelf') {
    return {
      name: t(`shelves.${place.shelf}`),
      hint: t(`hints.${place.shelf}`),
      isTrash: place.shelf === 'trash',
      collection: undefined,
    };
  }
  const collection = collections.find(({ id }) => id === place.id);
  return {
    name: collection?.name ?? '',
    hint: t(collection?.search ? 'hints.smart' : 'hints.collection'),
    isTrash: false,
    collection,
  };
}
