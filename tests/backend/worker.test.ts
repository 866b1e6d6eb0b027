import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import sharp from 'sharp';
import { v7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../../backend/embedded/server.ts';
import { createWorkerMetrics } from '../../backend/cli/worker-metrics.ts';
import { databaseUrl } from './test-database.ts';
import { GoogleParameters } from '../../backend/providers/google/parameters.ts';
import { OpenAIParameters } from '../../backend/providers/openai/parameters.ts';
import { ReplicateParameters } from '../../backend/providers/replicate/mapping.ts';
import { createReplicate } from '../../backend/providers/replicate/replicate.ts';
import { builtIn } from '../../backend/providers/registry.ts';
import {
  type FakeReplicate,
  startFakeReplicate,
} from '../../backend/providers/testing/fake-replicate.ts';
import { startWorker, type Worker, type WorkerOptions } from '../../backend/worker/worker.ts';
import type { QueueJobBody } from '../../contract/functions/queue-job.ts';
import { readRecipe } from '../../core/media/recipe-metadata.ts';

/** The worker against the real queue: PGlite, the project's migrations and functions, Storage. */
let dataDir: string;
let server: EmbeddedServer;
let admin: SupabaseClient;
let creator: SupabaseClient;
let workerKey: string;
let replicate: FakeReplicate;
const workers: Worker[] = [];
const quiet = { auth: { persistSession: false, autoRefreshToken: false } };

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'atelier-worker-'));
  server = await startEmbedded({ dataDir, databaseUrl: await databaseUrl(dataDir) });
  replicate = await startFakeReplicate();
  admin = createClient(server.url, server.serviceRoleKey, quiet);
  creator = createClient(server.url, server.anonKey, quiet);
  const email = 'worker-test@example.com';
  const password = randomUUID();
  const made = await admin.auth.admin.createUser({ email, password, email_confirm: true });
  if (made.error) throw made.error;
  const granted = await admin.rpc('grant_credits', {
    p_user: made.data.user.id,
    p_kind: 'bonus',
    p_amount: 1_000,
    p_note: 'test',
  });
  if (granted.error) throw granted.error;
  const key = await admin.rpc('create_worker', { p_name: 'test' });
  if (key.error) throw key.error;
  workerKey = String(key.data);
  const signedIn = await creator.auth.signInWithPassword({ email, password });
  if (signedIn.error) throw signedIn.error;
});
afterAll(async () => {
  await replicate?.close();
  await server?.close();
  await rm(dataDir, { recursive: true, force: true });
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});

function start(more: Partial<WorkerOptions> = {}): Worker {
  const worker = startWorker({
    url: server.url,
    anonKey: server.anonKey,
    workerKey,
    keys: { replicate: replicate.key },
    baseUrls: { replicate: replicate.baseUrl },
    providers: builtIn([createReplicate({ pollMs: 20 })]),
    pollMs: 20,
    leaseSeconds: 5,
    ...more,
  });
  workers.push(worker);
  return worker;
}

async function enqueue(
  model: string,
  quote: number,
  destination?: 'library',
): Promise<{ orderId: string; jobId: string }> {
  const [orderId, jobId] = [v7(), v7()];
  const body: QueueJobBody = {
    action: 'enqueue',
    orderId,
    request: {
      type: 'image',
      prompt: 'a calm lake',
      model,
      aspectRatio: '1:1',
      count: 1,
      format: 'webp',
      quality: 'draft',
      destination,
    },
    items: [{ itemId: v7(), jobId, seed: 11 }],
    quote,
  };
  const { error } = await creator.functions.invoke('queue-job', { body });
  if (error) throw error;
  return { orderId, jobId };
}

interface Made {
  row: { user_id: string; sha256: string; storage_path: string; thumbnail_path: string };
  bytes: Buffer;
}

/** Orders one piece, waits for it and fetches it. */
async function order(request: object): Promise<Made> {
  const [orderId, jobId] = [v7(), v7()];
  const { error } = await creator.functions.invoke('queue-job', {
    body: {
      action: 'enqueue',
      orderId,
      request: { prompt: 'a calm lake', aspectRatio: '1:1', quality: 'draft', ...request },
      items: [{ itemId: v7(), jobId, seed: 11 }],
      quote: 0,
    },
  });
  if (error) throw error;
  await reaches(jobId, 'completed', 60_000);
  const { data } = await admin.from('workspace_assets').select('*').eq('job_id', jobId).single();
  const row = data as Made['row'];
  const file = await creator.storage.from('workspace-temp').download(row.storage_path);
  return { row, bytes: Buffer.from(await (file.data ?? new Blob()).arrayBuffer()) };
}

