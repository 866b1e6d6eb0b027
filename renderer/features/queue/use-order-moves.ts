import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../../contract/orders.ts';
import { useAction } from '../../data/use-action.ts';
import type { OrderMoves } from './order-card.tsx';
import { canMove, inTurn, stepTarget } from './turns.ts';

/** Changes the turn of waiting orders, and what is read out of it. */
export function useOrderMoves(orders: readonly Order[]): {
  readonly said: string;
  readonly of: (order: Order) => OrderMoves;
} {
  const { t } = useTranslation('queue');
  const move = useAction('generate.move');
  const [said, setSaid] = useState('');
  const waiting = inTurn(orders).filter(canMove);

  function go(orderId: string, before: string | null): void {
    if (orderId === before) return;
    const order = waiting.find(({ id }) => id === orderId);
    if (!order) return;
    const rest = waiting.filter(({ id }) => id !== orderId);
    const at = before === null ? rest.length : rest.findIndex(({ id }) => id === before);
    move.mutate(
      { orderId, before },
      {
        onSuccess: () =>
          setSaid(
            t('moved', { prompt: order.request.prompt, place: at + 1, total: waiting.length }),
          ),
      },
    );
  }

  return {
    said,
    of: ({ id }) => ({
      step(by) {
        const target = stepTarget(orders, id, by);
        if (target) go(id, target.before);
      },
      to: (end) => go(id, end === 'last' ? null : (waiting[0]?.id ?? null)),
      takeBefore: (other) => go(other, id),
    }),
  };
}
