import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbedded } from '../backend/embedded/server.ts';
import type { Engine, RequestContext } from '../backend/embedded/engine/engine.ts';
import { startPostgres } from '../scripts/postgres.ts';
import { type BenchResult, round } from './bench.ts';
import { measureLatency } from './queue-latency.ts';
import { measurePeers } from './queue-peers.ts';

const JOBS = Number(process.env['BENCH_JOBS'] ?? 1000);
const WORKERS = [1, 2, 4];
/** What one claim takes, here and at the peers. */
const BATCH = 10;
const MODEL = 'openai/gpt-image-1-mini';
const SUPABASE = fileURLToPath(new URL('../supabase/', import.meta.url));

/**
 * Jobs a second from claim to complete on a Postgres server, each with its hold captured in the ledger and its asset
 * written, by 1, 2 and 4 workers; beside two queues that do nothing with theirs, on the same server. And how long a
 * job waits for an idle worker.
 */
export async function queue(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
  const postgres = await startPostgres();
  try {
    const server = await startEmbedded({
      dataDir: join(folder, 'data'),
      migrationsDir: join(SUPABASE, 'migrations'),
      databaseUrl: await postgres.createDatabase(),
    });
    const figures: Record<string, number | string> = {};
    try {
      const key = await call<string>(server.engine, 'create_worker', { p_name: 'bench' });
      for (const workers of WORKERS) {
        const rate = await drain(server.engine, key, workers);
        figures[`jobs/s with ${workers} workers`] = round(rate, 0);
      }
      const { p50, p99 } = await measureLatency(server, key, () =>
        enqueue(server.engine, 'draft/studio', 1),
      );
      figures['from enqueue to claim by an idle worker, p50 (ms)'] = round(p50, 0);
      figures['from enqueue to claim by an idle worker, p99 (ms)'] = round(p99, 0);
    } finally {
      await server.close();
    }
    Object.assign(figures, await measurePeers(postgres, folder, WORKERS, JOBS, BATCH));
    const best = Math.max(...WORKERS.map((n) => Number(figures[`jobs/s with ${n} workers`])));
    return {
      figures: { ...figures, jobs: JOBS },
      goal: 'none: peers do nothing with a job; at least 20 jobs/s, far more than pictures are made',
      met: best >= 20,
    };
  } finally {
    await postgres.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

const SERVICE: RequestContext = {
  role: 'service_role',
  claims: { role: 'service_role' },
  headers: {},
  method: 'POST',
  path: '/',
};

async function call<T>(engine: Engine, name: string, args: Record<string, unknown>): Promise<T> {
  const named = Object.keys(args).map((key, at) => `${key} => $${at + 1}`);
  const sql = `select public.${name}(${named.join(', ')}) as answer`;
  const { rows } = await engine.once<{ answer: T }>(SERVICE, sql, Object.values(args));
  return rows[0]?.answer as T;
}

/** A new user brings 100 credits: fifty pictures. */
async function newUser(engine: Engine): Promise<string> {
  const id = randomUUID();
  await engine.once('admin', 'insert into auth.users (id, email) values ($1, $2)', [
    id,
    `${id}@example.com`,
  ]);
  return id;
}

/** For a new user. Answers the id of the first job. */
async function enqueue(engine: Engine, model: string, count: number): Promise<string> {
  const items = Array.from({ length: count }, () => ({
    itemId: randomUUID(),
    jobId: randomUUID(),
  }));
  const request = {
    type: 'image',
    prompt: 'a lighthouse',
    model,
    aspectRatio: '1:1',
    count,
    format: 'webp',
    quality: 'standard',
  };
  await call(engine, 'enqueue_order', {
    p_user: await newUser(engine),
    p_body: {
      action: 'enqueue',
      orderId: randomUUID(),
      quote: model === MODEL ? 2 * count : 0,
      items,
      request,
    },
  });
  return items[0]?.jobId ?? '';
}

interface Job {
  id: string;
  userId: string;
  leaseToken: string;
}

async function drain(engine: Engine, key: string, workers: number): Promise<number> {
  for (let made = 0; made < JOBS; made += BATCH) await enqueue(engine, MODEL, BATCH);
  const hash = createHash('sha256').update(key).digest('hex');
  let done = 0;
  async function work(): Promise<void> {
    for (;;) {
      const { jobs } = await call<{ jobs: Job[] }>(engine, 'claim_jobs', {
        p_key_hash: hash,
        p_limit: BATCH,
        p_providers: ['openai'],
        p_lease_seconds: 60,
      });
      if (jobs.length === 0) return;
      for (const job of jobs) await complete(engine, hash, job);
      done += jobs.length;
    }
  }
  const since = performance.now();
  await Promise.all(Array.from({ length: workers }, work));
  const seconds = (performance.now() - since) / 1000;
  if (done !== JOBS) throw new Error(`${done} of ${JOBS} jobs were done`);
  return done / seconds;
}

async function complete(engine: Engine, hash: string, job: Job): Promise<void> {
  const sha256 = createHash('sha256').update(job.id).digest('hex');
  const path = `${job.userId}/${job.id}/0-${sha256.slice(0, 16)}.webp`;
  // As Storage does when the worker uploads.
  await engine.once(
    'admin',
    'insert into storage.objects (bucket_id, name, metadata) values ($1, $2, $3)',
    ['workspace-temp', path, { size: 1234, mimetype: 'image/webp' }],
  );
  const result = {
    index: 0,
    path,
    sha256,
    mime: 'image/webp',
    bytes: 1234,
    width: 1024,
    height: 1024,
  };
  await call(engine, 'complete_job', {
    p_key_hash: hash,
    p_job: job.id,
    p_lease: job.leaseToken,
    p_results: JSON.stringify([
      { ...result, recipe: { version: 1, prompt: 'a lighthouse', model: MODEL } },
    ]),
  });
}
