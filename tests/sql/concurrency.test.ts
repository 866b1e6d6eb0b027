import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ClaimedJob } from '../../contract/functions/worker.ts';
import { type PullAnswer, type PushAnswer, START } from '../../contract/sync.ts';
import { LIMIT_MS, scale } from './campaign.ts';
import type { Database } from './database.ts';
import {
  books,
  claim,
  claimOne,
  complete,
  enqueue,
  enqueueBody,
  FREE,
  hireWorker,
  jobRow,
  orderRow,
  refusal,
} from './fixtures.ts';
import { openNative } from './on-native.ts';

let db: Database;
let worker: string;
let user: string;

beforeAll(async () => {
  db = await openNative();
  worker = await hireWorker(db);
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.owner.query('delete from orders');
  user = await db.signUp();
});

const times = <T>(count: number, work: (nr: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, nr) => work(nr)));

test('Q1: one order sent eight times at once is one order, and all hear the same', async () => {
  const body = enqueueBody({ count: 3 });
  const answers = await times(8, () =>
    db.service.rpc('enqueue_order', { p_user: user, p_body: body }),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await books(db, user)).toMatchObject({ balance: 94, held: 6 });
});

test('L1: orders at the same moment never spend more than there is', async () => {
  const outcomes = await times(12, () => refusal(enqueue(db, user, { count: 10 })));
  expect(outcomes.filter((outcome) => outcome === 'not refused')).toHaveLength(5);
  expect(outcomes.filter((outcome) => outcome === 'insufficient_credits')).toHaveLength(7);
  expect(await books(db, user)).toMatchObject({ balance: 0, held: 100 });
});

test('Q2: claimers at the same moment never share a job, leave none, and share fairly', async () => {
  const other = await db.signUp();
  for (let nr = 0; nr < 4; nr += 1) {
    await enqueue(db, user, { model: FREE, count: 10 });
    await enqueue(db, other, { model: FREE, count: 10 });
  }
  const early = (await times(8, () => claim(db, worker, { limit: 3 }))).flat();
  expect(early).toHaveLength(24);
  expect(early.filter((job) => job.userId === user)).toHaveLength(12);
  const late = (await times(8, () => claim(db, worker, { limit: 10 }))).flat();
  const all = [...early, ...late].map((job) => job.id);
  expect(all).toHaveLength(80);
  expect(new Set(all).size).toBe(80);
});

test('Q4: one completion said eight times at once counts once', async () => {
  const { body } = await enqueue(db, user);
  const job = await claimOne(db, worker);
  const answers = await times(8, () => complete(db, worker, job));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['completed']));
  expect(await books(db, user)).toMatchObject({ balance: 98, held: 0, spent: 2 });
  expect(await orderRow(db, body.orderId)).toMatchObject({ charged: 2 });
});

test('Q4: jobs of one order that end at the same moment close it', async () => {
  const { body } = await enqueue(db, user, { count: 10 });
  const jobs = await claim(db, worker);
  await Promise.all(jobs.map((job) => complete(db, worker, job)));
  expect(await orderRow(db, body.orderId)).toMatchObject({ status: 'completed', charged: 20 });
});

test(
  'Q7, L2: cancelling while workers claim and complete: each job is charged or released, never both',
  async () => {
    for (let round = 0; round < scale(6, 250); round += 1) {
      const { body } = await enqueue(db, user, { count: 4 });
      const finish = async (job: ClaimedJob) => {
        await delay(Math.random() * 10);
        return complete(db, worker, job);
      };
      const work = async () => Promise.all((await claim(db, worker, { limit: 2 })).map(finish));
      const stop = async () => {
        await delay(Math.random() * 20);
        return db.service.rpc('cancel_jobs', { p_user: user, p_order: body.orderId });
      };
      await Promise.all([work(), work(), stop(), stop(), db.service.rpc('reap_jobs')]);
      await Promise.all((await claim(db, worker)).map((job) => complete(db, worker, job)));
      const order = await orderRow(db, body.orderId);
      expect(['completed', 'cancelled']).toContain(order['status']);
      let done = 0;
      for (const { jobId } of body.items) {
        const { status } = await jobRow(db, jobId);
        expect(['completed', 'cancelled']).toContain(status);
        if (status === 'completed') done += 1;
      }
      expect(order['charged']).toBe(done * 2);
      const sums = await books(db, user);
      expect(sums.held).toBe(0);
      expect(sums.balance).toBe(sums.granted - sums.spent);
    }
  },
  LIMIT_MS,
);

test('S2: one push sent at the same moment by two connections takes effect once', async () => {
  const mutations = JSON.stringify([
    {
      id: randomUUID(),
      table: 'user_collections',
      rowId: randomUUID(),
      op: 'upsert',
      base: null,
      fields: { name: 'Once' },
    },
  ]);
  const answers = await times(6, () =>
    db.as({ user, session: 's' }).rpc<PushAnswer>('sync_push', { mutations }),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
});

test(
  'S4: a reader beside eight writers loses no row',
  async () => {
    const WRITERS = 8;
    const ROWS = scale(40, 1250);
    const seen = new Map<string, string>();
    let cursor: unknown = START;
    const readAll = async () => {
      for (let more = true; more;) {
        const page: PullAnswer = await db
          .as({ user })
          .rpc('sync_pull', { after: JSON.stringify(cursor), max_rows: 7 });
        for (const { table, id, row } of page.rows) {
          if (table === 'user_collections') seen.set(id, String(row['name']));
        }
        ({ cursor, more } = page);
      }
    };
    const written = new AbortController();
    const reading = (async () => {
      while (!written.signal.aborted) await readAll();
    })();
    await times(WRITERS, async (writer) => {
      for (let nr = 0; nr < ROWS; nr += 1) {
        // Rows of a transaction that began early appear late, behind those of others: what loses rows elsewhere.
        await db.owner.transaction(async (run) => {
          await run('insert into user_collections (id, user_id, name) values ($1, $2, $3)', [
            randomUUID(),
            user,
            `${writer}-${nr}`,
          ]);
          await delay(Math.random() * 12);
        });
      }
    });
    written.abort();
    await reading;
    await readAll();
    const stored = await db.owner.query<{ id: string; name: string }>(
      'select id, name from user_collections where user_id = $1',
      [user],
    );
    expect(stored).toHaveLength(WRITERS * ROWS);
    expect(seen).toEqual(new Map(stored.map(({ id, name }) => [id, name])));
  },
  LIMIT_MS,
);

test('S4: the page of a person with 100,000 rows comes from the indexes, without a sort', async () => {
  await db.owner.query(
    `insert into user_collections (id, user_id, name)
     select gen_random_uuid(), $1, 'c' || n from generate_series(1, 100000) n`,
    [user],
  );
  await db.owner.query('analyze user_collections');
  const plan = await db.owner.query<{ 'QUERY PLAN': string }>(
    `explain select sync_xid from private.sync_places
       where user_id = '${user}' and sync_xid >= '1' and sync_xid < pg_snapshot_xmin(pg_current_snapshot())
       order by sync_xid limit 1001`,
  );
  const text = plan.map((line) => line['QUERY PLAN']).join('\n');
  expect(text).toMatch(/Index (Only )?Scan using user_collections_sync/);
  expect(text).not.toMatch(/Seq Scan on user_collections/);
  expect(text).toContain('Merge Append');
});
