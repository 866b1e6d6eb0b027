import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AtelierError, isRetryable } from '../../../contract/errors.ts';
import type { ClaimedJob, ResultFile } from '../../../contract/functions/worker.ts';
import type { Recipe } from '../../../contract/recipe.ts';
import { finishImage, type FinishedImage } from '../finish-image.ts';
import type { Task, TaskContext, TaskResult } from './task.ts';

/** Renders, checks, labels and uploads the pictures of one job. */
export const renderImages: Task = { type: 'render_images', run };
/** A slide is a picture like any other: the words over it are laid on by whoever shows it. */
export const renderCarousels: Task = { type: 'render_carousels', run };

async function run(job: ClaimedJob, context: TaskContext): Promise<TaskResult> {
  const { provider, render } = context;
  if (!provider.renderImages) {
    throw new AtelierError('model_unavailable', `${provider.name} makes no pictures.`);
  }
  const answer = await provider.renderImages({ ...job, inputs: new Map() }, render);
  render.progress('finishing', 0.95);
  const recipe = recipeOf(job, context.software);
  const files = await Promise.all(
    answer.images.map((image) =>
      finishImage(image, {
        format: job.payload.format,
        recipe: { ...recipe, createdAt: provider.edition ?? recipe.createdAt },
        // Only what is made by arithmetic here; a server of the creator's may send anything.
        trusted: provider.edition !== null,
      }),
    ),
  );
  render.signal.throwIfAborted();
  const results = await uploadAll(job, files, recipe, context);
  return {
    results,
    ...(answer.vendorCostUsd === undefined ? {} : { vendorCostUsd: answer.vendorCostUsd }),
  };
}

function recipeOf({ model, payload }: ClaimedJob, software: string): Recipe {
  return {
    version: 1,
    prompt: payload.prompt,
    ...(payload.negativePrompt ? { negativePrompt: payload.negativePrompt } : {}),
    model: model.id,
    modelName: model.name,
    provider: model.provider,
    isAi: model.isAi,
    aspectRatio: payload.aspectRatio,
    size: { width: payload.width, height: payload.height },
    quality: payload.quality,
    format: payload.format,
    ...(payload.seed === undefined ? {} : { seed: payload.seed }),
    createdAt: new Date().toISOString(),
    software,
  };
}

/** Asking for places and putting files there are both repeatable, so all of it is tried again together. */
async function uploadAll(
  job: ClaimedJob,
  files: readonly FinishedImage[],
  recipe: Recipe,
  { backend, render }: TaskContext,
): Promise<ResultFile[]> {
  const described = files.map((file, index) => ({
    index,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
    mime: file.mime,
    bytes: file.bytes.byteLength,
    width: file.width,
    height: file.height,
    recipe,
  }));
  const paths = await keepTrying(render.signal, async () => {
    const tickets = await backend.uploads(
      {
        action: 'uploads',
        jobId: job.id,
        leaseToken: job.leaseToken,
        files: described.map(({ index, mime, sha256 }) => ({ index, mime, sha256 })),
      },
      render.signal,
    );
    return Promise.all(
      files.map(async (file, index) => {
        const ticket = tickets.find((candidate) => candidate.index === index);
        if (!ticket)
          throw new AtelierError('backend_unavailable', 'A place for a result is missing.');
        await backend.upload(ticket, file.bytes, file.mime);
        return ticket.path;
      }),
    );
  });
  return described.map((file, index) => ({ ...file, path: paths[index] ?? '' }));
}

/**
 * The picture is made and paid for: a backend that is away for a moment must not waste it. Ends with the lease.
 */
async function keepTrying<T>(signal: AbortSignal, step: () => Promise<T>): Promise<T> {
  for (let pause = 250; ; pause = Math.min(pause * 2, 5_000)) {
    signal.throwIfAborted();
    try {
      return await step();
    } catch (error) {
      if (signal.aborted || !(error instanceof AtelierError) || !isRetryable(error.code))
        throw error;
      await delay(pause, undefined, { signal });
    }
  }
}
