import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../../contract/orders.ts';
import { useView } from '../../state/view.ts';
import { notify } from '../../ui/toast.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { changesBetween } from './summary.ts';

/**
 * Tells what became ready or failed: to those who listen, and in a corner of a screen on which the results do not appear
 * by themselves. Progress itself would never stop talking. What the system tells: features/notices.
 */
export function Announcer({ orders }: { orders: readonly Order[] }) {
  const { t } = useTranslation('queue');
  const before = useRef(orders);
  const [said, setSaid] = useState('');
  useEffect(() => {
    const alone = (list: readonly Order[]) => list.filter(({ batchId }) => batchId === undefined);
    const { completed, failed } = changesBetween(before.current, orders);
    const own = changesBetween(alone(before.current), alone(orders));
    before.current = orders;
    const words = [
      completed > 0 && t('announceDone', { count: completed }),
      failed > 0 && t('announceFailed', { count: failed }),
    ].filter(Boolean);
    if (words.length === 0) return;
    const text = words.join(' ');
    setSaid(text);
    const { screen, show, setQueueOpen } = useView.getState();
    const go = () => (own.completed > 0 ? show('workspace') : setQueueOpen(true));
    // Those screens show their own results; a batch tells by itself how far it is.
    if (own.completed + own.failed === 0 || SHOWING.has(screen)) return;
    notify({
      id: 'queue-done',
      message: text,
      tone: own.failed > 0 ? 'warning' : 'success',
      action: { label: t('showResults'), run: go },
    });
  }, [orders, t]);
  return <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>;
}

const SHOWING: ReadonlySet<string> = new Set(['workspace', 'generators', 'batch', 'arena']);
