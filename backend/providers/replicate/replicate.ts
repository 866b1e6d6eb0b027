import type { Provider } from '../provider.ts';

export function createReplicate(): Provider {
  return {
    id: 'replicate',
    name: 'Replicate',
    needsKey: true,
    handles: ['render_images'],
    limits: { concurrency: 2, milliseconds: 60_000, maxPromptLength: 2_000 },
    capabilities: {
      formats: ['webp', 'png', 'jpeg'],
      qualities: ['draft', 'standard', 'high'],
      seed: true,
      negativePrompt: false,
      resumable: false,
    },
    price: { unit: 'free' },
    renderImages: () => Promise.reject(new Error('under construction')),
  };
}
