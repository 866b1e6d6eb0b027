import { AtelierError } from '../../../contract/errors.ts';
import type { ClaimedPicture } from '../../../contract/functions/worker.ts';
import { finishImage } from '../finish-image.ts';
import { fetchInputs } from './fetch-inputs.ts';
import { recipeOfPicture } from './recipe-of.ts';
import type { Task, TaskContext, TaskResult } from './task.ts';
import { uploadResults } from './upload-results.ts';

/** Renders, checks, labels and uploads the pictures of one job. */
export const renderImages: Task = { type: 'render_images', run };
/** A slide is a picture like any other: the words over it are laid on by whoever shows it. */
export const renderCarousels: Task = { type: 'render_carousels', run };

async function run(job: ClaimedPicture, context: TaskContext): Promise<TaskResult> {
  const { provider, render, backend } = context;
  if (!provider.renderImages) {
    throw new AtelierError('model_unavailable', `${provider.name} makes no pictures.`);
  }
  const inputs = await fetchInputs(job, backend, render.signal);
  const answer = await provider.renderImages({ ...job, inputs }, render);
  render.progress('finishing', 0.95);
  const recipe = recipeOfPicture(job, inputs, context.software);
  const files = await Promise.all(
    answer.images.map((image) =>
      finishImage(image, {
        format: job.payload.format,
        recipe: { ...recipe, createdAt: provider.edition ?? recipe.createdAt },
        // Only what is made by arithmetic here; a server of the creator's may send anything.
        trusted: provider.edition !== null,
        outputQuality: job.payload.outputQuality,
      }),
    ),
  );
  render.signal.throwIfAborted();
  const uploaded = await uploadResults(job, files, context);
  const results = uploaded.map((file, index) => {
    const { mime, width = 1, height = 1 } = files[index] ?? {};
    return { index, ...file, mime: mime ?? 'image/png', width, height, recipe };
  });
  return {
    results,
    ...(answer.vendorCostUsd === undefined ? {} : { vendorCostUsd: answer.vendorCostUsd }),
  };
}
