import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AtelierError, isRetryable } from '../../../contract/errors.ts';
import { sourceOf } from '../given.ts';
import { addressOf } from '../own-server.ts';
import type { ImageProvider, RenderAnswer, RenderContext, RenderJob } from '../provider.ts';
import { toRenderedImage } from '../sniff-image.ts';
import { abortReason, isOver } from '../vendor-errors.ts';
import { type ComfyApi, createApi, type Entry, type SavedFile } from './api.ts';
import { type Watch, watch } from './watch.ts';
import { ComfyParameters, fill, valuesOf } from './workflow.ts';

const LIMIT_MS = 1_800_000;
/** Polls that may fail in a row before the attempt does; the server draws on meanwhile. */
const FAILED_POLLS = 5;

export interface ComfyOptions {
  /** Between two looks at the history, in milliseconds; the websocket shortens it. */
  pollMs?: number;
}

/**
 * A ComfyUI of the creator's: a workflow of theirs as data, the request put into it, queued, watched by websocket,
 * fetched from the history. A stored prompt id is resumed (rule Q6); what is cancelled leaves the queue or is stopped.
 */
export function createComfyUI({ pollMs = 1_500 }: ComfyOptions = {}): ImageProvider {
  return {
    id: 'comfyui',
    name: 'ComfyUI',
    needsKey: false,
    limits: { milliseconds: LIMIT_MS, maxPromptLength: 32_000 },
    capabilities: {
      formats: ['png'],
      qualities: ['draft', 'standard', 'high'],
      seed: true,
      negativePrompt: true,
      resumable: true,
      previews: true,
    },
    price: { unit: 'free' },
    edition: null,
    renderImages: (job, context) => renderImages(job, context, pollMs),
  };
}

interface Run {
  api: ComfyApi;
  context: RenderContext;
  pollMs: number;
  /** Settles at the next message that says that it ended. */
  ended: Promise<void>;
}

async function renderImages(
  job: RenderJob,
  context: RenderContext,
  pollMs: number,
): Promise<RenderAnswer> {
  const { signal } = context;
  const baseUrl = addressOf(context, 'a ComfyUI');
  const parameters = ComfyParameters.parse(job.model.parameters);
  const api = createApi(baseUrl, context.fetch);
  const { promise: ended, resolve: onEnd } = Promise.withResolvers<void>();
  const clientId = randomUUID();
  const watching = watch(baseUrl, clientId, {
    onProgress: (share) => context.progress('rendering', 0.1 + 0.8 * share),
    onPreview: (picture) => context.preview(picture),
    onEnd,
  });
  const run: Run = { api, context, pollMs, ended };
  let id: string | undefined;
  try {
    id = (await resumable(run)) ?? (await create(job, parameters, run, clientId));
    const entry = await finished(id, run, watching);
    const files = savedFiles(entry, parameters.outputs);
    context.progress('downloading', 0.92);
    const bytes = await Promise.all(files.map((file) => api.view(file, signal)));
    const images = await Promise.all(bytes.map(toRenderedImage));
    const { usdPerImage } = parameters;
    return {
      images,
      ...(usdPerImage === undefined ? {} : { vendorCostUsd: usdPerImage * images.length }),
    };
  } catch (error) {
    if (!signal.aborted) throw error;
    // Best effort: what cannot be called off ends by itself.
    if (id !== undefined && isOver(signal)) await api.cancel(id).catch(() => undefined);
    throw abortReason(signal);
  } finally {
    watching.close();
  }
}

/** The stored id, if the server still has it: a restart of ComfyUI forgets all. */
async function resumable({ api, context }: Run): Promise<string | undefined> {
  const { providerJobId, signal } = context;
  if (providerJobId === null) return undefined;
  context.progress('waiting_for_provider', 0.05);
  const entry = await api.history(providerJobId, signal);
  if (entry) return entry.status?.status_str === 'error' ? undefined : providerJobId;
  return (await api.stateOf(providerJobId, signal)) === 'unknown' ? undefined : providerJobId;
}

