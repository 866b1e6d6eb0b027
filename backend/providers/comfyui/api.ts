import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { MEDIA_LIMITS } from '../../../contract/media.ts';
import { boundedFetch } from '../bounded-fetch.ts';
import { abortReason, fromStatus, fromTransport } from '../vendor-errors.ts';
import type { Workflow } from './workflow.ts';

const VENDOR = 'ComfyUI';
/** Longest wait for one answer, in milliseconds: the server answers at once, whatever it draws meanwhile. */
const CALL_MS = 30_000;
const DOWNLOAD_MS = 300_000;
/** The history of one prompt holds its workflow; more is none. */
const MAX_JSON = 16 * 1024 * 1024;

const Queued = z.object({ prompt_id: z.string().min(1).max(500) });
/** An invalid workflow: what is wrong with it, then node by node. */
const Refusal = z.object({
  error: z.union([
    z.string(),
    z.object({ message: z.string().default(''), details: z.string().default('') }),
  ]),
  node_errors: z.unknown(),
});
const SavedFile = z.object({
  filename: z.string().min(1),
  subfolder: z.string().default(''),
  type: z.string().default('output'),
});
export type SavedFile = z.infer<typeof SavedFile>;

const Entry = z.object({
  outputs: z
    .record(z.string(), z.looseObject({ images: z.array(SavedFile).nullish() }))
    .default({}),
  status: z
    .object({
      status_str: z.string(),
      completed: z.boolean(),
      messages: z.array(z.tuple([z.string(), z.looseObject({})])).default([]),
    })
    .nullish(),
});
/** A prompt that ended, well or badly. */
export type Entry = z.infer<typeof Entry>;

const Waiting = z.array(z.tuple([z.unknown(), z.string()]).rest(z.unknown()));
const Queue = z.object({ queue_running: Waiting, queue_pending: Waiting });
const Uploaded = z.object({ name: z.string().min(1), subfolder: z.string().default('') });

export interface ComfyApi {
  queue(workflow: Workflow, clientId: string): Promise<string>;
  /** Undefined while it has not ended, and for one that the server does not know. */
  history(id: string, signal: AbortSignal): Promise<Entry | undefined>;
  stateOf(id: string, signal?: AbortSignal): Promise<'running' | 'pending' | 'unknown'>;
  /** Takes it out of the queue, or stops it if it runs; never touches another's. */
  cancel(id: string): Promise<void>;
  /** Answers the name by which a workflow loads it. */
  upload(bytes: Uint8Array, name: string, signal: AbortSignal): Promise<string>;
  view(file: SavedFile, signal: AbortSignal): Promise<Uint8Array>;
}

/**
 * The server's own routes (https://docs.comfy.org/development/comfyui-server/comms_routes); there is no official client
 * for Node. All failures are `AtelierError`s.
 */
export function createApi(baseUrl: string, request: typeof fetch): ComfyApi {
  async function reach(
    path: string,
    init: RequestInit,
    outer: AbortSignal | undefined,
    { milliseconds, maxBytes } = { milliseconds: CALL_MS, maxBytes: MAX_JSON },
  ): Promise<Uint8Array> {
    const limit = AbortSignal.timeout(milliseconds);
    const signal = outer ? AbortSignal.any([outer, limit]) : limit;
    const bounded = boundedFetch(request, VENDOR, maxBytes);
    try {
      const response = await bounded.fetch(`${baseUrl}${path}`, { ...init, signal });
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (response.ok) return bytes;
      throw refusal(response, Buffer.from(bytes).toString('utf8'));
    } catch (error) {
      if (outer?.aborted) throw abortReason(outer);
      if (limit.aborted) throw new AtelierError('timeout', `${VENDOR} did not answer in time.`);
      throw fromTransport(VENDOR, error, signal) ?? error;
    }
  }

  async function call<T>(
    schema: z.ZodType<T>,
    path: string,
    init: RequestInit = {},
    signal?: AbortSignal,
  ): Promise<T> {
    const text = Buffer.from(await reach(path, init, signal)).toString('utf8');
    try {
      return schema.parse(JSON.parse(text));
    } catch (cause) {
      const message = `${VENDOR} answered something else at ${path.split('/')[1] ?? ''}.`;
      throw new AtelierError('provider_answer_invalid', message, undefined, cause);
    }
  }

  const post = (body: unknown): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

  async function stateOf(id: string, signal?: AbortSignal) {
    const { queue_running, queue_pending } = await call(Queue, '/queue', {}, signal);
    if (queue_running.some(([, each]) => each === id)) return 'running';
    return queue_pending.some(([, each]) => each === id) ? 'pending' : 'unknown';
  }

  return {
    async queue(workflow, clientId) {
      const body = post({ prompt: workflow, client_id: clientId });
      return (await call(Queued, '/prompt', body)).prompt_id;
    },
    async history(id, signal) {
      const path = `/history/${encodeURIComponent(id)}`;
      return (await call(z.record(z.string(), Entry), path, {}, signal))[id];
    },
    stateOf,
    async cancel(id) {
      await reach('/queue', post({ delete: [id] }), undefined);
      // Servers of before 2025 stop whatever runs, so it is asked for only where ours does.
      if ((await stateOf(id)) !== 'running') return;
      await reach('/interrupt', post({ prompt_id: id }), undefined);
    },
    async upload(bytes, name, signal) {
      const body = new FormData();
      body.append('image', new Blob([Buffer.from(bytes)]), name);
      body.append('type', 'input');
      body.append('overwrite', 'true');
      const placed = await call(Uploaded, '/upload/image', { method: 'POST', body }, signal);
      return placed.subfolder ? `${placed.subfolder}/${placed.name}` : placed.name;
    },
    view: (file, signal) =>
      reach(`/view?${new URLSearchParams(file).toString()}`, {}, signal, {
        milliseconds: DOWNLOAD_MS,
        maxBytes: MEDIA_LIMITS.bytes,
      }),
  };
}

function refusal(response: Response, text: string): AtelierError {
  let words: string | undefined;
  try {
    const { error } = Refusal.parse(JSON.parse(text));
    words =
      typeof error === 'string' ? error : [error.message, error.details].filter(Boolean).join(': ');
  } catch {
    words = undefined;
  }
  const { status, headers } = response;
  return fromStatus({ vendor: VENDOR, status, headers, message: words });
}
