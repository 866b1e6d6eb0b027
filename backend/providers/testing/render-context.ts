import { Model } from '../../../contract/models.ts';
import type { JobStage, RenderImagesPayload } from '../../../contract/orders.ts';
import type { RenderContext, RenderJob } from '../provider.ts';

export interface TestContext extends RenderContext {
  readonly stages: [JobStage, number | undefined][];
  readonly stored: string[];
}

/** A context that remembers what a provider told it. */
export function testContext(over: Partial<RenderContext> = {}): TestContext {
  const stages: TestContext['stages'] = [];
  const stored: string[] = [];
  return {
    key: null,
    signal: new AbortController().signal,
    fetch,
    progress: (stage, fraction) => void stages.push([stage, fraction]),
    providerJobId: null,
    storeProviderJobId: async (id) => void stored.push(id),
    ...over,
    stages,
    stored,
  };
}

export function testModel(over: Partial<Model> = {}): Model {
  return Model.parse({
    id: 'draft/draft',
    provider: 'draft',
    vendorModel: 'draft',
    name: 'Draft',
    description: '',
    capabilities: {
      sizes: { '1:1': { width: 128, height: 128 } },
      qualities: ['draft', 'standard', 'high'],
      formats: ['webp', 'png', 'jpeg'],
      seed: true,
      negativePrompt: false,
      maxCount: 10,
      maxPromptLength: 2_000,
    },
    prices: { standard: 1 },
    parameters: {},
    isAi: false,
    enabled: true,
    position: 0,
    ...over,
  });
}

export function testJob(
  payload: Partial<RenderImagesPayload> = {},
  model: Partial<Model> = {},
): RenderJob {
  return {
    id: '01930000-0000-7000-8000-000000000001',
    userId: '01930000-0000-7000-8000-0000000000aa',
    payload: {
      prompt: 'a lighthouse at dusk',
      aspectRatio: '1:1',
      width: 128,
      height: 128,
      quality: 'standard',
      format: 'png',
      seed: 7,
      ...payload,
    },
    model: testModel(model),
    inputs: new Map(),
  };
}
