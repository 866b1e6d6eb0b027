import { Check, CirclePause, CircleSlash, CircleX, Clock, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../contract/orders.ts';
import { useAction } from '../../data/use-action.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { ProgressRing } from '../../ui/progress-ring.tsx';
import { useJobWords } from './job-words.ts';
import { hasEnded } from './summary.ts';

/** One picture of an order: how far it is, in words, and how to stop it. */
export function JobRow({ job }: { job: Job }) {
  const { t } = useTranslation('queue');
  const words = useJobWords();
  const cancel = useAction('generate.cancel');
  const number = job.sequence + 1;
  return (
    <li className="flex h-8 min-w-0 items-center gap-2.5 rounded-md pr-1 pl-2 text-sm">
      <JobMark job={job} />
      <span className="tabular shrink-0">{t('picture', { number })}</span>
      <span className="min-w-0 flex-1 truncate text-muted">{words(job)}</span>
      {!hasEnded(job) && !job.cancelRequested && (
        <IconButton
          icon={X}
          size="sm"
          label={t('cancelOne', { number })}
          disabled={cancel.isPending}
          onClick={() => cancel.mutate({ orderId: job.orderId, jobIds: [job.id] })}
        />
      )}
    </li>
  );
}

function JobMark({ job }: { job: Job }) {
  const { t } = useTranslation('queue');
  if (job.status === 'running') {
    const label = t('pictureProgress', { number: job.sequence + 1 });
    return <ProgressRing value={job.progress || null} label={label} className="size-4" />;
  }
  const isPaused = job.pauseReason !== null && !hasEnded(job);
  if (isPaused) return <CirclePause aria-hidden className="size-4 shrink-0 text-warning" />;
  const [Icon, tone] = {
    pending: [Clock, 'text-icon'] as const,
    queued: [Clock, 'text-icon'] as const,
    completed: [Check, 'text-success'] as const,
    failed: [CircleX, 'text-danger'] as const,
    cancelled: [CircleSlash, 'text-icon'] as const,
  }[job.status];
  return <Icon aria-hidden className={`size-4 shrink-0 ${tone}`} />;
}
