import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type FakeReplicate,
  startFakeReplicate,
} from '../../backend/providers/testing/fake-replicate.ts';
import { openAIError, startFakeOpenAI } from '../../backend/providers/testing/fake-openai.ts';
import { createDraft } from '../../backend/providers/draft/draft.ts';
import type { Provider } from '../../backend/providers/provider.ts';
import { builtIn, createRegistry } from '../../backend/providers/registry.ts';
import { createReplicate } from '../../backend/providers/replicate/replicate.ts';
import { createTaskTable } from '../../backend/worker/tasks/table.ts';
import { renderImages } from '../../backend/worker/tasks/render-images.ts';
import {
  type FakeBackend,
  type FakeJob,
  startFakeBackend,
} from '../../backend/worker/testing/fake-backend.ts';
import { startWorker, type Worker, type WorkerOptions } from '../../backend/worker/worker.ts';
import type { Complete, Fail } from '../../contract/functions/worker.ts';
import type { Model } from '../../contract/models.ts';
import { createLog } from '../../core/system/log.ts';
import { readRecipe } from '../../core/media/recipe-metadata.ts';

let backend: FakeBackend;
let replicate: FakeReplicate;
const workers: Worker[] = [];
const logged: string[] = [];

beforeEach(async () => {
  backend = await startFakeBackend();
  replicate = await startFakeReplicate();
  logged.length = 0;
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await Promise.all([backend.close(), replicate.close()]);
});

function start(over: Partial<WorkerOptions> = {}): Worker {
  const worker = startWorker({
    url: backend.url,
    anonKey: 'anon',
    workerKey: backend.workerKey,
    keys: { replicate: replicate.key },
    baseUrls: { replicate: replicate.baseUrl },
    providers: builtIn([createReplicate({ pollMs: 10 })]),
    pollMs: 10,
    log: createLog({ write: (line) => void logged.push(line) }),
    ...over,
  });
  workers.push(worker);
  return worker;
}

const flux: Partial<Model> = {
  id: 'replicate/flux',
  provider: 'replicate',
  vendorModel: 'owner/flux',
  isAi: true,
  parameters: { seed: 'seed' },
};
const until = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 10 });
const endOf = async (job: FakeJob, status: FakeJob['status']) => {
  await until(() => expect(job.status).toBe(status));
  return job.said.at(-1);
};

