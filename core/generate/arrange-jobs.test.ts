import { expect, test } from 'vitest';
import { QueueJobBody } from '../../contract/functions/queue-job.ts';
import { ImageRequest, type ImageRequestInput } from '../../contract/orders.ts';
import { acknowledge, applyServerRow } from '../library/apply.ts';
import { replaceModels } from '../library/models.ts';
import { allRows } from '../library/outbox.ts';
import { serverRow } from '../library/server-rows.ts';
import { DRAFT, testLibrary } from '../library/test-library.ts';
import { moveOrder, pauseJobs, resumeJobs } from './arrange-jobs.ts';
import { createOrder } from './create-order.ts';
import { orderRefused } from './end-order.ts';
import { requireOrder } from './order-checks.ts';
import { paceByModel } from './pace.ts';

function studio() {
  const library = testLibrary();
  const { db, context } = library;
  replaceModels(db, [DRAFT]);
  let place = 10;
  /** An order that the server took: its jobs are queued and have places. */
  const queued = (input: Partial<ImageRequestInput> = {}) => {
    const request = ImageRequest.parse({ prompt: 'a fox', model: DRAFT.id, ...input });
    const order = createOrder(context, request);
    const row = allRows(db).at(-1);
    acknowledge(db, row?.seq ?? 0);
    for (const job of order.jobs) change(job.id, { status: 'queued', position: (place += 1) });
    return requireOrder(db, order.id);
  };
  const change = (id: string, fields: object, table: 'jobs' | 'orders' = 'jobs') => {
    const known = serverRow(db, table, id)?.row ?? {};
    applyServerRow(db, table, { ...known, id, ...fields }, '5');
  };
  const bodies = () => allRows(db).map((row) => QueueJobBody.parse(JSON.parse(row.body)));
  return { ...library, queued, change, bodies };
}

test('Q8: one order, all but one, or all are paused and go on; what runs is left alone', () => {
  const { db, context, queued, change, bodies } = studio();
  const [a, b] = [queued({ count: 2 }), queued()];
  change(a.jobs[0]?.id ?? '', { status: 'running', updated_at: '2026-11-21T08:00:01.000Z' });
  expect(pauseJobs(context, { orderId: a.id })).toBe(1);
  expect(requireOrder(db, a.id).jobs.map((job) => job.pauseReason)).toEqual([null, 'user']);
  expect(pauseJobs(context, { orderId: a.id })).toBe(0);
  expect(bodies()).toMatchObject([{ action: 'pause', jobIds: [a.jobs[1]?.id] }]);
  expect(pauseJobs(context, { allBut: a.id })).toBe(1);
  expect(requireOrder(db, b.id).jobs[0]?.pauseReason).toBe('user');
  expect(resumeJobs(context, { all: true })).toBe(2);
  expect(requireOrder(db, b.id).jobs[0]?.pauseReason).toBeNull();
});

test('Q8: an order goes before another or to the end; only the places that were there are dealt out', () => {
  const { db, context, queued, bodies } = studio();
  const [a, b, c] = [queued({ count: 2 }), queued(), queued()];
  const places = () =>
    [a, b, c].map(({ id }) => requireOrder(db, id).jobs.map((job) => job.position));
  moveOrder(context, { orderId: c.id, before: a.id });
  expect(places()).toEqual([[12, 13], [14], [11]]);
  expect(bodies().at(-1)).toEqual({
    action: 'move',
    jobIds: c.jobs.map(({ id }) => id),
    before: a.jobs[0]?.id,
  });
  moveOrder(context, { orderId: c.id, before: null });
  expect(places()).toEqual([[11, 12], [13], [14]]);
  expect(bodies().at(-1)).not.toHaveProperty('before');
  expect(() => moveOrder(context, { orderId: c.id, before: crypto.randomUUID() })).toThrow('wait');
});

test('Q8: a wish that the backend refuses is taken back', () => {
  const { db, context, queued } = studio();
  const order = queued();
  pauseJobs(context, { all: true });
  const row = allRows(db).at(-1);
  if (!row) throw new Error('nothing was sent');
  expect(orderRefused(context, row, { code: 'not_found', message: 'gone' })).toBe(true);
  expect(requireOrder(db, order.id).jobs[0]?.pauseReason).toBeNull();
  expect(allRows(db)).toEqual([]);
});

test('Q8: how long a job of a model takes is the median of its last runs', () => {
  const { db, queued, change } = studio();
  const at = (seconds: number) =>
    new Date(Date.UTC(2026, 10, 21, 8) + seconds * 1000).toISOString();
  for (const seconds of [4, 30, 6]) {
    const id = queued().jobs[0]?.id ?? '';
    change(id, { status: 'running', updated_at: at(0) });
    change(id, { status: 'running', progress: 0.5, updated_at: at(2) });
    change(id, { status: 'completed', updated_at: at(seconds) });
  }
  expect(paceByModel(db)[DRAFT.id]).toBeCloseTo(6, 3);
});
