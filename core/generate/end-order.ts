import { AtelierError, type ErrorBody } from '../../contract/errors.ts';
import { Enqueue, QueueJobBody } from '../../contract/functions/queue-job.ts';
import type { Job, Order } from '../../contract/orders.ts';
import { acknowledge, rewriteRow } from '../library/apply.ts';
import type { LibraryContext } from '../library/context.ts';
import { setDismissed } from '../library/jobs.ts';
import {
  enqueueCall,
  type OutboxRow,
  replaceEffects,
  waitingCalls,
  withdraw,
} from '../library/outbox.ts';
import { putServerRow, serverRow } from '../library/server-rows.ts';
import type { Database } from '../system/database.ts';
import { ORDER_TOPICS } from './create-order.ts';
import { requireOrder } from './order-checks.ts';
import { orderEffects } from './order-rows.ts';

/** Asks for an end. An order that was never sent ends here; the server ends or stops the others (rule Q7). */
export function cancelOrder(
  context: LibraryContext,
  orderId: string,
  jobIds?: readonly string[],
): Order {
  return context.command(ORDER_TOPICS, () => {
    const order = requireOrder(context.db, orderId);
    const open = pickJobs(order, jobIds).filter(isOpen);
    if (open.length === 0) return order;
    const unsent = findEnqueue(context.db, orderId);
    if (unsent?.attempts === 0 && open.length === order.jobs.filter(isOpen).length) {
      endHere(context, unsent, { status: 'cancelled', error: null });
      return requireOrder(context.db, orderId);
    }
    enqueueCall(context, {
      target: 'queue-job',
      body: { action: 'cancel', orderId, jobIds: open.map((job) => job.id) },
      // What waits is as good as ended; what runs is asked to stop.
      effects: open.map((job) => ({
        table: 'jobs',
        rowId: job.id,
        op: 'upsert',
        fields: job.status === 'running' ? { cancel_requested: true } : { status: 'cancelled' },
      })),
    });
    return requireOrder(context.db, orderId);
  });
}

/** Takes jobs that ended badly out of sight, on this machine. */
export function dismissOrder(
  context: LibraryContext,
  orderId: string,
  jobIds?: readonly string[],
): void {
  context.command(['orders'], () => {
    const order = requireOrder(context.db, orderId);
    const jobs = pickJobs(order, jobIds).filter(hasEndedBadly);
    setDismissed(
      context.db,
      jobs.map((job) => job.id),
      true,
    );
  });
}

/**
 * The server refused a call for good; inside the transaction that records it. An order has failed and says why;
 * a retry leaves its jobs as they were, with the reason; a cancellation of what is not there is done. A slide that was
 * to be made anew or worded otherwise is set aside, where the creator sees why and decides.
 * True: dealt with, the outbox row is gone.
 */
export function orderRefused(context: LibraryContext, row: OutboxRow, error: ErrorBody): boolean {
  if (row.target !== 'queue-job') return false;
  const body = QueueJobBody.parse(JSON.parse(row.body));
  if (body.action === 'enqueue') {
    endHere(context, row, { status: 'failed', error });
    return true;
  }
  if (body.action === 'redo' || body.action === 'text') return false;
  withdraw(context.db, row.seq);
  if (body.action === 'retry') for (const id of body.jobIds) sayWhy(context.db, id, error);
  return true;
}

/** Ends an order that waits here as if the server had said no: it is seen with the reason, and can be tried again. */
export function refuseHere(context: LibraryContext, orderId: string, error: ErrorBody): void {
  const row = findEnqueue(context.db, orderId);
  if (row) endHere(context, row, { status: 'failed', error });
}

/** True if the order ended here and the server never took it. */
export function endedHere(db: Database, orderId: string): boolean {
  const known = serverRow(db, 'orders', orderId);
  return known?.xid === null && known.row[ENDED_HERE] === true;
}

/** Marks the row of an order that ended here among the rows of the server. */
const ENDED_HERE = 'ended_here';

/** Ends an order that the server does not have: nothing of it is sent any more, its rows stay to be seen. */
function endHere(
  context: LibraryContext,
  row: OutboxRow,
  state: { status: 'failed' | 'cancelled'; error: ErrorBody | null },
): void {
  const { orderId, items, quote } = Enqueue.parse(JSON.parse(row.body));
  const { request, provider, createdAt } = requireOrder(context.db, orderId);
  const perImage = quote / items.length;
  const [order, ...parts] = orderEffects(
    { orderId, request, provider, items, perImage, now: createdAt },
    state,
  );
  if (!order) return;
  const marked = { ...order, fields: { ...order.fields, [ENDED_HERE]: true } };
  replaceEffects(context.db, row.seq, [marked, ...parts]);
  acknowledge(context.db, row.seq);
}

function sayWhy(db: Database, jobId: string, error: ErrorBody): void {
  const known = serverRow(db, 'jobs', jobId);
  if (!known) return;
  const row = { ...known.row, status: 'failed', error };
  putServerRow(db, 'jobs', jobId, { xid: known.xid, row });
  rewriteRow(db, 'jobs', jobId);
}

function findEnqueue(db: Database, orderId: string): OutboxRow | undefined {
  return waitingCalls(db, 'queue-job').find((row) => {
    const body = QueueJobBody.parse(JSON.parse(row.body));
    return body.action === 'enqueue' && body.orderId === orderId;
  });
}

function isOpen(job: Job): boolean {
  return job.status === 'pending' || job.status === 'queued' || job.status === 'running';
}

export function hasEndedBadly(job: Job): boolean {
  return job.status === 'failed' || job.status === 'cancelled';
}

/** `not_found` if one of the jobs is not of this order. */
export function pickJobs(order: Order, jobIds: readonly string[] | undefined): Job[] {
  if (jobIds === undefined) return order.jobs;
  const picked = order.jobs.filter((job) => jobIds.includes(job.id));
  if (picked.length < new Set(jobIds).size) {
    throw new AtelierError('not_found', 'There is no such job in this order.');
  }
  return picked;
}
