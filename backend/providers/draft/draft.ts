import type { Provider } from '../provider.ts';

export function createDraft(): Provider {
  return {
    id: 'draft',
    name: 'Draft (no AI)',
    needsKey: false,
    handles: ['render_images'],
    limits: { milliseconds: 60_000, maxPromptLength: 2_000 },
    capabilities: {
      formats: ['webp', 'png', 'jpeg'],
      qualities: ['draft', 'standard', 'high'],
      seed: true,
      negativePrompt: false,
      resumable: false,
    },
    price: { unit: 'free' },
    edition: '2026-11-21T00:00:00.000Z',
    renderImages: () => Promise.reject(new Error('under construction')),
  };
}
