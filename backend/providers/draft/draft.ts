import { MAX_PROMPT_LENGTH } from '../../../contract/recipe.ts';
import { type ImageFormat, mimeOf } from '../../../contract/media.ts';
import type { JobStage } from '../../../contract/orders.ts';
import { inputFor } from '../input-for.ts';
import { movePicture } from '../local/local.ts';
import type {
  ImageProvider,
  RenderContext,
  RenderedImage,
  RenderJob,
  VideoJob,
  VideoProvider,
} from '../provider.ts';
import { abortReason } from '../vendor-errors.ts';
import { encodeDrawing } from './encode.ts';
import { decode, groundOf } from './from-picture.ts';
import { createPainters } from './painters.ts';
import { hashText } from './random.ts';

/**
 * The renderer of this machine: no model, no key, no network, and it says so. It reads a prompt's words for
 * subject, palette and mood, and paints one of fifteen styles by arithmetic. The threads start with the first job.
 */
export function createDraft(): ImageProvider & VideoProvider {
  const painters = createPainters();

  async function paint(
    { id, payload }: RenderJob | VideoJob,
    { width, height, format }: { width: number; height: number; format: ImageFormat },
    { signal, progress }: Pick<RenderContext, 'signal' | 'progress'>,
  ): Promise<RenderedImage> {
    const { prompt, quality } = payload;
    const outputQuality = 'outputQuality' in payload ? payload.outputQuality : undefined;
    // Without a seed each job is its own picture, and its retry the same one.
    const seed = payload.seed ?? hashText(id);
    progress('rendering', 0.02);
    try {
      const bytes = await painters.paint(
        { request: { prompt, seed, width, height, quality }, format, outputQuality },
        signal,
        (fraction) => progress('rendering', fraction),
      );
      return { bytes, mime: mimeOf(format), width, height };
    } catch (error) {
      throw signal.aborted ? abortReason(signal) : error;
    }
  }

  return {
    id: 'draft',
    name: 'Draft (no AI)',
    needsKey: false,
    // A picture takes a second; half a minute of film on a small machine many minutes.
    limits: { milliseconds: 1_500_000, maxPromptLength: MAX_PROMPT_LENGTH },
    capabilities: {
      formats: ['webp', 'png', 'jpeg', 'mp4', 'webm', 'gif'],
      qualities: ['draft', 'standard', 'high'],
      seed: true,
      negativePrompt: false,
      resumable: false,
    },
    price: { unit: 'free' },
    edition: '2026-11-21T00:00:00.000Z',
    async renderImages(job, context) {
      const { payload } = job;
      const ground = await groundOf(job);
      const { width, height } = ground ?? payload;
      const format = ground ? 'png' : payload.format;
      const painted = await paint(job, { width, height, format }, context);
      if (!ground) return { images: [painted] };
      const { data } = ground.finish(await decode(painted.bytes));
      const drawing = { pixels: data, width, height };
      const bytes = await encodeDrawing(drawing, payload.format, payload.outputQuality);
      return { images: [{ bytes, mime: mimeOf(payload.format), width, height }] };
    },
    async renderVideo(job, context) {
      const { firstFrame, width, height } = job.payload;
      if (firstFrame) return movePicture(inputFor(job, firstFrame).bytes, job, context);
      const first = {
        signal: context.signal,
        progress: (stage: JobStage) => context.progress(stage, 0.02),
      };
      const { bytes } = await paint(job, { width, height, format: 'png' }, first);
      return movePicture(bytes, job, context);
    },
    close: () => painters.close(),
  };
}
