import { AtelierError } from '../../../contract/errors.ts';
import type { ClaimedVideo } from '../../../contract/functions/worker.ts';
import { finishVideo } from '../../../core/media/video/finish-video.ts';
import { fetchInputs } from './fetch-inputs.ts';
import { recipeOfVideo } from './recipe-of.ts';
import type { Task, TaskContext, TaskResult } from './task.ts';
import { uploadResults } from './upload-results.ts';

/** Renders, checks, labels and uploads the video of one job, with a picture that stands for it. */
export const generateVideo: Task = { type: 'generate_video', run };

async function run(job: ClaimedVideo, context: TaskContext): Promise<TaskResult> {
  const { provider, render, backend } = context;
  if (!provider.renderVideo) {
    throw new AtelierError('model_unavailable', `${provider.name} makes no videos.`);
  }
  const inputs = await fetchInputs(job, backend, render.signal);
  const { video, vendorCostUsd } = await provider.renderVideo({ ...job, inputs }, render);
  render.progress('finishing', 0.95);
  const recipe = recipeOfVideo(job, inputs, context.software);
  const { poster, duration, ...film } = await finishVideo(
    video,
    { format: job.payload.format, recipe },
    render.signal,
  ).catch((error: unknown) => {
    throw isVendors(error) ? unreadable(error) : error;
  });
  render.signal.throwIfAborted();
  const [file, thumbnail] = await uploadResults(
    job,
    [film, { bytes: poster, mime: 'image/webp' }],
    context,
  );
  if (!file || !thumbnail) throw new AtelierError('internal', 'An upload has no place.');
  const { mime, width, height } = film;
  return {
    results: [
      {
        index: 0,
        ...file,
        mime,
        width,
        height,
        recipe,
        durationSeconds: duration,
        thumbnailPath: thumbnail.path,
      },
    ],
    ...(vendorCostUsd === undefined ? {} : { vendorCostUsd }),
  };
}

function isVendors(error: unknown): boolean {
  return (
    error instanceof AtelierError && ['file_unreadable', 'file_too_large'].includes(error.code)
  );
}

function unreadable(cause: unknown): AtelierError {
  return new AtelierError(
    'provider_answer_invalid',
    'The provider sent bytes that are no video.',
    undefined,
    cause,
  );
}
