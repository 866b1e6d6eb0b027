import type { ImageProvider } from '../provider.ts';
import { LIMIT_MS, USD_PER_MILLION } from './parameters.ts';

/**
 * OpenAI's image models by the images endpoints: from words, from pictures, within a mask. (Its videos are no more
 * since September 2026, its DALL·E models since May.) The answer carries the picture itself, so there is no job at
 * the vendor to store or resume: a worker that dies while waiting pays again, the creator does not.
 */
export function createOpenAI(): ImageProvider {
  return {
    id: 'openai',
    name: 'OpenAI',
    needsKey: true,
    limits: { milliseconds: LIMIT_MS, maxPromptLength: 32_000 },
    capabilities: {
      formats: ['webp', 'png', 'jpeg'],
      qualities: ['draft', 'standard', 'high'],
      seed: false,
      negativePrompt: false,
      resumable: false,
    },
    price: { unit: 'token', usdPerMillion: USD_PER_MILLION },
    edition: null,
    // The SDK is hundreds of modules: a worker without this vendor's jobs never loads them.
    renderImages: async (job, context) =>
      (await import('./render-images.ts')).renderImages(job, context),
  };
}
