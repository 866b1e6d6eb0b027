import type {
  ClaimedJob,
  ClaimedPicture,
  ClaimedVideo,
} from '../../../contract/functions/worker.ts';
import { type InputRole, inputsOf } from '../../../contract/orders.ts';
import type { Recipe, RecipeSource } from '../../../contract/recipe.ts';
import { readRecipe } from '../../../core/media/recipe-metadata.ts';
import type { RenderInput } from '../../providers/provider.ts';

type Inputs = ReadonlyMap<string, RenderInput>;

/** What a picture says of how it was made (rule F6). */
export function recipeOfPicture(job: ClaimedPicture, inputs: Inputs, software: string): Recipe {
  const { steps, guidance, outputQuality, loras, source } = job.payload;
  return {
    ...commonOf(job, inputs, software),
    ...said({ steps, guidance, outputQuality, loras }),
    ...(source && {
      sourceMode: source.mode,
      ...said({ strength: source.strength, margins: source.margins }),
    }),
  };
}

export function recipeOfVideo(job: ClaimedVideo, inputs: Inputs, software: string): Recipe {
  const { durationSeconds, fps, resolution, motion, audio } = job.payload;
  const camera = said({ from: motion?.from, to: motion?.to });
  return {
    ...commonOf(job, inputs, software),
    durationSeconds,
    fps,
    resolution,
    ...(motion && { motion: motion.kind }),
    ...(Object.keys(camera).length > 0 && { camera }),
    ...said({ fadeSeconds: audio?.fadeSeconds }),
  };
}

function commonOf(job: ClaimedJob, inputs: Inputs, software: string): Recipe {
  const { model, payload } = job;
  const sources = sourcesOf(job);
  return {
    version: 1,
    prompt: payload.prompt,
    ...(payload.negativePrompt ? { negativePrompt: payload.negativePrompt } : {}),
    model: model.id,
    modelName: model.name,
    provider: model.provider,
    // What was made of an AI's picture stays an AI's.
    isAi: model.isAi || [...inputs.values()].some(isMadeByAi),
    aspectRatio: payload.aspectRatio,
    size: { width: payload.width, height: payload.height },
    quality: payload.quality,
    format: payload.format,
    ...(payload.seed === undefined ? {} : { seed: payload.seed }),
    createdAt: new Date().toISOString(),
    software,
    ...(sources.length > 0 && { sources }),
  };
}

function isMadeByAi({ bytes, mime }: RenderInput): boolean {
  return mime.startsWith('image/') && readRecipe(bytes)?.isAi === true;
}

function sourcesOf({ payload }: ClaimedJob): RecipeSource[] {
  const isVariation = 'source' in payload && payload.source?.mode === 'vary';
  const named: Partial<Record<InputRole, RecipeSource['role']>> = {
    source: isVariation ? 'variation' : 'edit',
  };
  return inputsOf(payload).map(({ sha256, role }) => ({
    sha256,
    role: named[role] ?? (role as Exclude<InputRole, 'source'>),
  }));
}

/** Without what was not said. */
function said<Fields extends object>(
  fields: Fields,
): Partial<{ [K in keyof Fields]: NonNullable<Fields[K]> }> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<{ [K in keyof Fields]: NonNullable<Fields[K]> }>;
}
