import { createHash } from 'node:crypto';
import OpenAI, { toFile } from 'openai';
import { AtelierError } from '../../../contract/errors.ts';
import { boundedFetch } from '../bounded-fetch.ts';
import { referencesOf, sourceOf, transparentMask } from '../given.ts';
import type { RenderAnswer, RenderContext, RenderJob } from '../provider.ts';
import { toRenderedImage } from '../sniff-image.ts';
import { readAnswer } from './answer.ts';
import { toFailure } from './failure.ts';
import { LIMIT_MS, OpenAIParameters, QUALITY, USD_PER_MILLION } from './parameters.ts';

const BASE_URL = 'https://api.openai.com/v1';

export async function renderImages(job: RenderJob, context: RenderContext): Promise<RenderAnswer> {
  const { key, signal } = context;
  if (key === null) throw new AtelierError('provider_key_missing', 'OpenAI needs a key.');
  const parameters = OpenAIParameters.parse(job.model.parameters);
  const client = new OpenAI({
    apiKey: key,
    baseURL: context.baseUrl ?? BASE_URL,
    // All of these would otherwise be read from the environment of whoever started the worker.
    organization: null,
    project: null,
    logLevel: 'off',
    // The queue retries, where the creator sees it and other workers share the wait.
    maxRetries: 0,
    timeout: LIMIT_MS,
    fetch: boundedFetch(context.fetch, 'OpenAI').fetch,
  });
  context.progress('waiting_for_provider', 0.05);
  try {
    const answer: unknown = await ask(client, job, parameters, signal);
    context.progress('downloading', 0.9);
    const { images, costUsd } = readAnswer(
      answer,
      parameters.usdPerMillionTokens ?? USD_PER_MILLION,
    );
    return {
      images: await Promise.all(images.map(toRenderedImage)),
      ...(costUsd === undefined ? {} : { vendorCostUsd: costUsd }),
    };
  } catch (error) {
    throw toFailure(error, signal);
  }
}

/** A picture of nothing but words, or of pictures too: `images.generate` or `images.edit`. */
async function ask(
  client: OpenAI,
  job: RenderJob,
  parameters: OpenAIParameters,
  signal: AbortSignal,
): Promise<unknown> {
  const source = await sourceOf(job);
  const references = referencesOf(job);
  const request = pictureRequest(job, parameters);
  if (!source && references.length === 0) {
    const { moderation } = parameters;
    return client.images.generate({ ...request, ...(moderation && { moderation }) }, { signal });
  }
  const pictures = [...(source ? [source.image] : []), ...references];
  const image = await Promise.all(
    pictures.map(({ bytes, mime }, nr) => toFile(bytes, `${nr}.${mime.slice(6)}`, { type: mime })),
  );
  const mask = source?.mask && (await transparentMask(source.mask));
  const { inputFidelity } = parameters;
  return client.images.edit(
    {
      ...request,
      image,
      ...(mask && { mask: await toFile(mask, 'mask.png', { type: 'image/png' }) }),
      ...(inputFidelity && { input_fidelity: inputFidelity }),
    },
    { signal },
  );
}

/** What both endpoints take. Pure. */
function pictureRequest(
  { payload, model, userId }: RenderJob,
  { qualities, background }: OpenAIParameters,
) {
  const { format, outputQuality } = payload;
  return {
    model: model.vendorModel,
    prompt: payload.prompt,
    n: 1,
    size: `${payload.width}x${payload.height}`,
    quality: qualities[payload.quality] ?? QUALITY[payload.quality],
    output_format: format,
    ...(outputQuality !== undefined && format !== 'png' && { output_compression: outputQuality }),
    // Stable for the vendor's abuse checks, and says nothing about who it is.
    safety_identifier: createHash('sha256').update(`atelier:${userId}`).digest('hex'),
    ...(background && { background }),
  };
}
