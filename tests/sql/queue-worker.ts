import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { ClaimedJob } from '../../contract/functions/worker.ts';

/**
 * A worker that may be killed, stopped, or lose its database at any moment: claims, takes its time, completes.
 * `node queue-worker.ts URL KEY_HASH LEASE_SECONDS WORK_MS`. Says what became of each job, a line each.
 */
const [url, keyHash, leaseSeconds, workMs] = process.argv.slice(2);
// A connection for a request, as functions have it: the database may be gone by the next one.
async function request<T>(sql: string, params: unknown[]): Promise<T | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('set role service_role');
    const { rows } = await client.query<{ answer: T }>(sql, params);
    return rows[0]?.answer;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function upload(path: string): Promise<void> {
  await request(
    `insert into storage.objects (bucket_id, name, metadata)
       values ('workspace-temp', $1, '{"size": 10}') on conflict do nothing`,
    [path],
  );
}

async function work(job: ClaimedJob): Promise<string> {
  await delay(Number(workMs) * (0.5 + Math.random()));
  const path = `${job.userId}/${job.id}/0.webp`;
  await upload(path);
  const result = {
    index: 0,
    path,
    sha256: createHash('sha256').update(path).digest('hex'),
    mime: 'image/webp',
    width: 1,
    height: 1,
    recipe: {},
  };
  const answer = await request<{ status: string }>(
    'select public.complete_job($1, $2, $3, $4) as answer',
    [keyHash, job.id, job.leaseToken, JSON.stringify([result])],
  );
  return answer?.status ?? 'nothing';
}

/** The code of a refusal; 'away' where the database did not answer. */
function codeOf(error: unknown): string {
  const { detail } = error as { detail?: string };
  return detail?.startsWith('{') ? (JSON.parse(detail) as { code: string }).code : 'away';
}

async function settle(job: ClaimedJob): Promise<void> {
  let outcome = 'away';
  // What was not answered is asked again, as the worker's client does; the lease decides.
  for (let tries = 0; outcome === 'away' && tries < 50; tries += 1) {
    outcome = await work(job).catch(codeOf);
  }
  console.log(`${outcome} ${job.id}`);
}

for (;;) {
  const claimed = await request<{ jobs: ClaimedJob[] }>(
    `select public.claim_jobs($1, 4, '{draft,openai,replicate}', $2) as answer`,
    [keyHash, leaseSeconds],
  ).catch(() => undefined);
  for (const job of claimed?.jobs ?? []) console.log(`claimed ${job.id}`);
  await Promise.all((claimed?.jobs ?? []).map(settle));
  if (!claimed?.jobs.length) await delay(50);
}
