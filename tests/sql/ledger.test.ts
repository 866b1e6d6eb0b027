import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClaimedJob } from '../../contract/functions/worker.ts';
import type { Database } from './database.ts';
import {
  books,
  claim,
  claimOne,
  complete,
  enqueue,
  fail,
  hireWorker,
  letExpire,
  refusal,
  release,
} from './fixtures.ts';
import { openPglite } from './on-pglite.ts';

let db: Database;
let worker: string;

beforeAll(async () => {
  db = await openPglite();
  worker = await hireWorker(db);
});
afterAll(() => db.close());

const grant = (user: string, kind: string, amount: number) =>
  db.service.rpc<number>('grant_credits', { p_user: user, p_kind: kind, p_amount: amount });

test('L1: a new user starts with the bonus as a row of the ledger', async () => {
  const user = await db.signUp();
  expect(await books(db, user)).toEqual({
    balance: 100,
    sum: 100,
    held: 0,
    granted: 100,
    spent: 0,
  });
});

test.each(['owner', 'service_role'] as const)(
  'L1: the ledger is append-only for %s',
  async (identity) => {
    const user = await db.signUp();
    const as = db.as(identity);
    for (const sql of [
      'update credit_transactions set amount = 1000000',
      'delete from credit_transactions',
      'truncate credit_transactions cascade',
    ]) {
      expect(await refusal(as.query(sql))).toMatch(/forbidden|permission denied/);
    }
    expect(await books(db, user)).toMatchObject({ balance: 100, sum: 100 });
  },
);

test('L1: no balance moves without a row, not even by the owner of the table', async () => {
  const user = await db.signUp();
  const raise = db.owner.query('update profiles set credits_balance = 5000 where id = $1', [user]);
  expect(await refusal(raise)).toBe('forbidden');
  expect(await books(db, user)).toMatchObject({ balance: 100 });
});

test('L1: a balance never goes below 0', async () => {
  const user = await db.signUp();
  expect(await refusal(grant(user, 'usage', 101))).toBe('insufficient_credits');
  expect(await grant(user, 'usage', 100)).toBe(0);
  expect(await grant(user, 'purchase', 30)).toBe(30);
});

test.each([
  ['bonus', 0],
  ['bonus', -5],
  ['hold', 5],
  ['capture', 5],
  ['release', 5],
])('L4: %s of %i credits is no grant', async (kind, amount) => {
  const user = await db.signUp();
  expect(await refusal(grant(user, kind, amount))).toBe('invalid_input');
});

async function heldHold() {
  const user = await db.signUp();
  await enqueue(db, user, { count: 1 });
  const [hold] = await db.owner.query<{ id: string }>(
    "select id from credit_transactions where kind = 'hold' and user_id = $1",
    [user],
  );
  const end = (kind: string, captured: number | null, owner = user) =>
    db.owner.query(
      'insert into credit_transactions (user_id, kind, amount, hold_id, captured) values ($1, $2, 0, $3, $4)',
      [owner, kind, hold?.id, captured],
    );
  return { user, end };
}

test('L2: a hold ends exactly once', async () => {
  const { user, end } = await heldHold();
  await end('capture', 2);
  expect(await refusal(end('capture', 2))).toContain('duplicate key');
  expect(await refusal(end('release', 0))).toContain('duplicate key');
  expect(await books(db, user)).toMatchObject({ balance: 98, held: 0, spent: 2 });
});

test('L2: what is captured is at most the hold, and the rest comes back', async () => {
  const { user, end } = await heldHold();
  expect(await refusal(end('capture', 3))).toBe('conflict');
  expect(await refusal(end('capture', -1))).toBe('conflict');
  await end('capture', 1);
  expect(await books(db, user)).toMatchObject({ balance: 99, held: 0, spent: 1 });
});

test('L4: a hold is ended only for its owner', async () => {
  const { end } = await heldHold();
  expect(await refusal(end('release', 0, await db.signUp()))).toBe('not_found');
});

