import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { LIMIT_MS, scale } from './campaign.ts';
import { books, claim, claimOne, complete, enqueue, hireWorker, jobRow } from './fixtures.ts';
import { type NativeDatabase, openNative } from './on-native.ts';

const LEASE_SECONDS = 3;

let db: NativeDatabase;
let worker: string;
let user: string;
beforeAll(async () => {
  db = await openNative(6);
  worker = await hireWorker(db);
  // Here a job loses its worker more often than in a life: none may run out of attempts.
  await db.service.query(
    "update system_config set value = value || '{\"max_attempts\": 200}' where key = 'queue'",
  );
  await db.service.query("update system_config set value = '{\"free\": {}}' where key = 'quotas'");
}, 120_000);
afterAll(() => db.close());
beforeEach(async () => {
  await db.owner.query('delete from orders');
  user = await db.signUp();
});

type Child = ChildProcessByStdio<null, Readable, null>;
const children = new Set<Child>();
afterEach(async () => {
  for (const child of children) await end(child);
});

function startWorker(workMs: number, onLine: (line: string) => void = () => undefined): Child {
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('queue-worker.ts', import.meta.url)),
      db.url,
      worker,
      String(LEASE_SECONDS),
      String(workMs),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  createInterface({ input: child.stdout }).on('line', onLine);
  children.add(child);
  return child;
}

async function end(child: Child): Promise<void> {
  children.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function queueJobs(count: number): Promise<void> {
  await db.service.rpc('grant_credits', { p_user: user, p_kind: 'purchase', p_amount: count * 2 });
  for (let left = count; left > 0; left -= 10)
    await enqueue(db, user, { count: Math.min(left, 10) });
}

const counts = async () => {
  const rows = await db.owner
    .query<{ status: string; n: number }>(
      'select status, count(*)::int as n from jobs where user_id = $1 group by 1',
      [user],
    )
    .catch(() => []);
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
};

/** Every job done, captured once and only once, with one result; no credit lost or made. */
async function settled(count: number, withinMs: number): Promise<void> {
  await vi.waitFor(async () => expect(await counts()).toEqual({ completed: count }), {
    timeout: withinMs,
    interval: 100,
  });
  const ends = await db.owner.query(
    `select count(*)::int as jobs, count(distinct t.job_id)::int as distinct_jobs,
       bool_and(t.kind = 'capture' and t.captured = 2) as captured
       from credit_transactions t where t.user_id = $1 and t.hold_id is not null`,
    [user],
  );
  expect(ends).toEqual([{ jobs: count, distinct_jobs: count, captured: true }]);
  const [assets] = await db.owner.query(
    'select count(*)::int as n, count(distinct job_id)::int as jobs from workspace_assets where user_id = $1',
    [user],
  );
  expect(assets).toEqual({ n: count, jobs: count });
  const sums = await books(db, user);
  expect(sums).toMatchObject({ held: 0, spent: count * 2 });
  expect(sums.balance).toBe(sums.granted - sums.spent);
}

test(
  'Q3, Q4, Q6: two workers killed again and again: every job is captured exactly once, none stuck',
  async () => {
    const jobs = scale(80, 1000);
    const kills = scale(8, 100);
    await queueJobs(jobs);
    const workers = [startWorker(60), startWorker(60)];
    for (let nr = 0; nr < kills && (await counts())['completed'] !== jobs; nr += 1) {
      await delay(100 + Math.random() * 300);
      const victim = nr % 2;
      await end(workers[victim]!);
      workers[victim] = startWorker(60);
    }
    // From the last kill on: what it held comes back within a lease, and is done in the next.
    await vi.waitFor(
      async () => {
        const [row] = await db.owner.query<{ late: number }>(
          `select count(*)::int as late from jobs
           where status = 'running' and lease_until < clock_timestamp() - make_interval(secs => $1)`,
          [LEASE_SECONDS],
        );
        expect(row?.late).toBe(0);
      },
      { timeout: LEASE_SECONDS * 2000 },
    );
    await settled(jobs, LIMIT_MS / 2);
  },
  LIMIT_MS,
);

test(
  'Q3: a worker stopped beyond its lease is refused when it goes on',
  async () => {
    for (let nr = 0; nr < scale(2, 10); nr += 1) {
      await queueJobs(1);
      const lines: string[] = [];
      const child = startWorker(600, (line) => lines.push(line));
      await vi.waitFor(() => expect(lines[0]).toMatch(/^claimed/), {
        timeout: 60_000,
        interval: 5,
      });
      child.kill('SIGSTOP');
      const { attempts } = await jobRow(db, lines[0]!.slice('claimed '.length));
      // Its lease ends while it sleeps; another takes the job and does it.
      const again = await vi.waitFor(() => claimOne(db, worker), {
        timeout: 60_000,
        interval: 200,
      });
      expect(again.attempt).toBe(Number(attempts) + 1);
      await complete(db, worker, again);
      child.kill('SIGCONT');
      await vi.waitFor(() => expect(lines[1]).toBe(`lease_lost ${again.id}`), { timeout: 60_000 });
      await end(child);
      expect(await books(db, user)).toMatchObject({ held: 0, spent: 2 * (nr + 1) });
    }
  },
  LIMIT_MS,
);

test(
  'Q4, L2: the database stopped hard while two workers work: nothing lost, nothing doubled',
  async () => {
    const jobs = scale(40, 400);
    await queueJobs(jobs);
    startWorker(40);
    startWorker(40);
    for (let nr = 0; nr < scale(2, 20); nr += 1) {
      await delay(400 + Math.random() * 600);
      await db.crash();
    }
    await settled(jobs, LIMIT_MS / 2);
  },
  LIMIT_MS,
);

test(
  'Q2: behind 200 jobs of another, a second person’s first job is the next one',
  async () => {
    await queueJobs(200);
    const running = await claim(db, worker, { limit: 2 });
    const newcomer = await db.signUp();
    const { body } = await enqueue(db, newcomer);
    // The first worker that is done takes it: it waited for one job at most.
    await complete(db, worker, running[0]!);
    const next = await claimOne(db, worker);
    expect(next.id).toBe(body.items[0]!.jobId);
    expect(await jobRow(db, next.id)).toMatchObject({ user_id: newcomer, status: 'running' });
  },
  LIMIT_MS,
);