/** Not abortable: an answer that nobody waits for would leave a prompt that nobody can call off. */
async function create(
  job: RenderJob,
  parameters: ComfyParameters,
  { api, context }: Run,
  clientId: string,
): Promise<string> {
  context.progress('waiting_for_provider', 0.02);
  const given = await uploadSource(job, api, context.signal);
  const values = valuesOf(job.payload, job.model.vendorModel, given);
  if (context.signal.aborted) throw abortReason(context.signal);
  const id = await api.queue(fill(parameters, values), clientId);
  try {
    await context.storeProviderJobId(id);
  } catch (error) {
    // Nobody knows of it, so nobody can resume it.
    await api.cancel(id).catch(() => undefined);
    throw error;
  }
  return id;
}

/** Named by their content, so that the same picture lies there once. */
async function uploadSource(job: RenderJob, api: ComfyApi, signal: AbortSignal) {
  const source = await sourceOf(job);
  if (!source) return {};
  const put = (bytes: Uint8Array, type: string) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return api.upload(bytes, `atelier-${sha256}.${type}`, signal);
  };
  const { image, mask, strength } = source;
  return {
    strength,
    source: await put(image.bytes, image.mime.slice('image/'.length)),
    mask: mask && (await put(mask, 'png')),
  };
}

async function finished(id: string, run: Run, watching: Watch): Promise<Entry> {
  const { api, context, pollMs, ended } = run;
  const { signal } = context;
  watching.follow(id);
  let failures = 0;
  for (;;) {
    try {
      const entry = await api.history(id, signal);
      if (entry) return entry;
      // Neither ended nor waiting: the server was started anew and has forgotten it.
      if ((await api.stateOf(id, signal)) === 'unknown' && !(await api.history(id, signal))) {
        throw new AtelierError('provider_unavailable', 'ComfyUI has forgotten this job.', {
          gone: true,
        });
      }
      failures = 0;
    } catch (error) {
      failures += 1;
      if (signal.aborted || !isTransient(error) || failures >= FAILED_POLLS) throw error;
    }
    const pause = delay(pollMs * 2 ** failures, undefined, { signal });
    await Promise.race([pause, failures === 0 ? ended.then(() => delay(20)) : pause]);
  }
}

function isTransient(error: unknown): boolean {
  if (!(error instanceof AtelierError)) return false;
  return isRetryable(error.code) && error.details?.['gone'] !== true;
}

/** Out of memory and the like; another attempt may find more of it. */
const TRANSIENT = /out of memory|outofmemory|interrupted|cuda error/i;

/** @throws AtelierError for a prompt that ended badly, or saved nothing where it should have */
function savedFiles(
  { outputs, status }: Entry,
  wanted: readonly string[] | undefined,
): SavedFile[] {
  if (status && (status.status_str === 'error' || !status.completed))
    throw verdict(status.messages);
  const nodes = wanted ?? Object.keys(outputs);
  const files = nodes
    .flatMap((node) => outputs[node]?.images ?? [])
    // Previews of a workflow lie in `temp` and are no results.
    .filter(({ type }) => wanted !== undefined || type === 'output');
  if (files.length > 0) return files.slice(0, 10);
  throw new AtelierError('provider_answer_invalid', 'The workflow saved no pictures.');
}

function verdict(messages: readonly [string, Record<string, unknown>][]): AtelierError {
  if (messages.some(([type]) => type === 'execution_interrupted')) {
    return new AtelierError('cancelled', 'The work was stopped in ComfyUI.');
  }
  const told = messages.find(([type]) => type === 'execution_error')?.[1]['exception_message'];
  const words = typeof told === 'string' ? told.trim().slice(0, 500) : '';
  const code = TRANSIENT.test(words) ? 'provider_unavailable' : 'provider_rejected';
  return new AtelierError(code, words || 'The workflow failed and did not say why.');
}
