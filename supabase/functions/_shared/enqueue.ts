import { type Enqueue, QueueJobAnswer } from '../../../contract/functions/queue-job.ts';
import { rpc, serviceClient } from './database.ts';

/** An order's parts besides its request, as the client named them. */
type Order = Pick<Enqueue, 'orderId' | 'items' | 'quote'>;

/** Queues an order as queue-job does: idempotent by its id (rule Q1), never dearer than its quote (rule L3). */
export function enqueue(
  user: string,
  { orderId, items, quote }: Order,
  request: Record<string, unknown>,
): Promise<QueueJobAnswer> {
  const body = { action: 'enqueue', orderId, items, quote, request };
  return rpc(serviceClient(), 'enqueue_order', { p_user: user, p_body: body }, QueueJobAnswer);
}
