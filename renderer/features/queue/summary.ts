import type { Job, Order } from '../../../contract/orders.ts';

export interface QueueSummary {
  running: number;
  waiting: number;
  failed: number;
  completed: number;
  /** 0 to 1 over everything that has not ended badly; null when nothing runs or waits. */
  progress: number | null;
  /** The order that is looked at first: one that runs, else one that waits. */
  current: Order | null;
}

export const hasEnded = (job: Job): boolean =>
  job.status === 'completed' || job.status === 'failed' || job.status === 'cancelled';

/** Ended without a picture: it can be tried again or dismissed. */
export const canRetry = (job: Job): boolean =>
  job.status === 'failed' || job.status === 'cancelled';

export const isActive = (order: Order): boolean => order.jobs.some((job) => !hasEnded(job));

/** How far an order is: finished pictures count whole, running ones by their progress. */
export function progressOf(order: Order): number {
  const counted = order.jobs.filter((job) => !canRetry(job));
  if (counted.length === 0) return 0;
  const done = counted.reduce(
    (sum, job) => sum + (job.status === 'completed' ? 1 : job.progress),
    0,
  );
  return done / counted.length;
}

/** The queue in four numbers. */
export function summarize(orders: readonly Order[]): QueueSummary {
  const jobs = orders.flatMap((order) => order.jobs);
  const count = (test: (job: Job) => boolean) => jobs.filter(test).length;
  const active = orders.filter(isActive);
  const isRunning = (order: Order) => order.jobs.some((job) => job.status === 'running');
  return {
    running: count((job) => job.status === 'running'),
    waiting: count((job) => job.status === 'pending' || job.status === 'queued'),
    failed: count((job) => job.status === 'failed'),
    completed: count((job) => job.status === 'completed'),
    progress:
      active.length === 0
        ? null
        : active.reduce((sum, order) => sum + progressOf(order), 0) / active.length,
    // The oldest first: it is the next to be ready. Orders come newest first.
    current: active.findLast(isRunning) ?? active.at(-1) ?? null,
  };
}

/** What a job does now, as a key of the words in `queue`. */
export type JobPhase =
  | {
      kind: 'state';
      state: 'pending' | 'queued' | 'running' | 'completed' | 'failed' | 'cancelled' | 'cancelling';
    }
  | { kind: 'stage'; stage: NonNullable<Job['stage']> }
  | { kind: 'paused'; reason: NonNullable<Job['pauseReason']> }
  | { kind: 'retrying'; at: string };

export function phaseOf(job: Job, now: number): JobPhase {
  if (!hasEnded(job) && job.cancelRequested) return { kind: 'state', state: 'cancelling' };
  if (job.status === 'running' && job.stage) return { kind: 'stage', stage: job.stage };
  const isWaiting = job.status === 'pending' || job.status === 'queued';
  if (isWaiting && job.pauseReason) return { kind: 'paused', reason: job.pauseReason };
  const isPutOff = job.status === 'queued' && job.runAfter && Date.parse(job.runAfter) > now;
  if (isPutOff && job.attempts > 0) return { kind: 'retrying', at: job.runAfter ?? '' };
  return { kind: 'state', state: job.status };
}
