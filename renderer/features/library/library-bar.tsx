import { Search, Upload, X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryFilter } from '../../../contract/studio/library.ts';
import { useShortcut } from '../../state/shortcuts.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { Select } from '../../ui/select.tsx';
import { cx } from '../../ui/cx.ts';
import type { Command } from '../grid/command.ts';
import { SelectionBar } from '../grid/selection-bar.tsx';
import { TileSizeSlider } from '../grid/tile-size-slider.tsx';
import { clear } from '../selection/selection.ts';
import { selections } from '../selection/selection-store.ts';
import { chooseFiles } from './import/choose-files.ts';
import { useLibraryView } from './library-view.ts';
import { usePurge } from './purge-state.ts';

interface LibraryBarProps {
  readonly title: string;
  readonly total: number | undefined;
  readonly ids: readonly string[];
  readonly commands: readonly Command[];
  readonly isTrash: boolean;
}

/** The line over the grid: where one is, or what is chosen; search, order and size of tiles. */
export function LibraryBar({ title, total, ids, commands, isTrash }: LibraryBarProps) {
  const { t } = useTranslation('library');
  const store = selections.library;
  return (
    <div className="@container flex h-12 shrink-0 items-center gap-4 px-6">
      <div className={cx('flex-1', ids.length === 0 && 'min-w-36')}>
        {ids.length > 0 && (
          <SelectionBar
            ids={ids}
            commands={commands}
            shown={['favorite', 'addTo', 'recall', 'trash', 'restore', 'purge']}
            onClear={() => store.setState(clear(store.getState()), true)}
          />
        )}
        <h1
          className={ids.length > 0 ? 'sr-only' : 'flex min-w-0 items-baseline gap-2 font-semibold'}
        >
          <span className="truncate">{title}</span>
          {total !== undefined && total > 0 && (
            <span className="text-muted tabular shrink-0 font-normal">
              {t('works', { count: total })}
            </span>
          )}
        </h1>
      </div>
      {isTrash && total !== undefined && total > 0 && ids.length === 0 && (
        <Button size="sm" onClick={() => usePurge.getState().ask('all')}>
          {t('purge.all')}
        </Button>
      )}
      {!isTrash && ids.length === 0 && <ImportButton total={total} />}
      <SearchField />
      {/* Where both don't fit, what can be done to a selection matters more than its order. */}
      <div
        className={cx(
          'flex items-center gap-4',
          (ids.length > 0 || isTrash) && '@max-[50rem]:hidden',
          total === 0 && 'hidden',
        )}
      >
        <SortSelect />
        <TileSizeSlider />
      </div>
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
      className="-mr-2"
    />
  );
}

function SearchField() {
  const { t } = useTranslation('library');
  const { search, setSearch } = useLibraryView();
  const ref = useRef<HTMLInputElement>(null);
  useShortcut('search', () => ref.current?.focus());
  return (
    <search className="relative w-64 min-w-24">
      <Search
        aria-hidden
        className="text-icon pointer-events-none absolute top-2 left-2.5 size-4"
      />
      <Input
        ref={ref}
        type="search"
        aria-label={t('search')}
        placeholder={t('searchShort')}
        value={search}
        maxLength={500}
        onChange={(event) => setSearch(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          if (search === '') event.currentTarget.blur();
          else setSearch('');
        }}
        className="peer px-8 [&::-webkit-search-cancel-button]:hidden"
      />
      {search === '' ? (
        <Kbd keys="/" className="pointer-events-none absolute top-2 right-2 peer-focus:hidden" />
      ) : (
        <IconButton
          icon={X}
          size="sm"
          label={t('clearSearch')}
          className="absolute top-0.5 right-0.5"
          onClick={() => {
            setSearch('');
            ref.current?.focus();
          }}
        />
      )}
    </search>
  );
}

const SORTS = ['newest', 'oldest', 'title'] as const satisfies LibraryFilter['sort'][];

function SortSelect() {
  const { t } = useTranslation('library');
  const { sort, setSort } = useLibraryView();
  return (
    <Select
      variant="quiet"
      label={t('sort.label')}
      value={sort}
      options={SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))}
      onChange={setSort}
      className="w-36"
    />
  );
}
