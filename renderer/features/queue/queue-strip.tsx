import { ChevronUp, Layers } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../../contract/orders.ts';
import { useOrders } from '../../data/hooks.ts';
import { useActions } from '../../state/actions.ts';
import { SHORTCUTS, useShortcut } from '../../state/shortcuts.ts';
import { useView } from '../../state/view.ts';
import { cx } from '../../ui/cx.ts';
import { ProgressRing } from '../../ui/progress-ring.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { Notices } from '../notices/notices.tsx';
import { Announcer } from './announcer.tsx';
import { useJobWords } from './job-words.ts';
import { QueuePanel } from './queue-panel.tsx';
import { type QueueSummary, summarize } from './summary.ts';

/** What runs, how far it is, and the way to the queue. Nothing else asks for attention here. */
export function QueueStrip() {
  const { t } = useTranslation(['queue', 'command']);
  const orders = useOrders().data?.items ?? NONE;
  const summary = summarize(orders);
  const { queueOpen, setQueueOpen } = useView();
  const toggle = () => setQueueOpen(!queueOpen);

  useShortcut('queue', toggle);
  useActions([
    {
      id: 'queue',
      title: t('command:actions.queue'),
      group: 'view',
      icon: Layers,
      shortcut: 'queue',
      run: toggle,
    },
  ]);

  return (
    <>
      {queueOpen && <QueuePanel />}
      <Tooltip label={t(queueOpen ? 'close' : 'open')} shortcut={SHORTCUTS.queue.keys}>
        <button
          type="button"
          aria-expanded={queueOpen}
          aria-controls="queue-panel"
          onClick={toggle}
          className="ring-inside inline-flex h-full min-w-0 items-center gap-2.5 px-3 text-sm transition-colors hover:bg-hover"
        >
          <QueueMark summary={summary} />
          <QueueWords summary={summary} />
          <ChevronUp
            aria-hidden
            className={cx(
              'size-4 shrink-0 text-icon transition-transform',
              queueOpen && 'rotate-180',
            )}
          />
        </button>
      </Tooltip>
      <Current summary={summary} />
      <Announcer orders={orders} />
      <Notices orders={orders} />
    </>
  );
}

const NONE: readonly Order[] = [];

function QueueMark({ summary }: { summary: QueueSummary }) {
  const { t } = useTranslation('queue');
  if (summary.progress === null) {
    return (
      <Layers
        aria-hidden
        className={cx('size-4 shrink-0', summary.failed > 0 ? 'text-danger' : 'text-icon')}
      />
    );
  }
  return <ProgressRing value={summary.progress} label={t('title')} className="size-4" />;
}

function QueueWords({ summary }: { summary: QueueSummary }) {
  const { t } = useTranslation('queue');
  const { running, waiting, failed } = summary;
  if (running + waiting + failed === 0) return <span className="text-muted">{t('nothing')}</span>;
  return (
    <span className="tabular flex gap-2.5 whitespace-nowrap">
      {running > 0 && <span>{t('running', { count: running })}</span>}
      {waiting > 0 && <span className="text-muted">{t('waiting', { count: waiting })}</span>}
      {failed > 0 && <span className="text-danger">{t('failed', { count: failed })}</span>}
    </span>
  );
}

/** The order that is next to be ready, in one line. */
function Current({ summary }: { summary: QueueSummary }) {
  const words = useJobWords();
  const { current } = summary;
  if (!current) return <div className="flex-1" />;
  const job =
    current.jobs.find(({ status }) => status === 'running') ??
    current.jobs.find(({ status }) => status === 'queued' || status === 'pending');
  return (
    <p className="flex min-w-0 flex-1 items-center gap-3 text-sm text-muted">
      <span dir="auto" className="truncate">
        {current.request.prompt}
      </span>
      {job && <span className="tabular shrink-0 whitespace-nowrap">{words(job)}</span>}
    </p>
  );
}
