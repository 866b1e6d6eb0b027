import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database, Row } from './database.ts';
import {
  books,
  claim,
  claimOne,
  complete,
  enqueue,
  fail,
  FREE,
  hireWorker,
  jobRow,
  orderRow,
  refusal,
} from './fixtures.ts';
import { openPglite } from './on-pglite.ts';

let db: Database;
let worker: string;
let user: string;
beforeAll(async () => {
  db = await openPglite();
  worker = await hireWorker(db);
}, 120_000);
afterAll(() => db.close());
beforeEach(async () => {
  await db.owner.query('delete from orders');
  user = await db.signUp();
});

const call = <T = number>(name: string, args: Row) =>
  db.service.rpc<T>(name, { p_user: user, ...args });
/** Free jobs of one order, in the order they will be done. */
async function queue(count: number): Promise<string[]> {
  const { body } = await enqueue(db, user, { model: FREE, count });
  return body.items.map(({ jobId }) => jobId);
}
const claimed = async () => (await claim(db, worker)).map(({ id }) => id);

async function batch(total = 4, cap: number | null = null): Promise<string> {
  const id = randomUUID();
  await db.service.query(
    `insert into batch_jobs (id, user_id, name, model_id, total, spend_cap)
       values ($1, $2, 'b', 'draft/studio', $3, $4)`,
    [id, user, total, cap],
  );
  return id;
}

describe('Q8: a creator’s own order of things', () => {
  test('Q8: what is paused is not claimed, and goes on in its place', async () => {
    const [one, two, three] = await queue(3);
    expect(await call('pause_jobs', { p_selection: { jobIds: [one] } })).toBe(1);
    expect(await call('pause_jobs', { p_selection: { jobIds: [one] } })).toBe(0);
    expect(await jobRow(db, one!)).toMatchObject({ status: 'queued', pause_reason: 'user' });
    expect(await claimed()).toEqual([two, three]);
    expect(await call('resume_jobs', { p_selection: { all: true } })).toBe(1);
    expect(await claimed()).toEqual([one]);
  });

  test('Q8: a running job is not paused: it is paid for already', async () => {
    await queue(1);
    const job = await claimOne(db, worker);
    expect(await call('pause_jobs', { p_selection: { all: true } })).toBe(0);
    expect(await complete(db, worker, job)).toMatchObject({ status: 'completed' });
  });

  test('Q8: jobs move before another or to the end, in the order they are named', async () => {
    const [a, b, c, d] = await queue(4);
    expect(await call('move_jobs', { p_job_ids: [d, c], p_before: a })).toBe(4);
    expect(await claimed()).toEqual([d, c, a, b]);
    const [e, f, g] = await queue(3);
    await call('move_jobs', { p_job_ids: [e] });
    expect(await claimed()).toEqual([f, g, e]);
  });

  test('Q8: by the one door, jobs pause, go on and move; what has begun is left alone', async () => {
    const [a, b, c] = await queue(3);
    const arrange = (p_body: object) => call<object>('arrange_jobs', { p_body });
    const answer = await arrange({ action: 'pause', jobIds: [a] });
    expect(answer).toMatchObject({ held: 0 });
    await arrange({ action: 'move', jobIds: [c], before: b });
    await arrange({ action: 'resume', jobIds: [a] });
    expect(await claimed()).toEqual([a, c, b]);
    const [d, e] = await queue(2);
    // What to go before has begun meanwhile: these are next.
    await arrange({ action: 'move', jobIds: [e, a], before: b });
    expect(await claimed()).toEqual([e, d]);
    expect(await arrange({ action: 'move', jobIds: [a] })).toMatchObject({ held: 0 });
    const other = await db.signUp();
    const theirs = db.service.rpc('arrange_jobs', {
      p_user: other,
      p_body: { action: 'pause', jobIds: [a] },
    });
    expect(await refusal(theirs)).toBe('not_found');
  });

  test('Q8: moving one’s jobs changes nobody else’s turn', async () => {
    const mine = await queue(2);
    const me = user;
    user = await db.signUp();
    const [theirs] = await queue(1);
    user = me;
    expect(await refusal(call('move_jobs', { p_job_ids: [theirs] }))).toBe('not_found');
    expect(await refusal(call('move_jobs', { p_job_ids: [mine[0]], p_before: theirs }))).toBe(
      'not_found',
    );
    expect(await refusal(call('move_jobs', { p_job_ids: [mine[0], mine[0]] }))).toBe('not_found');
    const place = (await jobRow(db, theirs!))['position'];
    await call('move_jobs', { p_job_ids: [mine[1]], p_before: mine[0] });
    expect((await jobRow(db, theirs!))['position']).toBe(place);
  });

  test.each([
    ['this one', (jobs: string[]) => ({ jobIds: [jobs[1]] }), [1]],
    ['all but this one', (jobs: string[]) => ({ allBut: jobs[1] }), [0, 2]],
    ['all', () => ({ all: true }), [0, 1, 2]],
  ])('Q8: cancels %s', async (_, selection, gone) => {
    const jobs = await queue(3);
    expect(await call('cancel_selection', { p_selection: selection(jobs) })).toBe(gone.length);
    for (const [nr, id] of jobs.entries()) {
      expect((await jobRow(db, id))['status']).toBe(gone.includes(nr) ? 'cancelled' : 'queued');
    }
  });

  test('Q8: cancels and retries a whole batch over its orders, and no other', async () => {
    const batchId = await batch();
    const orders = [];
    for (let nr = 0; nr < 2; nr += 1)
      orders.push(await enqueue(db, user, { request: { batchId } }));
    const other = await enqueue(db, user);
    expect(await call('cancel_selection', { p_selection: { batchId } })).toBe(2);
    expect(await books(db, user)).toMatchObject({ balance: 98, held: 2 });
    expect(await orderRow(db, other.body.orderId)).toMatchObject({ status: 'pending' });
    const retry = { p_request: randomUUID(), p_selection: { batchId } };
    expect(await call('retry_selection', retry)).toBe(2);
    expect(await call('retry_selection', retry)).toBe(2);
    expect(await books(db, user)).toMatchObject({ balance: 94, held: 6 });
  });

  test('Q8: a selection names jobs in one way, and those of another are none', async () => {
    const jobs = await queue(1);
    for (const p_selection of [{}, { all: true, allBut: jobs[0] }, { everything: true }, []]) {
      expect(await refusal(call('pause_jobs', { p_selection }))).toBe('invalid_input');
    }
    user = await db.signUp();
    for (const name of ['pause_jobs', 'resume_jobs', 'cancel_selection']) {
      expect(await call(name, { p_selection: { jobIds: jobs } })).toBe(0);
    }
    expect((await jobRow(db, jobs[0]!))['status']).toBe('queued');
  });

  test('a batch counts what comes of its orders', async () => {
    const batchId = await batch(3);
    const read = async () =>
      (
        await db.owner.query(
          'select status, completed, failed, total_cost from batch_jobs where id = $1',
          [batchId],
        )
      )[0];
    for (let nr = 0; nr < 3; nr += 1) await enqueue(db, user, { request: { batchId } });
    const [one, two, three] = await claim(db, worker);
    await complete(db, worker, one!);
    expect(await read()).toEqual({ status: 'processing', completed: 1, failed: 0, total_cost: 2 });
    await fail(db, worker, two!, 'content_refused');
    await complete(db, worker, three!);
    expect(await read()).toEqual({ status: 'completed', completed: 2, failed: 1, total_cost: 4 });
  });
});

