import OpenAI, { toFile } from 'openai';
import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { MEDIA_LIMITS } from '../../../contract/media.ts';
import { type BoundedFetch, boundedFetch } from '../bounded-fetch.ts';
import { download } from '../download.ts';
import { sourceOf, transparentMask } from '../given.ts';
import { toFailure } from '../openai/failure.ts';
import { addressOf } from '../own-server.ts';
import type { RenderAnswer, RenderContext, RenderJob } from '../provider.ts';
import { toRenderedImage } from '../sniff-image.ts';
import { CompatibleParameters, LIMIT_MS } from './parameters.ts';

const VENDOR = 'The server';

/** LocalAI and others answer an address where they do not heed `response_format`. */
const Answer = z.object({
  data: z
    .array(
      z.union([
        z.object({ b64_json: z.string().min(1) }),
        z.object({ url: z.string().min(1).max(4_000) }),
      ]),
    )
    .min(1)
    .max(10),
});

export async function renderImages(job: RenderJob, context: RenderContext): Promise<RenderAnswer> {
  const { signal } = context;
  const baseUrl = addressOf(context, 'a server');
  const parameters = CompatibleParameters.parse(job.model.parameters);
  const bounded = boundedFetch(context.fetch, VENDOR);
  const client = new OpenAI({
    // The SDK wants one; a server without keys does not look at it.
    apiKey: context.key ?? 'none',
    baseURL: baseUrl,
    organization: null,
    project: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: LIMIT_MS,
    fetch: bounded.fetch,
  });
  context.progress('waiting_for_provider', 0.05);
  try {
    const answer = await ask(client, job, parameters, signal);
    context.progress('downloading', 0.9);
    const pictures = await Promise.all(
      read(answer).map((picture) => bytesOf(picture, baseUrl, bounded, signal)),
    );
    return { images: await Promise.all(pictures.map(toRenderedImage)) };
  } catch (error) {
    throw toFailure(error, signal, VENDOR);
  }
}

async function ask(
  client: OpenAI,
  job: RenderJob,
  parameters: CompatibleParameters,
  signal: AbortSignal,
): Promise<unknown> {
  const source = await sourceOf(job);
  const asked = request(job, parameters);
  if (!source) return client.images.generate(asked, { signal });
  const { bytes, mime } = source.image;
  const image = await toFile(bytes, `0.${mime.slice('image/'.length)}`, { type: mime });
  const mask = source.mask && (await transparentMask(source.mask));
  const masked = mask && { mask: await toFile(mask, 'mask.png', { type: 'image/png' }) };
  return client.images.edit({ ...asked, image, ...masked }, { signal });
}

function request(
  { payload, model }: RenderJob,
  { seed, steps, guidance, negativePrompt, extra }: CompatibleParameters,
) {
  const piped = negativePrompt === 'pipe' && payload.negativePrompt;
  return {
    ...extra,
    model: model.vendorModel,
    prompt: piped ? `${payload.prompt}|${payload.negativePrompt}` : payload.prompt,
    n: 1,
    size: `${payload.width}x${payload.height}`,
    response_format: 'b64_json' as const,
    ...(seed !== undefined && payload.seed !== undefined && { [seed]: payload.seed }),
    ...(steps !== undefined && payload.steps !== undefined && { [steps]: payload.steps }),
    ...(guidance !== undefined &&
      payload.guidance !== undefined && { [guidance]: payload.guidance }),
    ...(negativePrompt !== undefined && !piped && { [negativePrompt]: payload.negativePrompt }),
  };
}

type Picture = z.infer<typeof Answer>['data'][number];

function read(answer: unknown): Picture[] {
  const parsed = Answer.safeParse(answer);
  if (parsed.success) return parsed.data.data;
  throw new AtelierError(
    'provider_answer_invalid',
    'The server answered something other than pictures.',
    undefined,
    parsed.error,
  );
}

async function bytesOf(
  picture: Picture,
  baseUrl: string,
  { fetch: request }: BoundedFetch,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if ('b64_json' in picture) return new Uint8Array(Buffer.from(picture.b64_json, 'base64'));
  return download(picture.url, {
    own: baseUrl,
    fetch: request,
    signal,
    maxBytes: MEDIA_LIMITS.bytes,
  });
}
