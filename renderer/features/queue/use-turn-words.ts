import { useTranslation } from 'react-i18next';
import type { Order } from '../../../contract/orders.ts';
import { usePace } from '../../data/hooks.ts';
import { useFormat } from '../../i18n/format.ts';
import { canMove, canResume, jobsAhead, timesLeft } from './turns.ts';

/** "after 3 others · ready in about 2 min": what is known of an order's turn; null where nothing is. */
export function useTurnWords(orders: readonly Order[]): (order: Order) => string | null {
  const { t } = useTranslation('queue');
  const format = useFormat();
  const left = timesLeft(orders, usePace().data ?? {});
  return (order) => {
    if (!canMove(order) && !left.has(order.id)) return null;
    const runs = order.jobs.some(({ status }) => status === 'running');
    const isSent = order.jobs.some(({ position }) => position !== null);
    const ahead = jobsAhead(orders, order);
    const seconds = left.get(order.id);
    const words = [
      !runs &&
        isSent &&
        !canResume(order) &&
        (ahead === 0 ? t('next') : t('ahead', { count: ahead })),
      seconds !== undefined && t('timeLeft', { time: format.duration(Math.max(1, seconds)) }),
    ].filter((word) => word !== false);
    return words.length === 0 ? null : words.join(' · ');
  };
}
