import type { TFunction } from 'i18next';
import { Pause, Play, RotateCcw, X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorBody } from '../../../contract/errors.ts';
import { countOf, type Order } from '../../../contract/orders.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { useView } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useModelName } from '../prompt/model-words.ts';
import { JobRow } from './job-row.tsx';
import { MoveHandle, useOrderDrop } from './move-handle.tsx';
import { OrderMenu } from './order-menu.tsx';
import { canRetry, isActive, progressOf } from './summary.ts';
import { canPause, canResume } from './turns.ts';

interface OrderCardProps {
  readonly order: Order;
  /** When it is its turn and how long until it is done, in words. */
  readonly turn: string | null;
  /** Absent where its place cannot be changed. */
  readonly move?: OrderMoves | undefined;
}

/** How an order changes its place (rule Q8). */
export interface OrderMoves {
  readonly step: (by: -1 | 1) => void;
  readonly to: (end: 'first' | 'last') => void;
  /** Another order goes before this one. */
  readonly takeBefore: (orderId: string) => void;
}

/** One order: its words, how far it is, each of its pictures, and what can be done about it. */
export function OrderCard({ order, turn, move }: OrderCardProps) {
  const { t } = useTranslation('queue');
  const active = isActive(order);
  const card = useRef<HTMLElement>(null);
  const isOver = useOrderDrop(card, order, move?.takeBefore);
  return (
    <article
      ref={card}
      aria-label={order.request.prompt}
      className={cx(
        'flex flex-col gap-2 rounded-lg bg-panel p-3 ring-1 ring-line ring-inset',
        isOver && 'ring-2 ring-accent',
      )}
    >
      <div className="flex items-start gap-1">
        {move && <MoveHandle order={order} card={card} onStep={move.step} />}
        <OrderHead order={order} turn={turn} onMove={move?.to} />
      </div>
      {active && (
        <ProgressBar
          value={progressOf(order)}
          label={t('progress', { prompt: order.request.prompt })}
        />
      )}
      {(active || order.jobs.length > 1) && (
        <ul
          aria-label={t('pictures')}
          className="-mx-1 grid grid-cols-[repeat(auto-fill,minmax(17rem,1fr))]"
        >
          {order.jobs.map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
        </ul>
      )}
      {failuresOf(order).map((error) => (
        <Failure key={error.code} error={error} />
      ))}
    </article>
  );
}

interface OrderHeadProps {
  readonly order: Order;
  readonly turn: string | null;
  readonly onMove: OrderMoves['to'] | undefined;
}

function OrderHead({ order, turn, onMove }: OrderHeadProps) {
  const { t } = useTranslation(['queue', 'common']);
  const format = useFormat();
  const nameOf = useModelName();
  const cancel = useAction('generate.cancel');
  const retry = useAction('generate.retry');
  const dismiss = useAction('generate.dismiss');
  const { prompt, model, aspectRatio } = order.request;
  const count = countOf(order.request);
  const active = isActive(order);
  const facts = [
    nameOf(model),
    aspectRatio,
    t('common:pictures', { count }),
    costOf(order, active, t),
    format.relative(order.createdAt),
    ...(turn === null ? [] : [turn]),
  ];
  return (
    <header className="flex min-w-0 flex-1 items-start gap-2">
      <div className="min-w-0 flex-1">
        <h3 dir="auto" className="truncate font-medium" title={prompt}>
          {prompt}
        </h3>
        <p className="tabular mt-0.5 truncate text-sm text-muted">{facts.join(' · ')}</p>
      </div>
      <PauseButton order={order} />
      {active && (
        <Button
          size="sm"
          aria-label={t('cancelOrder', { prompt })}
          disabled={cancel.isPending}
          onClick={() => cancel.mutate({ orderId: order.id })}
        >
          {t(order.jobs.length > 1 ? 'cancelAll' : 'cancel')}
        </Button>
      )}
      {order.jobs.some(canRetry) && (
        <Button
          size="sm"
          icon={RotateCcw}
          aria-label={t('retryOrder', { prompt })}
          disabled={retry.isPending}
          onClick={() => retry.mutate({ orderId: order.id })}
        >
          {t('retry')}
        </Button>
      )}
      {!active && (
        <IconButton
          icon={X}
          size="sm"
          label={t('dismissOrder', { prompt })}
          disabled={dismiss.isPending}
          onClick={() => dismiss.mutate({ orderId: order.id })}
        />
      )}
      {active && <OrderMenu order={order} onMove={onMove} />}
    </header>
  );
}

/** Holds what has not begun, or lets it go on. */
function PauseButton({ order }: { order: Order }) {
  const { t } = useTranslation('queue');
  const pause = useAction('generate.pause');
  const resume = useAction('generate.resume');
  const { prompt } = order.request;
  if (canResume(order)) {
    return (
      <Button
        size="sm"
        icon={Play}
        aria-label={t('resumeOrder', { prompt })}
        disabled={resume.isPending}
        onClick={() => resume.mutate({ orderId: order.id })}
      >
        {t('resume')}
      </Button>
    );
  }
  if (!canPause(order)) return null;
  return (
    <IconButton
      icon={Pause}
      size="sm"
      label={t('pauseOrder', { prompt })}
      disabled={pause.isPending}
      onClick={() => pause.mutate({ orderId: order.id })}
    />
  );
}

/** Why something failed, and the way to the remedy. */
function Failure({ error }: { error: ErrorBody }) {
  const { t } = useTranslation('queue');
  const { title, advice, remedy } = useErrorWords()(error);
  const showSettings = useView((state) => state.showSettings);
  return (
    <div className="flex items-center gap-3 rounded-md bg-danger-soft px-3 py-2">
      <p className="min-w-0 flex-1">
        <strong className="font-medium">{title}</strong>{' '}
        <span className="text-muted">{advice}</span>
      </p>
      {remedy && (
        <Button size="sm" onClick={() => showSettings(remedy)}>
          {t(remedy === 'keys' ? 'openKeys' : 'openAccount')}
        </Button>
      )}
    </div>
  );
}

/** What the order costs while it runs; what it did cost once it ended. */
function costOf(order: Order, active: boolean, t: TFunction<['queue', 'common']>): string {
  const credits = active ? order.quote : order.charged;
  if (!active && credits === 0) return t('chargedNothing');
  const words = t('common:credits', { count: credits });
  if (active) return credits === 0 ? t('common:free') : words;
  return t('charged', { credits: words });
}

/** The failures of an order, each kind once: four pictures refused for one reason are one sentence. */
function failuresOf(order: Order): ErrorBody[] {
  const errors = order.jobs.flatMap((job) => (job.status === 'failed' ? [job.error] : []));
  const known = [order.status === 'failed' ? order.error : null, ...errors].filter(
    (error) => error !== null,
  );
  return [...new Map(known.map((error) => [error.code, error])).values()];
}
