import { createHash, createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../../backend/embedded/server.ts';
import { databaseUrl } from '../backend/test-database.ts';
import { FunctionErrorBody } from '../../contract/errors.ts';
import { HealthAnswer } from '../../contract/functions/health.ts';
import { QueueJobAnswer } from '../../contract/functions/queue-job.ts';
import { ClaimAnswer, EndAnswer, UploadsAnswer } from '../../contract/functions/worker.ts';
import { WorkspaceActionsAnswer } from '../../contract/functions/workspace-actions.ts';
import { libraryPath, PullAnswer, START } from '../../contract/sync.ts';
import { enqueueBody, FREE } from '../sql/fixtures.ts';

let server: EmbeddedServer;
let dataDir: string;
let service: SupabaseClient;
let workerKey: string;
const clients: SupabaseClient[] = [];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'atelier-functions-'));
  server = await startEmbedded({ dataDir, databaseUrl: await databaseUrl(dataDir) });
  service = connect(server.serviceRoleKey);
  const { data, error } = await service.rpc('create_worker', { p_name: 'test' });
  if (error) throw error;
  workerKey = String(data);
  // The first start makes a whole database, flushed to disk: slow on a busy machine.
}, 120_000);
afterAll(async () => {
  for (const client of clients) await client.auth.stopAutoRefresh();
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function connect(key: string): SupabaseClient {
  const client = createClient(server.url, key, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  clients.push(client);
  return client;
}

async function signUp() {
  const client = connect(server.anonKey);
  const { data, error } = await client.auth.signUp({
    email: `${randomUUID()}@example.com`,
    password: 'correct horse battery',
  });
  if (error || !data.user) throw error ?? new Error('no user');
  const id = data.user.id;
  const token = data.session?.access_token ?? '';
  return { client, id, headers: { authorization: `Bearer ${token}` } };
}

async function call(name: string, body: unknown, headers: Record<string, string>) {
  const response = await fetch(`${server.url}/functions/v1/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', apikey: server.anonKey, ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

const asWorker = async (name: string, body: unknown) =>
  (await call(name, body, { 'x-worker-key': workerKey })).body;

type Person = Awaited<ReturnType<typeof signUp>>;

/** One picture, ordered by a creator and rendered by a worker that speaks HTTPS alone. */
async function makeResult(person: Person) {
  const order = enqueueBody({ model: FREE });
  const queued = await call('queue-job', order, person.headers);
  expect(QueueJobAnswer.parse(queued.body)).toMatchObject({ status: 'pending', balance: 100 });
  const { jobs } = ClaimAnswer.parse(
    await asWorker('claim-jobs', { limit: 1, providers: ['draft'] }),
  );
  const [job] = jobs;
  if (!job) throw new Error('the job was not given out');
  const lease = { jobId: job.id, leaseToken: job.leaseToken };
  const bytes = await sharp({
    create: {
      width: 64,
      height: 64,
      channels: 3,
      background: { r: (job.payload.seed ?? 0) % 256, g: 9, b: 9 },
    },
  })
    .webp()
    .toBuffer();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const mime = 'image/webp';
  const place = { action: 'uploads', ...lease, files: [{ index: 0, mime, sha256 }] };
  await asWorker('job-callback', place);
  const { uploads } = UploadsAnswer.parse(await asWorker('job-callback', place));
  const [ticket] = uploads;
  if (!ticket) throw new Error('no place was given');
  const upload = await connect(server.anonKey)
    .storage.from('workspace-temp')
    .uploadToSignedUrl(
      ticket.path,
      ticket.token,
      new Blob([new Uint8Array(bytes)], { type: mime }),
      {
        contentType: mime,
      },
    );
  expect(upload.error).toBeNull();
  const recipe = {
    version: 1,
    prompt: job.payload.prompt,
    model: job.model.id,
    modelName: job.model.name,
    provider: 'draft',
    isAi: false,
    aspectRatio: '1:1',
    size: { width: 64, height: 64 },
    quality: 'standard',
    format: 'webp',
    seed: job.payload.seed,
    createdAt: new Date().toISOString(),
    software: 'test',
  };
  const done = {
    action: 'complete',
    ...lease,
    results: [
      {
        index: 0,
        path: ticket.path,
        sha256,
        mime,
        bytes: bytes.length,
        width: 64,
        height: 64,
        recipe,
      },
    ],
  };
  const ended = EndAnswer.parse(await asWorker('job-callback', done));
  expect(ended).toEqual({ status: 'completed', retryAt: null });
  expect(EndAnswer.parse(await asWorker('job-callback', done))).toEqual(ended);
  const { data } = await person.client.from('workspace_assets').select('id').eq('job_id', job.id);
  return { assetId: String(data?.[0]?.id), path: ticket.path, sha256, bytes };
}

async function act(person: Person, body: unknown) {
  const answer = await call('workspace-actions', body, person.headers);
  return WorkspaceActionsAnswer.parse(answer.body).results;
}

test('a picture goes from order to library, and every step may be repeated', async () => {
  const person = await signUp();
  const { assetId, sha256, bytes } = await makeResult(person);
  const item = { assetId, libraryId: randomUUID(), createdAt: new Date().toISOString() };
  const [kept] = await act(person, { action: 'promote', items: [item] });
  const path = libraryPath(person.id, sha256, 'webp');
  expect(kept).toMatchObject({
    id: assetId,
    status: 'done',
    row: { id: item.libraryId, storage_path: path },
  });
  expect(await act(person, { action: 'promote', items: [item] })).toEqual([kept]);
  const file = await person.client.storage.from('user-library').download(path);
  expect(Buffer.from((await file.data?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(
    Buffer.from(bytes),
  );
  const { data } = await person.client.rpc('sync_pull', { after: START, max_rows: 100 });
  const tables = PullAnswer.parse(data).rows.map(({ table, row }) => [
    table,
    row['deleted_at'] === null,
  ]);
  expect(tables).toContainEqual(['user_library', true]);
  expect(tables).toContainEqual(['workspace_assets', false]);
});

test('S8: a promotion that was cut off after the copy is finished by the same request', async () => {
  const person = await signUp();
  const { assetId, path, sha256 } = await makeResult(person);
  const copied = await service.storage
    .from('workspace-temp')
    .copy(path, libraryPath(person.id, sha256, 'webp'), { destinationBucket: 'user-library' });
  expect(copied.error).toBeNull();
  const item = { assetId, libraryId: randomUUID(), createdAt: new Date().toISOString() };
  expect(await act(person, { action: 'promote', items: [item] })).toMatchObject([
    { status: 'done' },
  ]);
});

test('discarded and saved results come back until they expire; a gone file is told', async () => {
  const person = await signUp();
  const { assetId, path } = await makeResult(person);
  const ids = { assetIds: [assetId] };
  expect(await act(person, { action: 'discard', ...ids })).toMatchObject([
    { status: 'done', row: { deleted_at: expect.any(String) } },
  ]);
  expect(await act(person, { action: 'discard', ...ids })).toMatchObject([{ status: 'done' }]);
  expect(await act(person, { action: 'restore', ...ids })).toMatchObject([
    { status: 'done', row: { deleted_at: null } },
  ]);
  await service.storage.from('workspace-temp').remove([path]);
  const item = { assetId, libraryId: randomUUID(), createdAt: new Date().toISOString() };
  expect(await act(person, { action: 'promote', items: [item] })).toEqual([
    { id: assetId, status: 'refused', code: 'file_missing' },
  ]);
  expect(await act(person, { action: 'restore', ...ids })).toMatchObject([
    { code: 'file_missing' },
  ]);
});

test('L4: nobody acts on the results or orders of another', async () => {
  const { assetId } = await makeResult(await signUp());
  const thief = await signUp();
  const item = { assetId, libraryId: randomUUID(), createdAt: new Date().toISOString() };
  const refused = [{ id: assetId, status: 'refused', code: 'not_found' }];
  expect(await act(thief, { action: 'promote', items: [item] })).toEqual(refused);
  expect(await act(thief, { action: 'discard', assetIds: [assetId] })).toEqual(refused);
  expect(await act(thief, { action: 'restore', assetIds: [assetId] })).toEqual(refused);
});

test('L3: typed errors of the database reach the client with their status', async () => {
  const person = await signUp();
  const dear = await call(
    'queue-job',
    enqueueBody({ count: 10, request: { quality: 'high' }, quote: 1 }),
    person.headers,
  );
  expect(dear.status).toBe(409);
  expect(FunctionErrorBody.parse(dear.body)).toMatchObject({
    code: 'conflict',
    details: { credits: 60 },
  });
  for (let order = 0; order < 5; order += 1) {
    await call('queue-job', enqueueBody({ count: 10 }), person.headers);
  }
  const poor = await call('queue-job', enqueueBody(), person.headers);
  expect([poor.status, FunctionErrorBody.parse(poor.body).code]).toEqual([
    402,
    'insufficient_credits',
  ]);
});

test('Q9: a worker key is all a worker needs, and a wrong one opens nothing', async () => {
  const wrong = await call(
    'claim-jobs',
    { limit: 1, providers: ['draft'] },
    { 'x-worker-key': 'atelier_wrong' },
  );
  expect([wrong.status, FunctionErrorBody.parse(wrong.body).code]).toEqual([
    401,
    'unauthenticated',
  ]);
});

test('health tells that database and storage answer', async () => {
  const response = await fetch(`${server.url}/functions/v1/health`);
  expect(response.status).toBe(200);
  expect(HealthAnswer.parse(await response.json())).toMatchObject({
    ok: true,
    queue: { ok: true },
  });
});

test('Q6, Q10: Replicate’s word gives the job of a silent worker back with the vendor’s id, and leaves a living one’s', async () => {
  const sql = (text: string) => server.engine.transaction('admin', (tx) => tx.exec(text));
  // Without the reaper, so that only the webhook can do it.
  await sql("update scheduled_tasks set enabled = false where name = 'reap-jobs'");
  const secret = `whsec_${Buffer.from('a secret of this test').toString('base64')}`;
  vi.stubEnv('REPLICATE_WEBHOOK_SECRET', secret);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await sql("update scheduled_tasks set enabled = true where name = 'reap-jobs'");
  });
  const prediction = `prediction-${randomUUID()}`;
  const said = async (status: string) => {
    const body = JSON.stringify({ id: prediction, status });
    const [id, at] = [`msg_${randomUUID()}`, Math.floor(Date.now() / 1000)];
    const mac = createHmac('sha256', 'a secret of this test').update(`${id}.${at}.${body}`);
    const response = await fetch(`${server.url}/functions/v1/replicate-webhook`, {
      method: 'POST',
      headers: {
        'webhook-id': id,
        'webhook-timestamp': String(at),
        'webhook-signature': `v1,${mac.digest('base64')}`,
      },
      body,
    });
    expect([response.status, await response.json()]).toMatchObject([200, { received: true }]);
  };

  const person = await signUp();
  await call('queue-job', enqueueBody({ model: FREE }), person.headers);
  const claim = async () =>
    ClaimAnswer.parse(await asWorker('claim-jobs', { limit: 1, providers: ['draft'] })).jobs;
  const [job] = await claim();
  if (!job) throw new Error('the job was not given out');
  const lease = { jobId: job.id, leaseToken: job.leaseToken };
  await asWorker('job-callback', { action: 'heartbeat', ...lease, providerJobId: prediction });
  const row = async () =>
    (await service.from('jobs').select('status, provider_job_id').eq('id', job.id).single()).data;

  await said('succeeded');
  expect(await row()).toMatchObject({ status: 'running' });
  await sql("update jobs set lease_until = now() - interval '1 second' where status = 'running'");
  await said('processing');
  expect(await row()).toMatchObject({ status: 'running' });
  await said('succeeded');
  expect(await row()).toEqual({ status: 'queued', provider_job_id: prediction });
  // The silent one is refused from now on, and the next one resumes.
  expect(await asWorker('job-callback', { action: 'release', ...lease })).toMatchObject({
    code: 'lease_lost',
  });
  expect(await claim()).toMatchObject([{ id: job.id, attempt: 2, providerJobId: prediction }]);
});
