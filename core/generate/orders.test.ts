import { expect, test } from 'vitest';
import type { AtelierError } from '../../contract/errors.ts';
import { Enqueue } from '../../contract/functions/queue-job.ts';
import { ImageRequest, type ImageRequestInput, Order, promptAt } from '../../contract/orders.ts';
import { acknowledge, applyServerRow } from '../library/apply.ts';
import { replaceModels } from '../library/models.ts';
import { listOrders } from '../library/orders.ts';
import { allRows, markSent, setAside } from '../library/outbox.ts';
import { DRAFT, testLibrary } from '../library/test-library.ts';
import { createOrder } from './create-order.ts';
import { cancelOrder, dismissOrder, orderRefused } from './end-order.ts';
import { quoteOrder, requireOrder } from './order-checks.ts';
import { retryOrder } from './retry-order.ts';
import { drawSeeds } from './seeds.ts';

const OPENAI = { ...DRAFT, id: 'openai/gpt-image', provider: 'openai' as const, position: 1 };

function studio(options: { balance?: number; keyless?: boolean } = {}) {
  const library = testLibrary({ lacksKey: () => options.keyless ?? false });
  replaceModels(library.db, [DRAFT, OPENAI]);
  if (options.balance !== undefined) {
    const profile = { id: crypto.randomUUID(), credits_balance: options.balance };
    applyServerRow(library.db, 'profiles', profile, '1');
  }
  const order = (input: Partial<ImageRequestInput> = {}) =>
    createOrder(
      library.context,
      ImageRequest.parse({ prompt: 'a fox', model: DRAFT.id, ...input }),
    );
  const active = () => listOrders(library.db, { active: true, offset: 0, limit: 50 });
  return { ...library, order, active };
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as AtelierError).code;
  }
  return 'none';
}

test('S1: an order, its jobs and its call are one transaction, with the order id as key', () => {
  const { order, db, active, woken } = studio({ balance: 100 });
  const made = order({ count: 3, seed: 4_294_967_294 });
  expect(Order.parse(made)).toMatchObject({ status: 'pending', quote: 6, charged: 0 });
  expect(made.jobs.map((job) => [job.sequence, job.status, job.price])).toEqual([
    [0, 'pending', 2],
    [1, 'pending', 2],
    [2, 'pending', 2],
  ]);
  const [row] = allRows(db);
  expect(row).toMatchObject({ id: made.id, kind: 'call', target: 'queue-job' });
  const body = Enqueue.parse(JSON.parse(row?.body ?? ''));
  expect(body.items.map((item) => item.seed)).toEqual([4_294_967_294, 4_294_967_295, 0]);
  expect(body.items.map((item) => item.jobId)).toEqual(made.jobs.map((job) => job.id));
  expect(active().total).toBe(1);
  expect(woken()).toBe(1);
});

test('each picture has the words that were drawn for it, also when it is tried again', () => {
  const { order, db, context } = studio();
  const prompts = ['a red fox', 'a grey fox', 'a red fox'];
  const words = { prompt: 'a red fox', prompts, madeWith: { words: 'a {red|grey} fox' } };
  const made = order({ count: 3, seed: 5, ...words });
  const sent = () => allRows(db).map(({ body }) => Enqueue.parse(JSON.parse(body)));
  expect(sent()[0]?.items.map(({ prompt, seed }) => [prompt, seed])).toEqual([
    ['a red fox', 5],
    ['a grey fox', 6],
    ['a red fox', 7],
  ]);
  expect(made.jobs.map(({ sequence }) => promptAt(made.request, sequence))).toEqual(prompts);
  cancelOrder(context, made.id);
  const again = retryOrder(
    context,
    made.id,
    made.jobs.slice(1).map(({ id }) => id),
  );
  expect(again.request).toMatchObject({
    prompt: 'a grey fox',
    prompts: prompts.slice(1),
    count: 2,
    seed: 6,
    madeWith: words.madeWith,
  });
  expect(sent()[0]?.items.map(({ prompt }) => prompt)).toEqual(prompts.slice(1));
});

