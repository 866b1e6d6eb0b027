import { setTimeout as delay } from 'node:timers/promises';
import { parseProgressFromLogs } from 'replicate';
import { AtelierError, isRetryable } from '../../../contract/errors.ts';
import { MEDIA_LIMITS } from '../../../contract/media.ts';
import {
  guardedFetch,
  GuardedFetchError,
  isLoopbackUrl,
} from '../../../core/system/guarded-fetch.ts';
import { fromGuard } from '../download.ts';
import type {
  ImageProvider,
  RenderAnswer,
  RenderContext,
  RenderedImage,
  RenderJob,
} from '../provider.ts';
import { toRenderedImage } from '../sniff-image.ts';
import { abortReason, isOver } from '../vendor-errors.ts';
import { createApi, type Prediction, type ReplicateApi } from './api.ts';
import { ReplicateParameters, toInput } from './mapping.ts';
import { outputUrls, toVerdict } from './verdict.ts';

const DOWNLOAD_MS = 60_000;
/** Polls that may fail in a row before the attempt does; the prediction goes on meanwhile. */
const FAILED_POLLS = 5;

export interface ReplicateOptions {
  /** Between two looks at a prediction, in milliseconds. */
  pollMs?: number;
}

/**
 * Models on Replicate, by predictions: create, store its id, poll, download. A stored id is resumed and not paid
 * for again (rule Q6). The prediction is cancelled only when nobody will resume it.
 */
export function createReplicate({ pollMs = 750 }: ReplicateOptions = {}): ImageProvider {
  return {
    id: 'replicate',
    name: 'Replicate',
    needsKey: true,
    // A model that nobody used for a while takes minutes to start.
    limits: { milliseconds: 600_000, maxPromptLength: 32_000 },
    capabilities: {
      formats: ['webp', 'png', 'jpeg'],
      qualities: ['draft', 'standard', 'high'],
      seed: true,
      negativePrompt: true,
      resumable: true,
    },
    // What differs by model stands in its parameters; this is an A100 second, the dearest that is common.
    price: { unit: 'second', usd: 0.0014 },
    edition: null,
    renderImages: (job, context) => renderImages(job, context, pollMs),
  };
}

async function renderImages(
  job: RenderJob,
  context: RenderContext,
  pollMs: number,
): Promise<RenderAnswer> {
  const { key, signal } = context;
  if (key === null) throw new AtelierError('provider_key_missing', 'Replicate needs a key.');
  const parameters = ReplicateParameters.parse(job.model.parameters);
  const api = createApi({ key, baseUrl: context.baseUrl, fetch: context.fetch });

  const resumed = await resume(api, context);
  let prediction = resumed ?? (await create(api, job, parameters, context));
  try {
    prediction = await finished(api, prediction, context, pollMs);
    if (prediction.status !== 'succeeded') throw toVerdict(prediction);
    context.progress('downloading', 0.9);
    const images = await download(api, prediction, context);
    return { images, ...cost(parameters, prediction, images.length) };
  } catch (error) {
    if (!signal.aborted) throw error;
    // Best effort: a prediction that cannot be called off ends by itself.
    if (isOver(signal)) await api.cancel(prediction.id).catch(() => undefined);
    throw abortReason(signal);
  }
}

/**
 * The prediction of an earlier attempt, if it can still give pictures. One that failed, that the vendor forgot
 * or whose files are gone is left: resuming it would only fail again.
 */
async function resume(api: ReplicateApi, context: RenderContext): Promise<Prediction | undefined> {
  if (context.providerJobId === null) return undefined;
  context.progress('waiting_for_provider', 0.05);
  try {
    const prediction = await api.get(context.providerJobId, context.signal);
    if (['failed', 'canceled', 'aborted'].includes(prediction.status)) return undefined;
    if (prediction.status === 'succeeded' && prediction.data_removed === true) return undefined;
    return prediction;
  } catch (error) {
    if (error instanceof AtelierError && error.code === 'model_unavailable') return undefined;
    throw error;
  }
}

/** Not abortable: an answer that nobody waits for would leave a prediction that nobody can call off. */
async function create(
  api: ReplicateApi,
  job: RenderJob,
  parameters: ReplicateParameters,
  context: RenderContext,
): Promise<Prediction> {
  if (context.signal.aborted) throw abortReason(context.signal);
  context.progress('waiting_for_provider', 0.02);
  const prediction = await api.create(job.model.vendorModel, toInput(parameters, job.payload));
  try {
    await context.storeProviderJobId(prediction.id);
  } catch (error) {
    // Nobody knows of it, so nobody can resume it.
    await api.cancel(prediction.id).catch(() => undefined);
    throw error;
  }
  return prediction;
}

async function finished(
  api: ReplicateApi,
  first: Prediction,
  context: RenderContext,
  pollMs: number,
): Promise<Prediction> {
  let prediction = first;
  let failures = 0;
  while (prediction.status === 'starting' || prediction.status === 'processing') {
    report(prediction, context);
    await delay(pollMs * 2 ** failures, undefined, { signal: context.signal });
    try {
      prediction = await api.get(first.id, context.signal);
      failures = 0;
    } catch (error) {
      const transient = error instanceof AtelierError && isRetryable(error.code);
      failures += 1;
      if (context.signal.aborted || !transient || failures >= FAILED_POLLS) throw error;
    }
  }
  return prediction;
}

function report({ status, logs }: Prediction, context: RenderContext): void {
  if (status === 'starting') return context.progress('waiting_for_provider', 0.05);
  const share = logs ? parseProgressFromLogs(logs)?.percentage : undefined;
  return context.progress('rendering', share === undefined ? undefined : 0.1 + 0.8 * share);
}

/** A file that is gone may have moved: the prediction is asked once more where it is. */
async function download(
  api: ReplicateApi,
  prediction: Prediction,
  context: RenderContext,
): Promise<RenderedImage[]> {
  try {
    return await downloadAll(prediction, context);
  } catch (error) {
    if (!(error instanceof GuardedFetchError) || error.reason !== 'gone') throw fromGuard(error);
  }
  try {
    return await downloadAll(await api.get(prediction.id, context.signal), context);
  } catch (error) {
    throw fromGuard(error);
  }
}

function downloadAll(prediction: Prediction, context: RenderContext): Promise<RenderedImage[]> {
  const allowLoopback = context.baseUrl !== undefined && isLoopbackUrl(context.baseUrl);
  return Promise.all(
    outputUrls(prediction).map(async (url) =>
      toRenderedImage(
        await guardedFetch(url, {
          signal: context.signal,
          maxBytes: MEDIA_LIMITS.bytes,
          milliseconds: DOWNLOAD_MS,
          allowLoopback,
        }),
      ),
    ),
  );
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
