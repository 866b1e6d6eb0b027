import type { ImageProvider, VideoProvider } from '../provider.ts';

/** Veo takes from seconds to six minutes, and longer at busy hours. */
const FILM_MS = 900_000;

export interface GoogleOptions {
  /** Between two looks at a film in the making, in milliseconds. */
  pollMs?: number;
}

/**
 * Google's models by the Gemini Developer API: pictures of the Gemini family by `generateContent`. Its answer carries
 * the picture itself, so there is nothing to store or resume; films of the Veo family by operations, which are resumed.
 * (Imagen ended on all of Google's platforms in August 2026.)
 */
export function createGoogle({ pollMs = 5_000 }: GoogleOptions = {}): ImageProvider &
  VideoProvider {
  return {
    id: 'google',
    name: 'Google',
    needsKey: true,
    limits: { milliseconds: FILM_MS, maxPromptLength: 32_000 },
    capabilities: {
      formats: ['png', 'jpeg', 'mp4'],
      qualities: ['draft', 'standard', 'high'],
      seed: false,
      negativePrompt: true,
      resumable: true,
    },
    price: { unit: 'token', usdPerMillion: { textIn: 0.3, imageOut: 30 } },
    edition: null,
    // The SDK takes as long to load as all the rest of a worker: one without this vendor's jobs never does.
    renderImages: async (job, context) => (await import('./render.ts')).renderImages(job, context),
    renderVideo: async (job, context) =>
      (await import('./render.ts')).renderVideo(job, context, pollMs),
  };
}
