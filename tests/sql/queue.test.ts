import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ClaimedJob } from '../../contract/functions/worker.ts';
import type { Database } from './database.ts';
import {
  books,
  claim,
  claimOne,
  complete,
  completeWith,
  enqueue,
  enqueueBody,
  fail,
  FREE,
  heartbeat,
  hireWorker,
  jobRow,
  letExpire,
  orderRow,
  PAID,
  putObject,
  refusal,
  release,
  resultOf,
} from './fixtures.ts';
import { openPglite } from './on-pglite.ts';

let db: Database;
let worker: string;
let user: string;

beforeAll(async () => {
  db = await openPglite();
  worker = await hireWorker(db);
});
afterAll(() => db.close());
beforeEach(async () => {
  // Jobs of an earlier test must not be claimed in this one.
  await db.owner.query('delete from orders');
  user = await db.signUp();
});

const send = (body: unknown) =>
  db.service.rpc<Record<string, unknown>>('enqueue_order', { p_user: user, p_body: body });
const cancel = (order: string, jobs: string[] | null = null) =>
  db.service.rpc<Record<string, unknown>>('cancel_jobs', {
    p_user: user,
    p_order: order,
    p_job_ids: jobs,
  });
const retry = (order: string, jobs: string[], request = randomUUID()) =>
  db.service.rpc<Record<string, unknown>>('retry_jobs', {
    p_user: user,
    p_request: request,
    p_order: order,
    p_job_ids: jobs,
  });

describe('enqueue', () => {
  test('Q1: an order holds its price and queues a job for each picture', async () => {
    const { body, answer } = await enqueue(db, user, { count: 3 });
    expect(answer).toEqual({ orderId: body.orderId, status: 'pending', held: 6, balance: 94 });
    const rows = await db.owner.query(
      'select sequence, status, price, payload from jobs where order_id = $1 order by sequence',
      [body.orderId],
    );
    expect(rows.map(({ sequence, status, price }) => [sequence, status, price])).toEqual([
      [0, 'queued', 2],
      [1, 'queued', 2],
      [2, 'queued', 2],
    ]);
    expect(rows[0]?.['payload']).toEqual({
      prompt: 'a lighthouse',
      aspectRatio: '1:1',
      width: 1024,
      height: 1024,
      quality: 'standard',
      format: 'webp',
    });
  });

  test('Q1: the same key and body give the same answer and nothing twice', async () => {
    const { body, answer } = await enqueue(db, user, { count: 2 });
    await enqueue(db, user);
    expect(await send(body)).toEqual(answer);
    expect(await books(db, user)).toMatchObject({ balance: 94, held: 6 });
  });

  test('Q1: the same key with another body is an idempotency_conflict', async () => {
    const { body } = await enqueue(db, user);
    expect(await refusal(send({ ...body, quote: 9 }))).toBe('idempotency_conflict');
  });

  test('Q1: ids that another order has are a conflict, whoever owns it', async () => {
    const { body } = await enqueue(db, user);
    expect(await refusal(send({ ...enqueueBody(), items: body.items }))).toBe('conflict');
    user = await db.signUp();
    expect(await refusal(send(body))).toBe('conflict');
    expect(await books(db, user)).toMatchObject({ balance: 100, held: 0 });
  });

  test.each([
    ['aspectRatio', { aspectRatio: '21:9' }],
    ['quality', { quality: 'ultra' }],
    ['format', { format: 'gif' }],
    ['prompt', { prompt: 'x'.repeat(2001) }],
    ['negativePrompt', { negativePrompt: 'fog' }],
    ['seed', { seed: 7 }],
    ['count', { count: 11 }],
  ])('Q1: a request whose %s the model cannot do is refused', async (field, request) => {
    const error = await send(enqueueBody({ request })).catch((reason: unknown) => reason);
    expect(JSON.parse((error as { detail: string }).detail)).toEqual({
      code: 'invalid_input',
      details: { field },
    });
  });

  test('Q1: a model that is unknown or switched off is model_unavailable', async () => {
    expect(await refusal(send(enqueueBody({ model: 'openai/none', quote: 0 })))).toBe(
      'model_unavailable',
    );
    await db.service.query('update api_models set enabled = false where id = $1', [PAID]);
    expect(await refusal(send(enqueueBody()))).toBe('model_unavailable');
    await db.service.query('update api_models set enabled = true where id = $1', [PAID]);
  });

  test('Q1: items must be as many as pictures', async () => {
    expect(await refusal(send({ ...enqueueBody({ count: 2 }), items: enqueueBody().items }))).toBe(
      'invalid_input',
    );
  });

  test('L3: a dearer order than quoted is a conflict, a cheaper one is charged what it costs', async () => {
    expect(await refusal(send(enqueueBody({ quote: 1 })))).toBe('conflict');
    const { body } = await enqueue(db, user, { quote: 50 });
    expect(await orderRow(db, body.orderId)).toMatchObject({ quote: 2 });
    expect(await books(db, user)).toMatchObject({ balance: 98, held: 2 });
  });

  test('Q1: too few credits refuse the whole order', async () => {
    await db.service.rpc('grant_credits', { p_user: user, p_kind: 'usage', p_amount: 95 });
    expect(await refusal(send(enqueueBody({ count: 3 })))).toBe('insufficient_credits');
    expect(await db.owner.query('select from orders where user_id = $1', [user])).toEqual([]);
    expect(await books(db, user)).toMatchObject({ balance: 5, held: 0 });
  });

  test('Q1: quotas count open jobs and the month; admins are exempt', async () => {
    const quotas = (free: unknown) =>
      db.service.query("update system_config set value = $1 where key = 'quotas'", [
        JSON.stringify({ free }),
      ]);
    await quotas({ open_jobs: 2, images_per_month: null });
    expect(await refusal(send(enqueueBody({ count: 3 })))).toBe('quota_exceeded');
    await quotas({ open_jobs: 100, images_per_month: 1 });
    await enqueue(db, user);
    await complete(db, worker, await claimOne(db, worker));
    expect(await refusal(send(enqueueBody()))).toBe('quota_exceeded');
    await db.service.query("insert into user_roles (user_id, role) values ($1, 'admin')", [user]);
    await enqueue(db, user);
    await quotas({ open_jobs: null, images_per_month: null });
  });

  test('seeds are the client’s, or counted on, or drawn; none where the model has none', async () => {
    const body = enqueueBody({ model: FREE, count: 3, request: { seed: 4_294_967_295 } });
    const [first, ...rest] = body.items;
    await send({ ...body, items: [{ ...first, seed: 5 }, ...rest] });
    const seeds = (await claim(db, worker)).map((job) => job.payload.seed);
    expect(seeds).toEqual([5, 0, 1]);
    await enqueue(db, user, { model: FREE });
    expect((await claimOne(db, worker)).payload.seed).toBeTypeOf('number');
    await enqueue(db, user);
    expect((await claimOne(db, worker)).payload.seed).toBeUndefined();
  });
});

