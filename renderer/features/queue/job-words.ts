import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../contract/orders.ts';
import { useFormat } from '../../i18n/format.ts';
import { phaseOf } from './summary.ts';

/** A job's state or stage in words, with its progress where it has one: "Rendering · 42%". */
export function useJobWords(): (job: Job) => string {
  const { t } = useTranslation('queue');
  const format = useFormat();
  return useCallback(
    (job) => {
      const phase = phaseOf(job, Date.now());
      if (phase.kind === 'paused') return t(`paused.${phase.reason}`);
      if (phase.kind === 'retrying') {
        const attempt = t('attempt', { number: job.attempts + 1, max: job.maxAttempts });
        return `${t('states.retrying', { time: format.time(phase.at) })} · ${attempt}`;
      }
      if (phase.kind === 'state') return t(`states.${phase.state}`);
      const stage = t(`stages.${phase.stage}`);
      return job.progress > 0 ? `${stage} · ${format.percent(job.progress)}` : stage;
    },
    [t, format],
  );
}
