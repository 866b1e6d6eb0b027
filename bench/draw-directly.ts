import type { ImageProvider } from '../backend/providers/provider.ts';
import type { RenderImagesPayload } from '../contract/orders.ts';
import { Model } from '../contract/models.ts';

/** The draft model as far as a provider looks at it. */
const MODEL = Model.parse({
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
});

/** Time, in ms, of a provider drawing one picture of 1024 × 1024 with nothing around it. */
export async function drawOnce(
  provider: ImageProvider,
  prompt: string,
  seed: number,
): Promise<number> {
  const payload: RenderImagesPayload = {
    prompt,
    aspectRatio: '1:1',
    width: 1024,
    height: 1024,
    quality: 'standard',
    format: 'webp',
    seed,
  };
  const since = performance.now();
  await provider.renderImages(
    { id: `bench-${seed}`, userId: 'bench', payload, model: MODEL, inputs: new Map() },
    {
      key: null,
      baseUrl: undefined,
      signal: new AbortController().signal,
      fetch,
      progress: () => undefined,
      providerJobId: null,
      preview: () => undefined,
      storeProviderJobId: async () => undefined,
    },
  );
  return performance.now() - since;
}

/** {@link drawOnce} for seeds from 0; those of the warm-up are left out. */
export async function drawDirectly(
  provider: ImageProvider,
  prompt: string,
  runs: number,
  warmUp: number,
): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs + warmUp; run += 1) {
    const time = await drawOnce(provider, prompt, run);
    if (run >= warmUp) times.push(time);
  }
  return times;
}