describe('claim', () => {
  test('Q2: a claim gives a lease by the database clock and counts the attempt', async () => {
    const { body } = await enqueue(db, user);
    const [job] = await claim(db, worker, { seconds: 30 });
    expect(ClaimedJob.parse(job)).toMatchObject({ attempt: 1, maxAttempts: 3, userId: user });
    const left = Date.parse(job?.leaseUntil ?? '') - Date.now();
    expect(left).toBeGreaterThan(25_000);
    expect(left).toBeLessThan(31_000);
    expect(await orderRow(db, body.orderId)).toMatchObject({ status: 'processing' });
    expect(await claim(db, worker)).toEqual([]);
  });

  test('Q2: priority, then the user with the fewest running, then each user’s own order', async () => {
    const names = new Map<string, string>();
    const queue = async (name: string, owner: string, count: number) => {
      const { body } = await enqueue(db, owner, { model: FREE, count });
      for (const [index, item] of body.items.entries()) names.set(item.jobId, `${name}${index}`);
      return body;
    };
    const other = await db.signUp();
    await queue('a', user, 4);
    await queue('b', other, 2);
    const urgent = await queue('u', user, 1);
    await db.owner.query('update jobs set priority = 5 where order_id = $1', [urgent.orderId]);
    const order: (string | undefined)[] = [];
    for (let claims = 0; claims < 7; claims += 1) {
      order.push(names.get((await claimOne(db, worker)).id));
    }
    // After the urgent one, user a has one running already, so b is served first.
    expect(order).toEqual(['u0', 'b0', 'a0', 'b1', 'a1', 'a2', 'a3']);
  });

  test('Q2: fair share holds inside one claim too', async () => {
    const other = await db.signUp();
    await enqueue(db, user, { model: FREE, count: 5 });
    await enqueue(db, other, { model: FREE, count: 5 });
    const jobs = await claim(db, worker, { limit: 4 });
    expect(jobs.filter((job) => job.userId === user)).toHaveLength(2);
  });

  test('Q2: only jobs of the named providers, and none before its time', async () => {
    await enqueue(db, user);
    expect(await claim(db, worker, { providers: ['draft'] })).toEqual([]);
    await db.owner.query("update jobs set run_after = now() + interval '1 hour'");
    expect(await claim(db, worker)).toEqual([]);
  });

  test('Q9: a wrong or disabled worker key is refused everywhere', async () => {
    await enqueue(db, user);
    const dismissed = await hireWorker(db, 'dismissed');
    const job = await claimOne(db, dismissed);
    await db.service.query('update workers set disabled_at = now() where key_hash = $1', [
      dismissed,
    ]);
    expect(await refusal(claim(db, dismissed))).toBe('unauthenticated');
    expect(await refusal(heartbeat(db, dismissed, job))).toBe('unauthenticated');
    expect(await refusal(complete(db, dismissed, job))).toBe('unauthenticated');
    expect(await refusal(claim(db, '0'.repeat(64)))).toBe('unauthenticated');
  });
});

