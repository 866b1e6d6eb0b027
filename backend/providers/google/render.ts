import { AtelierError } from '../../../contract/errors.ts';
import { referencesOf, sourceOf } from '../given.ts';
import type { RenderAnswer, RenderContext, RenderJob, VideoAnswer, VideoJob } from '../provider.ts';
import { toRenderedImage } from '../sniff-image.ts';
import { createClient } from './client.ts';
import { toFailure } from './failure.ts';
import { film } from './films.ts';
import { GoogleParameters } from './parameters.ts';
import { pictureRequest, readPictures } from './pictures.ts';

/** A large picture of the slowest model takes about a minute. */
const PICTURE_MS = 180_000;

export async function renderImages(job: RenderJob, context: RenderContext): Promise<RenderAnswer> {
  const { key, signal } = context;
  if (key === null) throw new AtelierError('provider_key_missing', 'Google needs a key.');
  const parameters = GoogleParameters.parse(job.model.parameters);
  const client = createClient(context, key, PICTURE_MS);
  context.progress('waiting_for_provider', 0.05);
  try {
    const source = await sourceOf(job);
    const pictures = [...(source ? [source.image] : []), ...referencesOf(job)];
    const request = pictureRequest(job, pictures, parameters, signal);
    const answer = await client.api.models.generateContent(request);
    context.progress('downloading', 0.9);
    const { images, costUsd } = readPictures(answer, parameters);
    return {
      images: await Promise.all(images.map(toRenderedImage)),
      ...(costUsd === undefined ? {} : { vendorCostUsd: costUsd }),
    };
  } catch (error) {
    throw toFailure(error, signal, client.headers());
  }
}

export async function renderVideo(
  job: VideoJob,
  context: RenderContext,
  pollMs: number,
): Promise<VideoAnswer> {
  const { key, signal } = context;
  if (key === null) throw new AtelierError('provider_key_missing', 'Google needs a key.');
  const parameters = GoogleParameters.parse(job.model.parameters);
  const client = createClient(context, key, PICTURE_MS);
  try {
    return await film(job, context, { client, key, parameters, pollMs });
  } catch (error) {
    throw toFailure(error, signal, client.headers());
  }
}
