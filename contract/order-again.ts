import { isImageFormat, VideoFormat } from './media.ts';
import type { ImageRequestInput, OrderRequestInput } from './orders.ts';
import type { Recipe } from './recipe.ts';

/** One more of what a recipe tells of, from the same contents, with another seed. */
export function orderAgain(recipe: Recipe): OrderRequestInput {
  const { prompt, negativePrompt, model, aspectRatio, quality, format } = recipe;
  const video = VideoFormat.safeParse(format);
  const common = { prompt, model, aspectRatio, quality, count: 1, ...given({ negativePrompt }) };
  const contentOf = (...roles: string[]) =>
    recipe.sources?.find(({ role }) => roles.includes(role))?.sha256;
  if (video.success && recipe.durationSeconds !== undefined) {
    const { durationSeconds, resolution, fps, motion, camera, fadeSeconds } = recipe;
    const sound = contentOf('audio');
    return {
      ...common,
      type: 'video',
      format: video.data,
      durationSeconds,
      ...given({
        resolution,
        fps,
        motion: motion && { kind: motion, ...camera },
        audio: sound !== undefined ? { file: sound, ...given({ fadeSeconds }) } : undefined,
        firstFrame: contentOf('first_frame'),
        lastFrame: contentOf('last_frame'),
      }),
    };
  }
  const { steps, guidance, outputQuality, loras } = recipe;
  const references = recipe.sources?.filter(({ role }) => role === 'reference') ?? [];
  return {
    ...common,
    type: 'image',
    ...(isImageFormat(format) && { format }),
    ...given({ steps, guidance, outputQuality, loras, source: sourceOf(recipe, contentOf) }),
    ...(references.length > 0 && { references: references.map(({ sha256 }) => sha256) }),
  };
}

function sourceOf(
  { sourceMode: mode, strength, margins }: Recipe,
  contentOf: (...roles: string[]) => string | undefined,
): ImageRequestInput['source'] {
  const image = contentOf('edit', 'variation');
  // Files of before do not tell what was added to them.
  if (!mode || !image || (mode === 'outpaint' && !margins)) return undefined;
  return { image, mode, ...given({ strength, margins, mask: contentOf('mask') }) };
}

/** Without what is not said: an absent field and one that is undefined are not the same to a schema. */
function given<Fields extends object>(
  fields: Fields,
): { [K in keyof Fields]?: Exclude<Fields[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof Fields]?: Exclude<Fields[K], undefined>;
  };
}