describe('lease', () => {
  test('Q3: without the current lease every report is refused', async () => {
    await enqueue(db, user);
    const job = await claimOne(db, worker);
    const stale = { ...job, leaseToken: randomUUID() };
    const other = await hireWorker(db, 'other');
    for (const call of [
      heartbeat(db, worker, stale),
      complete(db, worker, stale),
      fail(db, worker, stale, 'internal'),
      release(db, worker, stale),
      heartbeat(db, other, job),
      complete(db, other, job),
    ]) {
      expect(await refusal(call)).toBe('lease_lost');
    }
    expect(await jobRow(db, job.id)).toMatchObject({ status: 'running' });
  });

  test('Q3: a heartbeat renews the lease, keeps progress from going back and tells of a cancel', async () => {
    const { body } = await enqueue(db, user);
    const job = await claimOne(db, worker);
    await heartbeat(db, worker, job, { p_progress: 0.6, p_stage: 'rendering' });
    await heartbeat(db, worker, job, { p_progress: 0.4, p_lease_seconds: 300 });
    const row = await jobRow(db, job.id);
    expect(row).toMatchObject({ progress: 0.6, stage: 'rendering' });
    expect((row['lease_until'] as Date).getTime()).toBeGreaterThan(Date.now() + 250_000);
    await cancel(body.orderId);
    expect(await heartbeat(db, worker, job)).toMatchObject({ cancelRequested: true });
  });

  test('Q6: an expired lease goes back with the next claim, the vendor’s id with it', async () => {
    await enqueue(db, user);
    const job = await claimOne(db, worker);
    await heartbeat(db, worker, job, { p_provider_job_id: 'vendor-1' });
    await letExpire(db, job);
    const again = await claimOne(db, worker);
    expect(again).toMatchObject({ id: job.id, attempt: 2, providerJobId: 'vendor-1' });
    expect(await refusal(complete(db, worker, job))).toBe('lease_lost');
    expect(await complete(db, worker, again)).toMatchObject({ status: 'completed' });
  });

  test('Q6: reaping ends a job out of attempts and releases its hold', async () => {
    const { body } = await enqueue(db, user);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const job = await claimOne(db, worker);
      expect(job.attempt).toBe(attempt);
      await letExpire(db, job);
      expect(await db.service.rpc('reap_jobs')).toBe(1);
    }
    expect(await orderRow(db, body.orderId)).toMatchObject({
      status: 'failed',
      error: { code: 'timeout' },
    });
    expect(await books(db, user)).toMatchObject({ balance: 100, held: 0, spent: 0 });
  });
});

