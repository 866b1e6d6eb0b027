import { setTimeout as delay } from 'node:timers/promises';
import { GenerateVideosOperation, type GenerateVideosParameters, type Image } from '@google/genai';
import { z } from 'zod';
import { AtelierError, isRetryable } from '../../../contract/errors.ts';
import { MEDIA_LIMITS } from '../../../contract/media.ts';
import { download } from '../download.ts';
import { given } from '../given.ts';
import type { RenderContext, VideoAnswer, VideoJob } from '../provider.ts';
import { toRenderedVideo } from '../sniff-video.ts';
import { abortReason } from '../vendor-errors.ts';
import type { GoogleClient } from './client.ts';
import { toFailure } from './failure.ts';
import type { GoogleParameters } from './parameters.ts';

/** Polls that may fail in a row before the attempt does; the film is made on meanwhile. */
const FAILED_POLLS = 5;

/** The part of a `GenerateVideosOperation` that is used, as the SDK gives it (https://ai.google.dev/api/models). */
const Operation = z.object({
  name: z.string().min(1).max(500),
  done: z.boolean().nullish(),
  error: z.object({ code: z.number().optional(), message: z.string().default('') }).nullish(),
  response: z
    .object({
      generatedVideos: z
        .array(z.object({ video: z.object({ uri: z.string().optional() }).optional() }))
        .nullish(),
      raiMediaFilteredReasons: z.array(z.string()).nullish(),
    })
    .nullish(),
});
type Operation = z.infer<typeof Operation>;

export interface Filming {
  client: GoogleClient;
  key: string;
  parameters: GoogleParameters;
  pollMs: number;
}

/** Veo by long-running operation: begun once, its name stored before it is waited on (rule Q6), then fetched. */
export async function film(
  job: VideoJob,
  context: RenderContext,
  filming: Filming,
): Promise<VideoAnswer> {
  const { client, key, parameters } = filming;
  const begun = (await resume(context, client)) ?? (await begin(job, context, filming));
  const done = await finished(begun, context, filming);
  context.progress('downloading', 0.9);
  const bytes = await download(addressOf(done), {
    own: client.baseUrl,
    fetch: client.download,
    headers: { 'x-goog-api-key': key },
    signal: context.signal,
    maxBytes: MEDIA_LIMITS.bytes,
  });
  const perSecond = parameters.usdPerSecond[job.payload.resolution];
  const video = toRenderedVideo(bytes);
  if (perSecond === undefined) return { video };
  return { video, vendorCostUsd: perSecond * job.payload.durationSeconds };
}

/** The operation of an earlier attempt; one that failed, or that the vendor forgot, is begun anew. */
async function resume(
  context: RenderContext,
  client: GoogleClient,
): Promise<Operation | undefined> {
  if (context.providerJobId === null) return undefined;
  context.progress('waiting_for_provider', 0.05);
  try {
    const operation = await look(context.providerJobId, context.signal, client);
    return operation.error ? undefined : operation;
  } catch (error) {
    if (error instanceof AtelierError && error.code === 'model_unavailable') return undefined;
    throw error;
  }
}

async function begin(job: VideoJob, context: RenderContext, filming: Filming): Promise<Operation> {
  const { signal } = context;
  context.progress('waiting_for_provider', 0.02);
  if (signal.aborted) throw abortReason(signal);
  // Not abortable: an operation that nobody waits for would be paid for all the same.
  const answer = await filming.client.api.models.generateVideos(request(job, filming.parameters));
  const operation = parse(answer);
  await context.storeProviderJobId(operation.name);
  return operation;
}

/** Pure. */
function request(
  { payload, model, inputs }: VideoJob,
  { personGeneration }: GoogleParameters,
): GenerateVideosParameters {
  const picture = (sha256: string): Image => {
    const { bytes, mime } = given(inputs, sha256);
    return { imageBytes: Buffer.from(bytes).toString('base64'), mimeType: mime };
  };
  const { firstFrame, lastFrame, negativePrompt } = payload;
  return {
    model: model.vendorModel,
    source: {
      prompt: payload.prompt,
      ...(firstFrame === undefined ? {} : { image: picture(firstFrame) }),
    },
    config: {
      numberOfVideos: 1,
      aspectRatio: payload.aspectRatio,
      resolution: payload.resolution,
      durationSeconds: payload.durationSeconds,
      ...(negativePrompt ? { negativePrompt } : {}),
      ...(lastFrame === undefined ? {} : { lastFrame: picture(lastFrame) }),
      ...(personGeneration === undefined ? {} : { personGeneration }),
    },
  };
}

async function finished(
  first: Operation,
  context: RenderContext,
  { client, pollMs }: Filming,
): Promise<Operation> {
  const { signal } = context;
  let operation = first;
  let failures = 0;
  while (operation.done !== true) {
    context.progress('rendering');
    await delay(pollMs * 2 ** failures, undefined, { signal });
    try {
      operation = await look(first.name, signal, client);
      failures = 0;
    } catch (error) {
      const transient = error instanceof AtelierError && isRetryable(error.code);
      failures += 1;
      if (signal.aborted || !transient || failures >= FAILED_POLLS) throw error;
    }
  }
  return operation;
}

async function look(name: string, signal: AbortSignal, client: GoogleClient): Promise<Operation> {
  const operation = new GenerateVideosOperation();
  operation.name = name;
  try {
    return parse(
      await client.api.operations.getVideosOperation({
        operation,
        config: { abortSignal: signal },
      }),
    );
  } catch (error) {
    throw toFailure(error, signal, client.headers());
  }
}

function parse(answer: unknown): Operation {
  const { data, error } = Operation.safeParse(answer);
  if (data) return data;
  throw new AtelierError(
    'provider_answer_invalid',
    'Google answered no operation.',
    undefined,
    error,
  );
}

/** @throws AtelierError for an operation that ended without a film */
function addressOf({ error, response }: Operation): string {
  const words = error?.message.slice(0, 500) ?? '';
  // google.rpc.Code: INVALID_ARGUMENT is of the request; what is beyond it is the vendor's or its load's.
  if (error)
    throw new AtelierError(error.code === 3 ? 'provider_rejected' : 'provider_unavailable', words);
  const [reason] = response?.raiMediaFilteredReasons ?? [];
  const uri = response?.generatedVideos?.[0]?.video?.uri;
  if (uri !== undefined) return uri;
  if (reason !== undefined) throw new AtelierError('content_refused', reason.slice(0, 500));
  throw new AtelierError('provider_answer_invalid', 'The operation holds no film.');
}
