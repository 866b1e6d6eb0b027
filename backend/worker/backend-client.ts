import { createClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import { AtelierError, FunctionErrorBody } from '../../contract/errors.ts';
import {
  ClaimAnswer,
  type ClaimBody,
  type ClaimedInput,
  type ClaimedJob,
  EndAnswer,
  HeartbeatAnswer,
  type JobCallbackBody,
  UploadsAnswer,
  WORKER_KEY_HEADER,
  type UploadTicket,
} from '../../contract/functions/worker.ts';
import type { MediaType } from '../../contract/media.ts';
import { RESUMABLE_FROM } from '../../contract/sync.ts';
import { uploadLarge } from './upload-large.ts';

const CALL_MS = 15_000;
const UPLOAD_MS = 120_000;
const BUCKET = 'workspace-temp';

/** Everything a worker says to its backend, over HTTPS with the worker key only (rule Q9). */
export interface BackendClient {
  claim(body: z.input<typeof ClaimBody>, signal: AbortSignal): Promise<ClaimedJob[]>;
  heartbeat(body: CallbackOf<'heartbeat'>, signal?: AbortSignal): Promise<HeartbeatAnswer>;
  uploads(body: CallbackOf<'uploads'>, signal: AbortSignal): Promise<UploadTicket[]>;
  /** Resumable from `RESUMABLE_FROM` on. */
  upload(
    ticket: UploadTicket,
    bytes: Uint8Array,
    mime: MediaType,
    signal: AbortSignal,
  ): Promise<void>;
  /** The bytes of a file that a job was given. `invalid_input` where it is gone or longer than was said. */
  fetchInput(input: ClaimedInput, signal: AbortSignal): Promise<Uint8Array>;
  end(body: CallbackOf<'complete' | 'fail' | 'release'>, signal?: AbortSignal): Promise<EndAnswer>;
}

type CallbackOf<A extends JobCallbackBody['action']> = Extract<
  z.input<typeof JobCallbackBody>,
  { action: A }
>;

export interface BackendOptions {
  url: string;
  anonKey: string;
  workerKey: string;
  fetch: typeof fetch;
}

/**
 * Answers are parsed by the contract. Every failure is an `AtelierError`: the code the function answered, or
 * `backend_unavailable` where none came (no network, a proxy's page, an answer that is not the contract's).
 */
export function createBackendClient(options: BackendOptions): BackendClient {
  const base = options.url.replace(/\/+$/, '');
  const client = createClient(base, options.anonKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: (input, init) => options.fetch(input, deadline(init)) },
  });

  async function call<S extends z.ZodType>(
    name: string,
    body: unknown,
    schema: S,
    signal?: AbortSignal,
  ): Promise<z.output<S>> {
    const limit = AbortSignal.timeout(CALL_MS);
    const response = await options
      .fetch(`${base}/functions/v1/${name}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          apikey: options.anonKey,
          [WORKER_KEY_HEADER]: options.workerKey,
        },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      })
      .catch((cause: unknown) => {
        throw unavailable(`${name} did not answer.`, cause);
      });
    const text = await response.text().catch((cause: unknown) => {
      throw unavailable(`${name} broke off its answer.`, cause);
    });
    const json = parseJson(text);
    if (!response.ok) throw refusal(name, response.status, json);
    const answer = schema.safeParse(json);
    if (!answer.success) throw unavailable(`${name} answered something else.`, answer.error);
    return answer.data;
  }

  const callback = <S extends z.ZodType>(
    body: z.input<typeof JobCallbackBody>,
    schema: S,
    signal?: AbortSignal,
  ) => call('job-callback', body, schema, signal);

  return {
    claim: async (body, signal) => (await call('claim-jobs', body, ClaimAnswer, signal)).jobs,
    heartbeat: (body, signal) => callback(body, HeartbeatAnswer, signal),
    uploads: async (body, signal) => (await callback(body, UploadsAnswer, signal)).uploads,
    end: (body, signal) => callback(body, EndAnswer, signal),
    async upload(ticket, bytes, mime, signal) {
      if (bytes.byteLength > RESUMABLE_FROM) {
        const { path, token } = ticket;
        return uploadLarge(base, { bytes, mime, bucket: BUCKET, path, token }, signal);
      }
      const { error } = await client.storage
        .from(BUCKET)
        .uploadToSignedUrl(
          ticket.path,
          ticket.token,
          new Blob([new Uint8Array(bytes)], { type: mime }),
          {
            contentType: mime,
          },
        );
      // An earlier try whose answer was lost put it there: a ticket's place is of this job and content alone.
      if (error && statusOf(error) !== 409) {
        throw unavailable(`The upload was not taken: ${error.message}`, error);
      }
    },
    async fetchInput(input, signal) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(UPLOAD_MS)]);
      const response = await options
        .fetch(`${base}/storage/v1${input.path}`, { redirect: 'error', signal: limit })
        .catch((cause: unknown) => {
          throw unavailable('Storage did not answer.', cause);
        });
      if (response.status >= 500) throw unavailable(`Storage answered ${response.status}.`);
      if (!response.ok || !response.body) throw gone(input, 'missing');
      return readAll(response.body, input);
    },
  };
}

async function readAll(body: ReadableStream<Uint8Array>, input: ClaimedInput): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of body) {
      size += part.byteLength;
      if (size > input.bytes) throw gone(input, 'changed');
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof AtelierError ? error : unavailable('Storage broke off.', error);
  }
  return Buffer.concat(parts);
}

function gone({ sha256 }: ClaimedInput, reason: string): AtelierError {
  return new AtelierError('invalid_input', 'A file of this order is not there any more.', {
    sha256,
    reason,
  });
}

/** supabase-js gives its requests no time limit of their own. */
function deadline(init: RequestInit | undefined): RequestInit {
  const limit = AbortSignal.timeout(UPLOAD_MS);
  return { ...init, signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit };
}

/** Storage says the status as a number or as text, depending on its version. */
function statusOf(error: object): number {
  const said = error as { status?: unknown; statusCode?: unknown };
  return Number(said.statusCode ?? said.status);
}

function refusal(name: string, status: number, json: unknown): AtelierError {
  const body = FunctionErrorBody.safeParse(json);
  if (body.success) return new AtelierError(body.data.code, body.data.error, body.data.details);
  if (status === 401 || status === 403) {
    return new AtelierError('unauthenticated', `${name} refused the worker key.`);
  }
  return unavailable(`${name} answered ${status}.`);
}

function unavailable(message: string, cause?: unknown): AtelierError {
  return new AtelierError('backend_unavailable', message, undefined, cause);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
