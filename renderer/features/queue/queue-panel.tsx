import { ChevronDown, ListTodo } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useOrders } from '../../data/hooks.ts';
import { SHORTCUTS } from '../../state/shortcuts.ts';
import { useView } from '../../state/view.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { useFocusInside } from '../../ui/use-focus-inside.ts';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { OrderCard } from './order-card.tsx';
import { QueueActions } from './queue-actions.tsx';
import { canMove, inTurn } from './turns.ts';
import { useOrderMoves } from './use-order-moves.ts';
import { useTurnWords } from './use-turn-words.ts';

/** All orders that run, wait or ended badly. Folds up from the strip; the work above stays usable. */
export function QueuePanel() {
  const { t } = useTranslation('queue');
  const setOpen = useView((state) => state.setQueueOpen);
  const orders = useOrders().data?.items ?? [];
  const moves = useOrderMoves(orders);
  const turnOf = useTurnWords(orders);
  const panel = useFocusInside(() => setOpen(false));
  return (
    <section
      ref={panel}
      id="queue-panel"
      tabIndex={-1}
      aria-label={t('title')}
      className="absolute inset-x-0 bottom-full z-30 flex max-h-[min(60vh,34rem)] animate-rise flex-col border-y border-line bg-raised shadow-up outline-none"
    >
      <header className="flex h-11 shrink-0 items-center gap-2 pr-2 pl-4">
        <h2 className="flex-1 font-semibold">{t('title')}</h2>
        <QueueActions orders={orders} />
        <IconButton
          icon={ChevronDown}
          label={t('close')}
          shortcut={SHORTCUTS.queue.keys}
          onClick={() => setOpen(false)}
        />
      </header>
      <div className="flex min-h-0 flex-col gap-2 overflow-y-auto overscroll-contain px-3 pb-3">
        {orders.length === 0 && (
          <EmptyState icon={ListTodo} title={t('nothing')} className="min-h-40 p-4">
            {t('nothingHint')}
          </EmptyState>
        )}
        {inTurn(orders).map((order) => (
          <OrderCard
            key={order.id}
            order={order}
            turn={turnOf(order)}
            move={canMove(order) ? moves.of(order) : undefined}
          />
        ))}
      </div>
      <VisuallyHidden aria-live="polite">{moves.said}</VisuallyHidden>
    </section>
  );
}
