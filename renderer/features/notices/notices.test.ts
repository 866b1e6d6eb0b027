import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import type { Job, Order } from '../../../contract/orders.ts';
import type { Batch } from '../../../contract/studio/batch.ts';
import { errors } from '../../i18n/en/errors.ts';
import { queue } from '../../i18n/en/queue.ts';
import { isWorthTelling, noticeOf } from './notice-words.ts';
import { type Ended, watchOrders } from './watch-orders.ts';

const CREATED = '2026-11-21T11:59:00Z';

function order(id: string, statuses: readonly Job['status'][], more: Partial<Order> = {}): Order {
  const jobs = statuses.map((status, at) => ({
    id: `${id}-${at}`,
    status,
    cancelRequested: false,
    error: status === 'failed' ? { code: 'timeout', message: '' } : null,
  }));
  return {
    id,
    type: 'image',
    request: { prompt: `<b>${id}</b>` },
    createdAt: CREATED,
    jobs,
    ...more,
  } as Order;
}

const BATCH = {
  id: 'b',
  name: 'Cards',
  state: 'done',
  total: 12,
  rows: { completed: 10, failed: 1, refused: 1 },
  createdAt: CREATED,
} as Batch;

function desk(known: { orders?: Order[]; batch?: Batch } = {}) {
  const told: Ended[] = [];
  const batch = { current: known.batch };
  const look = watchOrders(
    {
      order: (id) => {
        const found = known.orders?.find((one) => one.id === id);
        return found ? Promise.resolve(found) : Promise.reject(new Error('not here'));
      },
      batch: () => Promise.resolve(batch.current ?? BATCH),
    },
    (ended) => void told.push(ended),
  );
  return { look, told, batch };
}

test('an order is told of once, when the last of its pictures has ended', async () => {
  const done = order('a', ['completed', 'completed']);
  const { look, told } = desk({ orders: [done] });
  await look([order('a', ['running', 'queued'])]);
  await look([order('a', ['completed', 'running'])]);
  expect(told).toEqual([]);
  await look([]);
  await look([]);
  expect(told).toEqual([{ kind: 'order', order: done }]);
});

test('one that failed stays in the list, and is told of again only when it was tried again', async () => {
  const failed = order('a', ['failed']);
  const { look, told } = desk();
  await look([failed]);
  expect(told).toEqual([]);
  await look([order('a', ['running'])]);
  await look([failed]);
  await look([failed]);
  expect(told).toHaveLength(1);
});

test('nothing is told of orders of an account that was closed, nor of what was pushed out of the list', async () => {
  const { look, told } = desk({ orders: [order('b', ['running'])] });
  await look([order('a', ['running']), order('b', ['running'])]);
  await look([]);
  expect(told).toEqual([]);
});

test('of a batch its end is told, not its rows', async () => {
  const row = (id: string, status: Job['status']) => order(id, [status], { batchId: 'b' });
  const { look, told, batch } = desk({ batch: { ...BATCH, state: 'running' } });
  await look([row('a', 'running')]);
  await look([]);
  expect(told).toEqual([]);
  await look([row('c', 'running'), row('d', 'failed')]);
  batch.current = BATCH;
  await look([row('d', 'failed')]);
  await look([row('d', 'failed')]);
  expect(told).toEqual([{ kind: 'batch', batch: BATCH }]);
});

test('it is told where nobody looks, or where it took long', () => {
  const ended: Ended = { kind: 'order', order: order('a', ['completed']) };
  const at = (seconds: number) => Date.parse(CREATED) + seconds * 1_000;
  expect(isWorthTelling(ended, at(2), false)).toBe(true);
  expect(isWorthTelling(ended, at(2), true)).toBe(false);
  expect(isWorthTelling(ended, at(16), true)).toBe(true);
});

const words = i18next.createInstance();
const t = () => words.getFixedT(null, ['queue', 'errors'] as const);
beforeAll(async () => {
  await words.init({
    lng: 'en',
    resources: { en: { queue, errors } },
    ns: ['queue', 'errors'],
    defaultNS: 'queue',
    interpolation: { escapeValue: false },
  });
});

test.each([
  [order('a', ['completed']), 'Your picture is ready', 'order/a'],
  [order('a', ['completed', 'completed']), 'Your 2 pictures are ready', 'order/a'],
  [order('a', ['completed'], { type: 'video' }), 'Your video is ready', 'order/a'],
  [order('a', ['failed']), 'A picture could not be made', 'queue'],
  [order('a', ['completed', 'failed', 'completed']), '2 of 3 are ready', 'queue'],
])('what is said of an order (%#)', (ended, title, target) => {
  const notice = noticeOf({ kind: 'order', order: ended }, t());
  expect(notice).toMatchObject({ about: 'a', title, target: `atelier://open/${target}` });
  // As it was written: a system shows text, never markup.
  expect(notice?.body).toContain('<b>a</b>');
  if (target === 'queue') expect(notice?.body.split('\n')).toHaveLength(2);
});

test('what was taken back is not told; a long prompt is cut between letters; a batch says its rows', () => {
  const tell = (ended: Order) => noticeOf({ kind: 'order', order: ended }, t());
  expect(tell(order('a', ['completed', 'cancelled']))).toBeNull();
  const long = order('a', ['completed'], { request: { prompt: '🌊'.repeat(400) } as never });
  expect(tell(long)?.body).toBe(`${'🌊'.repeat(159)}…`);
  expect(noticeOf({ kind: 'batch', batch: BATCH }, t())).toEqual({
    about: 'b',
    title: 'The batch “Cards” is done',
    body: '10 of 12 rows are ready. 2 failed.',
    target: 'atelier://open/batch/b',
  });
});
