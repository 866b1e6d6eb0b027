import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { builtIn } from '../../backend/providers/registry.ts';
import { createReplicate } from '../../backend/providers/replicate/replicate.ts';
import { type FakeOpenAI, startFakeOpenAI } from '../../backend/providers/testing/fake-openai.ts';
import {
  type FakeReplicate,
  startFakeReplicate,
} from '../../backend/providers/testing/fake-replicate.ts';
import {
  type FakeBackend,
  type FakeJob,
  startFakeBackend,
} from '../../backend/worker/testing/fake-backend.ts';
import { startWorker, type Worker } from '../../backend/worker/worker.ts';
import type { Complete, Fail } from '../../contract/functions/worker.ts';

let backend: FakeBackend;
let openai: FakeOpenAI;
let replicate: FakeReplicate;
let worker: Worker | undefined;
beforeEach(async () => {
  [backend, openai, replicate] = await Promise.all([
    startFakeBackend(),
    startFakeOpenAI(),
    startFakeReplicate(),
  ]);
});
afterEach(async () => {
  await worker?.stop();
  await Promise.all([backend.close(), openai.close(), replicate.close()]);
});

function start(keys: Record<string, string> = { openai: openai.key, replicate: replicate.key }) {
  worker = startWorker({
    url: backend.url,
    anonKey: 'anon',
    workerKey: backend.workerKey,
    keys,
    baseUrls: { openai: openai.baseUrl, replicate: replicate.baseUrl },
    providers: builtIn([createReplicate({ pollMs: 10 })]),
    pollMs: 10,
  });
}

const model = {
  id: 'openai/pair',
  provider: 'openai',
  vendorModel: 'gpt-image-1.5',
  isAi: true,
  parameters: {
    moderation: 'low',
    fallbacks: [{ provider: 'replicate', vendorModel: 'a/b', parameters: { seed: 'seed' } }],
  },
} as const;
const ended = (job: FakeJob, status: FakeJob['status']) =>
  vi.waitFor(() => expect(job.status).toBe(status), { timeout: 60_000, interval: 10 });

it('a vendor that is down is gone around, at once, and the file says who made it', async () => {
  openai.script.push({ status: 503, body: 'down' });
  const job = backend.add({}, model);
  start();
  await ended(job, 'completed');
  expect(replicate.charges()).toBe(1);
  const { results } = job.said.at(-1) as Complete;
  expect(results[0]?.recipe).toMatchObject({ model: 'openai/pair', provider: 'replicate' });
});

it('a refusal is gone around by nobody', async () => {
  openai.script.push({
    status: 400,
    body: { error: { message: 'No.', code: 'moderation_blocked' } },
  });
  const job = backend.add({}, model);
  start();
  await ended(job, 'failed');
  expect((job.said.at(-1) as Fail).code).toBe('content_refused');
  expect(replicate.charges()).toBe(0);
});

it('where the others are not set up, the model’s own failure is what is told', async () => {
  openai.script.push({ status: 404, body: { error: { message: 'No such model.' } } });
  const job = backend.add({}, model);
  start({ openai: openai.key });
  await ended(job, 'failed');
  expect((job.said.at(-1) as Fail).code).toBe('model_unavailable');
});

it('Q6: what a fallback began is gone on with there, and not paid for twice', async () => {
  openai.script.push({ status: 503, body: 'down' });
  replicate.plan.polls = Infinity;
  const job = backend.add({}, model);
  start();
  await vi.waitFor(() => expect(job.providerJobId).toMatch(/^fallback:1:p/), { timeout: 60_000 });
  await worker?.drain();
  replicate.plan.polls = 1;
  start();
  await ended(job, 'completed');
  expect(replicate.charges()).toBe(1);
  expect(openai.received).toHaveLength(1);
});

it('a vendor that fails again and again is left alone: its jobs wait and lose no attempts', async () => {
  for (let nr = 0; nr < 12; nr += 1) openai.script.push({ status: 503, body: 'down' });
  const alone = { ...model, parameters: {} };
  const jobs = Array.from({ length: 8 }, () => backend.add({}, alone));
  const other = backend.add({}, { ...model, provider: 'replicate', parameters: {} });
  start();
  await ended(other, 'completed');
  await vi.waitFor(() => expect(openai.received.length).toBeGreaterThanOrEqual(3), {
    timeout: 60_000,
    interval: 10,
  });
  // Two run at a time, so one more may be under way when the third fails.
  expect(openai.received.length).toBeLessThanOrEqual(4);
  expect(jobs.filter(({ said }) => said.length === 0).length).toBeGreaterThanOrEqual(4);
});
