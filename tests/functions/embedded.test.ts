import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
