import Replicate from 'replicate';
import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { boundedFetch } from '../bounded-fetch.ts';
import { abortReason, fromStatus } from '../vendor-errors.ts';

const BASE_URL = 'https://api.replicate.com/v1';
/** Longest wait for one answer of the API, in milliseconds. */
const CALL_MS = 30_000;
/** A prediction's JSON with its logs; more is no prediction. */
const MAX_ANSWER = 8 * 1024 * 1024;

/** The part of a prediction that is used (https://replicate.com/docs/reference/http#predictions.get). */
export const Prediction = z.object({
  id: z.string().min(1).max(500),
  status: z.enum(['starting', 'processing', 'succeeded', 'failed', 'canceled', 'aborted']),
  output: z.unknown(),
  error: z.unknown(),
  logs: z.string().nullish(),
  data_removed: z.boolean().nullish(),
  metrics: z.object({ predict_time: z.number().min(0).optional() }).nullish(),
});
export type Prediction = z.infer<typeof Prediction>;

const Uploaded = z.object({ urls: z.object({ get: z.url() }) });

export interface ReplicateApi {
  /** Answers an address that a prediction of the same key may read; the vendor keeps the file for a day. */
  upload(bytes: Uint8Array, mime: string, signal: AbortSignal): Promise<string>;
  create(model: string, input: object): Promise<Prediction>;
  get(id: string, signal: AbortSignal): Promise<Prediction>;
  cancel(id: string): Promise<void>;
}

export interface ReplicateApiOptions {
  key: string;
  baseUrl: string | undefined;
  fetch: typeof fetch;
}

/**
 * The official SDK, less its retries. It repeats every request that fails, up to six times and without a pause
 * between, and cannot be told not to; a POST whose answer was lost would then be paid for six times. So each call
 * has a client with a fetch that reaches the network once and gives every repetition the first outcome.
 * All failures are `AtelierError`s.
 */
export function createApi(options: ReplicateApiOptions): ReplicateApi {
  async function call<T>(
    schema: z.ZodType<T>,
    run: (client: Replicate, signal: AbortSignal) => Promise<unknown>,
    signal?: AbortSignal,
  ): Promise<T> {
    const limit = AbortSignal.timeout(CALL_MS);
    const both = signal ? AbortSignal.any([signal, limit]) : limit;
    const client = new Replicate({
      auth: options.key,
      baseUrl: options.baseUrl ?? BASE_URL,
      fetch: once(options.fetch, both),
      useFileOutput: false,
    });
    try {
      return schema.parse(await run(client, both));
    } catch (error) {
      if (signal?.aborted) throw abortReason(signal);
      if (limit.aborted) throw new AtelierError('timeout', 'Replicate did not answer in time.');
      if (error instanceof AtelierError) throw error;
      throw new AtelierError(
        'provider_answer_invalid',
        'Replicate answered something else.',
        undefined,
        error,
      );
    }
  }

  return {
    async upload(bytes, mime, signal) {
      const file = new Blob([Buffer.from(bytes)], { type: mime });
      const { urls } = await call(
        Uploaded,
        (client, both) => client.files.create(file, {}, { signal: both }),
        signal,
      );
      return urls.get;
    },
    create: (model, input) =>
      call(Prediction, (client, signal) =>
        client.predictions.create({ ...identify(model), input, signal }),
      ),
    get: (id, signal) =>
      call(
        Prediction,
        (client, both) => client.predictions.get(encodeURIComponent(id), { signal: both }),
        signal,
      ),
    async cancel(id) {
      await call(Prediction, (client, signal) =>
        client.predictions.cancel(encodeURIComponent(id), { signal }),
      );
    },
  };
}

/** `owner/name` runs the model's newest version; `owner/name:version` and a bare version run that one. */
function identify(model: string): { model: string } | { version: string } {
  const version = model.includes(':') ? model.slice(model.indexOf(':') + 1) : undefined;
  if (version !== undefined) return { version };
  return model.includes('/') ? { model } : { version: model };
}

type Fetch = (input: Request | string, init?: RequestInit) => Promise<Response>;

function once(request: typeof fetch, signal: AbortSignal): Fetch {
  let outcome: Promise<Response> | undefined;
  return (input, init) => (outcome ??= reach(request, input, { ...init, signal }));
}

async function reach(
  request: typeof fetch,
  input: Request | string,
  init: RequestInit,
): Promise<Response> {
  let response: Response;
  let text: string;
  try {
    response = await boundedFetch(request, 'Replicate', MAX_ANSWER).fetch(input, init);
    text = await response.text();
  } catch (cause) {
    if (cause instanceof AtelierError) throw cause;
    throw new AtelierError(
      'provider_unavailable',
      'Replicate cannot be reached.',
      undefined,
      cause,
    );
  }
  if (response.ok) return new Response(text, { status: 200 });
  throw refusal(response, text);
}

const Refusal = z.object({
  detail: z.string().optional(),
  title: z.string().optional(),
  retry_after: z.number().min(0).optional(),
});

function refusal(response: Response, text: string): AtelierError {
  const body = parseRefusal(text);
  const error = fromStatus({
    vendor: 'Replicate',
    status: response.status,
    headers: response.headers,
    message: body.detail ?? body.title,
  });
  if (error.code !== 'provider_rate_limited' || body.retry_after === undefined) return error;
  return new AtelierError(error.code, error.message, {
    retryAfterSeconds: body.retry_after,
    ...error.details,
  });
}

function parseRefusal(text: string): z.infer<typeof Refusal> {
  try {
    return Refusal.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
