import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RenderAnswer } from '../../backend/providers/provider.ts';
import type { Scripted } from '../../backend/providers/testing/fake-server.ts';
import { AtelierError, type ErrorCode } from '../../contract/errors.ts';
import { type ProviderStage, STAGES } from './provider-stages.ts';

/** Faults that are alike for all vendors: what comes instead of the usual answer, and what it means to us. */
const FAULTS: [string, (stage: ProviderStage) => Scripted, ErrorCode][] = [
  [
    'HTML instead of JSON',
    () => ({ status: 200, body: '<html>hello</html>' }),
    'provider_answer_invalid',
  ],
  ['an empty list', (stage) => stage.empty, 'provider_answer_invalid'],
  ['200 with an error inside', (stage) => stage.inside, 'provider_answer_invalid'],
  ['half a JSON', () => ({ status: 200, body: '{"data": [' }), 'provider_answer_invalid'],
  ['two gigabytes, declared', () => 'huge', 'provider_answer_invalid'],
  ['two gigabytes, streamed', () => 'endless', 'provider_answer_invalid'],
  ['a cut connection', () => 'cut', 'provider_unavailable'],
  [
    'a redirect',
    () => ({ status: 302, headers: { location: 'https://example.com/' } }),
    'provider_unavailable',
  ],
  ['401', (stage) => stage.says(401, 'no'), 'provider_key_invalid'],
  ['404', (stage) => stage.says(404, 'no such model'), 'model_unavailable'],
  ['429', (stage) => stage.says(429, 'slow down', { 'retry-after': '7' }), 'provider_rate_limited'],
  ['500', (stage) => stage.says(500, 'oops'), 'provider_unavailable'],
  ['503 in HTML', () => ({ status: 503, body: '<html>down</html>' }), 'provider_unavailable'],
  ['529', (stage) => stage.says(529, 'overloaded'), 'provider_unavailable'],
];

/** Bytes that are no picture, whatever they are called. */
const NO_PICTURES: [string, string][] = [
  ['words', 'hello'],
  ['a script in SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'],
  ['a film', '\0\0\0\u0018ftypmp42\0\0\0\0mp42isom'],
  ['a picture’s head alone', '\u0089PNG\r\n\u001a\n'],
];

async function failureOf(promise: Promise<RenderAnswer>): Promise<AtelierError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AtelierError) return error;
  throw new Error(`expected an AtelierError, got ${String(error)}`, { cause: error });
}

describe.each(Object.entries(STAGES))('%s', (name, start) => {
  let stage: ProviderStage;
  beforeAll(async () => {
    stage = await start();
  });
  afterAll(() => stage.server.close());
  beforeEach(() => {
    stage.script.length = 0;
    if (stage.files) stage.files.length = 0;
  });

  it('makes a picture where nothing goes wrong', async () => {
    const { images } = await stage.run();
    expect(images).toHaveLength(1);
    expect(images[0]?.mime).toBe('image/png');
  });

  it.each(FAULTS)('%s is told by its code, and asked for once', async (_, fault, code) => {
    stage.script.push(fault(stage));
    // What follows would be a picture: a provider that asks again by itself would get it.
    const error = await failureOf(stage.run());
    expect(error.code).toBe(code);
    expect(stage.script).toHaveLength(0);
    if (code === 'provider_rate_limited') expect(error.details?.['retryAfterSeconds']).toBe(7);
  });

  it('a refusal is no failure of the vendor', async () => {
    stage.script.push(stage.refusal);
    const { code } = await failureOf(stage.run());
    // ComfyUI has no moderation: it refuses workflows.
    expect(code).toBe(name === 'comfyui' ? 'provider_rejected' : 'content_refused');
  });

  it.each(NO_PICTURES)('%s for a picture is refused', async (_, text) => {
    const bytes = Buffer.from(text, 'latin1');
    if (stage.picture) stage.script.push(stage.picture(bytes));
    else stage.files?.push({ status: 200, headers: { 'content-type': 'image/png' }, body: bytes });
    expect((await failureOf(stage.run())).code).toBe('provider_answer_invalid');
  });

  it('a picture that cannot be fetched is told by what stood in the way', async () => {
    if (!stage.files) return expect(stage.picture).toBeDefined();
    const faults: [Scripted, ErrorCode][] = [
      ['huge', 'provider_answer_invalid'],
      ['cut', 'provider_answer_invalid'],
      [{ status: 500, body: 'no' }, 'provider_unavailable'],
    ];
    for (const [fault, code] of faults) {
      stage.files.push(fault);
      // A cut one reads as an empty or broken file, or as no answer, by how the vendor delivers.
      const found = (await failureOf(stage.run())).code;
      if (fault === 'cut') expect(['provider_unavailable', code]).toContain(found);
      else expect(found).toBe(code);
    }
  });

  it('Q7: an abort while the vendor is slow ends the call at once, with its own reason', async () => {
    (stage.waits ?? stage.script).push('hang');
    const stop = new AbortController();
    const failed = failureOf(stage.run({ signal: stop.signal }));
    setTimeout(() => stop.abort(new AtelierError('timeout', 'too long', { final: true })), 50);
    expect((await failed).code).toBe('timeout');
  });

  it('nobody there is unavailable', async () => {
    const failed = failureOf(stage.run({ baseUrl: 'http://127.0.0.1:9' }));
    expect((await failed).code).toBe('provider_unavailable');
  });

  it('without what the creator enters nothing is asked', async () => {
    const before = stage.server.received.length;
    const failed = failureOf(stage.run({ key: null, baseUrl: undefined }));
    expect((await failed).code).toBe('provider_key_missing');
    expect(stage.server.received).toHaveLength(before);
  });
});
