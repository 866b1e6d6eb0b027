import type { ErrorBody } from '../../contract/errors.ts';
import type { Enqueue, OrderItemDraft } from '../../contract/functions/queue-job.ts';
import type { OrderRequest, OrderStatus } from '../../contract/orders.ts';
import type { ProviderId } from '../../contract/models.ts';
import type { Effect } from '../library/server-rows.ts';

export interface OrderDraft {
  orderId: string;
  request: OrderRequest;
  provider: ProviderId;
  items: readonly OrderItemDraft[];
  perImage: number;
  now: string;
}

export interface OrderState {
  status: OrderStatus & ('pending' | 'failed' | 'cancelled');
  error: ErrorBody | null;
}

const PENDING: OrderState = { status: 'pending', error: null };

/** The rows the server will write for an order, as they stand before it has (DESIGN, "One generation"). */
export function orderEffects(draft: OrderDraft, state: OrderState = PENDING): Effect[] {
  const { orderId, request, provider, items, perImage, now } = draft;
  const order: Effect = {
    table: 'orders',
    rowId: orderId,
    op: 'upsert',
    fields: {
      type: request.type,
      status: state.status,
      request,
      provider,
      quote: perImage * items.length,
      charged: 0,
      error: state.error,
      created_at: now,
      completed_at: state.status === 'pending' ? null : now,
    },
  };
  const parts = items.flatMap((item, sequence): Effect[] => [
    {
      table: 'order_items',
      rowId: item.itemId,
      op: 'upsert',
      fields: {
        order_id: orderId,
        sequence,
        ...(item.brief !== undefined && { brief: item.brief }),
        ...(item.text && { text: JSON.stringify(item.text) }),
      },
    },
    pendingJob({ orderId, ...item, sequence, price: perImage, now, state }),
  ]);
  return [order, ...parts];
}

/** The row of a job that the server has not heard of yet. */
export function pendingJob(job: {
  orderId: string;
  itemId: string;
  jobId: string;
  sequence: number;
  price: number;
  now: string;
  state?: OrderState;
}): Effect {
  const { status, error } = job.state ?? PENDING;
  return {
    table: 'jobs',
    rowId: job.jobId,
    op: 'upsert',
    fields: {
      order_id: job.orderId,
      item_id: job.itemId,
      sequence: job.sequence,
      price: job.price,
      attempts: 0,
      max_attempts: 3,
      run_after: null,
      cancel_requested: false,
      stage: null,
      progress: 0,
      status,
      error,
      created_at: job.now,
      updated_at: job.now,
    },
  };
}

export function enqueueBody(draft: OrderDraft): Enqueue {
  return {
    action: 'enqueue',
    orderId: draft.orderId,
    request: draft.request,
    items: [...draft.items],
    quote: draft.perImage * draft.items.length,
  };
}
