import { z } from 'zod';
import { AtelierError, ErrorCode, ErrorDetails, FunctionErrorBody } from '../../contract/errors.ts';

/**
 * What the backend's four services say when something fails, as the studio's errors.
 *
 *   offline          it did not answer: nothing is known, the same is sent again
 *   unauthenticated  the session is over: sign in again, then the same is sent again
 *   any other        an answer: `isRetryable` tells whether the same may succeed later
 */
export function isOffline(error: unknown): boolean {
  return error instanceof AtelierError && error.code === 'offline';
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof AtelierError && error.code === 'unauthenticated';
}

export function offline(cause: unknown): AtelierError {
  return new AtelierError('offline', 'The backend does not answer.', undefined, cause);
}

/** `private.refuse` of the migrations puts code and details into DETAIL. */
const Refusal = z.object({ code: ErrorCode, details: ErrorDetails.optional() });

interface RestFailure {
  message: string;
  details?: string | null;
  code?: string;
}

/** Of a call to REST: `status` is 0 when there was no answer. */
export function restFailure(status: number, failure: RestFailure): AtelierError {
  if (status === 0) return offline(failure);
  const refusal = Refusal.safeParse(parseJson(failure.details));
  if (refusal.success) {
    return new AtelierError(refusal.data.code, failure.message, refusal.data.details);
  }
  return new AtelierError(codeOf(status), failure.message);
}

/** Of a function: its typed body if it has one, else what the status says. */
export async function functionFailure(response: Response): Promise<AtelierError> {
  const text = await response.text().catch(() => '');
  const body = FunctionErrorBody.safeParse(parseJson(text));
  if (body.success) {
    return new AtelierError(body.data.code, body.data.error, body.data.details);
  }
  return new AtelierError(codeOf(response.status), `The backend answered ${response.status}.`);
}

/** Of Storage. Its own code stands in `statusCode`, for it answers 400 to most things. */
export function storageFailure(error: unknown): AtelierError {
  const { status, statusCode, message } = error as {
    status?: number;
    statusCode?: string;
    message?: string;
  };
  const code = Number(statusCode ?? status);
  if (!Number.isInteger(code) || code === 0) return offline(error);
  return new AtelierError(codeOf(code), message ?? `Storage answered ${code}.`);
}

/** Of Auth: without a status it did not answer. */
export function authFailure(error: { status?: number | undefined; message: string }): AtelierError {
  if (!error.status) return offline(error);
  if (error.status >= 500) return new AtelierError('backend_unavailable', error.message);
  if (error.status === 429) return new AtelierError('rate_limited', error.message);
  return new AtelierError('unauthenticated', error.message);
}

function codeOf(status: number): ErrorCode {
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 413) return 'file_too_large';
  if (status === 415) return 'unsupported_media';
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'backend_unavailable';
  return 'invalid_input';
}

function parseJson(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