describe('end', () => {
  test('Q4: completing writes assets, ledger and counters once, however often it is said', async () => {
    const { body } = await enqueue(db, user, { count: 2 });
    const [one, two] = await claim(db, worker);
    if (!one || !two) throw new Error('two jobs were queued');
    const first = await complete(db, worker, one);
    expect(first).toEqual({ status: 'completed', retryAt: null });
    expect(await complete(db, worker, one)).toEqual(first);
    expect(await fail(db, worker, one, 'internal')).toEqual(first);
    expect(await orderRow(db, body.orderId)).toMatchObject({ status: 'processing', charged: 2 });
    await complete(db, worker, two);
    expect(await orderRow(db, body.orderId)).toMatchObject({ status: 'completed', charged: 4 });
    const assets = await db.owner.query('select * from workspace_assets where user_id = $1', [
      user,
    ]);
    expect(assets).toHaveLength(2);
    expect(assets[0]).toMatchObject({ bytes: 1234, model_id: PAID, prompt: 'a lighthouse' });
    expect(await books(db, user)).toMatchObject({ balance: 96, held: 0, spent: 4 });
    const counters = await db.owner.query(
      'select images_used, total_generations from counters_monthly c join profiles p on p.id = c.user_id where p.id = $1',
      [user],
    );
    expect(counters).toEqual([{ images_used: 2, total_generations: 2 }]);
    const items = await db.owner.query('select status from order_items where order_id = $1', [
      body.orderId,
    ]);
    expect(items).toEqual([{ status: 'completed' }, { status: 'completed' }]);
  });

  test('Q4: a result that was not uploaded, or lies elsewhere, completes nothing', async () => {
    await enqueue(db, user);
    const job = await claimOne(db, worker);
    expect(await refusal(completeWith(db, worker, job, [resultOf(job)]))).toBe('file_missing');
    const stranger = `${randomUUID()}/${job.id}/0-x.webp`;
    await putObject(db, 'workspace-temp', stranger);
    const forged = completeWith(db, worker, job, [{ ...resultOf(job), path: stranger }]);
    expect(await refusal(forged)).toBe('forbidden');
    expect(await jobRow(db, job.id)).toMatchObject({ status: 'running' });
    expect(await books(db, user)).toMatchObject({ held: 2, spent: 0 });
  });

  test('Q5: a retryable failure waits with backoff and jitter, within its bounds', async () => {
    await enqueue(db, user);
    const bounds = await db.owner.query<{ low: number; high: number }>(
      `select n as attempt, min(s) as low, max(s) as high from generate_series(1, 12) n,
         lateral (select private.backoff_seconds(n, null) as s from generate_series(1, 200)) x
       group by n order by n`,
    );
    for (const [index, { low, high }] of bounds.entries()) {
      const full = Math.min(300, 2 * 2 ** (index + 1));
      expect(low).toBeGreaterThanOrEqual(full / 2);
      expect(high).toBeLessThanOrEqual(full);
      expect(high - low).toBeGreaterThan(full / 4);
    }
    const job = await claimOne(db, worker);
    const answer = await fail(db, worker, job, 'provider_unavailable');
    expect(answer.status).toBe('queued');
    expect(Date.parse(answer.retryAt ?? '')).toBeGreaterThan(Date.now());
    // Its answer was lost: saying it again changes nothing.
    expect(await fail(db, worker, job, 'provider_unavailable')).toEqual(answer);
    expect(await jobRow(db, job.id)).toMatchObject({
      attempts: 1,
      error: { code: 'provider_unavailable' },
    });
  });

  test('Q5: Retry-After is honoured, even beyond the cap', async () => {
    await enqueue(db, user);
    const job = await claimOne(db, worker);
    const { retryAt } = await fail(db, worker, job, 'provider_rate_limited', {
      p_retry_after_seconds: 1000,
    });
    const seconds = (Date.parse(retryAt ?? '') - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(995);
    expect(seconds).toBeLessThan(1110);
  });

  test('Q5: a permanent failure ends at once and releases; the third retryable one too', async () => {
    const { body } = await enqueue(db, user);
    await fail(db, worker, await claimOne(db, worker), 'content_refused');
    expect(await orderRow(db, body.orderId)).toMatchObject({
      status: 'failed',
      error: { code: 'content_refused' },
    });
    const second = await enqueue(db, user);
    for (const expected of ['queued', 'queued', 'failed']) {
      await db.owner.query('update jobs set run_after = null where order_id = $1', [
        second.body.orderId,
      ]);
      const answer = await fail(db, worker, await claimOne(db, worker), 'internal');
      expect(answer.status).toBe(expected);
    }
    expect(await books(db, user)).toMatchObject({ balance: 100, held: 0 });
  });

  test('a released job goes back without losing an attempt', async () => {
    await enqueue(db, user);
    const job = await claimOne(db, worker);
    expect(await release(db, worker, job)).toEqual({ status: 'queued', retryAt: null });
    expect(await claimOne(db, worker)).toMatchObject({ id: job.id, attempt: 1 });
  });

  test('an order with one good picture is completed, and says what failed', async () => {
    const { body } = await enqueue(db, user, { count: 2 });
    const [one, two] = await claim(db, worker);
    if (!one || !two) throw new Error('two jobs were queued');
    await complete(db, worker, one);
    await fail(db, worker, two, 'content_refused');
    expect(await orderRow(db, body.orderId)).toMatchObject({
      status: 'completed',
      charged: 2,
      error: { code: 'content_refused' },
    });
  });
});

describe('cancel and retry', () => {
  test('Q7: queued jobs end at once and give their hold back', async () => {
    const { body } = await enqueue(db, user, { count: 2 });
    const [kept, gone] = body.items.map((item) => item.jobId);
    expect(await cancel(body.orderId, [gone ?? ''])).toMatchObject({
      status: 'pending',
      held: 2,
      balance: 98,
    });
    expect(await jobRow(db, kept ?? '')).toMatchObject({ status: 'queued' });
    expect(await cancel(body.orderId)).toMatchObject({
      status: 'cancelled',
      held: 0,
      balance: 100,
    });
    expect(await cancel(body.orderId)).toMatchObject({ status: 'cancelled' });
  });

  test.each(['complete', 'fail', 'release', 'reap'])(
    'Q7: a running job that was cancelled is never charged, though its worker ends with %s',
    async (ending) => {
      const { body } = await enqueue(db, user);
      const job = await claimOne(db, worker);
      expect(await cancel(body.orderId)).toMatchObject({ status: 'processing', held: 2 });
      if (ending === 'complete') await complete(db, worker, job);
      else if (ending === 'fail') await fail(db, worker, job, 'timeout');
      else if (ending === 'release') await release(db, worker, job);
      else {
        await letExpire(db, job);
        await db.service.rpc('reap_jobs');
      }
      expect(await orderRow(db, body.orderId)).toMatchObject({ status: 'cancelled', charged: 0 });
      expect(await books(db, user)).toMatchObject({ balance: 100, held: 0, spent: 0 });
      expect(
        await db.owner.query('select from workspace_assets where job_id = $1', [job.id]),
      ).toEqual([]);
    },
  );

  test('Q7: cancelling what is completed changes nothing', async () => {
    const { body } = await enqueue(db, user);
    await complete(db, worker, await claimOne(db, worker));
    expect(await cancel(body.orderId)).toMatchObject({ status: 'completed', balance: 98 });
  });

  test('retry queues ended jobs under new holds, once for each request', async () => {
    const { body } = await enqueue(db, user);
    const job = await claimOne(db, worker);
    await heartbeat(db, worker, job, { p_provider_job_id: 'vendor-1' });
    await fail(db, worker, job, 'content_refused');
    const request = randomUUID();
    const answer = await retry(body.orderId, [job.id], request);
    expect(answer).toMatchObject({ status: 'processing', held: 2, balance: 98 });
    expect(await retry(body.orderId, [job.id], request)).toEqual(answer);
    expect(await refusal(retry(body.orderId, [], request))).toBe('idempotency_conflict');
    const again = await claimOne(db, worker);
    expect(again).toMatchObject({ id: job.id, attempt: 1, providerJobId: null });
    await complete(db, worker, again);
    expect(await orderRow(db, body.orderId)).toMatchObject({
      status: 'completed',
      charged: 2,
      error: null,
    });
    expect(await refusal(retry(body.orderId, [job.id]))).toBe('conflict');
  });

  test('L4: nobody cancels or retries the orders of another', async () => {
    const { body } = await enqueue(db, user);
    const jobs = body.items.map((item) => item.jobId);
    user = await db.signUp();
    expect(await refusal(cancel(body.orderId))).toBe('not_found');
    expect(await refusal(retry(body.orderId, jobs))).toBe('not_found');
    const mine = await enqueue(db, user);
    expect(await refusal(retry(mine.body.orderId, jobs))).toBe('not_found');
  });

  test('a job or an order moves only along its states', async () => {
    const { body } = await enqueue(db, user);
    await complete(db, worker, await claimOne(db, worker));
    const jump = (table: string, status: string) =>
      refusal(db.owner.query(`update ${table} set status = $1 where user_id = $2`, [status, user]));
    expect(await jump('jobs', 'failed')).toContain('cannot move from completed to failed');
    expect(await jump('orders', 'pending')).toContain('cannot move from completed to pending');
    expect(body.items).toHaveLength(1);
  });
});