describe('L5: caps pause, and never fail half-done', () => {
  const project = async (cap: number | null) => {
    const id = randomUUID();
    await db.owner.query(
      "insert into projects (id, user_id, title, spend_cap) values ($1, $2, 'p', $3)",
      [id, user, cap],
    );
    return id;
  };
  /** Where a cap of 4 credits stands, and how it is raised. */
  const CAPS: Record<string, { reason: string; set: () => Promise<Row>; raise: string }> = {
    order: {
      reason: 'order_cap',
      set: async () => ({ spendCap: 4 }),
      raise: 'update orders set spend_cap = 100 where user_id = $1',
    },
    batch: {
      reason: 'batch_cap',
      set: async () => ({ batchId: await batch(5, 4) }),
      raise: 'update batch_jobs set spend_cap = 100 where user_id = $1',
    },
    project: {
      reason: 'project_cap',
      set: async () => ({ projectId: await project(4) }),
      raise: 'update projects set spend_cap = 100 where user_id = $1',
    },
    day: {
      reason: 'day_cap',
      async set() {
        await db.owner.query('update profiles set daily_spend_cap = 4 where id = $1', [user]);
        return {};
      },
      raise: 'update profiles set daily_spend_cap = 100 where id = $1',
    },
  };

  test.each(Object.entries(CAPS))('L5: a cap of the %s', async (_, { reason, set, raise }) => {
    await enqueue(db, user, { count: 5, request: await set() });
    const jobs = await claim(db, worker);
    expect(jobs).toHaveLength(2);
    for (const job of jobs) await complete(db, worker, job);
    expect(await claim(db, worker)).toEqual([]);
    const states = await db.owner.query(
      'select status, pause_reason, count(*)::int as n from jobs where user_id = $1 group by 1, 2 order by 1',
      [user],
    );
    expect(states).toEqual([
      { status: 'completed', pause_reason: null, n: 2 },
      { status: 'queued', pause_reason: reason, n: 3 },
    ]);
    // What waits keeps its hold: nothing is charged for it, nothing failed.
    expect(await books(db, user)).toMatchObject({ balance: 90, held: 6, spent: 4 });
    expect(await db.service.rpc('resume_capped_jobs')).toBe(0);
    await db.owner.query(raise, [user]);
    expect(await db.service.rpc('resume_capped_jobs')).toBe(3);
    for (const job of await claim(db, worker)) await complete(db, worker, job);
    expect(await books(db, user)).toMatchObject({ balance: 90, held: 0, spent: 10 });
  });

  test('L5: a capped job is cancelled like any other, and its hold comes back', async () => {
    const { body } = await enqueue(db, user, { count: 2, request: { spendCap: 0 } });
    expect(await claim(db, worker)).toEqual([]);
    await call('cancel_jobs', { p_order: body.orderId });
    expect(await orderRow(db, body.orderId)).toMatchObject({ status: 'cancelled', charged: 0 });
    expect(await books(db, user)).toMatchObject({ balance: 100, held: 0 });
  });

  test('L5: a capped order holds up neither other orders nor what is free', async () => {
    await enqueue(db, user, { request: { spendCap: 0 } });
    const second = await enqueue(db, user);
    const [free] = await queue(1);
    expect((await claimed()).toSorted()).toEqual([second.body.items[0]!.jobId, free!].toSorted());
  });

  test('L4: an order is only for what is its owner’s', async () => {
    const projectId = await project(null);
    const batchId = await batch();
    user = await db.signUp();
    for (const request of [{ projectId }, { batchId }, { brandId: randomUUID() }]) {
      expect(await refusal(enqueue(db, user, { request }))).toBe('not_found');
    }
  });
});

