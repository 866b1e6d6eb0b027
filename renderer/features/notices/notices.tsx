import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../../contract/orders.ts';
import { useSettings } from '../../data/hooks.ts';
import { followLink } from '../../frame/follow-links.ts';
import { api } from '../../transport/api.ts';
import { hostApi } from '../../transport/host-api.ts';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { summarize } from '../queue/summary.ts';
import { isWorthTelling, noticeOf } from './notice-words.ts';
import { showNotice } from './system-notices.ts';
import { type Ended, watchOrders } from './watch-orders.ts';

const QUESTIONS = {
  order: (id: string) => api.generate.order({ id }),
  batch: (id: string) => api.batch.get({ id }),
};

/**
 * Has the system tell what is done, where that is wished for and its creator looks elsewhere, and shows at the program's
 * sign in the dock or taskbar how far all work is. The end of a batch is said to those who listen.
 */
export function Notices({ orders }: { orders: readonly Order[] }) {
  const { t } = useTranslation(['queue', 'errors']);
  const isWished = useSettings().data?.notifyDone ?? false;
  const [said, setSaid] = useState('');
  const tell = useEffectEvent((ended: Ended) => {
    const notice = noticeOf(ended, t);
    if (!notice) return;
    // Of orders those who listen hear from the queue.
    if (ended.kind === 'batch') setSaid(`${notice.title}. ${notice.body}`);
    if (!isWished || !isWorthTelling(ended, Date.now(), document.hasFocus())) return;
    showNotice(notice, followLink);
  });
  const look = useRef<ReturnType<typeof watchOrders>>(undefined);
  useEffect(() => {
    look.current ??= watchOrders(QUESTIONS, (ended) => tell(ended));
    // A system that does not take a notice has nothing to say to the rest of the page.
    look.current(orders).catch(() => undefined);
  }, [orders]);

  const { progress } = summarize(orders);
  // In whole percents: no bar shows less, and each step is a message.
  const shown = progress === null ? null : Math.round(progress * 100) / 100;
  useEffect(() => hostApi().showProgress?.(shown), [shown]);
  return <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>;
}
