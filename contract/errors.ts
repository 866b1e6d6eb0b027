import { z } from 'zod';

/**
 * The closed union of error codes that cross a boundary. A code is stable and is what programs
 * compare; the message is a sentence for logs and developers. The renderer words each code for
 * the creator, in their language, so a message is never shown as it is unless the code says so.
 */
export const ERROR_CODES = [
  // The caller's input
  'invalid_input',
  'not_found',
  'conflict',
  'idempotency_conflict',
  // Who is calling
  'unauthenticated',
  'forbidden',
  'rate_limited',
  // Money
  'insufficient_credits',
  'quota_exceeded',
  // Making things
  'content_refused',
  'model_unavailable',
  'provider_key_missing',
  'provider_key_invalid',
  'provider_rate_limited',
  'provider_rejected',
  'provider_unavailable',
  'provider_answer_invalid',
  'timeout',
  'cancelled',
  'lease_lost',
  // The network
  'offline',
  'backend_unavailable',
  /** A feature that this backend's engine lacks: an extension of its database, a vendor it has no key for. */
  'not_available',
  // Files and this machine
  'disk_full',
  'disk_read_only',
  'too_many_files',
  /** The disk itself reported an error: reading or writing went wrong below the file system. */
  'disk_error',
  'file_missing',
  'file_empty',
  'file_too_large',
  'file_unreadable',
  'unsupported_media',
  'studio_in_use',
  'library_newer',
  // Everything we did not foresee: logged where it happened, never detailed across the wire
  'internal',
] as const;

export const ErrorCode = z.enum(ERROR_CODES);
export type ErrorCode = z.infer<typeof ErrorCode>;

export const ErrorDetails = z.record(z.string(), z.unknown());
export type ErrorDetails = z.infer<typeof ErrorDetails>;

/** The shape of an error in an answer of the studio: `{ok: false, error}`. */
export const ErrorBody = z.object({
  code: ErrorCode,
  message: z.string(),
  details: ErrorDetails.optional(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

/** The shape of an error in an answer of an edge function. The HTTP status is `HTTP_STATUS[code]`. */
export const FunctionErrorBody = z.object({
  error: z.string(),
  code: ErrorCode,
  details: ErrorDetails.optional(),
});
export type FunctionErrorBody = z.infer<typeof FunctionErrorBody>;

/** An error that carries a code across a boundary. Anything else thrown becomes `internal` there. */
export class AtelierError extends Error {
  override readonly name = 'AtelierError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails | undefined;

  constructor(code: ErrorCode, message: string, details?: ErrorDetails, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }

  toBody(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.details === undefined ? {} : { details: this.details }),
    };
  }
}

/** What any thrown value looks like from outside: its body if it is ours, else an unexplained `internal`. */
export function toErrorBody(thrown: unknown): ErrorBody {
  if (thrown instanceof AtelierError) return thrown.toBody();
  return { code: 'internal', message: 'Something went wrong inside Atelier.' };
}

/**
 * Codes after which the same attempt may succeed later without anyone changing anything.
 * The queue retries these by itself (rule Q5); all others end the job at once.
 */
const RETRYABLE: ReadonlySet<ErrorCode> = new Set([
  'rate_limited',
  'provider_rate_limited',
  'provider_unavailable',
  'provider_answer_invalid',
  'timeout',
  'offline',
  'backend_unavailable',
  'internal',
]);

export function isRetryable(code: ErrorCode): boolean {
  return RETRYABLE.has(code);
}

export const HTTP_STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid_input: 400,
  not_found: 404,
  conflict: 409,
  idempotency_conflict: 409,
  unauthenticated: 401,
  forbidden: 403,
  rate_limited: 429,
  insufficient_credits: 402,
  quota_exceeded: 402,
  content_refused: 422,
  model_unavailable: 422,
  provider_key_missing: 422,
  provider_key_invalid: 422,
  provider_rate_limited: 503,
  provider_rejected: 422,
  provider_unavailable: 503,
  provider_answer_invalid: 502,
  timeout: 504,
  cancelled: 409,
  lease_lost: 409,
  offline: 503,
  backend_unavailable: 503,
  not_available: 501,
  disk_full: 507,
  disk_read_only: 507,
  too_many_files: 503,
  disk_error: 500,
  file_missing: 404,
  file_empty: 422,
  file_too_large: 413,
  file_unreadable: 422,
  unsupported_media: 415,
  studio_in_use: 409,
  library_newer: 409,
  internal: 500,
};
