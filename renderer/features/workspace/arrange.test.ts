import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import type { WorkspaceAsset } from '../../../contract/assets.ts';
import type { Job, Order } from '../../../contract/orders.ts';
import { aWorkspaceAsset } from '../testing/works.ts';
import { arrange, dayOf, daysLeft, justEnded, stretchesOf, timeOf } from './arrange.ts';

const NOON = new Date(2026, 10, 21, 12).getTime();
const DAY = 86_400_000;

function anOrder(at: number, jobs: Job['status'][], status: Order['status'] = 'processing'): Order {
  const id = v7({ msecs: at });
  return {
    id,
    status,
    createdAt: new Date(at).toISOString(),
    jobs: jobs.map((status, sequence) => ({
      id: v7({ msecs: at, seq: sequence }),
      orderId: id,
      sequence,
      status,
    })),
  } as Order;
}

function resultOf(order: Order, at: number): WorkspaceAsset {
  return aWorkspaceAsset({
    id: v7(),
    orderId: order.id,
    jobId: order.jobs[at]?.id ?? '',
    // Results come in any order: the place must not depend on when.
    createdAt: new Date(NOON + DAY - at).toISOString(),
  });
}

const jobIds = (arrangement: ReturnType<typeof arrange>) =>
  arrangement.items.map((item) => item?.jobId);
/** All results there are, in one stretch. */
const arranged = (
  results: WorkspaceAsset[],
  orders: Order[] = [],
  arrived: ReadonlySet<string> = new Set(),
  total = results.length,
) => arrange([{ offset: 0, results }], orders, arrived, total);

describe('the workspace', () => {
  it('puts a result where its job stood, whichever comes first', () => {
    const order = anOrder(NOON, ['running', 'running', 'queued']);
    const older = anOrder(NOON - 1_000, ['completed', 'completed'], 'completed');
    const kept = [resultOf(older, 0), resultOf(older, 1)];
    const before = arranged(kept, [order]);
    const second = arranged([resultOf(order, 1), ...kept], [order]);
    const ended = arranged([resultOf(order, 2), resultOf(order, 0), resultOf(order, 1), ...kept]);
    expect(jobIds(second)).toEqual(jobIds(before));
    expect(jobIds(ended)).toEqual(jobIds(before));
    expect(second.items.map((item) => item?.kind)).toEqual([
      'job',
      'result',
      'job',
      'result',
      'result',
    ]);
  });

  it('keeps the tile of a completed job until its result is here, and no longer', () => {
    const order = anOrder(NOON, ['completed', 'running']);
    expect(arranged([], [order]).items).toHaveLength(2);
    const [first] = order.jobs;
    const saved = arranged([], [order], new Set([first?.id ?? '']));
    expect(jobIds(saved)).toEqual([order.jobs[1]?.id]);
    // After a restart nobody remembers that it arrived; the order, shown for what failed in it, has ended.
    const failed = anOrder(NOON, ['completed', 'failed'], 'failed');
    expect(jobIds(arranged([], [failed]))).toEqual([failed.jobs[1]?.id]);
  });

  it('holds the places of an order that has just ended, but not of what failed in it', () => {
    const order = anOrder(NOON, ['completed', 'running', 'failed']);
    expect(justEnded([order], [])[0]?.jobs.map(({ sequence }) => sequence)).toEqual([0, 1]);
    expect(justEnded([order], [order])).toEqual([]);
    expect(justEnded([anOrder(NOON, ['cancelled'])], [])).toEqual([]);
  });

  it('groups by the day of the order and counts each', () => {
    const today = anOrder(NOON, ['completed', 'completed']);
    const before = anOrder(NOON - DAY, ['completed']);
    const results = [resultOf(before, 0), resultOf(today, 0), resultOf(today, 1)];
    const { sections } = arranged(results, [], new Set(), 43);
    expect(sections.map(({ key, count }) => [key, count])).toEqual([
      ['2026-11-21', 2],
      ['2026-11-20', 1],
      ['unfetched-3', 40],
    ]);
  });

  it('leaves the places open between pages that were fetched, and joins neighbours', () => {
    const order = anOrder(NOON, ['running']);
    const some = (count: number, at: number) => {
      const of = anOrder(
        at,
        Array.from({ length: count }, () => 'completed'),
        'completed',
      );
      return of.jobs.map((_, sequence) => resultOf(of, sequence));
    };
    const pages = new Map([
      [3, { items: some(2, NOON - 3 * DAY) }],
      [0, { items: some(2, NOON) }],
      [2, { items: some(2, NOON - 3 * DAY) }],
    ]);
    const stretches = stretchesOf(pages, 2);
    expect(stretches.map(({ offset, results }) => [offset, results.length])).toEqual([
      [0, 2],
      [4, 4],
    ]);
    const { items, sections } = arrange(stretches, [order], new Set(), 10);
    expect(sections.map(({ key, count }) => [key, count])).toEqual([
      ['2026-11-21', 3],
      ['unfetched-2', 2],
      ['2026-11-18', 4],
      ['unfetched-8', 2],
    ]);
    expect(items).toHaveLength(11);
    expect(items.map((item, at) => (item ? -1 : at)).filter((at) => at >= 0)).toEqual([
      3, 4, 9, 10,
    ]);
  });

  it('shows a work once, though two pages hold it', () => {
    const order = anOrder(NOON, ['completed']);
    const result = resultOf(order, 0);
    expect(arranged([result, result]).items).toHaveLength(1);
  });

  it('reads the time of a version 7 id and of no other', () => {
    expect(timeOf(v7({ msecs: NOON }))).toBe(NOON);
    expect(timeOf('7d444840-9dc0-41d1-b245-5ffdce74fad2')).toBeUndefined();
    expect(dayOf(NOON)).toBe('2026-11-21');
  });

  it('says how long a result stays only when that is soon', () => {
    const inDays = (days: number) => new Date(NOON + days * DAY).toISOString();
    expect(daysLeft(inDays(20), NOON)).toBeUndefined();
    expect(daysLeft(inDays(2.5), NOON)).toBe(3);
    expect(daysLeft(inDays(0.1), NOON)).toBe(1);
    expect(daysLeft(inDays(-1), NOON)).toBe(0);
  });
});
