import { MAX_PROMPT_LENGTH } from '../../../contract/recipe.ts';
import { mimeOf } from '../../../contract/media.ts';
import type { ImageProvider } from '../provider.ts';
import { abortReason } from '../vendor-errors.ts';
import { createPainters } from './painters.ts';
import { hashText } from './random.ts';

/**
 * The renderer of this machine: no model, no key, no network, and it says so. It reads a prompt's words for
 * subject, palette and mood, and paints one of fifteen styles by arithmetic. The threads start with the first job.
 */
export function createDraft(): ImageProvider {
  const painters = createPainters();
  return {
    id: 'draft',
    name: 'Draft (no AI)',
    needsKey: false,
    limits: { milliseconds: 60_000, maxPromptLength: MAX_PROMPT_LENGTH },
    capabilities: {
      formats: ['webp', 'png', 'jpeg'],
      qualities: ['draft', 'standard', 'high'],
      seed: true,
      negativePrompt: false,
      resumable: false,
    },
    price: { unit: 'free' },
    edition: '2026-11-21T00:00:00.000Z',
    async renderImages({ id, payload }, context) {
      const { signal } = context;
      const { prompt, width, height, quality, format } = payload;
      // Without a seed each job is its own picture, and its retry the same one.
      const seed = payload.seed ?? hashText(id);
      context.progress('rendering', 0.02);
      try {
        const bytes = await painters.paint(
          { request: { prompt, seed, width, height, quality }, format },
          signal,
          (fraction) => context.progress('rendering', fraction),
        );
        return { images: [{ bytes, mime: mimeOf(format), width, height }] };
      } catch (error) {
        throw signal.aborted ? abortReason(signal) : error;
      }
    },
    close: () => painters.close(),
  };
}
