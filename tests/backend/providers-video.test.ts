import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGoogle } from '../../backend/providers/google/google.ts';
import type { RenderContext } from '../../backend/providers/provider.ts';
import { createReplicate } from '../../backend/providers/replicate/replicate.ts';
import { type FakeGoogle, startFakeGoogle } from '../../backend/providers/testing/fake-google.ts';
import {
  type FakeReplicate,
  startFakeReplicate,
} from '../../backend/providers/testing/fake-replicate.ts';
import {
  leaveOnceStored,
  testContext,
  testInput,
  testVideoJob,
} from '../../backend/providers/testing/render-context.ts';
import { AtelierError } from '../../contract/errors.ts';

const MP4 = Buffer.from('\0\0\0\u0018ftypmp42\0\0\0\0mp42isom', 'latin1');

describe('Veo', () => {
  let vendor: FakeGoogle;
  beforeEach(async () => {
    vendor = await startFakeGoogle();
  });
  afterEach(() => vendor.close());
  const context = (over: Partial<RenderContext> = {}) =>
    testContext({ key: vendor.key, baseUrl: vendor.baseUrl, ...over });
  const job = testVideoJob(
    { negativePrompt: 'text' },
    {
      provider: 'google',
      vendorModel: 'veo-3.1-generate-preview',
      parameters: { usdPerSecond: { '720p': 0.4 } },
    },
  );
  const run = (told: RenderContext = context()) =>
    createGoogle({ pollMs: 5 }).renderVideo(job, told);

  it('begins, stores the name before it waits, looks until it is done, fetches with the key', async () => {
    const told = context();
    const { video, vendorCostUsd } = await run(told);
    expect(video).toMatchObject({ mime: 'video/mp4' });
    expect(vendorCostUsd).toBeCloseTo(3.2);
    expect(told.stored).toEqual([...vendor.operations.keys()]);
    expect(vendor.received.at(-1)?.headers['x-goog-api-key']).toBe(vendor.key);
  });

  it('takes the first and the last frame', async () => {
    const [first, last] = await Promise.all([testInput(), testInput({ halfWhite: true })]);
    const framed = testVideoJob(
      { firstFrame: first.sha256, lastFrame: last.sha256 },
      { provider: 'google', vendorModel: 'veo-3.1-generate-preview' },
      [first, last],
    );
    await createGoogle({ pollMs: 5 }).renderVideo(framed, context());
    const body = vendor.received[0]?.body as { instances: Record<string, unknown>[] };
    expect(Object.keys(body.instances[0] ?? {}).toSorted()).toEqual([
      'image',
      'lastFrame',
      'prompt',
    ]);
  });

  it('Q6: a stored operation is resumed and not paid for twice; one that failed is begun anew', async () => {
    vendor.plan.looks = Infinity;
    const providerJobId = await leaveOnceStored(context, run);
    vendor.plan.looks = 1;
    const stored = context({ providerJobId });
    expect((await run(stored)).video.bytes.byteLength).toBeGreaterThan(0);
    expect(vendor.operations.size).toBe(1);
    vendor.plan.ending = { error: { code: 13, message: 'Internal.' } };
    await expect(run(stored)).rejects.toMatchObject({ code: 'provider_unavailable' });
    expect(vendor.operations.size).toBe(2);
  });

  it.each([
    [{ error: { code: 3, message: 'Bad.' } }, 'provider_rejected'],
    [
      { response: { generateVideoResponse: { raiMediaFilteredReasons: ['Sensitive words.'] } } },
      'content_refused',
    ],
    [{ response: { generateVideoResponse: { generatedSamples: [] } } }, 'provider_answer_invalid'],
    [
      {
        response: {
          generateVideoResponse: { generatedSamples: [{ video: { uri: 'http://10.0.0.1/a' } }] },
        },
      },
      'provider_answer_invalid',
    ],
  ])('an operation that ends with %j is %s', async (ending, code) => {
    vendor.plan.ending = ending;
    await expect(run()).rejects.toMatchObject({ code });
  });

  it('waits through looks that fail for a moment', async () => {
    const told = context();
    const busy = run({
      ...told,
      storeProviderJobId: async () => void vendor.script.push({ status: 503, body: 'x' }, 'cut'),
    });
    expect((await busy).video.mime).toBe('video/mp4');
  });
});

describe('a film by Replicate', () => {
  let vendor: FakeReplicate;
  beforeEach(async () => {
    vendor = await startFakeReplicate();
  });
  afterEach(() => vendor.close());
  const context = () => testContext({ key: vendor.key, baseUrl: vendor.baseUrl });
  const parameters = {
    firstFrame: 'image',
    lastFrame: 'last_image',
    aspectRatio: 'aspect_ratio',
    frames: { name: 'num_frames', perSecond: 16, more: 1 },
    resolution: { name: 'resolution', values: { '720p': '720p' } },
    usdPerVideoSecond: { '720p': 0.05 },
  };

  it('is asked for by the names of its model, and costs by the second', async () => {
    const first = await testInput();
    const job = testVideoJob(
      { firstFrame: first.sha256, durationSeconds: 5 },
      { provider: 'replicate', vendorModel: 'wan-video/wan-2.2-i2v-fast', parameters },
      [first],
    );
    vendor.script.file.push({ status: 200, headers: { 'content-type': 'video/mp4' }, body: MP4 });
    const made = await createReplicate({ pollMs: 5 }).renderVideo(job, context());
    expect(made.video.mime).toBe('video/mp4');
    expect(made.vendorCostUsd).toBeCloseTo(0.25);
    expect([...vendor.predictions.values()][0]?.input).toMatchObject({
      image: expect.stringContaining('/v1/files/') as string,
      aspect_ratio: '16:9',
      num_frames: 81,
      resolution: '720p',
    });
  });

  it('a picture for a film is refused', async () => {
    const job = testVideoJob({}, { provider: 'replicate', vendorModel: 'a/b', parameters });
    const failed: unknown = await createReplicate({ pollMs: 5 })
      .renderVideo(job, context())
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(AtelierError);
    expect(failed).toMatchObject({ code: 'provider_answer_invalid' });
  });
});
