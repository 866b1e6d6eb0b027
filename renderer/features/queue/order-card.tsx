import { RotateCcw, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ErrorBody } from '../../../contract/errors.ts';
import type { Order } from '../../../contract/orders.ts';
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
      <ul
        aria-label={t('pictures')}
        className="-mx-1 grid grid-cols-[repeat(auto-fill,minmax(17rem,1fr))]"
      >
        {order.jobs.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
      </ul>
      {failuresOf(order).map((error) => (
        <Failure key={error.code} error={error} charged={order.charged} />
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
  const { prompt, model, aspectRatio, count } = order.request;
  const price =
    order.quote === 0 ? t('common:free') : t('common:credits', { count: order.quote });
  const facts = [
    nameOf(model),
    aspectRatio,
    t('common:pictures', { count }),
    price,
    format.relative(order.createdAt),
  ];
  const active = isActive(order);
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

/** Why something failed, what it cost, and the way to the remedy. */
function Failure({ error, charged }: { error: ErrorBody; charged: number }) {
  const { t } = useTranslation(['queue', 'common']);
  const { title, advice, remedy } = useErrorWords()(error);
  const showSettings = useView((state) => state.showSettings);
  const cost =
    charged === 0
      ? t('chargedNothing')
      : t('charged', { credits: t('common:credits', { count: charged }) });
  return (
    <div className="flex items-start gap-3 rounded-md bg-danger-soft px-3 py-2">
      <p className="min-w-0 flex-1">
        <strong className="font-medium">{title}</strong> <span className="text-muted">{advice}</span>
      </p>
      <span className="shrink-0 text-sm text-muted">{cost}</span>
      {remedy && (
        <Button size="sm" onClick={() => showSettings(remedy)}>
          {t(remedy === 'keys' ? 'openKeys' : 'openAccount')}
        </Button>
      )}
    </div>
  );
}

/** The failures of an order, each kind once: four pictures refused for one reason are one sentence. */
function failuresOf(order: Order): ErrorBody[] {
  const errors = order.jobs.flatMap((job) => (job.status === 'failed' ? [job.error] : []));
  const known = [order.status === 'failed' ? order.error : null, ...errors].filter(
    (error) => error !== null,
  );
  return [...new Map(known.map((error) => [error.code, error])).values()];
}
