import { expect, test } from 'vitest';
import { Enqueue } from '../../contract/functions/queue-job.ts';
import { Model } from '../../contract/models.ts';
import { ImageRequest, type ImageRequestInput, type Variants } from '../../contract/orders.ts';
import { acknowledge, applyServerRow } from '../library/apply.ts';
import { fileArrived } from '../library/files.ts';
import { replaceModels } from '../library/models.ts';
import { listOrders } from '../library/orders.ts';
import { allRows } from '../library/outbox.ts';
import { serverRow } from '../library/server-rows.ts';
import { DRAFT, RECIPE, resultRow, sha, testLibrary, workRow } from '../library/test-library.ts';
import { createOrder } from './create-order.ts';
import { cancelOrder } from './end-order.ts';
import { requireOrder } from './order-checks.ts';
import { feedVariants, variantsIdOf } from './variants.ts';

const ABLE = Model.parse({
  ...DRAFT,
  capabilities: {
    ...DRAFT.capabilities,
    sourceModes: ['vary'],
    parameters: { strength: { min: 0.4, max: 1, default: 0.6 } },
  },
});

function studio(model: Model = ABLE) {
  const library = testLibrary();
  const { db, context } = library;
  replaceModels(db, [model]);
  const place = (
    variants: Partial<Variants> & { count: number },
    more: Partial<ImageRequestInput> = {},
  ) => {
    const wish = { prompt: 'a fox', model: model.id, count: 2, seed: 5, ...more, variants };
    const order = createOrder(context, ImageRequest.parse(wish));
    for (const { seq } of allRows(db)) acknowledge(db, seq);
    return order;
  };
  /** The backend says how an order and its jobs are. */
  const ended = (id: string, status: string) => {
    for (const { id: job } of requireOrder(db, id).jobs) {
      applyServerRow(db, 'jobs', { ...serverRow(db, 'jobs', job)?.row, id: job, status }, '5');
    }
    applyServerRow(db, 'orders', { ...serverRow(db, 'orders', id)?.row, id, status }, '5');
  };
  const brings = (id: string, sequence: number, letter: string) => {
    const job = requireOrder(db, id).jobs[sequence];
    const row = resultRow(crypto.randomUUID(), {
      order_id: id,
      job_id: job?.id ?? '',
      sha256: sha(letter),
      recipe: { ...RECIPE, prompt: `fox ${letter}` },
    });
    applyServerRow(db, 'workspace_assets', row, '6');
    arrives(letter);
  };
  const arrives = (letter: string) =>
    fileArrived(db, {
      sha256: sha(letter),
      mime: 'image/webp',
      bytes: 10,
      width: 4,
      height: 3,
      thumbhash: null,
    });
  const keeps = (id: string, letter: string) => {
    applyServerRow(
      db,
      'user_library',
      workRow(crypto.randomUUID(), {
        stack_id: id,
        sha256: sha(letter),
        mime: 'image/webp',
        recipe: RECIPE,
      }),
      '7',
    );
    arrives(letter);
  };
  const all = () => listOrders(db, { active: false, offset: 0, limit: 50 }).items;
  const variantsOf = (id: string) => all().find((order) => order.id === variantsIdOf(id));
  return { ...library, place, ended, brings, keeps, all, variantsOf };
}

test('S1, Q1: when an order has ended, variants of its first picture are ordered once, under ids that follow from it', () => {
  const { context, db, place, ended, brings, all, variantsOf } = studio();
  const { id } = place({ count: 3 });
  feedVariants(context);
  brings(id, 1, 'b');
  feedVariants(context);
  expect(all()).toHaveLength(1);
  brings(id, 0, 'a');
  ended(id, 'completed');
  feedVariants(context);
  feedVariants(context);
  const [row, ...others] = allRows(db);
  expect(others).toEqual([]);
  const body = Enqueue.parse(JSON.parse(row?.body ?? ''));
  expect(body.request).toMatchObject({ prompt: 'fox a', count: 3, variantOf: id });
  expect(body.request).not.toHaveProperty('variants');
  expect(body.request).not.toHaveProperty('source');
  expect(body.items.map(({ seed }) => seed)).not.toContain(5);
  expect(variantsOf(id)?.jobs).toHaveLength(3);

  // Another machine that knows the same of it places the same, to the last id.
  const other = studio();
  applyServerRow(other.db, 'orders', { ...serverRow(db, 'orders', id)?.row, id }, '5');
  for (const job of requireOrder(db, id).jobs) {
    applyServerRow(other.db, 'jobs', { ...serverRow(db, 'jobs', job.id)?.row, id: job.id }, '5');
  }
  other.brings(id, 0, 'a');
  feedVariants(other.context);
  expect(Enqueue.parse(JSON.parse(allRows(other.db)[0]?.body ?? ''))).toEqual(body);
});

test('variants of the picture itself begin with the one that was kept, as near as the model allows', () => {
  const { context, place, ended, brings, keeps, variantsOf } = studio();
  const { id } = place({ count: 1, of: 'kept', by: 'picture' });
  brings(id, 0, 'a');
  ended(id, 'completed');
  feedVariants(context);
  expect(variantsOf(id)).toBeUndefined();
  keeps(id, 'b');
  feedVariants(context);
  expect(variantsOf(id)?.request).toMatchObject({
    count: 1,
    source: { image: sha('b'), mode: 'vary', strength: 0.4 },
  });
});

test('where a model makes nothing of a picture, other seeds do', () => {
  const { context, place, ended, brings, variantsOf } = studio(DRAFT);
  const { id } = place({ count: 1, by: 'picture' });
  brings(id, 0, 'a');
  ended(id, 'completed');
  feedVariants(context);
  expect(variantsOf(id)?.request).not.toHaveProperty('source');
});

test('L3: what cannot be paid is seen as failed, and is not tried again by itself', () => {
  const { context, db, place, ended, brings, variantsOf } = studio();
  const { id } = place({ count: 4 });
  brings(id, 0, 'a');
  applyServerRow(db, 'profiles', { id: crypto.randomUUID(), credits_balance: 7 }, '1');
  ended(id, 'completed');
  feedVariants(context);
  feedVariants(context);
  expect(allRows(db)).toEqual([]);
  expect(variantsOf(id)).toMatchObject({
    status: 'failed',
    error: { code: 'insufficient_credits' },
  });
});

test('nothing is made of an order that was cancelled or brought nothing, nor where its model is gone', () => {
  const { context, db, place, ended, brings, all } = studio();
  const cancelled = place({ count: 1 });
  brings(cancelled.id, 0, 'a');
  cancelOrder(context, cancelled.id);
  ended(cancelled.id, 'cancelled');
  ended(place({ count: 1 }).id, 'failed');
  const gone = place({ count: 1 });
  brings(gone.id, 0, 'b');
  replaceModels(db, []);
  ended(gone.id, 'completed');
  feedVariants(context);
  expect(all()).toHaveLength(3);
  expect(db.get('select count(*) as n from made_variants')).toEqual({ n: 1 });
});
