import { expect, test } from 'vitest';
import { Model } from '../../contract/models.ts';
import { modelsOf as checkpoints } from './comfyui/models.ts';
import { ComfyParameters } from './comfyui/workflow.ts';
import { modelsOf as drawing } from './openai-compatible/models.ts';
import { type OwnModel, slugOf } from './own-model.ts';

const asModel = (provider: string, { vendorModel, ...model }: OwnModel) =>
  Model.parse({
    id: `${provider}/${slugOf(vendorModel)}`,
    provider,
    vendorModel,
    ...model,
    description: '',
    prices: { standard: 0 },
    isAi: true,
    enabled: true,
    position: 100,
  });

test('of what a server lists, only what draws becomes a model', () => {
  const names = [
    'llama3.2',
    'flux.1-dev',
    'nomic-embed-text',
    'stablediffusion',
    'llava-sd-vision',
  ];
  const models = drawing(names).map((model) => asModel('openai-compatible', model));
  expect(models.map(({ id }) => id)).toEqual([
    'openai-compatible/flux.1-dev',
    'openai-compatible/stablediffusion',
  ]);
});

test('every checkpoint of a ComfyUI becomes a model with a workflow that holds what is mapped', () => {
  const models = checkpoints(['SDXL/Dream Shaper XL.safetensors', 'v1-5-pruned-emaonly.ckpt']);
  const [large, small] = models.map((model) => asModel('comfyui', model));
  expect(large?.id).toBe('comfyui/sdxl-dream-shaper-xl');
  expect(large?.vendorModel).toBe('SDXL/Dream Shaper XL.safetensors');
  for (const { parameters } of models) ComfyParameters.parse(parameters);
  expect(small?.capabilities.sizes['1:1']).toEqual({ width: 512, height: 512 });
});

test.each([
  ['', ''],
  ['模型', ''],
  ['../../etc/passwd', 'etc-passwd'],
  ['x'.repeat(500), 'x'.repeat(120)],
])('the name %j makes the id %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