test('L4: no client writes the ledger or calls what writes it', async () => {
  const user = await db.signUp();
  const me = db.as({ user });
  const forged = me.query(
    "insert into credit_transactions (user_id, kind, amount, balance_after) values ($1, 'bonus', 1000, 1100)",
    [user],
  );
  expect(await refusal(forged)).toContain('permission denied');
  const granted = me.rpc('grant_credits', { p_user: user, p_kind: 'bonus', p_amount: 1000 });
  expect(await refusal(granted)).toContain('permission denied');
});

test('L1: the books outlive the account', async () => {
  const user = await db.signUp();
  await db.owner.query('delete from auth.users where id = $1', [user]);
  const rows = await db.owner.query('select kind from credit_transactions where user_id = $1', [
    user,
  ]);
  expect(rows).toEqual([{ kind: 'bonus' }]);
});

/** One step of a life with credits; `pick` chooses among what is there. */
const step = fc.record({
  kind: fc.constantFrom(
    'enqueue',
    'claim',
    'complete',
    'fail',
    'refuse',
    'release',
    'cancel',
    'retry',
    'expire',
    'purchase',
    'usage',
  ),
  pick: fc.nat(),
  count: fc.integer({ min: 1, max: 4 }),
});

test('L2: balance + open holds = granted − captured, after any run of operations', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      await db.owner.query('delete from orders');
      const user = await db.signUp();
      const orders: { id: string; jobs: string[] }[] = [];
      const running: ClaimedJob[] = [];
      for (const { kind, pick, count } of steps) {
        const job = running[pick % (running.length || 1)];
        const order = orders[pick % (orders.length || 1)];
        if (kind === 'enqueue') {
          const { body } = await enqueue(db, user, { count }).catch(() => ({ body: null }));
          if (body) orders.push({ id: body.orderId, jobs: body.items.map((item) => item.jobId) });
        } else if (kind === 'claim') {
          await db.owner.query('update jobs set run_after = null where run_after is not null');
          running.push(...(await claim(db, worker, { limit: count })));
        } else if (kind === 'purchase' || kind === 'usage') {
          await refusal(grant(user, kind, count * 10));
        } else if (kind === 'cancel' && order) {
          await db.service.rpc('cancel_jobs', { p_user: user, p_order: order.id, p_job_ids: null });
        } else if (kind === 'retry' && order) {
          await refusal(
            db.service.rpc('retry_jobs', {
              p_user: user,
              p_request: crypto.randomUUID(),
              p_order: order.id,
              p_job_ids: order.jobs.slice(0, count),
            }),
          );
        } else if (job) {
          // A stale lease is refused: that, too, must leave the sums alone.
          if (kind === 'complete') await refusal(complete(db, worker, job));
          if (kind === 'fail') await refusal(fail(db, worker, job, 'timeout'));
          if (kind === 'refuse') await refusal(fail(db, worker, job, 'content_refused'));
          if (kind === 'release') await refusal(release(db, worker, job));
          if (kind === 'expire') {
            await letExpire(db, job);
            await db.service.rpc('reap_jobs');
          }
        }
        const sums = await books(db, user);
        expect(sums.balance + sums.held).toBe(sums.granted - sums.spent);
        expect(sums.balance).toBe(sums.sum);
        expect(sums.balance).toBeGreaterThanOrEqual(0);
      }
      const open = await db.owner.query<{ price: number }>(
        "select coalesce(sum(price), 0)::int as price from jobs where user_id = $1 and status in ('queued', 'running')",
        [user],
      );
      expect((await books(db, user)).held).toBe(open[0]?.price);
    }),
    { numRuns: 12 },
  );
}, 60_000);

test('L3: what is charged is what was held, and a failure costs nothing', async () => {
  const user = await db.signUp();
  await db.owner.query('delete from orders');
  await enqueue(db, user, { count: 1, request: { quality: 'high' }, quote: 6 });
  await complete(db, worker, await claimOne(db, worker));
  expect(await books(db, user)).toMatchObject({ balance: 94, spent: 6 });
  await enqueue(db, user, { count: 1, request: { quality: 'high' }, quote: 6 });
  await fail(db, worker, await claimOne(db, worker), 'provider_rejected');
  expect(await books(db, user)).toMatchObject({ balance: 94, held: 0, spent: 6 });
});