test('Q8: results that arrive after a reload are still theirs', async () => {
  await queue(1);
  const job = await claimOne(db, worker);
  // Everything the studio had in memory is gone: what is on the server is found again by who is signed in.
  await complete(db, worker, job);
  const mine = await db.as({ user }).query('select job_id from workspace_assets');
  expect(mine).toEqual([{ job_id: job.id }]);
  expect(
    await db.as({ user: await db.signUp() }).query('select job_id from workspace_assets'),
  ).toEqual([]);
});

test('a result keeps where it comes from when it is saved, and what its creator thinks of it', async () => {
  const brandId = randomUUID();
  await db.owner.query("insert into brands (id, user_id, name) values ($1, $2, 'Nord')", [
    brandId,
    user,
  ]);
  const request = { brandId, originalPrompt: 'lighthouse', templateName: 'image-enhance' };
  const { body } = await enqueue(db, user, { model: FREE, request });
  const job = await claimOne(db, worker);
  await complete(db, worker, job);
  const [asset] = await db
    .as({ user })
    .query<{ id: string; tags: string[]; sha256: string; mime: string }>(
      'select id, tags, sha256, mime from workspace_assets',
    );
  expect(asset?.tags).toEqual(['Nord', 'image', '1:1']);
  await db.owner.query(
    `insert into storage.objects (bucket_id, name, metadata)
       values ('user-library', private.library_path($1, $2, $3), '{"size": 1}')`,
    [user, asset?.sha256, asset?.mime],
  );
  const items = [
    { assetId: asset?.id, libraryId: randomUUID(), createdAt: new Date().toISOString() },
  ];
  const [kept] = await call<Row[]>('promote_assets', { p_items: items });
  expect(kept?.['row']).toMatchObject({
    order_id: body.orderId,
    item_id: body.items[0]?.itemId,
    stack_id: body.orderId,
    // A work's tags are its creator's own.
    tags: [],
    content_category: 'sfw',
    cost: 0,
  });
  expect(await jobRow(db, job.id)).toMatchObject({
    original_prompt: 'lighthouse',
    template_name: 'image-enhance',
  });
  await call('rate_job', { p_job: job.id, p_rating: 5 });
  expect(await jobRow(db, job.id)).toMatchObject({ quality_rating: 5 });
  user = await db.signUp();
  expect(await refusal(call('rate_job', { p_job: job.id, p_rating: 1 }))).toBe('not_found');
});
