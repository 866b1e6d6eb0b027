import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOpenAI } from '../../backend/providers/openai/openai.ts';
import type { RenderContext } from '../../backend/providers/provider.ts';
import {
  type FakeOpenAI,
  openAIError,
  startFakeOpenAI,
} from '../../backend/providers/testing/fake-openai.ts';
import type { Scripted } from '../../backend/providers/testing/fake-server.ts';
import { testContext, testJob } from '../../backend/providers/testing/render-context.ts';
import { AtelierError, type ErrorCode } from '../../contract/errors.ts';

let vendor: FakeOpenAI;
beforeAll(async () => {
  vendor = await startFakeOpenAI();
});
afterAll(() => vendor.close());
beforeEach(() => {
  vendor.script.length = 0;
  vendor.received.length = 0;
  vendor.count = 1;
});

const job = (parameters = {}) =>
  testJob({ format: 'webp' }, { provider: 'openai', vendorModel: 'gpt-image-2', parameters });
const run = (over: Partial<RenderContext> = {}, parameters = {}) =>
  createOpenAI().renderImages(
    job(parameters),
    testContext({ key: vendor.key, baseUrl: vendor.baseUrl, ...over }),
  );

async function failureOf(promise: Promise<unknown>): Promise<AtelierError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AtelierError))
    throw new Error(`expected an AtelierError, got ${String(error)}`);
  return error;
}

describe('OpenAI by its SDK', () => {
  it('answers the picture, its size and what it cost, and names nobody', async () => {
    const { images, vendorCostUsd } = await run();
    expect(images).toHaveLength(1);
    expect(images[0]).toMatchObject({ mime: 'image/webp', width: 128, height: 128 });
    expect(vendorCostUsd).toBeCloseTo((50 * 5 + 1_000 * 40) / 1_000_000);
    const body = vendor.received[0]?.body as Record<string, string>;
    expect(body).toMatchObject({
      model: 'gpt-image-2',
      size: '128x128',
      quality: 'medium',
      output_format: 'webp',
      n: 1,
    });
    expect(body['safety_identifier']).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(body)).not.toContain(job().userId);
  });

  it.each([
    ['draft', 'low'],
    ['standard', 'medium'],
    ['high', 'high'],
  ] as const)('maps quality %s to %s', async (quality, word) => {
    const asked = { ...job(), payload: { ...job().payload, quality } };
    await createOpenAI().renderImages(
      asked,
      testContext({ key: vendor.key, baseUrl: vendor.baseUrl }),
    );
    expect(vendor.received[0]?.body).toMatchObject({ quality: word });
  });

  it('takes prices and words of quality from the model', async () => {
    const { vendorCostUsd } = await run(
      {},
      { qualities: { standard: 'max' }, usdPerMillionTokens: { textIn: 0, imageOut: 10 } },
    );
    expect(vendorCostUsd).toBeCloseTo(0.01);
    expect(vendor.received[0]?.body).toMatchObject({ quality: 'max' });
  });

  it('answers all of several pictures', async () => {
    vendor.count = 3;
    expect((await run()).images).toHaveLength(3);
  });

  const failures: [string, Scripted, ErrorCode][] = [
    [
      'a wrong key',
      openAIError(401, 'invalid_api_key', 'Incorrect API key provided: sk-fake'),
      'provider_key_invalid',
    ],
    [
      'a key without rights',
      openAIError(403, null, 'Verify your organization.'),
      'provider_key_invalid',
    ],
    [
      '429',
      openAIError(429, 'rate_limit_exceeded', 'Slow down.', { 'retry-after': '7' }),
      'provider_rate_limited',
    ],
    [
      'an empty account',
      openAIError(429, 'insufficient_quota', 'You exceeded your quota.'),
      'provider_rejected',
    ],
    ['a bad request', openAIError(400, 'invalid_value', 'Bad size.'), 'provider_rejected'],
    [
      'an unknown model',
      openAIError(404, 'model_not_found', 'No such model.'),
      'model_unavailable',
    ],
    [
      'a refusal by moderation',
      openAIError(400, 'moderation_blocked', 'Your request was rejected by the safety system.'),
      'content_refused',
    ],
    ['500', openAIError(500, null, 'Oops.'), 'provider_unavailable'],
    ['503', { status: 503, body: '<html>down</html>' }, 'provider_unavailable'],
    ['an answer that breaks off', 'cut', 'provider_unavailable'],
    ['HTML', { status: 200, body: '<html>hello</html>' }, 'provider_answer_invalid'],
    [
      'malformed JSON',
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{"data": [' },
      'provider_answer_invalid',
    ],
    ['an empty list', { status: 200, body: { created: 1, data: [] } }, 'provider_answer_invalid'],
    [
      'bytes that are no picture',
      { status: 200, body: { created: 1, data: [{ b64_json: 'aGVsbG8=' }] } },
      'provider_answer_invalid',
    ],
    [
      'a script in SVG',
      {
        status: 200,
        body: {
          created: 1,
          data: [
            {
              b64_json: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64'),
            },
          ],
        },
      },
      'provider_answer_invalid',
    ],
  ];
  it.each(failures)('%s is told by its code, after one request', async (_, reply, code) => {
    vendor.script.push(reply);
    const error = await failureOf(run());
    expect(error.code).toBe(code);
    expect(error.message).not.toContain('sk-fake');
    expect(vendor.received).toHaveLength(1);
  });

  it('Q5: passes on how long the vendor asks to wait', async () => {
    vendor.script.push(
      openAIError(429, 'rate_limit_exceeded', 'Slow down.', { 'retry-after': '7' }),
    );
    expect((await failureOf(run())).details).toMatchObject({ retryAfterSeconds: 7 });
  });

  it('calls an unreachable vendor unavailable', async () => {
    expect((await failureOf(run({ baseUrl: 'http://127.0.0.1:9/v1' }))).code).toBe(
      'provider_unavailable',
    );
  });

  it('says so when there is no key', async () => {
    expect((await failureOf(run({ key: null }))).code).toBe('provider_key_missing');
    expect(vendor.received).toHaveLength(0);
  });

  it('Q7: an abort ends the call at once, with its own reason', async () => {
    vendor.script.push('hang');
    const stop = new AbortController();
    const failed = failureOf(run({ signal: stop.signal }));
    setTimeout(() => stop.abort(new AtelierError('timeout', 'too long')), 60);
    expect((await failed).code).toBe('timeout');
  });
});
