import type { Job, Order } from '../../../contract/orders.ts';

const isWaiting = ({ status }: Job) => status === 'pending' || status === 'queued';
export const isPaused = (job: Job): boolean => isWaiting(job) && job.pauseReason !== null;
export const canPause = (order: Order): boolean =>
  order.jobs.some((job) => isWaiting(job) && job.pauseReason !== 'user');
export const canResume = (order: Order): boolean => order.jobs.some(isPaused);
export const canMove = (order: Order): boolean => order.jobs.some(isWaiting);

/** The place of an order's first waiting job; those without one come last, oldest first. */
function placeOf(order: Order): number {
  const places = order.jobs
    .filter(isWaiting)
    .map(({ position }) => position ?? Number.POSITIVE_INFINITY);
  return Math.min(...places);
}

const byTurn = (a: Order, b: Order) => {
  const [first, second] = [placeOf(a), placeOf(b)];
  return first === second ? (a.id < b.id ? -1 : 1) : first - second;
};

/**
 * Orders as the queue shows them: what runs or waits in turn, then what ended badly, newest first. One that runs
 * already stands above those that only wait.
 */
export function inTurn(orders: readonly Order[]): Order[] {
  const runs = (order: Order) => order.jobs.some(({ status }) => status === 'running');
  const open = (order: Order) => runs(order) || canMove(order);
  return [
    ...orders.filter(runs).toSorted(byTurn),
    ...orders.filter((order) => open(order) && !runs(order)).toSorted(byTurn),
    ...orders.filter((order) => !open(order)),
  ];
}

/** Before which order one has to go to stand one place further up or down; undefined where it is at the end. */
export function stepTarget(
  orders: readonly Order[],
  id: string,
  by: -1 | 1,
): { before: string | null } | undefined {
  const waiting = inTurn(orders).filter(canMove);
  const at = waiting.findIndex((order) => order.id === id);
  const next = at + by;
  if (at === -1 || next < 0 || next >= waiting.length) return undefined;
  return { before: waiting[by === -1 ? next : next + 1]?.id ?? null };
}

/**
 * Seconds until each order is done, from how long jobs of its model took here, one after the other in turn; what has
 * no pace, and all that waits for it, has no time either. Paused jobs are not counted.
 */
export function timesLeft(
  orders: readonly Order[],
  pace: Readonly<Record<string, number>>,
): ReadonlyMap<string, number> {
  const left = new Map<string, number>();
  let total = 0;
  for (const order of inTurn(orders)) {
    const open = order.jobs.filter(
      (job) => job.status === 'running' || (isWaiting(job) && !isPaused(job)),
    );
    if (open.length === 0) continue;
    const each = pace[order.request.model];
    if (each === undefined) break;
    total += open.reduce((sum, job) => sum + each * (1 - job.progress), 0);
    left.set(order.id, total);
  }
  return left;
}

/** How many of the creator's own jobs stand before the first of this order that waits. */
export function jobsAhead(orders: readonly Order[], order: Order): number {
  const place = placeOf(order);
  if (!Number.isFinite(place)) return 0;
  return orders
    .flatMap(({ jobs }) => jobs)
    .filter((job) => isWaiting(job) && !isPaused(job) && (job.position ?? place) < place).length;
}
