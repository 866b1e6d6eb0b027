import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClaimedJob } from '../../contract/functions/worker.ts';
import { LIMIT_MS, scale } from './campaign.ts';
import type { Database } from './database.ts';
import {
  claim,
  complete,
  enqueue,
  fail,
  hireWorker,
  letExpire,
  refusal,
  release,
} from './fixtures.ts';
import { openNative } from './on-native.ts';

const CONNECTIONS = 20;
const OPERATIONS = scale(800, 10_000);

let db: Database;
let worker: string;
beforeAll(async () => {
  db = await openNative(CONNECTIONS + 2);
  worker = await hireWorker(db);
  await db.service.query("update system_config set value = '{\"free\": {}}' where key = 'quotas'");
}, 120_000);
afterAll(() => db.close());

/** In one statement, so of one moment: people whose books do not agree. */
const wrongBooks = () =>
  db.owner.query(
    `with sums as (
       select user_id, sum(t.amount) as moved,
         sum(t.amount) filter (where t.kind in ('purchase', 'bonus', 'refund')) as granted,
         coalesce(-sum(t.amount) filter (where t.kind = 'usage'), 0)
           + coalesce(sum(t.captured) filter (where t.kind = 'capture'), 0) as spent,
         coalesce(-sum(t.amount) filter (where t.kind = 'hold'
           and not exists (select from credit_transactions e where e.hold_id = t.id)), 0) as held
       from credit_transactions t group by user_id
     )
     select p.id, p.credits_balance, s.* from profiles p join sums s on s.user_id = p.id
       where p.credits_balance <> s.moved or p.credits_balance + s.held <> s.granted - s.spent
         or p.credits_balance < 0`,
  );

interface Life {
  people: string[];
  orders: { user: string; id: string; jobs: string[] }[];
  running: ClaimedJob[];
}
const any = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)];

/** What people, workers, vendors and thieves do. A refusal is an answer like any other: the sums must hold after it too. */
const DEEDS: Record<string, (life: Life) => Promise<unknown>> = {
  async enqueue({ people, orders }) {
    const user = any(people)!;
    const { body } = await enqueue(db, user, { count: 1 + Math.floor(Math.random() * 4) });
    orders.push({ user, id: body.orderId, jobs: body.items.map(({ jobId }) => jobId) });
  },
  claim: async ({ running }) => running.push(...(await claim(db, worker, { limit: 4 }))),
  complete: async ({ running }) => complete(db, worker, any(running)!),
  again: async ({ running }) => {
    const job = any(running)!;
    return Promise.all([complete(db, worker, job), complete(db, worker, job)]);
  },
  fail: async ({ running }) =>
    fail(db, worker, any(running)!, any(['timeout', 'content_refused'])!),
  release: async ({ running }) => release(db, worker, any(running)!),
  async expire({ running }) {
    await letExpire(db, any(running)!);
    await db.service.rpc('reap_jobs');
  },
  async cancel({ orders }) {
    const { user, id } = any(orders)!;
    await db.service.rpc('cancel_jobs', { p_user: user, p_order: id, p_job_ids: null });
  },
  cancelAll: ({ people }) =>
    db.service.rpc('cancel_selection', { p_user: any(people), p_selection: { all: true } }),
  async retry({ orders }) {
    const { user, id, jobs } = any(orders)!;
    const request = { p_user: user, p_request: randomUUID(), p_order: id, p_job_ids: jobs };
    await db.service.rpc('retry_jobs', request);
  },
  pause: ({ people }) =>
    db.service.rpc('pause_jobs', { p_user: any(people), p_selection: { all: true } }),
  resume: ({ people }) =>
    db.service.rpc('resume_jobs', { p_user: any(people), p_selection: { all: true } }),
  purchase: ({ people }) =>
    db.service.rpc('grant_credits', { p_user: any(people), p_kind: 'purchase', p_amount: 10 }),
  usage: ({ people }) =>
    db.service.rpc('grant_credits', { p_user: any(people), p_kind: 'usage', p_amount: 7 }),
  async payment({ people }) {
    const id = randomUUID();
    await db.service.rpc('open_payment', {
      p_user: any(people),
      p_plan: 'credits-500',
      p_external_id: id,
    });
    const tell = (p_status: string) =>
      db.service.rpc('settle_payment', { p_external_id: id, p_status });
    await Promise.all([tell('succeeded'), tell('succeeded'), tell('refunded')]);
  },
  steal: ({ people }) =>
    db.as({ user: any(people)! }).rpc('grant_credits', {
      p_user: any(people),
      p_kind: 'bonus',
      p_amount: 1000,
    }),
  forge: ({ people }) =>
    db.owner.query('update profiles set credits_balance = 9999 where id = $1', [any(people)]),
  rewrite: () => db.owner.query('update credit_transactions set amount = amount + 1'),
};

/** A slip of the test's own picture of the world: nothing was there to act on. */
const isEmpty = (error: unknown) => error instanceof TypeError;

test(
  `L1, L2: ${CONNECTIONS} connections do what they like: the sums hold after every step`,
  async () => {
    const life: Life = { people: [], orders: [], running: [] };
    for (let nr = 0; nr < 8; nr += 1) life.people.push(await db.signUp());
    const names = Object.keys(DEEDS);
    const done = new Map<string, number>();
    let left = OPERATIONS;
    const lane = async () => {
      while (left > 0) {
        left -= 1;
        const name = any(names)!;
        try {
          await DEEDS[name]!(life);
          done.set(name, (done.get(name) ?? 0) + 1);
        } catch (error) {
          if (isEmpty(error)) continue;
          const said = await refusal(Promise.reject(error));
          expect(said).toMatch(/^[a-z_]+$|permission denied/);
          expect(said).not.toMatch(/deadlock/);
        }
        expect(await wrongBooks()).toEqual([]);
        if (life.running.length > 60) life.running.splice(0, 30);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, lane));
    for (const name of ['steal', 'forge', 'rewrite']) expect(done.get(name)).toBeUndefined();
    for (const name of ['enqueue', 'claim', 'complete', 'cancel', 'retry', 'payment']) {
      expect([name, (done.get(name) ?? 0) > 0]).toEqual([name, true]);
    }
    // L3: what an order was charged is what its jobs cost, and never more than was quoted.
    const dear = await db.owner.query(
      `select o.id from orders o where o.charged > o.quote
       or o.charged <> (select coalesce(sum(j.price), 0) from jobs j where j.order_id = o.id and j.status = 'completed')
       or o.charged <> (select coalesce(sum(t.captured), 0) from credit_transactions t where t.order_id = o.id)`,
    );
    expect(dear).toEqual([]);
    // L2: what is open is held, and nothing else.
    const held = await db.owner.query(
      `select j.id from jobs j where (j.status in ('queued', 'running') and j.price > 0)
       <> exists (select from credit_transactions h where h.kind = 'hold' and h.job_id = j.id
         and not exists (select from credit_transactions e where e.hold_id = h.id))`,
    );
    expect(held).toEqual([]);
  },
  LIMIT_MS,
);
