import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, ImageIcon, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Batch, BatchRow, RowStatus } from '../../../contract/studio/batch.ts';
import { query } from '../../data/query.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { mediaUrl } from '../../transport/media.ts';
import { Badge, type BadgeTone } from '../../ui/badge.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { ProgressRing } from '../../ui/progress-ring.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useProblemWords } from './problem-words.ts';

const PAGE = 60;

interface BatchRowsProps {
  readonly batch: Batch;
  readonly status: readonly RowStatus[] | undefined;
  readonly total: number;
}

/** The rows of a batch as tiles, in the order of the table, a page at a time. */
export function BatchRows({ batch, status, total }: BatchRowsProps) {
  const { t } = useTranslation('batch');
  const format = useFormat();
  const [page, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(total / PAGE));
  const at = Math.min(page, pages - 1);
  const { data } = useQuery({
    ...query('batch.rows', {
      id: batch.id,
      offset: at * PAGE,
      limit: PAGE,
      ...(status && { status: [...status] }),
    }),
    placeholderData: (before) => before,
  });
  if (!data) return <Skeleton className="h-64" />;
  if (data.items.length === 0) return <p className="text-muted">{t('noRows')}</p>;
  return (
    <>
      <ul
        aria-label={t('rowsTitle')}
        className="grid grid-cols-[repeat(auto-fill,minmax(12rem,1fr))] gap-3"
      >
        {data.items.map((row) => (
          <RowTile key={row.number} batch={batch} row={row} />
        ))}
      </ul>
      {pages > 1 && (
        <nav aria-label={t('pages')} className="flex items-center justify-center gap-3">
          <IconButton
            icon={ChevronLeft}
            label={t('pageBefore')}
            disabled={at === 0}
            onClick={() => setPage(at - 1)}
          />
          <span className="tabular text-muted">
            {t('page', { page: format.number(at + 1), pages: format.number(pages) })}
          </span>
          <IconButton
            icon={ChevronRight}
            label={t('pageAfter')}
            disabled={at === pages - 1}
            onClick={() => setPage(at + 1)}
          />
        </nav>
      )}
    </>
  );
}

const TONES: Readonly<Record<RowStatus, BadgeTone>> = {
  refused: 'warning',
  waiting: 'neutral',
  queued: 'neutral',
  running: 'accent',
  completed: 'success',
  failed: 'danger',
  cancelled: 'neutral',
};

function RowTile({ batch, row }: { batch: Batch; row: BatchRow }) {
  const { t } = useTranslation('batch');
  const words = useErrorWords();
  const problemWords = useProblemWords();
  const retry = useAction('batch.retry');
  const [result] = row.results;
  const [problem] = row.problems;
  const why = row.error ? words(row.error).title : problem && problemWords(problem);
  const canRetry = row.status === 'failed' || row.status === 'cancelled';
  return (
    <li className="bg-panel ring-line flex flex-col overflow-hidden rounded-lg ring-1">
      <div className="bg-well text-icon relative grid aspect-square place-items-center overflow-hidden">
        {result ? (
          <img
            src={mediaUrl(result.sha256, 256)}
            alt={row.prompt}
            loading="lazy"
            decoding="async"
            className="absolute inset-0 size-full object-cover"
          />
        ) : row.status === 'running' ? (
          <ProgressRing
            value={row.progress || null}
            label={t('rowProgress', { line: row.line })}
            className="size-7"
          />
        ) : (
          <ImageIcon aria-hidden className="size-7" strokeWidth={1.25} />
        )}
        {canRetry && (
          <IconButton
            icon={RotateCcw}
            variant="glass"
            size="sm"
            label={t('retryRow', { line: row.line })}
            disabled={retry.isPending}
            onClick={() => retry.mutate({ id: batch.id, numbers: [row.number] })}
            className="absolute right-1.5 bottom-1.5"
          />
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-1 p-2.5">
        <span className="flex items-center justify-between gap-2">
          <span className="tabular text-muted text-sm">{t('line', { line: row.line })}</span>
          <Badge tone={TONES[row.status]}>{t(`status.${row.status}`)}</Badge>
        </span>
        <span dir="auto" title={row.prompt} className="line-clamp-2 text-sm">
          {row.prompt}
        </span>
        {why !== undefined && <span className="text-danger text-sm">{why}</span>}
      </div>
    </li>
  );
}
