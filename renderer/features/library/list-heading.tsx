import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LibraryFilter } from '../../../contract/studio/library.ts';
import { cx } from '../../ui/cx.ts';
import { useLibraryView } from './library-view.ts';
import { COLUMNS, WIDE_ONLY } from './work-line.tsx';

type Sort = LibraryFilter['sort'];

/** The names of the list's columns; those that works can be ordered by do so. */
export function ListHeading() {
  const { t } = useTranslation('library');
  const { sort, setSort } = useLibraryView();
  const date: Sort = sort === 'newest' ? 'oldest' : 'newest';
  const isDate = sort === 'newest' || sort === 'oldest';
  return (
    // As wide as the lines beneath it, which leave room for a scrollbar where the system shows one.
    <div className="border-line shrink-0 overflow-hidden border-b px-6 [scrollbar-gutter:stable]">
      <div className={cx(COLUMNS, 'h-8 px-2 text-sm')}>
        <span />
        <Column
          name={t('columns.title')}
          isCurrent={sort === 'title'}
          onSort={() => setSort('title')}
        />
        <span className="text-muted">{t('columns.tags')}</span>
        <Column
          name={t('columns.rating')}
          isCurrent={sort === 'rating'}
          onSort={() => setSort('rating')}
        />
        <span className={cx('text-muted', WIDE_ONLY)}>{t('columns.model')}</span>
        <Column
          name={t('columns.bytes')}
          isCurrent={sort === 'largest'}
          onSort={() => setSort('largest')}
          className={cx('justify-end', WIDE_ONLY)}
        />
        <Column
          name={t('columns.date')}
          isCurrent={isDate}
          isUp={sort === 'oldest'}
          onSort={() => setSort(date)}
          className="justify-end"
        />
      </div>
    </div>
  );
}

interface ColumnProps {
  readonly name: string;
  readonly isCurrent: boolean;
  /** The least first. */
  readonly isUp?: boolean;
  readonly onSort: () => void;
  readonly className?: string;
}

function Column({ name, isCurrent, isUp = false, onSort, className }: ColumnProps) {
  const { t } = useTranslation('library');
  const Arrow = isUp ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      aria-label={t('columns.sort', { column: name })}
      aria-pressed={isCurrent}
      onClick={onSort}
      className={cx(
        'ring-inside hover:text-ink flex h-7 items-center gap-1 rounded-sm',
        isCurrent ? 'text-ink font-medium' : 'text-muted',
        className,
      )}
    >
      <span className="truncate">{name}</span>
      {isCurrent && <Arrow aria-hidden className="size-3.5 shrink-0" />}
    </button>
  );
}
