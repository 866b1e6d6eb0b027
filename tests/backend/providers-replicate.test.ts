import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RenderContext } from '../../backend/providers/provider.ts';
import { createReplicate } from '../../backend/providers/replicate/replicate.ts';
import {
  type FakeReplicate,
  type ReplicateCall,
  startFakeReplicate,
} from '../../backend/providers/testing/fake-replicate.ts';
import type { Scripted } from '../../backend/providers/testing/fake-server.ts';
import {
  leaveOnceStored,
  testContext,
  testJob,
} from '../../backend/providers/testing/render-context.ts';
import { AtelierError, type ErrorCode } from '../../contract/errors.ts';

let vendor: FakeReplicate;
beforeEach(async () => {
  vendor = await startFakeReplicate();
});
afterEach(() => vendor.close());

const job = testJob(
  { format: 'jpeg', seed: 4_000_000_000, negativePrompt: 'fog' },
  {
    provider: 'replicate',
    vendorModel: 'black-forest-labs/flux-schnell',
    parameters: {
      prompt: 'prompt',
      negativePrompt: 'negative_prompt',
      seed: 'seed',
      maxSeed: 2_147_483_647,
      aspectRatio: 'aspect_ratio',
      format: { name: 'output_format', values: { jpeg: 'jpg' } },
      extra: { output_quality: 95, prompt: 'never this' },
      usdPerSecond: 0.002,
    },
  },
);
const context = (over: Partial<RenderContext> = {}) =>
  testContext({ key: vendor.key, baseUrl: vendor.baseUrl, ...over });
const run = (over: Partial<RenderContext> = {}) =>
  createReplicate({ pollMs: 5 }).renderImages(job, context(over));

async function failureOf(promise: Promise<unknown>): Promise<AtelierError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AtelierError))
    throw new Error(`expected an AtelierError, got ${String(error)}`);
  return error;
}

