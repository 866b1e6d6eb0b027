import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createComfyUI } from '../../backend/providers/comfyui/comfyui.ts';
import { createGoogle } from '../../backend/providers/google/google.ts';
import { createOpenAI } from '../../backend/providers/openai/openai.ts';
import type { RenderInput, RenderJob } from '../../backend/providers/provider.ts';
import { createReplicate } from '../../backend/providers/replicate/replicate.ts';
import {
  type FakeComfyUI,
  startFakeComfyUI,
} from '../../backend/providers/testing/fake-comfyui.ts';
import { type FakeGoogle, startFakeGoogle } from '../../backend/providers/testing/fake-google.ts';
import { type FakeOpenAI, startFakeOpenAI } from '../../backend/providers/testing/fake-openai.ts';
import {
  type FakeReplicate,
  startFakeReplicate,
} from '../../backend/providers/testing/fake-replicate.ts';
import { testContext, testInput, testJob } from '../../backend/providers/testing/render-context.ts';
import type { Model } from '../../contract/models.ts';

let openai: FakeOpenAI;
let google: FakeGoogle;
let replicate: FakeReplicate;
let comfyui: FakeComfyUI;
let source: RenderInput;
let mask: RenderInput;
beforeAll(async () => {
  [openai, google, replicate, comfyui, source, mask] = await Promise.all([
    startFakeOpenAI(),
    startFakeGoogle(),
    startFakeReplicate(),
    startFakeComfyUI(),
    testInput({ width: 64, height: 48 }),
    testInput({ width: 64, height: 48, halfWhite: true }),
  ]);
});
afterAll(() => Promise.all([openai, google, replicate, comfyui].map((server) => server.close())));
beforeEach(() => {
  for (const server of [openai, google, replicate, comfyui]) server.received.length = 0;
});

/** A job with a source, a mask and one picture to go by. */
function inpaint(model: Partial<Model>): RenderJob {
  const payload = {
    source: { image: source.sha256, mode: 'inpaint', strength: 0.5, mask: mask.sha256 } as const,
    references: [mask.sha256],
    steps: 12,
    guidance: 3.5,
    outputQuality: 80,
    loras: [{ id: 'a/style', scale: 0.8 }],
  };
  const inputs = new Map([source, mask].map((input) => [input.sha256, input]));
  return { ...testJob({ format: 'webp', ...payload }, model), inputs };
}

describe('a picture made from pictures', () => {
  it('OpenAI gets them and the mask as files, beside the options of its edits', async () => {
    const job = inpaint({
      provider: 'openai',
      vendorModel: 'gpt-image-1.5',
      parameters: { inputFidelity: 'high', background: 'opaque', moderation: 'low' },
    });
    const context = testContext({ key: openai.key, baseUrl: openai.baseUrl });
    expect((await createOpenAI().renderImages(job, context)).images).toHaveLength(1);
    const [request] = openai.received;
    expect(request?.path).toBe('/v1/images/edits');
    const text = request?.bytes.toString('latin1') ?? '';
    expect(text.match(/name="image\[\]"/g)).toHaveLength(2);
    for (const part of ['name="mask"', 'name="input_fidelity"', 'name="output_compression"']) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('name="moderation"');
  });

  it('Google gets them before the words', async () => {
    const job = inpaint({ provider: 'google', vendorModel: 'gemini-3-pro-image' });
    const context = testContext({ key: google.key, baseUrl: google.baseUrl });
    expect((await createGoogle().renderImages(job, context)).images).toHaveLength(1);
    const body = google.received[0]?.body as { contents: { parts: Record<string, unknown>[] }[] };
    const parts = body.contents[0]?.parts ?? [];
    expect(parts.map((part) => Object.keys(part)[0])).toEqual(['inlineData', 'inlineData', 'text']);
  });

  it('Replicate gets addresses of what was uploaded, by the names of the model', async () => {
    const job = inpaint({
      provider: 'replicate',
      vendorModel: 'a/b',
      parameters: {
        image: 'image',
        mask: 'mask',
        strength: 'prompt_strength',
        steps: 'num_inference_steps',
        guidance: 'guidance',
        outputQuality: 'output_quality',
        references: { name: 'input_images' },
        loras: { weights: 'lora_weights', scales: 'lora_scales' },
      },
    });
    const context = testContext({ key: replicate.key, baseUrl: replicate.baseUrl });
    const made = await createReplicate({ pollMs: 5 }).renderImages(job, context);
    expect(made.images).toHaveLength(1);
    const file = expect.stringContaining(`${replicate.url}/v1/files/`) as string;
    expect([...replicate.predictions.values()].at(-1)?.input).toEqual({
      prompt: 'a lighthouse at dusk',
      image: file,
      mask: file,
      prompt_strength: 0.5,
      input_images: [file],
      num_inference_steps: 12,
      guidance: 3.5,
      output_quality: 80,
      lora_weights: ['a/style'],
      lora_scales: [0.8],
    });
  });

  it('Q6: a prediction that is resumed uploads nothing again', async () => {
    const job = inpaint({
      provider: 'replicate',
      vendorModel: 'a/b',
      parameters: { image: 'image' },
    });
    const context = testContext({ key: replicate.key, baseUrl: replicate.baseUrl });
    await createReplicate({ pollMs: 5 }).renderImages(job, context);
    replicate.received.length = 0;
    const again = { ...context, providerJobId: context.stored[0] ?? null };
    await createReplicate({ pollMs: 5 }).renderImages(job, again);
    expect(replicate.received.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('ComfyUI gets them uploaded, and their names in its workflow', async () => {
    const parameters = {
      workflow: {
        1: { class_type: 'LoadImage', inputs: {} },
        2: { class_type: 'LoadImageMask', inputs: {} },
        3: { class_type: 'KSampler', inputs: {} },
      },
      inputs: {
        prompt: '3.text',
        source: '1.image',
        mask: '2.image',
        strength: '3.denoise',
        steps: '3.steps',
        guidance: '3.cfg',
      },
    };
    const job = inpaint({ provider: 'comfyui', vendorModel: 'sd', parameters });
    const context = testContext({ baseUrl: comfyui.baseUrl });
    await createComfyUI({ pollMs: 5 }).renderImages(job, context);
    const name = expect.stringMatching(/^atelier-[0-9a-f]{64}\.png$/) as string;
    expect([...comfyui.prompts.values()].at(-1)?.workflow).toMatchObject({
      1: { inputs: { image: name } },
      2: { inputs: { image: name } },
      3: { inputs: { denoise: 0.5, steps: 12, cfg: 3.5 } },
    });
  });
});
