import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PushAnswer } from '../../contract/sync.ts';
import type { Database } from './database.ts';
import {
  claimOne,
  complete,
  enqueue,
  fail,
  FREE,
  hireWorker,
  type Order,
  refusal,
} from './fixtures.ts';
import { openPglite } from './on-pglite.ts';

let db: Database;
let worker: string;
beforeAll(async () => {
  db = await openPglite();
  worker = await hireWorker(db);
}, 120_000);
afterAll(() => db.close());

const counters = (user: string) =>
  db.owner.query(
    `select brand_id, images_used, woofs_used from counters_monthly
       where user_id = $1 and month = date_trunc('month', now())::date order by brand_id nulls first`,
    [user],
  );

test('Q4, L2: woofs are the credits captured, by month and brand, once however often it is said', async () => {
  const user = await db.signUp();
  const brandId = randomUUID();
  await db.owner.query("insert into brands (id, user_id, name) values ($1, $2, 'Nord')", [
    brandId,
    user,
  ]);
  await enqueue(db, user, { count: 2 });
  await enqueue(db, user, { request: { brandId } });
  expect(await counters(user)).toEqual([]);
  const first = await claimOne(db, worker);
  await complete(db, worker, first);
  await complete(db, worker, first);
  await complete(db, worker, await claimOne(db, worker));
  await complete(db, worker, await claimOne(db, worker));
  expect(await counters(user)).toEqual([
    { brand_id: null, images_used: 2, woofs_used: 4 },
    { brand_id: brandId, images_used: 1, woofs_used: 2 },
  ]);
  // What fails gives its hold back, and what was bought or given is not spent.
  await enqueue(db, user);
  await fail(db, worker, await claimOne(db, worker), 'content_refused');
  await db.service.rpc('grant_credits', { p_user: user, p_kind: 'bonus', p_amount: 50 });
  expect((await counters(user))[0]).toMatchObject({ woofs_used: 4 });
});

test('an interaction is one thing said to a character, once however often it is pushed', async () => {
  const user = await db.signUp();
  const [character, other, talk] = [randomUUID(), randomUUID(), randomUUID()];
  await db.owner.query(
    `insert into characters (id, user_id, name) values ($1, $3, 'Ada'), ($2, $3, 'Grace')`,
    [character, other, user],
  );
  await db.owner.query(
    'insert into conversations (id, user_id, character_id) values ($1, $2, $3)',
    [talk, user, character],
  );
  const said = () => ({
    id: randomUUID(),
    table: 'messages',
    rowId: randomUUID(),
    op: 'upsert',
    base: null,
    fields: {
      conversation_id: talk,
      role: 'user',
      content: 'Hello.',
      created_at: new Date().toISOString(),
    },
  });
  const mutations = JSON.stringify([said(), said()]);
  for (let again = 0; again < 2; again += 1) {
    const { results } = await db.as({ user }).rpc<PushAnswer>('sync_push', { mutations });
    expect(results.map(({ status }) => status)).toEqual(['applied', 'applied']);
  }
  // An answer is no interaction of its own.
  await db.owner.query(
    `insert into messages (id, user_id, conversation_id, role, content)
       values (gen_random_uuid(), $1, $2, 'assistant', 'Good day.')`,
    [user, talk],
  );
  const counts = () =>
    db.owner.query('select name, interaction_count from characters where user_id = $1 order by 1', [
      user,
    ]);
  const expected = [
    { name: 'Ada', interaction_count: 2 },
    { name: 'Grace', interaction_count: 0 },
  ];
  expect(await counts()).toEqual(expected);
  // What is edited or deleted later was said all the same.
  await db.owner.query('update messages set deleted_at = now() where conversation_id = $1', [talk]);
  expect(await counts()).toEqual(expected);
});

test('Q1: each quota counts what it is for: pictures, videos, credits; with what waits', async () => {
  const quotas = (free: object) =>
    db.owner.query("update system_config set value = $1 where key = 'quotas'", [
      JSON.stringify({ free: { open_jobs: null, ...free } }),
    ]);
  await db.owner.query(
    `insert into api_models (id, provider, vendor_model, name, capabilities, prices, task)
       select 'test/video', provider, vendor_model, name, capabilities, prices, 'video' from api_models where id = $1`,
    [FREE],
  );
  const picture = { model: FREE };
  const video = { model: 'test/video', quote: 0, request: { type: 'video' } };
  const user = await db.signUp();
  const order = async (what: Order) => refusal(enqueue(db, user, what));

  await quotas({ images_per_month: 1, reels_per_month: 1 });
  expect(await order(video)).toBe('not refused');
  // One waits: it counts as made, for its own kind alone.
  expect(await order(video)).toBe('quota_exceeded');
  expect(await order(picture)).toBe('not refused');
  expect(await order(picture)).toBe('quota_exceeded');
  await db.owner.query(
    `insert into counters_monthly (user_id, month, reels_used) values ($1, date_trunc('month', now())::date, 9)`,
    [user],
  );
  await quotas({ images_per_month: 2, reels_per_month: 1 });
  expect(await order(picture)).toBe('not refused');

  await quotas({ woofs_per_month: 5 });
  expect(await order({ count: 2 })).toBe('not refused');
  expect(await order({ count: 1 })).toBe('quota_exceeded');
  expect(await order(picture)).toBe('not refused');
});

test('S3: the kit of a brand follows the creator; a list and a heap are refused', async () => {
  const user = await db.signUp();
  const push = async (kit: unknown) => {
    const rowId = randomUUID();
    const mutation = { id: randomUUID(), table: 'brands', rowId, op: 'upsert', base: null };
    const fields = { name: 'Nord', colors: ['#112233', '#ffffff'], kit };
    const answer = await db
      .as({ user })
      .rpc<unknown>('sync_push', { mutations: JSON.stringify([{ ...mutation, fields }]) });
    return PushAnswer.parse(answer).results[0];
  };
  const kit = { titleFont: 'lora-regular', corner: 'top_left' };
  expect(await push(kit)).toMatchObject({
    status: 'applied',
    row: { kit, colors: ['#112233', '#ffffff'] },
  });
  for (const wrong of [[1], { titleFont: 'x'.repeat(2_000) }]) {
    expect(await push(wrong)).toMatchObject({ status: 'rejected' });
  }
});
