import type { WorkspaceAsset } from '../../../contract/assets.ts';
import type { Job, Order } from '../../../contract/orders.ts';
import type { Section } from '../grid/layout.ts';

/** A result, or a job that stands where its result will be. */
export type WorkspaceItem =
  | {
      readonly kind: 'result';
      readonly id: string;
      readonly jobId: string;
      readonly asset: WorkspaceAsset;
    }
  | {
      readonly kind: 'job';
      readonly id: string;
      readonly jobId: string;
      readonly job: Job;
      readonly order: Order;
    };

export interface Arrangement {
  /** Undefined where a result exists and was not fetched yet. */
  readonly items: readonly (WorkspaceItem | undefined)[];
  readonly sections: readonly Section[];
}

/** Results that follow one another in the studio's list, from `offset` on. */
export interface Stretch {
  readonly offset: number;
  readonly results: readonly WorkspaceAsset[];
}

/** Height of a day's heading in CSS pixels: rows are placed by it, so it stays the same at any text size. */
export const DAY_HEADER = 32;

interface Placed {
  readonly item: WorkspaceItem;
  readonly orderId: string;
  /** When its order was made, ms since 1970. */
  readonly time: number;
}

/**
 * Jobs and results as one list, newest order first and, within an order, in the order of its pictures. The place
 * depends only on the ids of order and job, so a result stands exactly where its job stood, and nothing moves
 * when an order ends. Jobs stand among the newest results; what lies between the stretches that were fetched is a
 * section of placeholders, so that the end of a long list is reached without all that comes before it.
 *
 * @param stretches in order and apart from each other; the first begins at 0
 * @param arrived jobs whose result was here once: if it is gone, it was saved or discarded, and no tile is left
 * @param total results that there are, fetched or not
 */
export function arrange(
  stretches: readonly Stretch[],
  orders: readonly Order[],
  arrived: ReadonlySet<string>,
  total: number,
): Arrangement {
  const all = stretches.flatMap(({ results }) => results);
  const here = new Set([...arrived, ...all.map(({ jobId }) => jobId)]);
  const items: (WorkspaceItem | undefined)[] = [];
  const sections: Section[] = [];
  // Pages fetched a moment apart may both hold a work that moved between them.
  const seen = new Set<string>();
  let reached = 0;
  const skipTo = (offset: number) => {
    const count = offset - reached;
    if (count <= 0) return;
    sections.push({ key: `unfetched-${reached}`, count, header: 0 });
    for (let index = 0; index < count; index += 1) items.push(undefined);
    reached = offset;
  };
  for (const [index, { offset, results }] of stretches.entries()) {
    skipTo(offset);
    const jobs = index === 0 ? placeJobs(orders, here) : [];
    const placed = [...placeResults(results, seen), ...jobs].sort(byPlace);
    addDays(sections, placed);
    for (const { item } of placed) items.push(item);
    reached = offset + results.length;
  }
  skipTo(total);
  return { items, sections };
}

/** A section for each day. */
function addDays(sections: Section[], placed: readonly Placed[]): void {
  let [day, count] = ['', 0];
  const close = () => {
    if (count > 0) sections.push({ key: day, count, header: DAY_HEADER });
  };
  for (const { time } of placed) {
    const of = dayOf(time);
    if (of !== day) {
      close();
      [day, count] = [of, 0];
    }
    count += 1;
  }
  close();
}

/** Pages as stretches: neighbours become one, and a day that runs over both has one heading. */
export function stretchesOf(
  pages: ReadonlyMap<number, { readonly items: readonly (WorkspaceAsset | null)[] }>,
  size: number,
): Stretch[] {
  const stretches: { offset: number; results: WorkspaceAsset[]; end: number }[] = [];
  for (const number of [...pages.keys()].sort((a, b) => a - b)) {
    const results = (pages.get(number)?.items ?? []).filter((item) => item !== null);
    const last = stretches.at(-1);
    if (last?.end === number) {
      last.results.push(...results);
      last.end = number + 1;
    } else stretches.push({ offset: number * size, results, end: number + 1 });
  }
  return stretches;
}

function placeResults(results: readonly WorkspaceAsset[], seen: Set<string>): Placed[] {
  const placed: Placed[] = [];
  for (const asset of results) {
    if (seen.has(asset.id)) continue;
    seen.add(asset.id);
    const { id, jobId, orderId } = asset;
    const time = timeOf(orderId) ?? Date.parse(asset.createdAt);
    placed.push({ item: { kind: 'result', id, jobId, asset }, orderId, time });
  }
  return placed;
}

/** Jobs without a result. One that completed keeps its tile until the result is here. */
function placeJobs(orders: readonly Order[], here: ReadonlySet<string>): Placed[] {
  return orders.flatMap((order) => {
    const time = timeOf(order.id) ?? Date.parse(order.createdAt);
    return order.jobs
      .filter((job) => !here.has(job.id) && isAwaited(job, order))
      .map((job): Placed => {
        const item = { kind: 'job', id: job.id, jobId: job.id, job, order } as const;
        return { item, orderId: order.id, time };
      });
  });
}

/** A completed job of an order that has ended had its result long ago: it was saved or discarded since. */
function isAwaited(job: Job, order: Order): boolean {
  return job.status !== 'completed' || order.status === 'pending' || order.status === 'processing';
}

/**
 * Orders that were active a moment ago, with their pictures that are still to come. An order ends before its last
 * result is listed, and its tile must not blink in between.
 */
export function justEnded(before: readonly Order[], active: readonly Order[]): Order[] {
  const ids = new Set(active.map(({ id }) => id));
  return before
    .filter(({ id }) => !ids.has(id))
    .map((order) => ({ ...order, jobs: order.jobs.filter(({ status }) => isUnderWay(status)) }))
    .filter(({ jobs }) => jobs.length > 0);
}

const isUnderWay = (status: Job['status']) => status !== 'failed' && status !== 'cancelled';

function byPlace(a: Placed, b: Placed): number {
  if (a.time !== b.time) return b.time - a.time;
  if (a.orderId !== b.orderId) return a.orderId < b.orderId ? 1 : -1;
  return a.item.jobId < b.item.jobId ? -1 : 1;
}

/** The instant in a version 7 UUID (RFC 9562, section 5.7), ms since 1970; undefined for other versions. */
export function timeOf(id: string): number | undefined {
  if (id[14] !== '7') return undefined;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** The creator's own day, as `2026-11-21`. */
export function dayOf(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Days until a result goes away, rounded up; undefined while that is far. */
export function daysLeft(expiresAt: string, now: number, near = 3): number | undefined {
  const days = Math.ceil((Date.parse(expiresAt) - now) / 86_400_000);
  return days <= near ? Math.max(0, days) : undefined;
}
