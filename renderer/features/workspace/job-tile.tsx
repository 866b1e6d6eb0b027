import { Ban, RotateCcw, TriangleAlert, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Job, Order } from '../../../contract/orders.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { ProgressRing } from '../../ui/progress-ring.tsx';
import { fitInside } from '../grid/geometry.ts';
import { useJobWords } from '../queue/job-words.ts';
import { ratioBox } from './ratio-box.ts';

interface JobTileProps {
  readonly job: Job;
  readonly order: Order;
  /** Of the square cell. */
  readonly width: number;
  readonly selected: boolean;
}

/** A picture that is being made, in the shape and the place it will have. */
export function JobTile({ job, order, width, selected }: JobTileProps) {
  const hasEnded = job.status === 'failed' || job.status === 'cancelled';
  return (
    <div
      className={cx(
        'bg-hover/40 relative flex size-full flex-col items-center justify-center overflow-hidden rounded-sm p-3 text-center outline-offset-2 outline-accent',
        selected && 'outline-2',
        'group-focus-visible/cell:outline-2',
        !selected && 'group-focus-visible/cell:outline-ink',
      )}
    >
      {hasEnded ? (
        <EndedJob job={job} order={order} edge={width} />
      ) : (
        <RunningJob job={job} order={order} edge={width} />
      )}
    </div>
  );
}

interface EdgeProps extends Pick<JobTileProps, 'job' | 'order'> {
  readonly edge: number;
}

function RunningJob({ job, order, edge }: EdgeProps) {
  const { t } = useTranslation('workspace');
  const words = useJobWords()(job);
  const cancel = useAction('generate.cancel');
  const isMoving = job.status === 'running' && job.progress > 0;
  return (
    <>
      {/* The shape the picture will have. */}
      <div
        aria-hidden="true"
        style={fitInside(ratioBox(order.request.aspectRatio), edge)}
        className="bg-hover absolute top-1/2 left-1/2 -translate-1/2 animate-pulse"
      />
      {job.preview !== null && (
        <div
          aria-hidden="true"
          style={fitInside(ratioBox(order.request.aspectRatio), edge)}
          className="absolute top-1/2 left-1/2 -translate-1/2"
        >
          <img src={job.preview} alt="" draggable={false} className="size-full object-cover" />
          <div className="bg-glass absolute inset-0" />
        </div>
      )}
      <ProgressRing
        value={job.status === 'running' ? (isMoving ? job.progress : null) : 0}
        label={t('making', { prompt: order.request.prompt })}
        className="relative size-9"
      />
      <p
        className={cx(
          // As wide and as high as it may become: the ring above it stays where it is.
          'tabular relative mt-2 line-clamp-2 min-h-[2lh] w-full text-center text-sm text-balance',
          job.preview === null ? 'text-muted' : 'text-on-accent',
        )}
      >
        {/* Other words take the place of the last ones; centred, the same ones would be moved. */}
        <span key={words}>{words}</span>
      </p>
      <IconButton
        icon={X}
        size="sm"
        label={t('cancelOne')}
        className="absolute top-1 right-1"
        disabled={job.cancelRequested || job.status === 'completed' || cancel.isPending}
        onClick={() => cancel.mutate({ orderId: order.id, jobIds: [job.id] })}
      />
    </>
  );
}

function EndedJob({ job, order, edge }: EdgeProps) {
  const { t } = useTranslation(['workspace', 'common']);
  const words = useErrorWords();
  const retry = useAction('generate.retry');
  const dismiss = useAction('generate.dismiss');
  const wasCancelled = job.status === 'cancelled';
  const error = words(job.error ?? { code: wasCancelled ? 'cancelled' : 'internal' });
  const Icon = wasCancelled ? Ban : TriangleAlert;
  const isRoomy = edge >= 176;
  return (
    <>
      <Icon
        aria-hidden
        className={cx('size-5 shrink-0', wasCancelled ? 'text-icon' : 'text-warning')}
      />
      <p className="mt-1.5 line-clamp-3 font-medium text-balance" title={error.sentence}>
        {wasCancelled ? t('cancelled') : error.title}
      </p>
      {isRoomy && !wasCancelled && (
        <p className="text-muted mt-0.5 line-clamp-4 text-sm text-balance">{error.advice}</p>
      )}
      {/* The words of an error say themselves what it cost. */}
      {(wasCancelled || !isRoomy) && (
        <p className="text-muted mt-0.5 text-sm">{t('nothingCharged')}</p>
      )}
      <div className="mt-2 flex gap-1">
        <Button
          size="sm"
          icon={RotateCcw}
          disabled={retry.isPending}
          onClick={() => retry.mutate({ orderId: order.id, jobIds: [job.id] })}
        >
          {t('common:retry')}
        </Button>
        <IconButton
          icon={X}
          size="sm"
          label={t('dismissOne')}
          disabled={dismiss.isPending}
          onClick={() => dismiss.mutate({ orderId: order.id, jobIds: [job.id] })}
        />
      </div>
    </>
  );
}
