import { z } from 'zod';
import { AtelierError, ErrorCode, ErrorDetails, FunctionErrorBody } from '../../contract/errors.ts';

/**
 * What the backend's four services say when something fails, as the studio's errors.
 *
 *   offline              no answer: nothing is known, the same is sent again
 *   unauthenticated      the session is over: it is renewed, then the same is sent again
 *   rate_limited, backend_unavailable
 *                        an answer of whoever stands before the service, or no answer that can be read: says
 *                        nothing about what was sent, so it is sent again, however often
 *   internal and the other codes of `isRetryable`
 *                        the service failed at this very request: tried again, but not for ever (rule S9)
 *   any other            a verdict on this very request
 */
export function isOffline(error: unknown): boolean {
  return error instanceof AtelierError && error.code === 'offline';
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof AtelierError && error.code === 'unauthenticated';
}

/** Whether a failure tells of the way to the backend instead of what was sent. */
export function isOfTheWay(error: AtelierError): boolean {
  return error.code === 'offline' || error.code === 'unauthenticated' || saysNothing(error.code);
}

function saysNothing(code: ErrorCode): boolean {
  return code === 'backend_unavailable' || code === 'rate_limited';
}

export function offline(cause: unknown): AtelierError {
  return new AtelierError('offline', 'The backend does not answer.', undefined, cause);
}

/** An answer that is not of the contract: a captive portal, a proxy's page, a backend of another version. */
export function unreadable(cause: unknown): AtelierError {
  const message = 'The backend answered something that cannot be read.';
  return new AtelierError('backend_unavailable', message, undefined, cause);
}

/** Parses an answer. Errors: `backend_unavailable`. */
export function readAnswer<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (!parsed.success) throw unreadable(parsed.error);
  return parsed.data;
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

/** Of a function: its typed body if it has one, else what the status says. `spoken`: the function itself said it. */
export async function functionFailure(
  response: Response,
): Promise<{ failure: AtelierError; spoken: boolean }> {
  const text = await response.text().catch(() => '');
  const body = FunctionErrorBody.safeParse(parseJson(text));
  if (body.success) {
    const { code, error, details } = body.data;
    return { failure: new AtelierError(code, error, details), spoken: true };
  }
  // Without a word of the function only its own crash is about this request.
  const code = codeOf(response.status);
  const failure = new AtelierError(code, `The backend answered ${response.status}.`);
  return { failure: isVerdict(code) ? unreadable(failure) : failure, spoken: false };
}

function isVerdict(code: ErrorCode): boolean {
  return code === 'invalid_input' || code === 'file_too_large';
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
  const text = message ?? `Storage answered ${code}.`;
  // An expired token is a 400 or 403 there; only the sentence tells it from a file that is refused.
  if (/\bjwt\b|InvalidJWT/i.test(text)) return new AtelierError('unauthenticated', text);
  return new AtelierError(STORAGE_VERDICTS[code] ?? codeOf(code), text);
}

const STORAGE_VERDICTS: Readonly<Record<number, ErrorCode>> = {
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  415: 'unsupported_media',
};

/** Of Auth: without a status it did not answer. */
export function authFailure(error: { status?: number | undefined; message: string }): AtelierError {
  if (!error.status) return offline(error);
  if (error.status >= 500) return new AtelierError('backend_unavailable', error.message);
  if (error.status === 429) return new AtelierError('rate_limited', error.message);
  return new AtelierError('unauthenticated', error.message);
}

/** What a status says where no body does. Only a few are a word on the request itself. */
function codeOf(status: number): ErrorCode {
  if (status === 401) return 'unauthenticated';
  if (status === 400 || status === 422) return 'invalid_input';
  if (status === 413) return 'file_too_large';
  if (status === 429) return 'rate_limited';
  if (status === 500) return 'internal';
  return 'backend_unavailable';
}

function parseJson(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
