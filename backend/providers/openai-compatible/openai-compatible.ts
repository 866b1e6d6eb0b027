import type { ImageProvider } from '../provider.ts';
import { LIMIT_MS } from './parameters.ts';

/**
 * A server of the creator's that speaks OpenAI's images endpoint: LocalAI, stable-diffusion.cpp, vLLM-Omni and others.
 * Its address may be on this machine or in a private network, since the creator entered it; what it points to
 * elsewhere may not.
 */
export function createOpenAICompatible(): ImageProvider {
  return {
    id: 'openai-compatible',
    name: 'OpenAI-compatible server',
    needsKey: false,
    limits: { milliseconds: LIMIT_MS, maxPromptLength: 32_000 },
    capabilities: {
      formats: ['png'],
      qualities: ['draft', 'standard', 'high'],
      seed: true,
      negativePrompt: true,
      resumable: false,
    },
    price: { unit: 'free' },
    edition: null,
    // The SDK is hundreds of modules: a worker without such a server's jobs never loads them.
    renderImages: async (job, context) =>
      (await import('./render-images.ts')).renderImages(job, context),
  };
}