async function jobRow(id: string): Promise<Record<string, unknown>> {
  const { data, error } = await admin
    .from('jobs')
    .select('*')
    .eq('id', id)
    .single<Record<string, unknown>>();
  if (error) throw error;
  return data;
}
const reaches = (id: string, status: string, timeout = 60_000) =>
  vi.waitFor(async () => expect((await jobRow(id))['status']).toBe(status), {
    timeout,
    interval: 50,
  });

describe('a worker on the real queue', () => {
  it('is seen by an operator: what it did, what it holds, and whether it reaches the backend', async () => {
    const metrics = createWorkerMetrics();
    const down = start({ ...metrics.hooks, url: 'http://127.0.0.1:1' });
    const seen = await metrics.listen(0, () => down.running());
    const get = (path: string, init?: RequestInit) =>
      fetch(`http://127.0.0.1:${seen.port}${path}`, init);
    const says = (...lines: RegExp[]) =>
      vi.waitFor(
        async () => {
          const text = await (await get('/metrics')).text();
          for (const line of lines) expect(text).toMatch(line);
          return text;
        },
        { timeout: 60_000 },
      );
    expect((await get('/health')).status).toBe(503);
    await says(/atelier_worker_claims_total\{outcome="down"\} [1-9]/);
    await down.stop();
    start(metrics.hooks);
    const { jobId } = await enqueue('draft/studio', 0);
    await reaches(jobId, 'completed');
    const text = await says(
      /atelier_worker_jobs_total\{provider="draft",ending="complete"\} 1\n/,
      /atelier_worker_running_jobs 0\n/,
    );
    expect(text).toMatch(/atelier_worker_claims_total\{outcome="worked"\} 1\n/);
    expect(text).toMatch(/atelier_worker_claims_total\{outcome="down"\} [1-9]/);
    expect(text).toMatch(/process_resident_memory_bytes \d{7,}/);
    const health = await get('/health');
    expect([health.status, await health.json()]).toMatchObject([200, { ok: true }]);
    expect((await get('/other')).status).toBe(404);
    expect((await get('/metrics', { method: 'POST' })).status).toBe(403);
    seen.close();
  });

  it('Q4: a picture goes from order to workspace, its bytes as its row says', async () => {
    start();
    const { jobId } = await enqueue('draft/studio', 0);
    await reaches(jobId, 'completed');
    const { data, error } = await admin
      .from('workspace_assets')
      .select('*')
      .eq('job_id', jobId)
      .single();
    expect(error).toBeNull();
    const file = await creator.storage.from('workspace-temp').download(String(data.storage_path));
    const bytes = Buffer.from(await (file.data ?? new Blob()).arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(data.sha256);
    expect(data).toMatchObject({
      mime: 'image/webp',
      width: 1024,
      height: 1024,
      bytes: bytes.byteLength,
    });
  });

  it('Q4: a picture ordered for the library is there, bytes and row, as soon as its job is completed', async () => {
    start();
    const { orderId, jobId } = await enqueue('draft/studio', 0, 'library');
    await reaches(jobId, 'completed');
    const kept = await creator.from('user_library').select('*').eq('order_id', orderId).single();
    expect(kept.error).toBeNull();
    const file = await creator.storage.from('user-library').download(kept.data.storage_path);
    const bytes = Buffer.from(await (file.data ?? new Blob()).arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(kept.data.sha256);
    expect(kept.data).toMatchObject({ origin: 'generated', bytes: bytes.byteLength });
    const results = await creator.from('workspace_assets').select('deleted_at').eq('job_id', jobId);
    expect(results.data).toEqual([{ deleted_at: expect.any(String) }]);
  });

  it('Q6: a worker killed while waiting is resumed by the next after the lease, and nothing is paid twice', async () => {
    replicate.plan.polls = Infinity;
    const before = replicate.charges();
    const first = start();
    const { jobId } = await enqueue('replicate/flux-schnell', 1);
    await vi.waitFor(async () => expect((await jobRow(jobId))['provider_job_id']).toBeTruthy(), {
      timeout: 60_000,
    });
    await first.stop();
    replicate.plan.polls = 1;
    start();
    await reaches(jobId, 'completed');
    expect(replicate.charges() - before).toBe(1);
  });

  it('Q7: a cancelled job ends cancelled, its prediction too, and nothing is charged', async () => {
    replicate.plan.polls = Infinity;
    start();
    const { orderId, jobId } = await enqueue('replicate/flux-schnell', 1);
    await vi.waitFor(async () => expect((await jobRow(jobId))['provider_job_id']).toBeTruthy(), {
      timeout: 60_000,
    });
    const body: QueueJobBody = { action: 'cancel', orderId };
    expect((await creator.functions.invoke('queue-job', { body })).error).toBeNull();
    await reaches(jobId, 'cancelled');
    expect([...replicate.predictions.values()].at(-1)?.status).toBe('canceled');
    replicate.plan.polls = 1;
  });

  it('Q4: a result is edited inside its mask alone, then moved as a film, by the content of each', async () => {
    start();
    const first = await order({ type: 'image', model: 'draft/studio', format: 'png', count: 1 });
    const picture = await sharp(first.bytes).removeAlpha().raw().toBuffer();
    const { width, height } = await sharp(first.bytes).metadata();
    const mask = await sharp({ create: { width, height, channels: 3, background: '#000' } })
      .composite([
        {
          input: await sharp({
            create: { width: 300, height: 300, channels: 3, background: '#fff' },
          })
            .png()
            .toBuffer(),
          left: 400,
          top: 400,
        },
      ])
      .png()
      .toBuffer();
    const maskSha = createHash('sha256').update(mask).digest('hex');
    const kept = await creator.storage
      .from('reference-images')
      .upload(`${first.row.user_id}/${maskSha.slice(0, 2)}/${maskSha}.png`, mask, {
        contentType: 'image/png',
      });
    expect(kept.error).toBeNull();
    const source = { image: first.row.sha256, mode: 'inpaint', mask: maskSha };
    const edited = await order({
      type: 'image',
      model: 'draft/studio',
      format: 'png',
      count: 1,
      source,
      prompt: 'a red balloon',
    });
    const after = await sharp(edited.bytes).removeAlpha().raw().toBuffer();
    let [inside, outside] = [0, 0];
    for (let i = 0; i < after.length; i += 1) {
      if (after[i] === picture[i]) continue;
      const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
      if (x >= 400 && x < 700 && y >= 400 && y < 700) inside += 1;
      else outside += 1;
    }
    expect([outside, inside > 10_000]).toEqual([0, true]);
    expect(readRecipe(edited.bytes)).toMatchObject({
      sourceMode: 'inpaint',
      sources: [
        { sha256: first.row.sha256, role: 'edit' },
        { sha256: maskSha, role: 'mask' },
      ],
    });

    const film = await order({
      type: 'video',
      model: 'local/motion',
      format: 'mp4',
      count: 1,
      prompt: '',
      quality: 'standard',
      durationSeconds: 1,
      resolution: '720p',
      fps: 24,
      firstFrame: edited.row.sha256,
      motion: { kind: 'zoom_in' },
    });
    expect(film.row).toMatchObject({
      type: 'video',
      mime: 'video/mp4',
      width: 720,
      height: 720,
      duration_seconds: 1,
    });
    expect(readRecipe(film.bytes)).toMatchObject({
      motion: 'zoom_in',
      fps: 24,
      sources: [{ sha256: edited.row.sha256, role: 'first_frame' }],
    });
    const poster = await creator.storage.from('workspace-temp').download(film.row.thumbnail_path);
    expect(poster.error).toBeNull();

    const wrong = { ...source, mask: film.row.sha256 };
    await expect(
      order({ type: 'image', model: 'draft/studio', format: 'png', count: 1, source: wrong }),
    ).rejects.toThrow();
  }, 180_000);

  it('speaks for every model of the seed', async () => {
    const { data, error } = await admin.from('api_models').select('provider, parameters');
    expect(error).toBeNull();
    const models = (data ?? []) as { provider: string; parameters: unknown }[];
    expect(models.length).toBeGreaterThan(3);
    for (const { provider, parameters } of models) {
      if (provider === 'openai') OpenAIParameters.parse(parameters);
      else if (provider === 'replicate') ReplicateParameters.parse(parameters);
      else if (provider === 'google') GoogleParameters.parse(parameters);
      else expect(parameters).toEqual({});
    }
  });
});
