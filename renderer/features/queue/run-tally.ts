import type { TFunction } from 'i18next';
import type { Job, Order } from '../../../contract/orders.ts';
import { hasEnded, isActive } from './summary.ts';

/** What a run of the queue has come to: from when something waits until nothing does any more. */
export interface RunTally {
  readonly kind: 'picture' | 'film' | 'work';
  readonly ready: number;
  readonly failed: number;
  /** Without what was cancelled. */
  readonly total: number;
  /** The last of an order has ended: what was asked for at once is answered at once. */
  readonly hasOrderEnded: boolean;
}

interface Counted {
  readonly state: 'open' | 'ready' | 'failed';
  readonly orderId: string;
  readonly isFilm: boolean;
}

/**
 * Answers for each look at the queue how far the run is, where something became ready or failed since the last look, else
 * null. Orders of a batch are left out: a batch tells by itself how far it is.
 */
export function watchRun(): (orders: readonly Order[]) => RunTally | null {
  let run: ReadonlyMap<string, Counted> = new Map();
  return (orders) => {
    const own = orders.filter(({ batchId }) => batchId === undefined);
    const before = openOrders(run).size === 0 && own.some(isActive) ? new Map() : run;
    run = counted(before, own);
    const hasNews = [...run].some(
      ([id, { state }]) => state !== 'open' && before.get(id)?.state === 'open',
    );
    return hasNews ? tallyOf(before, run) : null;
  };
}

function counted(
  before: ReadonlyMap<string, Counted>,
  orders: readonly Order[],
): ReadonlyMap<string, Counted> {
  const listed = new Set(orders.map(({ id }) => id));
  const known = new Set([...before.values()].map(({ orderId }) => orderId));
  const after = new Map<string, Counted>();
  for (const [id, job] of before) {
    // An order leaves the list as a whole when its last picture is done.
    if (!listed.has(job.orderId))
      after.set(id, job.state === 'open' ? { ...job, state: 'ready' } : job);
  }
  for (const order of orders.filter((each) => known.has(each.id) || isActive(each))) {
    for (const job of order.jobs) {
      if (job.status === 'cancelled' || (job.cancelRequested && !hasEnded(job))) continue;
      after.set(job.id, {
        state: stateOf(job),
        orderId: order.id,
        isFilm: order.type === 'video',
      });
    }
  }
  return after;
}

function stateOf(job: Job): Counted['state'] {
  if (!hasEnded(job)) return 'open';
  return job.status === 'failed' ? 'failed' : 'ready';
}

function openOrders(run: ReadonlyMap<string, Counted>): ReadonlySet<string> {
  const open = [...run.values()].filter(({ state }) => state === 'open');
  return new Set(open.map(({ orderId }) => orderId));
}

function tallyOf(
  before: ReadonlyMap<string, Counted>,
  after: ReadonlyMap<string, Counted>,
): RunTally {
  const jobs = [...after.values()];
  const films = jobs.filter(({ isFilm }) => isFilm).length;
  const open = openOrders(after);
  return {
    kind: films === 0 ? 'picture' : films === jobs.length ? 'film' : 'work',
    ready: jobs.filter(({ state }) => state === 'ready').length,
    failed: jobs.filter(({ state }) => state === 'failed').length,
    total: jobs.length,
    hasOrderEnded: [...openOrders(before)].some((id) => !open.has(id)),
  };
}

const WORDS = {
  picture: ['announcePictures', 'announcePicturesPart', 'noticePictureFailed'],
  film: ['announceFilms', 'announceFilmsPart', 'noticeFilmFailed'],
  work: ['announceWorks', 'announceWorksPart', 'announceFailed'],
} as const;

/** "3 of 5 pictures are ready. 1 failed." */
export function runWords({ kind, ready, failed, total }: RunTally, t: TFunction<'queue'>): string {
  const [all, part, none] = WORDS[kind];
  if (ready === 0) return t(none, { count: failed });
  const words = ready === total ? t(all, { count: ready }) : t(part, { count: ready, total });
  return failed === 0 ? words : `${words} ${t('announceFailed', { count: failed })}`;
}
