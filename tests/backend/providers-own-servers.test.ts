import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createComfyUI } from '../../backend/providers/comfyui/comfyui.ts';
import { ComfyParameters } from '../../backend/providers/comfyui/workflow.ts';
import { createOpenAICompatible } from '../../backend/providers/openai-compatible/openai-compatible.ts';
import type { RenderContext } from '../../backend/providers/provider.ts';
import {
  PREVIEW,
  type FakeComfyUI,
  startFakeComfyUI,
} from '../../backend/providers/testing/fake-comfyui.ts';
import {
  type FakeCompatible,
  startFakeCompatible,
} from '../../backend/providers/testing/fake-compatible.ts';
import {
  leaveOnceStored,
  testContext,
  testJob,
} from '../../backend/providers/testing/render-context.ts';
import { AtelierError } from '../../contract/errors.ts';

describe('a server that speaks OpenAI’s language', () => {
  let server: FakeCompatible;
  beforeEach(async () => {
    server = await startFakeCompatible();
  });
  afterEach(() => server.close());
  const run = (parameters = {}, over: Partial<RenderContext> = {}) =>
    createOpenAICompatible().renderImages(
      testJob(
        { format: 'png', negativePrompt: 'fog' },
        { provider: 'openai-compatible', vendorModel: 'flux.1-dev', parameters },
      ),
      testContext({ baseUrl: server.baseUrl, ...over }),
    );

  it('is asked in its own names', async () => {
    await run({ seed: 'seed', negativePrompt: 'pipe', extra: { mode: 'txt2img', n: 9 } });
    expect(server.received[0]).toMatchObject({
      path: '/v1/images/generations',
      body: {
        model: 'flux.1-dev',
        prompt: 'a lighthouse at dusk|fog',
        seed: 7,
        mode: 'txt2img',
        n: 1,
        size: '128x128',
      },
    });
    await run({ negativePrompt: 'negative_prompt' });
    expect(server.received[1]?.body).toMatchObject({ negative_prompt: 'fog' });
    await run();
    expect(server.received[2]?.body).not.toHaveProperty('seed');
  });

  it.each(['bytes', 'address', 'path'] as const)('delivers by %s', async (how) => {
    server.deliver = how;
    expect((await run()).images).toMatchObject([{ mime: 'image/png', width: 96 }]);
  });

  it('sends a key only where one is entered, and not to where else a picture may lie', async () => {
    server.key = 'local-key';
    await expect(run()).rejects.toMatchObject({ code: 'provider_key_invalid' });
    server.deliver = 'address';
    expect((await run({}, { key: 'local-key' })).images).toHaveLength(1);
    expect(server.received.at(-1)?.headers.authorization).toBeUndefined();
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'file:///etc/passwd',
    'http://10.0.0.1/x.png',
  ])('a picture is never fetched from %s', async (url) => {
    server.script.push({ status: 200, body: { data: [{ url }] } });
    await expect(run()).rejects.toMatchObject({ code: 'provider_answer_invalid' });
  });
});

