import type { TFunction } from 'i18next';
import { RotateCcw, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ErrorBody } from '../../../contract/errors.ts';
import { countOf, type Order } from '../../../contract/orders.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { useView } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useModelName } from '../prompt/model-words.ts';
import { JobRow } from './job-row.tsx';
import { canRetry, isActive, progressOf } from './summary.ts';

/** One order: its words, how far it is, each of its pictures, and what can be done about it. */
export function OrderCard({ order }: { order: Order }) {
  const { t } = useTranslation('queue');
  const active = isActive(order);
  return (
    <article
      aria-label={order.request.prompt}
      className="flex flex-col gap-2 rounded-lg bg-panel p-3 ring-1 ring-line ring-inset"
    >
      <OrderHead order={order} />
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

function OrderHead({ order }: { order: Order }) {
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
  ];
  return (
    <header className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <h3 dir="auto" className="truncate font-medium" title={prompt}>
          {prompt}
        </h3>
        <p className="tabular mt-0.5 truncate text-sm text-muted">{facts.join(' · ')}</p>
      </div>
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
    </header>
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
