import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../../ui/cx.ts';
import { Input } from '../../ui/input.tsx';
import { useCategories } from './category-words.ts';

interface GalleryFrameProps {
  readonly search: string;
  readonly onSearch: (search: string) => void;
  /** Chosen from where there are several; null is all of them. */
  readonly categories: ReadonlySet<string>;
  readonly category: string | null;
  readonly onCategory: (category: string | null) => void;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Templates found by words and category. */
export function GalleryFrame(props: GalleryFrameProps) {
  const { category, categories } = props;
  const { t } = useTranslation('templates');
  const { wordFor, sorted } = useCategories();
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-3 px-6 pb-4">
        <Input
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={props.search}
          maxLength={200}
          onChange={({ target }) => props.onSearch(target.value)}
          className="max-w-64"
        />
        <div className="flex flex-wrap gap-1">
          {categories.size > 1 &&
            [null, ...sorted(categories)].map((one) => (
              <button
                key={one ?? ''}
                type="button"
                dir="auto"
                aria-pressed={category === one}
                onClick={() => props.onCategory(one)}
                className={cx(
                  'h-7 max-w-48 truncate rounded-md px-2.5 text-sm transition-colors',
                  category === one
                    ? 'bg-press text-ink'
                    : 'text-muted hover:bg-hover hover:text-ink',
                )}
              >
                {one === null ? t('all') : wordFor(one)}
              </button>
            ))}
        </div>
        {props.actions}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-6 pt-0.5 pb-6">{props.children}</div>
    </div>
  );
}

export function CardGrid({ children }: { children: ReactNode }) {
  return <ul className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-4">{children}</ul>;
}