describe('ComfyUI', () => {
  let server: FakeComfyUI;
  beforeEach(async () => {
    server = await startFakeComfyUI();
  });
  afterEach(() => server.close());

  const parameters = {
    workflow: {
      3: { class_type: 'KSampler', inputs: { seed: 0, steps: 20, positive: ['6', 0] } },
      4: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: '' } },
      5: { class_type: 'EmptyLatentImage', inputs: { width: 512, height: 512, batch_size: 1 } },
      6: { class_type: 'CLIPTextEncode', inputs: { text: '', clip: ['4', 1] } },
      9: { class_type: 'SaveImage', inputs: { filename_prefix: 'atelier' } },
    },
    inputs: {
      prompt: '6.text',
      seed: ['3.seed'],
      width: '5.width',
      height: '5.height',
      model: '4.ckpt_name',
    },
  };
  const job = testJob(
    { format: 'png' },
    { provider: 'comfyui', vendorModel: 'dream.safetensors', parameters },
  );
  const context = (over: Partial<RenderContext> = {}) =>
    testContext({ baseUrl: server.baseUrl, ...over });
  const run = (told: RenderContext = context()) =>
    createComfyUI({ pollMs: 5 }).renderImages(job, told);

  it('puts the request into the workflow, leaves the rest, and tells how far it is', async () => {
    server.plan.looks = 4;
    const told = context();
    const { images } = await run(told);
    expect(images).toMatchObject([{ mime: 'image/png', width: 96, height: 64 }]);
    expect(told.stored).toEqual([...server.prompts.keys()]);
    const { workflow } = [...server.prompts.values()][0] ?? {};
    expect(workflow).toMatchObject({
      3: { inputs: { seed: 7, steps: 20, positive: ['6', 0] } },
      4: { inputs: { ckpt_name: 'dream.safetensors' } },
      5: { inputs: { width: 128, height: 128, batch_size: 1 } },
      6: { inputs: { text: 'a lighthouse at dusk', clip: ['4', 1] } },
    });
    const shares = told.stages.flatMap(([stage, share]) => (stage === 'rendering' ? [share] : []));
    expect(shares.length).toBeGreaterThan(0);
    // Only messages that hold a picture are shown.
    expect(told.shown.length).toBeGreaterThan(0);
    for (const picture of told.shown) expect(Buffer.from(picture)).toEqual(PREVIEW);
    // Only what was saved is fetched, no preview.
    expect(server.received.filter(({ path }) => path === '/view')).toHaveLength(1);
  });

  it('Q6: a stored prompt is resumed, and one that the server forgot is queued anew', async () => {
    server.plan.looks = Infinity;
    const id = await leaveOnceStored(context, run);
    server.plan.looks = 1;
    expect((await run(context({ providerJobId: id }))).images).toHaveLength(1);
    expect(server.prompts.size).toBe(1);
    server.restart();
    expect((await run(context({ providerJobId: id }))).images).toHaveLength(1);
    expect(server.prompts.size).toBe(1);
    expect(server.received.filter(({ path }) => path === '/prompt')).toHaveLength(2);
  });

  it('Q7: a cancelled job is stopped, and no other', async () => {
    server.plan.looks = Infinity;
    const stop = new AbortController();
    const told = context({ signal: stop.signal });
    const failed = run({
      ...told,
      storeProviderJobId: async (id) => {
        await told.storeProviderJobId(id);
        stop.abort(new AtelierError('cancelled', 'no more'));
      },
    });
    await expect(failed).rejects.toMatchObject({ code: 'cancelled' });
    expect(server.interrupts).toEqual(told.stored);
  });

  it.each([
    ['a restart in the middle', 'restart', 'provider_unavailable'],
    ['a node that fails', 'ValueError: bad size', 'provider_rejected'],
    ['too little memory', 'CUDA error: out of memory', 'provider_unavailable'],
  ])('%s is told as what it is', async (_, words, code) => {
    if (words === 'restart') {
      server.plan.looks = Infinity;
      const told = context();
      const failed = run({
        ...told,
        storeProviderJobId: () => Promise.resolve(server.restart()),
      });
      return expect(failed).rejects.toMatchObject({ code });
    }
    Object.assign(server.plan, { state: 'error', words });
    await expect(run()).rejects.toMatchObject({ code });
  });

  it('waits through a server that is busy for a moment', async () => {
    server.script.history.push({ status: 502, body: '<html>' }, 'cut');
    expect((await run()).images).toHaveLength(1);
  });

  it('a mapping to a node that is not there is refused before anything is asked', () => {
    const broken = { ...parameters, inputs: { ...parameters.inputs, steps: '77.steps' } };
    expect(ComfyParameters.safeParse(broken).error?.message).toContain('no node 77');
    expect(ComfyParameters.safeParse({ workflow: {}, inputs: {} }).success).toBe(false);
  });
});
