import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../contract/orders.ts';
import { useFormat } from '../../i18n/format.ts';

/** What a job is doing, in a few words. */
export function useStageWords(): (job: Job) => string {
  const { t } = useTranslation('workspace');
  const format = useFormat();
  return useCallback(
    (job) => {
      if (job.cancelRequested) return t('stages.cancelling');
      if (job.status === 'pending') return t('stages.pending');
      if (job.status === 'completed') return t('stages.downloading');
      if (job.status === 'queued') {
        const isRetry = job.attempts > 0 && job.runAfter !== null;
        return isRetry
          ? t('stages.retrying', { when: format.relative(job.runAfter ?? job.updatedAt) })
          : t('stages.queued');
      }
      return t(`stages.${job.stage ?? 'starting'}`);
    },
    [t, format],
  );
}
