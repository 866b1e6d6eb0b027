import type { Order } from '../../../contract/orders.ts';
import type { Batch } from '../../../contract/studio/batch.ts';
import { isActive } from '../queue/summary.ts';

export type Ended =
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'batch'; readonly batch: Batch };

interface Questions {
  readonly order: (id: string) => Promise<Order>;
  readonly batch: (id: string) => Promise<Batch>;
}

/**
 * Tells of each order once, when the last of its pictures has ended, and of a batch once, not of its rows. What leaves
 * the list is asked for: it may be done, or of an account that was closed, of which nothing is told.
 */
export function watchOrders(
  ask: Questions,
  tell: (ended: Ended) => void,
): (orders: readonly Order[]) => Promise<void> {
  const awaited = new Set<string>();
  const batches = new Set<string>();
  const asked = new Set<string>();

  async function askOf<Thing>(
    id: string,
    question: (id: string) => Promise<Thing>,
    answered: (thing: Thing) => void,
    gone: () => void,
  ): Promise<void> {
    if (asked.has(id)) return;
    asked.add(id);
    try {
      answered(await question(id));
    } catch {
      gone();
    } finally {
      asked.delete(id);
    }
  }

  function orderEnded(order: Order): void {
    // One that still runs was only pushed out of a full list, and comes back to it.
    if (!isActive(order)) tell({ kind: 'order', order });
  }

  function batchLooked(batch: Batch): void {
    if (batch.state === 'running' || batch.state === 'paused') return;
    if (batches.delete(batch.id) && batch.state === 'done') tell({ kind: 'batch', batch });
  }

  return async (orders) => {
    const byId = new Map(orders.map((order) => [order.id, order]));
    const ended = [...awaited].filter((id) => {
      const order = byId.get(id);
      return !order || !isActive(order);
    });
    for (const id of ended) awaited.delete(id);
    const active = orders.filter(isActive);
    const busy = new Set(active.flatMap(({ batchId }) => batchId ?? []));
    for (const { id, batchId } of active) {
      if (batchId === undefined) awaited.add(id);
      else batches.add(batchId);
    }
    const asks = ended.map((id) => {
      const order = byId.get(id);
      if (order) return orderEnded(order);
      return askOf(id, ask.order, orderEnded, () => undefined);
    });
    const quiet = [...batches].filter((id) => !busy.has(id));
    await Promise.all([
      ...asks,
      ...quiet.map((id) => askOf(id, ask.batch, batchLooked, () => batches.delete(id))),
    ]);
  };
}
