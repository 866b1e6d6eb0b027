import { expect, test } from 'vitest';
import { ImageRequest, type ImageRequestInput, type Order } from '../../contract/orders.ts';
import { acknowledge, applyServerRow } from '../library/apply.ts';
import { replaceModels } from '../library/models.ts';
import { allRows } from '../library/outbox.ts';
import { serverRow } from '../library/server-rows.ts';
import { DRAFT, testLibrary } from '../library/test-library.ts';
import { createOrder } from './create-order.ts';
import { equalOrder } from './equal-order.ts';

const NOW = '2026-11-21T09:00:00.000Z';

function studio() {
  const { db, context } = testLibrary();
  replaceModels(db, [DRAFT]);
  const wish = { model: DRAFT.id, prompt: 'a hen' };
  const ended = (table: 'orders' | 'jobs', id: string) =>
    applyServerRow(db, table, { ...serverRow(db, table, id)?.row, id, status: 'completed' }, '5');
  /** An order that ran to its end, with or without results. */
  const ran = (input: Partial<ImageRequestInput>, seeds: readonly number[] = []) => {
    const order = createOrder(context, ImageRequest.parse({ ...wish, ...input }));
    acknowledge(db, allRows(db).at(-1)?.seq ?? 0);
    ended('orders', order.id);
    for (const { id } of order.jobs) ended('jobs', id);
    for (const seed of seeds) brings(order, seed);
    return order;
  };
  const brings = (order: Order, seed: number) =>
    db.run(
      `insert into workspace_assets (id, order_id, job_id, sha256, mime, bytes, width, height, recipe, created_at,
         expires_at, hidden) values (?, ?, 'j', ?, 'image/webp', 1, 1, 1, ?, ?, '2027-01-01T00:00:00.000Z', 0)`,
      `r${seed}`,
      order.id,
      contentOf(seed),
      JSON.stringify({ seed }),
      NOW,
    );
  const ask = (input: Partial<ImageRequestInput>) =>
    equalOrder(db, NOW, ImageRequest.parse({ ...wish, ...input }));
  const idsOf = (input: Partial<ImageRequestInput>) => ask(input)?.results.map(({ id }) => id);
  return { db, ran, brings, ask, idsOf };
}

const contentOf = (seed: number) => String(seed % 10).repeat(64);

test('an equal order is found by all that decides how a result looks, while a result is here', () => {
  const { db, ran, brings, ask } = studio();
  const order = ran({ seed: 7, destination: 'workspace' });
  expect(ask({ seed: 7 })).toBeNull();
  brings(order, 7);
  expect(ask({ seed: 7 })).toMatchObject({
    orderId: order.id,
    results: [{ id: 'r7', place: 'workspace' }],
  });
  expect(ask({ seed: 7, destination: 'library' })).not.toBeNull();
  expect(ask({ seed: 7, variants: { count: 2 } })).not.toBeNull();
  expect(ask({ seed: 8 })).toBeNull();
  expect(ask({ seed: 7, quality: 'draft' })).toBeNull();
  expect(ask({})).toBeNull();
  db.run('update workspace_assets set hidden = 1');
  expect(ask({ seed: 7 })).toBeNull();
  db.run(
    `insert into user_library (id, origin, sha256, mime, bytes, width, height, is_favorite, sort_title, created_at)
     values ('w', 'generated', ?, 'image/webp', 1, 1, 1, 0, '', ?)`,
    contentOf(7),
    NOW,
  );
  expect(ask({ seed: 7 })?.results).toEqual([{ id: 'w', sha256: contentOf(7), place: 'library' }]);
});

test('one picture of many, or of an order that drew its seed by chance, is found by its seed', () => {
  const { db, ran, ask, idsOf } = studio();
  const order = ran({ seed: 7, count: 3 }, [7, 8, 9]);
  expect(idsOf({ seed: 8 })).toEqual(['r8']);
  expect(idsOf({ seed: 8, count: 2 })).toEqual(['r8', 'r9']);
  expect(idsOf({ seed: 9, count: 2 })).toBeUndefined();
  expect(idsOf({ seed: 9, count: 2, seedMode: 'fixed' })).toEqual(['r9']);
  db.run('update orders set charged = 30 where id = ?', order.id);
  expect(ask({ seed: 8, count: 2 })?.credits).toBe(20);
  ran({}, [123]);
  expect(idsOf({ seed: 123 })).toEqual(['r123']);
});

test('pictures with words of their own are equal together or not at all', () => {
  const { ran, idsOf } = studio();
  const drawn = { prompt: 'a red hen', prompts: ['a red hen', 'a grey hen'], count: 2 };
  ran({ ...drawn, seed: 7, seedMode: 'fixed' }, [7]);
  expect(idsOf({ ...drawn, seed: 7, seedMode: 'fixed' })).toBeUndefined();
  ran({ ...drawn, seed: 3 }, [3, 4]);
  expect(idsOf({ ...drawn, seed: 3 })).toEqual(['r3', 'r4']);
  expect(idsOf({ prompt: 'a red hen', seed: 3 })).toBeUndefined();
});
