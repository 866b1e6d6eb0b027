import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Upload } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryFilter } from '../../../contract/studio/library.ts';
import { query } from '../../data/query.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Select } from '../../ui/select.tsx';
import { cx } from '../../ui/cx.ts';
import type { Command } from '../grid/command.ts';
import { SelectionBar } from '../grid/selection-bar.tsx';
import { TileSizeSlider } from '../grid/tile-size-slider.tsx';
import { clear } from '../selection/selection.ts';
import { selections } from '../selection/selection-store.ts';
import { chooseFiles } from './import/choose-files.ts';
import { useLibraryLook } from './library-look.ts';
import { useLibraryView } from './library-view.ts';
import { SearchField } from './search/search-field.tsx';
import { hasNearest } from './search/terms.ts';
import { usePurge } from './purge-state.ts';
import { ViewControls } from './view-controls.tsx';

interface LibraryBarProps {
  readonly title: string;
  readonly total: number | undefined;
  readonly ids: readonly string[];
  readonly commands: readonly Command[];
  readonly isTrash: boolean;
}

/** The line over the grid: where one is, or what is chosen; search, order and size of tiles. */
export const LibraryBar = memo(function LibraryBar({
  title,
  total,
  ids,
  commands,
  isTrash,
}: LibraryBarProps) {
  const { t } = useTranslation('library');
  const store = selections.library;
  const shape = useLibraryLook((look) => look.shape);
  return (
    <div className="flex shrink-0 flex-col gap-0.5 px-6 pt-2 pb-1">
      <div className="flex h-9 items-center gap-2">
        <SearchField />
        {!isTrash && <ImportButton total={total} />}
      </div>
      <div className="@container flex h-9 items-center gap-4">
        <div className="min-w-0 flex-1">
          {ids.length > 0 && (
            <SelectionBar
              ids={ids}
              commands={commands}
              shown={[
                'favorite',
                'addTo',
                'compare',
                'recall',
                'export',
                'trash',
                'restore',
                'purge',
              ]}
              onClear={() => store.setState(clear(store.getState()), true)}
            />
          )}
          <Heading title={title} total={total} isHidden={ids.length > 0} />
        </div>
        {isTrash && total !== undefined && total > 0 && ids.length === 0 && (
          <Button size="sm" onClick={() => usePurge.getState().ask('all')}>
            {t('purge.all')}
          </Button>
        )}
        {/* Where both don't fit, what can be done to a selection matters more than its order. */}
        <div
          className={cx(
            'flex items-center gap-3',
            (ids.length > 0 || isTrash) && '@max-[44rem]:hidden',
            total === 0 && 'hidden',
          )}
        >
          <SortSelect />
          <ViewControls />
          {shape !== 'list' && <TileSizeSlider />}
        </div>
      </div>
    </div>
  );
});

interface HeadingProps extends Pick<LibraryBarProps, 'title' | 'total'> {
  /** What is chosen stands in its place; it still names the list to those who hear it. */
  readonly isHidden: boolean;
}

/** Where one is; with the way back out of a stack. */
function Heading({ title, total, isHidden }: HeadingProps) {
  const { t } = useTranslation('library');
  const { stack, closeStack } = useLibraryView();
  const format = useFormat();
  return (
    <div className={isHidden ? 'sr-only' : 'flex min-w-0 items-center gap-1'}>
      {stack && (
        <IconButton
          icon={ArrowLeft}
          size="sm"
          label={t('stack.back', { name: title })}
          onClick={closeStack}
          className="-ml-1.5"
        />
      )}
      <h1 className="flex min-w-0 items-baseline gap-2 font-semibold">
        <span className="truncate">{stack ? t('stack.title', { count: stack.size }) : title}</span>
        {stack ? (
          <span className="text-muted truncate font-normal">{stack.name}</span>
        ) : (
          total !== undefined &&
          total > 0 && (
            <span className="text-muted tabular shrink-0 font-normal">
              <span className="@max-[44rem]:hidden">{t('works', { count: total })}</span>
              <span className="@min-[44rem]:hidden">{format.number(total)}</span>
            </span>
          )
        )}
      </h1>
    </div>
  );
}

/** What is chosen goes where one stands: into the collection in view, if it is one. */
function ImportButton({ total }: Pick<LibraryBarProps, 'total'>) {
  const { t } = useTranslation('library');
  const place = useLibraryView((view) => view.place);
  // An empty library offers it where its pictures would stand.
  if (place.kind === 'shelf' && place.shelf === 'all' && total === 0) return null;
  return (
    <IconButton
      icon={Upload}
      label={t('import.choose')}
      tooltipSide="bottom"
      onClick={() => chooseFiles(place.kind === 'collection' ? place.id : null)}
    />
  );
}

const SORTS = ['newest', 'oldest', 'rating', 'title', 'largest'] as const;
const WITH_PROJECTS = [...SORTS, 'project'] as const;

function SortSelect() {
  const { t } = useTranslation('library');
  const { search, sort, setSort } = useLibraryView();
  // Nearness is an order only where there is something to be near to.
  const isNearest = hasNearest(search);
  const { data: projects = [] } = useQuery(query('library.projects'));
  const own = projects.length > 0 ? WITH_PROJECTS : SORTS;
  const sorts: readonly LibraryFilter['sort'][] = isNearest ? ['best', ...own] : own;
  return (
    <Select
      variant="quiet"
      label={t('sort.label')}
      value={sort === 'best' && !isNearest ? 'newest' : sort}
      options={sorts.map((value) => ({ value, label: t(`sort.${value}`) }))}
      onChange={setSort}
      className="w-36"
    />
  );
}
