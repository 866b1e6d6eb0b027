import { useTranslation } from 'react-i18next';
import type { Batch } from '../../../contract/studio/batch.ts';
import { useFormat } from '../../i18n/format.ts';

/** Rows that came, of those that can be run. */
export function progressOf({ rows, total }: Batch): number {
  const runnable = total - rows.refused;
  return runnable === 0 ? 0 : (rows.completed + rows.failed + rows.cancelled) / runnable;
}

/** "Running · 12 of 20 · 2 failed · about 3 min left": how a batch is doing. */
export function useBatchWords(): (batch: Batch) => string {
  const { t } = useTranslation(['batch', 'common']);
  const format = useFormat();
  return (batch) => {
    const { rows, total, state, rests, secondsLeft, charged } = batch;
    return [
      rests === null ? t(`states.${state}`) : t(`rests.${rests}`),
      t('doneOf', { done: rows.completed, total: total - rows.refused }),
      rows.failed > 0 && t('failed', { count: rows.failed }),
      rows.refused > 0 && t('refused', { count: rows.refused }),
      charged > 0 && t('common:credits', { count: charged }),
      secondsLeft !== null && t('timeLeft', { time: format.duration(Math.max(1, secondsLeft)) }),
    ]
      .filter((word) => word !== false)
      .join(' · ');
  };
}
