import type { Provider } from '../backend/providers/provider.ts';
import type { RenderImagesPayload } from '../contract/orders.ts';
import type { Model } from '../contract/models.ts';

/** The draft model as far as a provider looks at it. */
const MODEL: Model = {
  id: 'draft/studio',
  provider: 'draft',
  vendorModel: 'studio',
  name: 'Draft',
  description: '',
  capabilities: {
    sizes: { '1:1': { width: 1024, height: 1024 } },
    qualities: ['standard'],
    formats: ['webp'],
    seed: true,
    negativePrompt: false,
    maxCount: 10,
    maxPromptLength: 2000,
  },
  prices: { standard: 0 },
  parameters: {},
  isAi: false,
  enabled: true,
  position: 0,
};

/** Times, in ms, of a provider drawing 1024 × 1024 with nothing around it. */
export async function drawDirectly(
  provider: Provider,
  prompt: string,
  runs: number,
  warmUp: number,
): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs + warmUp; run += 1) {
    const payload: RenderImagesPayload = {
      prompt,
      aspectRatio: '1:1',
      width: 1024,
      height: 1024,
      quality: 'standard',
      format: 'webp',
      seed: run,
    };
    const since = performance.now();
    await provider.renderImages(
      { id: `bench-${run}`, userId: 'bench', payload, model: MODEL },
      {
        key: null,
        baseUrl: undefined,
        signal: new AbortController().signal,
        fetch,
        progress: () => undefined,
        providerJobId: null,
        storeProviderJobId: async () => undefined,
      },
    );
    if (run >= warmUp) times.push(performance.now() - since);
  }
  return times;
}
