import { AtelierError } from '../../contract/errors.ts';
import type { Order } from '../../contract/orders.ts';
import type { JobSelection } from '../../contract/studio/generate.ts';
import type { LibraryContext } from '../library/context.ts';
import { enqueueCall } from '../library/outbox.ts';
import type { Effect } from '../library/server-rows.ts';
import type { Database } from '../system/database.ts';
import { ORDER_TOPICS } from './create-order.ts';
import { requireOrder } from './order-checks.ts';

/** Jobs that one call names at most; more of them are more calls. */
const MOST_NAMED = 10_000;

interface WaitingJob {
  id: string;
  order_id: string;
  position: number | null;
}

/** Pauses jobs that wait; what runs goes on, since it is paid for (rule Q8). Answers how many. */
export function pauseJobs(context: LibraryContext, selection: JobSelection): number {
  return setPaused(context, selection, 'pause');
}

/** Lets paused jobs go on in their old places; a cap may pause them again (rule L5). Answers how many. */
export function resumeJobs(context: LibraryContext, selection: JobSelection): number {
  return setPaused(context, selection, 'resume');
}

function setPaused(
  context: LibraryContext,
  selection: JobSelection,
  action: 'pause' | 'resume',
): number {
  return context.command(ORDER_TOPICS, () => {
    const jobIds = selectedJobs(context.db, selection, action);
    for (let at = 0; at < jobIds.length; at += MOST_NAMED) {
      const some = jobIds.slice(at, at + MOST_NAMED);
      enqueueCall(context, {
        target: 'queue-job',
        body: { action, jobIds: some },
        effects: some.map((id) => edit(id, { pause_reason: action === 'pause' ? 'user' : null })),
      });
    }
    return jobIds.length;
  });
}

/**
 * Puts the waiting jobs of an order before those of another, or at the end. The places that there are are dealt out
 * anew, as the server will do it. Errors: `not_found`, `conflict` if nothing of the order waits any more.
 */
export function moveOrder(
  context: LibraryContext,
  { orderId, before }: { orderId: string; before: string | null },
): Order {
  return context.command(ORDER_TOPICS, () => {
    requireOrder(context.db, orderId);
    const waiting = waitingJobs(context.db);
    const moved = waiting.filter((job) => job.order_id === orderId);
    const rest = waiting.filter((job) => job.order_id !== orderId);
    const at = before === null ? rest.length : rest.findIndex((job) => job.order_id === before);
    if (moved.length === 0 || at === -1) {
      throw new AtelierError('conflict', 'What was to be moved does not wait any more.');
    }
    const target = rest[at];
    const places = waiting.flatMap(({ position }) => (position === null ? [] : [position]));
    const dealt = [...rest.slice(0, at), ...moved, ...rest.slice(at)];
    enqueueCall(context, {
      target: 'queue-job',
      body: {
        action: 'move',
        jobIds: moved.map(({ id }) => id),
        ...(target && { before: target.id }),
      },
      // What has not reached the backend yet has no place there: it gets its own when it does.
      effects: dealt.flatMap((job, nr) => {
        const place = places[nr];
        return place === undefined || place === job.position
          ? []
          : [edit(job.id, { position: place })];
      }),
    });
    return requireOrder(context.db, orderId);
  });
}

/** In turn; those without a place yet come after all that have one. */
function waitingJobs(db: Database): WaitingJob[] {
  return db.all<WaitingJob>(
    `select id, order_id, position from jobs where status in ('pending', 'queued') and dismissed = 0
     order by position is null, position, created_at, order_id, sequence`,
  );
}

function selectedJobs(db: Database, selection: JobSelection, action: 'pause' | 'resume'): string[] {
  const [where, ...values] = whereOf(selection);
  return db.column<string>(
    `select id from jobs where status in ('pending', 'queued') and dismissed = 0
     and pause_reason ${action === 'pause' ? "is not 'user'" : 'is not null'} and ${where}
     order by position is null, position, sequence`,
    ...values,
  );
}

function whereOf(selection: JobSelection): [sql: string, ...values: string[]] {
  if ('orderId' in selection) return ['order_id = ?', selection.orderId];
  return 'allBut' in selection ? ['order_id <> ?', selection.allBut] : ['true'];
}

function edit(id: string, fields: Effect['fields']): Effect {
  return { table: 'jobs', rowId: id, op: 'upsert', fields };
}
