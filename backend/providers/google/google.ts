import { AtelierError } from '../../../contract/errors.ts';
import { referencesOf, sourceOf } from '../given.ts';
import type {
  ImageProvider,
  RenderAnswer,
  RenderContext,
  RenderJob,
  VideoAnswer,
  VideoJob,
  VideoProvider,
} from '../provider.ts';
import { toRenderedImage } from '../sniff-image.ts';
import { createClient } from './client.ts';
import { toFailure } from './failure.ts';
import { film } from './films.ts';
import { GoogleParameters } from './parameters.ts';
import { pictureRequest, readPictures } from './pictures.ts';

/** A large picture of the slowest model takes about a minute. */
const PICTURE_MS = 180_000;
/** Veo takes from seconds to six minutes, and longer at busy hours. */
const FILM_MS = 900_000;

export interface GoogleOptions {
  /** Between two looks at a film in the making, in milliseconds. */
  pollMs?: number;
}

/**
 * Google's models by the Gemini Developer API: pictures of the Gemini family by `generateContent`. Its answer carries
 * the picture itself, so there is nothing to store or resume; films of the Veo family by operations, which are resumed. (Imagen is served by Google's enterprise platform alone
 * now, which takes no key of a creator's.)
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
    renderImages,
    renderVideo: (job, context) => renderVideo(job, context, pollMs),
  };
}

async function renderImages(job: RenderJob, context: RenderContext): Promise<RenderAnswer> {
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

async function renderVideo(
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
