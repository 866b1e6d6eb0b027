import { AtelierError } from '../../../contract/errors.ts';
import type { ImageProvider, RenderAnswer, RenderContext, RenderJob } from '../provider.ts';
import { toRenderedImage } from '../sniff-image.ts';
import { createClient } from './client.ts';
import { toFailure } from './failure.ts';
import { GoogleParameters } from './parameters.ts';
import { pictureRequest, readPictures } from './pictures.ts';

/** A large picture of the slowest model takes about a minute. */
const PICTURE_MS = 180_000;

/**
 * Google's models by the Gemini Developer API: pictures of the Gemini family by `generateContent`. Its answer carries
 * the picture itself, so there is nothing to store or resume. (Imagen is served by Google's enterprise platform alone
 * now, which takes no key of a creator's.)
 */
export function createGoogle(): ImageProvider {
  return {
    id: 'google',
    name: 'Google',
    needsKey: true,
    limits: { milliseconds: PICTURE_MS + 10_000, maxPromptLength: 32_000 },
    capabilities: {
      formats: ['png', 'jpeg'],
      qualities: ['draft', 'standard', 'high'],
      seed: false,
      negativePrompt: false,
      resumable: false,
    },
    price: { unit: 'token', usdPerMillion: { textIn: 0.3, imageOut: 30 } },
    edition: null,
    renderImages,
  };
}

async function renderImages(job: RenderJob, context: RenderContext): Promise<RenderAnswer> {
  const { key, signal } = context;
  if (key === null) throw new AtelierError('provider_key_missing', 'Google needs a key.');
  const parameters = GoogleParameters.parse(job.model.parameters);
  const client = createClient(context, key, PICTURE_MS);
  context.progress('waiting_for_provider', 0.05);
  try {
    const answer = await client.api.models.generateContent(pictureRequest(job, parameters, signal));
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