describe('Replicate by its SDK', () => {
  it('creates, stores the id before it waits, polls and downloads', async () => {
    const told = context();
    const { images, vendorCostUsd } = await createReplicate({ pollMs: 5 }).renderImages(job, told);
    expect(images).toHaveLength(1);
    expect(images[0]).toMatchObject({ mime: 'image/png', width: 96, height: 64 });
    expect(vendorCostUsd).toBeCloseTo(0.005);
    expect(told.stored).toEqual([...vendor.predictions.keys()]);
    expect(told.stages.map(([stage]) => stage)).toEqual(
      expect.arrayContaining(['waiting_for_provider', 'rendering', 'downloading']),
    );
    expect(vendor.received[0]).toMatchObject({
      path: '/v1/models/black-forest-labs/flux-schnell/predictions',
      body: {
        input: {
          prompt: 'a lighthouse at dusk',
          negative_prompt: 'fog',
          seed: 4_000_000_000 % 2_147_483_648,
          aspect_ratio: '1:1',
          output_format: 'jpg',
          output_quality: 95,
        },
      },
    });
  });

  it('answers all of several outputs, and a single address as one', async () => {
    vendor.plan.outputs = 4;
    expect((await run()).images).toHaveLength(4);
    vendor.plan.output = `${vendor.url}/files/x/0.png`;
    expect((await run()).images).toHaveLength(1);
  });

  it('Q6: resumes a stored prediction and pays for nothing twice', async () => {
    vendor.plan.polls = Infinity;
    const providerJobId = await leaveOnceStored(context, (first) =>
      createReplicate({ pollMs: 5 }).renderImages(job, first),
    );
    vendor.plan.polls = 1;
    const { images } = await run({ providerJobId });
    expect(images).toHaveLength(1);
    expect(vendor.charges()).toBe(1);
    expect(vendor.received.some(({ path }) => path.endsWith('/cancel'))).toBe(false);
  });

  it.each(['failed', 'canceled', 'aborted', 'forgotten', 'removed'])(
    'Q6: a stored prediction that is %s is made anew',
    async (state) => {
      await run();
      const [id = ''] = vendor.predictions.keys();
      if (state === 'forgotten') vendor.predictions.delete(id);
      else if (state === 'removed') {
        vendor.script.get.push({
          status: 200,
          body: { id, status: 'succeeded', output: null, error: null, data_removed: true },
        });
      } else vendor.predictions.get(id)!.status = state;
      expect((await run({ providerJobId: id })).images).toHaveLength(1);
      expect(vendor.charges()).toBe(2);
    },
  );

  it('Q7: a cancelled job cancels the prediction', async () => {
    vendor.plan.polls = Infinity;
    const stop = new AbortController();
    const failed = failureOf(run({ signal: stop.signal }));
    await expect.poll(() => vendor.received.some(({ method }) => method === 'GET')).toBe(true);
    stop.abort(new AtelierError('cancelled', 'no more'));
    expect((await failed).code).toBe('cancelled');
    expect([...vendor.predictions.values()].map(({ status }) => status)).toEqual(['canceled']);
  });

  it('Q6: a prediction whose id could not be stored is called off', async () => {
    const failed = run({
      storeProviderJobId: () => Promise.reject(new AtelierError('lease_lost', 'gone')),
    });
    expect((await failureOf(failed)).code).toBe('lease_lost');
    expect([...vendor.predictions.values()].map(({ status }) => status)).toEqual(['canceled']);
  });

  it('sends a request that fails once, whatever the SDK would repeat', async () => {
    vendor.script.create.push({ status: 500, body: {} }, { status: 500, body: {} });
    expect((await failureOf(run())).code).toBe('provider_unavailable');
    vendor.script.create.push({
      status: 429,
      headers: { 'retry-after': '9' },
      body: { detail: 'Throttled.' },
    });
    vendor.script.create.shift();
    const error = await failureOf(run());
    expect([error.code, error.details?.['retryAfterSeconds']]).toEqual([
      'provider_rate_limited',
      9,
    ]);
    expect(vendor.received.filter(({ method }) => method === 'POST')).toHaveLength(2);
    expect(vendor.charges()).toBe(0);
  });

  it('waits through polls that fail for a moment', async () => {
    vendor.script.get.push({ status: 502, body: '<html>' }, { status: 429, body: {} }, 'cut');
    expect((await run()).images).toHaveLength(1);
  });

  const failures: [string, ReplicateCall, Scripted, ErrorCode][] = [
    [
      'a wrong key',
      'create',
      { status: 401, body: { detail: 'Invalid token.' } },
      'provider_key_invalid',
    ],
    [
      'an unpaid account',
      'create',
      { status: 402, body: { detail: 'Insufficient credit.' } },
      'provider_rejected',
    ],
    [
      'an input it refuses',
      'create',
      { status: 422, body: { detail: 'input.seed: too large' } },
      'provider_rejected',
    ],
    [
      'an unknown model',
      'create',
      { status: 404, body: { detail: 'Not found.' } },
      'model_unavailable',
    ],
    ['HTML', 'create', { status: 200, body: '<html>' }, 'provider_answer_invalid'],
    ['another JSON', 'create', { status: 201, body: { hello: 1 } }, 'provider_answer_invalid'],
    ['an answer that breaks off', 'create', 'cut', 'provider_unavailable'],
    [
      'a file that is no picture',
      'file',
      { status: 200, body: '<html>' },
      'provider_answer_invalid',
    ],
    ['a file server that is down', 'file', { status: 503 }, 'provider_unavailable'],
    [
      'a redirect to a private address',
      'file',
      { status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data' } },
      'provider_answer_invalid',
    ],
    [
      'a redirect to the local network',
      'file',
      { status: 302, headers: { location: 'https://10.0.0.7/x.png' } },
      'provider_answer_invalid',
    ],
  ];
  it.each(failures)('%s is told by its code', async (_, call, reply, code) => {
    vendor.script[call].push(reply);
    expect((await failureOf(run())).code).toBe(code);
  });

  const verdicts: [string, 'failed' | 'aborted', ErrorCode][] = [
    ['NSFW content detected. Try running it again.', 'failed', 'content_refused'],
    ['The input or output was flagged as sensitive. (E005)', 'failed', 'content_refused'],
    ['Prediction interrupted; please retry (code: PA)', 'failed', 'provider_unavailable'],
    ['width must be a multiple of 8', 'failed', 'provider_rejected'],
    ['', 'aborted', 'provider_unavailable'],
  ];
  it.each(verdicts)('a prediction ended by "%s" (%s) is %s', async (error, status, code) => {
    Object.assign(vendor.plan, { status, error });
    expect((await failureOf(run())).code).toBe(code);
  });

  it('asks again where a file is that is gone, and gives up as unavailable', async () => {
    vendor.script.file.push({ status: 404 });
    expect((await run()).images).toHaveLength(1);
    vendor.script.file.push({ status: 410 }, { status: 410 });
    expect((await failureOf(run())).code).toBe('provider_unavailable');
  });

  it.each([[[]], [['not an address']], [{ text: 'hello' }], [null]])(
    'refuses the output %j',
    async (output) => {
      vendor.plan.output = output ?? { none: true };
      expect((await failureOf(run())).code).toBe('provider_answer_invalid');
    },
  );
});