test('words that are too many, too few or too long for the model are refused', () => {
  const { order, db } = studio();
  const refusal = (input: Partial<ImageRequestInput>) => {
    try {
      order(input);
    } catch (error) {
      return (error as AtelierError).details?.['field'];
    }
    return 'none';
  };
  expect(refusal({ count: 2, prompts: ['one'] })).toBe('prompts');
  expect(refusal({ count: 1, prompts: ['one', 'two'] })).toBe('prompts');
  replaceModels(db, [{ ...DRAFT, capabilities: { ...DRAFT.capabilities, maxPromptLength: 8 } }]);
  const wish = { count: 2, prompt: 'short', prompts: ['short', 'far too long'] };
  expect(refusal(wish)).toBe('prompt');
  expect(() => order({ count: 2, prompts: ['one', 'x'.repeat(2_001)] })).toThrow();
  expect(() => order({ count: 2, prompts: ['one', ' '] })).toThrow();
  expect(allRows(db)).toEqual([]);
});

test('seeds are drawn where none is given, and absent where the model has none', () => {
  expect(drawSeeds(2, { hasSeed: false, first: 5 })).toEqual([undefined, undefined]);
  const drawn = drawSeeds(50, { hasSeed: true, first: undefined });
  expect(new Set(drawn).size).toBe(50);
});

test('what does not fit is refused with its field, and nothing is written', () => {
  const { order, db } = studio({ balance: 100 });
  expect(codeOf(() => order({ model: 'no/model' }))).toBe('model_unavailable');
  expect(codeOf(() => order({ aspectRatio: '21:9' }))).toBe('invalid_input');
  expect(codeOf(() => order({ quality: 'high' }))).toBe('invalid_input');
  expect(allRows(db)).toEqual([]);
});

test('where results go is part of what is ordered, and is asked of the backend', () => {
  const { order, db } = studio();
  const made = order({ destination: 'library' });
  expect(made.request.destination).toBe('library');
  const body = Enqueue.parse(JSON.parse(allRows(db)[0]?.body ?? ''));
  expect(body.request.destination).toBe('library');
});

test('L3: orders that wait here count against the balance', () => {
  const { order, db, context } = studio({ balance: 5 });
  const first = order({ count: 2 });
  expect(quoteOrder(db, { type: 'image', model: DRAFT.id, count: 1, quality: 'standard' })).toEqual(
    {
      credits: 2,
      perImage: 2,
      balance: 1,
      affordable: false,
    },
  );
  expect(codeOf(() => order())).toBe('insufficient_credits');
  expect(order({ quality: 'draft' }).quote).toBe(0);
  cancelOrder(context, first.id);
  expect(order({ count: 2 }).quote).toBe(4);
});

test('a model whose key is missing is refused before anything is written', () => {
  const { order, db } = studio({ keyless: true });
  expect(codeOf(() => order({ model: OPENAI.id }))).toBe('provider_key_missing');
  expect(codeOf(() => order())).toBe('none');
  expect(allRows(db)).toHaveLength(1);
});

test('Q7: an order that was never sent ends here', () => {
  const { order, db, context, active } = studio();
  const { id } = order({ count: 2 });
  const ended = cancelOrder(context, id);
  expect(ended.status).toBe('cancelled');
  expect(ended.jobs.map((job) => job.status)).toEqual(['cancelled', 'cancelled']);
  expect(allRows(db)).toEqual([]);
  expect(active().total).toBe(1);
  dismissOrder(context, id);
  expect(active().total).toBe(0);
});

test('one job that ended badly is dismissed alone; the order goes with its last', () => {
  const { order, context, active } = studio();
  const { id, jobs } = order({ count: 2 });
  cancelOrder(context, id);
  const [first, second] = jobs;
  expect(codeOf(() => dismissOrder(context, id, [crypto.randomUUID()]))).toBe('not_found');
  dismissOrder(context, id, [first?.id ?? '']);
  expect(active().items.map((item) => item.jobs.map((job) => job.id))).toEqual([[second?.id]]);
  dismissOrder(context, id, [second?.id ?? '']);
  expect(active().total).toBe(0);
});

