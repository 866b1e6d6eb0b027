import { AtelierError } from '../../contract/errors.ts';
import { MAX_SEED } from '../../contract/models.ts';
import {
  countOf,
  type Job,
  type Order,
  type OrderRequest,
  promptAt,
} from '../../contract/orders.ts';
import { setDismissed } from '../library/jobs.ts';
import { enqueueCall } from '../library/outbox.ts';
import type { Effect } from '../library/server-rows.ts';
import { newId } from '../system/ids.ts';
import { ORDER_TOPICS, placeOrder } from './create-order.ts';
import { endedHere, hasEndedBadly, pickJobs } from './end-order.ts';
import { checkCredits, checkRequest, type OrderContext, requireOrder } from './order-checks.ts';

/**
 * Queues failed and cancelled jobs again. What the server never took is placed anew, as a new order in place of
 * these jobs. Errors: those of `createOrder`; `conflict` if nothing of it ended badly.
 */
export function retryOrder(
  context: OrderContext,
  orderId: string,
  jobIds?: readonly string[],
): Order {
  const order = requireOrder(context.db, orderId);
  const checked = checkRequest(context, order.request);
  return context.command(ORDER_TOPICS, () => {
    const jobs = pickJobs(order, jobIds).filter(hasEndedBadly);
    if (jobs.length === 0) {
      throw new AtelierError('conflict', 'None of these jobs has failed or was cancelled.');
    }
    const ids = jobs.map((job) => job.id);
    if (endedHere(context.db, orderId)) {
      const gone = order.request.type === 'carousel' ? order.jobs.map((job) => job.id) : ids;
      setDismissed(context.db, gone, true);
      const again = requestOf(order.request, jobs);
      checkCredits(context.db, checked.perImage * countOf(again));
      return placeOrder(context, again, checked);
    }
    checkCredits(context.db, checked.perImage * jobs.length);
    setDismissed(context.db, ids, false);
    const requestId = newId();
    enqueueCall(context, {
      target: 'queue-job',
      id: requestId,
      body: { action: 'retry', requestId, orderId, jobIds: ids },
      effects: [reopened(orderId), ...jobs.map(againPending)],
    });
    return requireOrder(context.db, orderId);
  });
}

/** The same request for these of its jobs: with a given seed, the first of them keeps its own. A carousel stays whole. */
function requestOf(request: OrderRequest, jobs: readonly Job[]): OrderRequest {
  if (request.type === 'carousel') return request;
  const first = request.seedMode === 'fixed' ? 0 : (jobs[0]?.sequence ?? 0);
  const drawn = jobs.map((job) => promptAt(request, job.sequence));
  return {
    ...request,
    count: jobs.length,
    ...(request.type === 'image' && request.prompts && { prompt: drawn[0] ?? '', prompts: drawn }),
    ...(request.seed === undefined ? {} : { seed: (request.seed + first) % (MAX_SEED + 1) }),
  };
}

function reopened(orderId: string): Effect {
  return {
    table: 'orders',
    rowId: orderId,
    op: 'upsert',
    fields: { status: 'processing', error: null, completed_at: null },
  };
}

function againPending(job: Job): Effect {
  return {
    table: 'jobs',
    rowId: job.id,
    op: 'upsert',
    fields: {
      status: 'pending',
      attempts: 0,
      error: null,
      progress: 0,
      stage: null,
      run_after: null,
      cancel_requested: false,
    },
  };
}
