import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createGoogle } from '../../backend/providers/google/google.ts';
import {
  type FakeGoogle,
  googleError,
  startFakeGoogle,
} from '../../backend/providers/testing/fake-google.ts';
import { testContext, testJob } from '../../backend/providers/testing/render-context.ts';

let vendor: FakeGoogle;
beforeAll(async () => {
  vendor = await startFakeGoogle();
});
afterAll(() => vendor.close());
beforeEach(() => {
  vendor.script.length = 0;
  vendor.received.length = 0;
});

const model = { provider: 'google', vendorModel: 'gemini-3.1-flash-image' } as const;
const run = (payload = {}, parameters = {}, key = vendor.key) =>
  createGoogle().renderImages(
    testJob({ format: 'png', ...payload }, { ...model, parameters }),
    testContext({ key, baseUrl: vendor.baseUrl }),
  );

it('answers the picture and what it cost, asked for by ratio and size', async () => {
  const { images, vendorCostUsd } = await run(
    { aspectRatio: '16:9', quality: 'high' },
    { imageSizes: { high: '2K' }, usdPerMillionTokens: { textIn: 0.5, imageOut: 60 } },
  );
  expect(images[0]).toMatchObject({ mime: 'image/png', width: 171, height: 96 });
  expect(vendorCostUsd).toBeCloseTo((50 * 0.5 + 1_290 * 60) / 1_000_000);
  expect(vendor.received[0]).toMatchObject({
    path: '/v1beta/models/gemini-3.1-flash-image:generateContent',
    body: { generationConfig: { imageConfig: { aspectRatio: '16:9', imageSize: '2K' } } },
  });
});

it('a wrong key, which Google tells with 400, is a wrong key, and is quoted nowhere', async () => {
  await expect(run({}, {}, 'AIza-not-this-one')).rejects.toMatchObject({
    code: 'provider_key_invalid',
    message: expect.not.stringContaining('AIza') as string,
  });
});

it('Q5: the pause that stands in the details of an error is passed on', async () => {
  const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.07s' }];
  vendor.script.push(googleError(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded.', details));
  await expect(run()).rejects.toMatchObject({
    code: 'provider_rate_limited',
    details: { retryAfterSeconds: 34.07 },
  });
});

it.each([
  [{ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }, 'content_refused'],
  [{ candidates: [{ finishReason: 'IMAGE_RECITATION' }] }, 'content_refused'],
  [{ candidates: [{ finishReason: 'NO_IMAGE' }] }, 'provider_answer_invalid'],
  [
    { candidates: [{ finishReason: 'STOP', content: { parts: [{ text: 'Which lighthouse?' }] } }] },
    'provider_answer_invalid',
  ],
] as const)('%j is %s', async (body, code) => {
  vendor.script.push({ status: 200, body });
  await expect(run()).rejects.toMatchObject({ code });
});

it('sketches on the way to the picture are no results', async () => {
  const { images } = await run();
  const data = Buffer.from(images[0]?.bytes ?? []).toString('base64');
  const parts = [{ thought: true, inlineData: { data } }, { inlineData: { data } }];
  vendor.script.push({ status: 200, body: { candidates: [{ content: { parts } }] } });
  expect((await run()).images).toHaveLength(1);
});