test('Q7: an order that may have left is cancelled by a call behind it', () => {
  const { order, db, context } = studio();
  const made = order({ count: 2 });
  markSent(db, allRows(db)[0]?.seq ?? 0);
  const [first] = made.jobs;
  cancelOrder(context, made.id, [first?.id ?? '']);
  expect(allRows(db).map((row) => (JSON.parse(row.body) as { action: string }).action)).toEqual([
    'enqueue',
    'cancel',
  ]);
  expect(requireOrder(db, made.id).jobs.map((job) => job.status)).toEqual(['cancelled', 'pending']);
  expect(codeOf(() => cancelOrder(context, made.id, [crypto.randomUUID()]))).toBe('not_found');
});

test('an order the server refuses has failed and says why; a retry places it anew', () => {
  const { order, db, context, active } = studio();
  const made = order({ count: 3, seed: 10 });
  const [row] = allRows(db);
  if (!row) throw new Error('no call');
  const error = { code: 'insufficient_credits', message: 'no' } as const;
  expect(db.transaction(() => orderRefused(context, row, error))).toBe(true);
  expect(allRows(db)).toEqual([]);
  const failed = requireOrder(db, made.id);
  expect(failed).toMatchObject({ status: 'failed', error });
  expect(failed.jobs.every((job) => job.error?.code === 'insufficient_credits')).toBe(true);

  const again = retryOrder(context, made.id, [failed.jobs[1]?.id ?? '']);
  expect(again.id).not.toBe(made.id);
  expect(again.request).toMatchObject({ count: 1, seed: 11 });
  expect(active().items.map((item) => item.jobs.length)).toEqual([1, 2]);
});

test('a retry of jobs the server knows is one call, and its refusal leaves them as they were', () => {
  const { order, db, context } = studio();
  const made = order();
  acknowledge(db, allRows(db)[0]?.seq ?? 0);
  const [job] = made.jobs;
  const failed = { code: 'provider_unavailable', message: 'down' };
  applyServerRow(db, 'orders', { ...rowOf(made), status: 'failed', error: failed }, '5');
  applyServerRow(db, 'jobs', { ...jobRowOf(made), status: 'failed', error: failed }, '6');
  expect(requireOrder(db, made.id)).toMatchObject({ status: 'failed', error: failed });
  dismissOrder(context, made.id);

  const again = retryOrder(context, made.id);
  expect(again).toMatchObject({ id: made.id, status: 'processing', error: null });
  expect(again.jobs).toMatchObject([{ id: job?.id, status: 'pending', error: null }]);
  const [row] = allRows(db);
  if (!row) throw new Error('no call');
  expect(JSON.parse(row.body)).toMatchObject({ action: 'retry', requestId: row.id });
  orderRefused(context, row, { code: 'insufficient_credits', message: 'no' });
  expect(requireOrder(db, made.id)).toMatchObject({
    status: 'failed',
    jobs: [{ status: 'failed', error: { code: 'insufficient_credits' } }],
  });
  expect(codeOf(() => retryOrder(context, made.id, [crypto.randomUUID()]))).toBe('not_found');
});

test('S9: a call that was set aside keeps its order in sight', () => {
  const { order, db, active } = studio();
  order();
  setAside(db, allRows(db)[0]?.seq ?? 0, { code: 'internal', message: 'poison' });
  expect(active().total).toBe(1);
});

function rowOf(order: Order) {
  const { id, type, request, provider, quote, charged, createdAt } = order;
  return { id, type, request, provider, quote, charged, created_at: createdAt };
}

function jobRowOf(order: Order) {
  const [job] = order.jobs;
  return {
    id: job?.id,
    order_id: order.id,
    item_id: job?.itemId,
    sequence: 0,
    progress: 0,
    price: 2,
    created_at: order.createdAt,
    updated_at: order.createdAt,
  };
}
