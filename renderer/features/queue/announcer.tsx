import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../../contract/orders.ts';
import { type Screen, useView } from '../../state/view.ts';
import { notify } from '../../ui/toast.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { runWords, watchRun } from './run-tally.ts';

/**
 * Tells how far the run of the queue is: in one notice that is brought up to date, on a screen on which the results do not
 * appear by themselves, and to those who listen, at the end of each order. What the system tells: features/notices.
 */
export function Announcer({ orders }: { orders: readonly Order[] }) {
  const { t } = useTranslation('queue');
  const look = useRef<ReturnType<typeof watchRun>>(undefined);
  const [said, setSaid] = useState('');
  useEffect(() => {
    look.current ??= watchRun();
    const tally = look.current(orders);
    if (!tally) return;
    const text = runWords(tally, t);
    if (tally.hasOrderEnded) setSaid(text);
    const { screen, show, setQueueOpen } = useView.getState();
    if (SHOWING.has(screen)) return;
    notify({
      id: 'queue-done',
      message: text,
      tone: tally.failed > 0 ? 'warning' : 'success',
      isSilent: true,
      action: {
        label: t('showResults'),
        run: () => (tally.ready > 0 ? show('workspace') : setQueueOpen(true)),
      },
    });
  }, [orders, t]);
  return <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>;
}

const SHOWING: ReadonlySet<Screen> = new Set([
  'workspace',
  'generators',
  'video',
  'carousel',
  'batch',
  'arena',
]);
