import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Enqueue, QueueJobAnswer } from '../../contract/functions/queue-job.ts';
import type { ClaimedJob, EndAnswer } from '../../contract/functions/worker.ts';
import type { Database, Row } from './database.ts';

/** A model that costs 2 credits a picture of standard quality, and one with seeds that is free. */
export const PAID = 'openai/gpt-image-1-mini';
export const FREE = 'draft/studio';
export const PROVIDERS = ['draft', 'openai', 'replicate'];

export interface Order {
  model?: string;
  count?: number;
  quote?: number;
  request?: Row;
}

export function enqueueBody({ model = PAID, count = 1, quote, request }: Order = {}): Enqueue {
  return {
    action: 'enqueue',
    orderId: randomUUID(),
    quote: quote ?? (model === PAID ? 2 * count : 0),
    items: Array.from({ length: count }, () => ({ itemId: randomUUID(), jobId: randomUUID() })),
    request: {
      type: 'image',
      prompt: 'a lighthouse',
      model,
      aspectRatio: '1:1',
      count,
      format: 'webp',
      quality: 'standard',
      ...request,
    },
  };
}

export async function enqueue(
  db: Database,
  user: string,
  order?: Order,
): Promise<{ body: Enqueue; answer: QueueJobAnswer }> {
  const body = enqueueBody(order);
  const answer = await db.service.rpc<QueueJobAnswer>('enqueue_order', {
    p_user: user,
    p_body: body,
  });
  return { body, answer };
}

/** A worker as the backend knows it: by the sha256 of its key. */
export async function hireWorker(db: Database, name = 'worker'): Promise<string> {
  const key = await db.service.rpc<string>('create_worker', { p_name: name });
  return createHash('sha256').update(key).digest('hex');
}

export async function claim(
  db: Database,
  worker: string,
  { limit = 10, seconds = 60, providers = PROVIDERS } = {},
): Promise<ClaimedJob[]> {
  const { jobs } = await db.service.rpc<{ jobs: ClaimedJob[] }>('claim_jobs', {
    p_key_hash: worker,
    p_limit: limit,
    p_providers: providers,
    p_lease_seconds: seconds,
  });
  return jobs;
}

export async function claimOne(db: Database, worker: string): Promise<ClaimedJob> {
  const [job] = await claim(db, worker, { limit: 1 });
  if (!job) throw new Error('There was nothing to claim.');
  return job;
}

const leaseOf = (worker: string, job: Pick<ClaimedJob, 'id' | 'leaseToken'>) => ({
  p_key_hash: worker,
  p_job: job.id,
  p_lease: job.leaseToken,
});

export const heartbeat = (db: Database, worker: string, job: ClaimedJob, more: Row = {}) =>
  db.service.rpc<{ leaseUntil: string; cancelRequested: boolean }>('heartbeat_job', {
    ...leaseOf(worker, job),
    p_lease_seconds: 60,
    ...more,
  });

/** Puts the object of a result where Storage would have it. */
export async function putObject(db: Database, bucket: string, name: string, bytes = 1234) {
  await db.owner.query(
    `insert into storage.objects (bucket_id, name, metadata) values ($1, $2, $3) on conflict do nothing`,
    [bucket, name, JSON.stringify({ size: bytes, mimetype: 'image/webp' })],
  );
}

export function resultOf(job: ClaimedJob, index = 0) {
  const sha256 = createHash('sha256').update(`${job.id}/${index}`).digest('hex');
  return {
    index,
    path: `${job.userId}/${job.id}/${index}-${sha256.slice(0, 16)}.webp`,
    sha256,
    mime: 'image/webp',
    bytes: 1234,
    width: 1024,
    height: 1024,
    recipe: { version: 1, prompt: job.payload.prompt, model: job.model.id },
  };
}

export async function complete(
  db: Database,
  worker: string,
  job: ClaimedJob,
): Promise<z.infer<typeof EndAnswer>> {
  const result = resultOf(job);
  await putObject(db, 'workspace-temp', result.path);
  return db.service.rpc('complete_job', { ...leaseOf(worker, job), p_results: [result] });
}

export const completeWith = (db: Database, worker: string, job: ClaimedJob, results: unknown[]) =>
  db.service.rpc<EndAnswer>('complete_job', { ...leaseOf(worker, job), p_results: results });

export const fail = (db: Database, worker: string, job: ClaimedJob, code: string, more: Row = {}) =>
  db.service.rpc<EndAnswer>('fail_job', {
    ...leaseOf(worker, job),
    p_code: code,
    p_message: code,
    ...more,
  });

export const release = (db: Database, worker: string, job: ClaimedJob) =>
  db.service.rpc<EndAnswer>('release_job', leaseOf(worker, job));

export async function jobRow(db: Database, id: string): Promise<Row> {
  const [row] = await db.owner.query('select * from jobs where id = $1', [id]);
  return row ?? {};
}

export async function orderRow(db: Database, id: string): Promise<Row> {
  const [row] = await db.owner.query('select * from orders where id = $1', [id]);
  return row ?? {};
}

/** What rule L2 compares, from the ledger's rows alone, beside the balance on the profile. */
export async function books(db: Database, user: string) {
  const [row] = await db.owner.query<{
    balance: number;
    held: number;
    granted: number;
    spent: number;
    sum: number;
  }>(
    `select p.credits_balance as balance,
       coalesce(sum(t.amount), 0)::int as sum,
       coalesce(sum(-t.amount) filter (where t.kind = 'hold'
         and not exists (select from credit_transactions e where e.hold_id = t.id)), 0)::int as held,
       coalesce(sum(t.amount) filter (where t.kind in ('purchase', 'bonus', 'refund')), 0)::int as granted,
       (coalesce(sum(-t.amount) filter (where t.kind = 'usage'), 0)
         + coalesce(sum(t.captured) filter (where t.kind = 'capture'), 0))::int as spent
     from profiles p left join credit_transactions t on t.user_id = p.id
     where p.id = $1 group by p.id`,
    [user],
  );
  if (!row) throw new Error('There is no such profile.');
  return row;
}

/** The code that `private.refuse` put into an error, or the error's own words. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { detail, message } = error as { detail?: string; message: string };
    try {
      return (JSON.parse(detail ?? '') as { code: string }).code;
    } catch {
      return message;
    }
  }
  return 'not refused';
}

/** Makes a lease as old as if its worker had died. */
export async function letExpire(db: Database, job: ClaimedJob): Promise<void> {
  await db.owner.query(
    "update jobs set lease_until = clock_timestamp() - interval '1 second' where id = $1",
    [job.id],
  );
}
