import { useQuery } from '@tanstack/react-query';
import { TriangleAlert, X } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { parseLibraryQuery, type QueryTerm } from '../../../../contract/library-query.ts';
import { readColor } from '../../../../contract/query-values.ts';
import { query } from '../../../data/query.ts';
import { cx } from '../../../ui/cx.ts';
import { Thumbnail } from '../../../ui/thumbnail.tsx';
import { Tooltip } from '../../../ui/tooltip.tsx';
import { useProblemWords } from './use-problem-words.ts';

interface SearchChipProps {
  readonly text: string;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
  /** Keys on the chip: the field moves between chips and takes them away. */
  readonly onKeyDown: (event: KeyboardEvent<HTMLButtonElement>) => void;
}

/** One filter of the search: what it says, what is wrong with it, and a way out of it. */
export function SearchChip({ text, onEdit, onRemove, onKeyDown }: SearchChipProps) {
  const { t } = useTranslation('search');
  const wordsOf = useProblemWords();
  const [term] = parseLibraryQuery(text);
  const problem = term && wordsOf(term);
  const label = problem === undefined ? t('editFilter', { text }) : `${text}. ${problem}`;
  return (
    <span
      className={cx(
        'flex h-6 shrink-0 items-center rounded-sm',
        problem === undefined ? 'bg-press text-ink' : 'bg-danger-soft text-danger',
      )}
    >
      <Tooltip label={problem ?? t('editFilter', { text })} side="bottom">
        <button
          type="button"
          data-search-chip
          aria-label={label}
          onClick={onEdit}
          onKeyDown={onKeyDown}
          className="ring-inside flex h-full max-w-48 items-center gap-1 rounded-sm pl-1.5 text-sm"
        >
          {problem !== undefined && <TriangleAlert aria-hidden className="size-3.5 shrink-0" />}
          {term ? <ChipWords term={term} /> : text}
        </button>
      </Tooltip>
      <button
        type="button"
        tabIndex={-1}
        aria-label={t('removeFilter', { text })}
        onClick={onRemove}
        className="ring-inside grid h-full w-5 place-items-center rounded-sm opacity-70 hover:opacity-100"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}

function ChipWords({ term }: { term: QueryTerm }): ReactNode {
  const { t } = useTranslation('search');
  const { key, operator, value, negated } = term;
  return (
    <>
      {negated && <span className="font-medium">{t('not')}</span>}
      {key === 'like' ? (
        <LikeWords id={value} />
      ) : (
        <>
          <span>{key}</span>
          {key === 'color' && (
            <span
              aria-hidden
              className="ring-line size-3.5 shrink-0 rounded-sm ring-1"
              style={{ background: readColor(value) ?? value }}
            />
          )}
          <span className="truncate font-medium">
            {operator}
            {value}
          </span>
        </>
      )}
    </>
  );
}

/** The work that others shall be like, as a picture: its id says nothing. */
function LikeWords({ id }: { id: string }) {
  const { t } = useTranslation('search');
  const { data: work } = useQuery({ ...query('library.get', { id }), retry: false });
  return (
    <>
      {work && (
        <span className="size-5 shrink-0 overflow-hidden rounded-sm">
          <Thumbnail {...work} alt="" shape="fill" eager />
        </span>
      )}
      {t('similar')}
    </>
  );
}
