import { AtelierError } from '../../../contract/errors.ts';
import { MEDIA_LIMITS } from '../../../contract/media.ts';
import type { Model } from '../../../contract/models.ts';
import {
  guardedFetch,
  GuardedFetchError,
  isLoopbackUrl,
} from '../../../core/system/guarded-fetch.ts';
import { fromGuard } from '../download.ts';
import { given, referencesOf, sourceOf } from '../given.ts';
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
import { toRenderedVideo } from '../sniff-video.ts';
import { createApi, type Prediction, type ReplicateApi } from './api.ts';
import { type GivenUrls, ReplicateParameters, toInput, toVideoInput } from './mapping.ts';
import { type Asked, predict } from './predict.ts';
import { outputUrls } from './verdict.ts';

const DOWNLOAD_MS = 60_000;
/** A film has more bytes than a picture. */
const VIDEO_DOWNLOAD_MS = 300_000;

export interface ReplicateOptions {
  /** Between two looks at a prediction, in milliseconds. */
  pollMs?: number;
}

/**
 * Models on Replicate, by predictions: create, store its id, poll, download. A stored id is resumed and not paid
 * for again (rule Q6). The prediction is cancelled only when nobody will resume it.
 */
export function createReplicate({ pollMs = 750 }: ReplicateOptions = {}): ImageProvider &
  VideoProvider {
  return {
    id: 'replicate',
    name: 'Replicate',
    needsKey: true,
    // A model that nobody used for a while takes minutes to start, and a film takes minutes to make.
    limits: { milliseconds: 1_200_000, maxPromptLength: 32_000 },
    capabilities: {
      formats: ['webp', 'png', 'jpeg', 'mp4'],
      qualities: ['draft', 'standard', 'high'],
      seed: true,
      negativePrompt: true,
      resumable: true,
    },
    // What differs by model stands in its parameters; this is an A100 second, the dearest that is common.
    price: { unit: 'second', usd: 0.0014 },
    edition: null,
    renderImages: (job, context) => renderImages(job, context, pollMs),
    renderVideo: (job, context) => renderVideo(job, context, pollMs),
  };
}

async function renderImages(
  job: RenderJob,
  context: RenderContext,
  pollMs: number,
): Promise<RenderAnswer> {
  const { api, parameters } = open(job.model, context);
  const asked: Asked = {
    model: job.model.vendorModel,
    input: async () => toInput(parameters, job.payload, await uploadGiven(api, job, context)),
    pollMs,
  };
  return predict(api, asked, context, async (prediction) => {
    const files = await download(api, prediction, context);
    const images = await Promise.all(files.map(toRenderedImage));
    return { images, ...cost(parameters, prediction, images.length) };
  });
}

async function renderVideo(
  job: VideoJob,
  context: RenderContext,
  pollMs: number,
): Promise<VideoAnswer> {
  const { api, parameters } = open(job.model, context);
  const { payload, inputs } = job;
  const upload = async (sha256: string | undefined): Promise<string | undefined> => {
    if (sha256 === undefined) return undefined;
    const { bytes, mime } = given(inputs, sha256);
    return api.upload(bytes, mime, context.signal);
  };
  const asked: Asked = {
    model: job.model.vendorModel,
    input: async () =>
      toVideoInput(parameters, payload, {
        firstFrame: await upload(payload.firstFrame),
        lastFrame: await upload(payload.lastFrame),
      }),
    pollMs,
  };
  return predict(api, asked, context, async (prediction) => {
    const [bytes] = await download(api, prediction, context, VIDEO_DOWNLOAD_MS);
    const video = toRenderedVideo(bytes ?? new Uint8Array());
    const perSecond = parameters.usdPerVideoSecond?.[payload.resolution];
    if (perSecond === undefined) return { video, ...cost(parameters, prediction, 1) };
    return { video, vendorCostUsd: perSecond * payload.durationSeconds };
  });
}

function open(model: Model, { key, baseUrl, fetch: request }: RenderContext) {
  if (key === null) throw new AtelierError('provider_key_missing', 'Replicate needs a key.');
  return {
    api: createApi({ key, baseUrl, fetch: request }),
    parameters: ReplicateParameters.parse(model.parameters),
  };
}

/** What the job was given lies at the vendor's for a day, readable with this key alone. */
async function uploadGiven(
  api: ReplicateApi,
  job: RenderJob,
  { signal }: RenderContext,
): Promise<GivenUrls> {
  const source = await sourceOf(job);
  return {
    image: source && (await api.upload(source.image.bytes, source.image.mime, signal)),
    mask: source?.mask && (await api.upload(source.mask, 'image/png', signal)),
    references: await Promise.all(
      referencesOf(job).map(({ bytes, mime }) => api.upload(bytes, mime, signal)),
    ),
  };
}

/** A file that is gone may have moved: the prediction is asked once more where it is. */
async function download(
  api: ReplicateApi,
  prediction: Prediction,
  context: RenderContext,
  milliseconds?: number,
): Promise<Uint8Array[]> {
  try {
    return await bytesOf(prediction, context, milliseconds);
  } catch (error) {
    if (!(error instanceof GuardedFetchError) || error.reason !== 'gone') throw fromGuard(error);
  }
  try {
    const moved = await api.get(prediction.id, context.signal);
    return await bytesOf(moved, context, milliseconds);
  } catch (error) {
    throw fromGuard(error);
  }
}

async function bytesOf(
  prediction: Prediction,
  context: RenderContext,
  milliseconds = DOWNLOAD_MS,
): Promise<Uint8Array[]> {
  const options = {
    signal: context.signal,
    maxBytes: MEDIA_LIMITS.bytes,
    milliseconds,
    allowLoopback: context.baseUrl !== undefined && isLoopbackUrl(context.baseUrl),
  };
  return Promise.all(outputUrls(prediction).map((url) => guardedFetch(url, options)));
}

function cost(
  { usdPerImage, usdPerSecond }: ReplicateParameters,
  { metrics }: Prediction,
  count: number,
): { vendorCostUsd?: number } {
  if (usdPerImage !== undefined) return { vendorCostUsd: usdPerImage * count };
  const seconds = metrics?.predict_time;
  if (usdPerSecond === undefined || seconds === undefined) return {};
  return { vendorCostUsd: usdPerSecond * seconds };
}