describe('a worker', () => {
  it('claims, renders, labels, uploads and completes', async () => {
    const job = backend.add({ format: 'webp' });
    start();
    const { results } = (await endOf(job, 'completed')) as Complete;
    expect(results).toHaveLength(1);
    const [result] = results;
    expect(result).toMatchObject({
      mime: 'image/webp',
      width: 128,
      height: 128,
      recipe: { seed: 7, isAi: false },
    });
    const bytes = backend.uploads.get(result?.path ?? '');
    expect(bytes?.byteLength).toBe(result?.bytes);
    expect(
      createHash('sha256')
        .update(bytes ?? '')
        .digest('hex'),
    ).toBe(result?.sha256);
    expect(readRecipe(bytes ?? new Uint8Array())).toMatchObject({
      prompt: 'a lighthouse at dusk',
      seed: 7,
    });
    expect(Buffer.from(bytes ?? '').toString('latin1')).toContain('/algorithmicMedia');
  });

  it('looks at once when it is woken, however long it would have waited', async () => {
    const worker = start({ pollMs: 60_000 });
    await until(() => expect(backend.claims()).toHaveLength(1));
    const job = backend.add();
    worker.wake();
    await endOf(job, 'completed');
  });

  it('makes one byte-identical file of one prompt and seed, whenever it is asked', async () => {
    const [one, two] = [backend.add(), backend.add()];
    start({ concurrency: 1 });
    const first = (await endOf(one, 'completed')) as Complete;
    const second = (await endOf(two, 'completed')) as Complete;
    expect(second.results[0]?.sha256).toBe(first.results[0]?.sha256);
  });

  it('converts only where the vendor gave another format than asked', async () => {
    const job = backend.add({ format: 'jpeg' }, flux);
    start();
    const { results } = (await endOf(job, 'completed')) as Complete;
    const bytes = backend.uploads.get(results[0]?.path ?? '');
    expect((await sharp(bytes).metadata()).format).toBe('jpeg');
    expect(results[0]).toMatchObject({ mime: 'image/jpeg', width: 96, height: 64 });
    expect(Buffer.from(bytes ?? '').toString('latin1')).toContain('/trainedAlgorithmicMedia');
  });

  it('runs as many jobs at a time as it may, and no more', async () => {
    replicate.plan.polls = Infinity;
    const jobs = Array.from({ length: 4 }, () => backend.add({}, flux));
    start({ concurrency: 2 });
    await until(() => expect(replicate.charges()).toBe(2));
    expect(jobs.filter(({ status }) => status === 'running')).toHaveLength(2);
    expect(backend.claims().every(({ limit }) => limit <= 2)).toBe(true);
    replicate.plan.polls = 1;
    await Promise.all(jobs.map((job) => endOf(job, 'completed')));
  });

  it('Q6: a worker killed while waiting is resumed by the next, and nothing is paid twice', async () => {
    replicate.plan.polls = Infinity;
    const job = backend.add({}, flux);
    // Full, so that no claim of its own is under way when the lease runs out.
    const first = start({ concurrency: 1 });
    await until(() => expect(job.providerJobId).not.toBeNull());
    await first.stop();
    expect(job.said.map(({ action }) => action)).not.toContain('fail');
    backend.expire(job);
    replicate.plan.polls = 1;
    start();
    await endOf(job, 'completed');
    expect(replicate.charges()).toBe(1);
  });

  it('Q7: a cancel aborts the vendor and is reported', async () => {
    replicate.plan.polls = Infinity;
    const job = backend.add({}, flux);
    start({ leaseSeconds: 5 });
    await until(() => expect(job.providerJobId).not.toBeNull());
    job.cancelRequested = true;
    expect(await endOf(job, 'cancelled')).toMatchObject({ action: 'fail', code: 'cancelled' });
    expect([...replicate.predictions.values()].map(({ status }) => status)).toEqual(['canceled']);
  });

  it('Q3: a lost lease ends the work in silence and leaves the vendor to the next worker', async () => {
    replicate.plan.polls = Infinity;
    const job = backend.add({}, flux);
    const worker = start({ leaseSeconds: 5 });
    await until(() => expect(job.providerJobId).not.toBeNull());
    job.leaseToken = crypto.randomUUID();
    await until(() => expect(logged.join()).toContain('job.lease_lost'));
    await worker.drain();
    expect(job.said.map(({ action }) => action)).not.toContain('fail');
    expect([...replicate.predictions.values()].map(({ status }) => status)).not.toContain(
      'canceled',
    );
  });

  it('Q5: passes a vendor’s Retry-After on', async () => {
    replicate.script.create.push({ status: 429, headers: { 'retry-after': '12' }, body: {} });
    const job = backend.add({}, flux);
    const worker = start();
    await until(() => expect(job.said.some(({ action }) => action === 'fail')).toBe(true));
    await worker.stop();
    const failed = job.said.find(({ action }) => action === 'fail') as Fail;
    expect(failed).toMatchObject({ code: 'provider_rate_limited', retryAfterSeconds: 12 });
  });

  it('fails a job whose key is missing, and takes a key set later', async () => {
    const job = backend.add({}, flux);
    const worker = start({ keys: {} });
    expect(await endOf(job, 'failed')).toMatchObject({ code: 'provider_key_missing' });
    worker.setKeys({ replicate: replicate.key });
    await endOf(backend.add({}, flux), 'completed');
  });

  it('never says or logs a key', async () => {
    const vendor = await startFakeOpenAI();
    vendor.script.push(openAIError(400, 'invalid_value', `You sent ${vendor.key} in the prompt.`));
    const job = backend.add({}, { provider: 'openai', id: 'openai/x' });
    start({ keys: { openai: vendor.key }, baseUrls: { openai: vendor.baseUrl } });
    const failed = (await endOf(job, 'failed')) as Fail;
    expect(failed.code).toBe('provider_rejected');
    expect(failed.message).toContain('[key]');
    expect(logged.join() + JSON.stringify(job.said)).not.toContain(vendor.key);
    await vendor.close();
  });

  it('drains: lets what runs end, gives the rest back unharmed, claims no more', async () => {
    replicate.plan.polls = Infinity;
    const stuck = backend.add({}, flux);
    const worker = start({ graceMs: 150 });
    await until(() => expect(stuck.providerJobId).not.toBeNull());
    await worker.drain();
    expect(stuck.said.at(-1)?.action).toBe('release');
    expect(stuck.attempt).toBe(0);
    expect([...replicate.predictions.values()].map(({ status }) => status)).not.toContain(
      'canceled',
    );
    const late = backend.add();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(late.status).toBe('queued');
  });

  it('tells a timeout by its name', async () => {
    const slow: Provider = {
      ...createReplicate({ pollMs: 10 }),
      limits: { milliseconds: 120, maxPromptLength: 2_000 },
    };
    replicate.plan.polls = Infinity;
    const job = backend.add({}, flux);
    const worker = start({ providers: builtIn([slow]) });
    await until(() => expect(job.said.some(({ action }) => action === 'fail')).toBe(true));
    await worker.stop();
    expect(job.said.find(({ action }) => action === 'fail')).toMatchObject({ code: 'timeout' });
  });

  it('survives a backend that is away, answers nonsense, or loses an answer', async () => {
    backend.script.push(
      { status: 503, body: '<html>' },
      { status: 200, body: { jobs: 'none' } },
      'cut',
    );
    replicate.plan.polls = Infinity;
    const job = backend.add({}, flux);
    start();
    await until(() => expect(job.status).toBe('running'));
    backend.script.push({ status: 502, body: '' });
    replicate.plan.polls = 1;
    await endOf(job, 'completed');
  });

  it('takes an upload that is there already for its own earlier try', async () => {
    const job = backend.add();
    start();
    const { results } = (await endOf(job, 'completed')) as Complete;
    const again = backend.add();
    const twin = results[0]?.path.replace(job.id, again.id) ?? '';
    backend.uploads.set(twin, new Uint8Array());
    await endOf(again, 'completed');
  });

  it('stops at start on a missing or doubled provider or task', () => {
    const providers = builtIn();
    expect(() => createRegistry(providers.slice(1))).toThrow('No provider for draft');
    expect(() => createRegistry([...providers, createDraft()])).toThrow('Two providers');
    const idle: Provider = createDraft();
    delete idle.renderImages;
    delete idle.renderVideo;
    expect(() => createRegistry([idle, ...providers.slice(1)])).toThrow('draft makes nothing');
    expect(() => createTaskTable([])).toThrow('No task handles render_images');
    expect(() => createTaskTable([renderImages, renderImages])).toThrow('Two tasks');
  });
});
