import { AtelierError, type ErrorDetails } from '../../contract/errors.ts';

/** Longest excerpt of a vendor's own words that is kept. */
const MAX_WORDS = 500;

export interface VendorRefusal {
  vendor: string;
  status: number;
  headers: Pick<Headers, 'get'>;
  /** The vendor's own words, if it had any. */
  message?: string | undefined;
}

/** What an HTTP status of a vendor means to us, for what all vendors have in common. */
export function fromStatus({ vendor, status, headers, message }: VendorRefusal): AtelierError {
  const words = message ? `: ${message.slice(0, MAX_WORDS)}` : '.';
  const details: ErrorDetails = { status };
  if (status === 401 || status === 403) {
    return new AtelierError('provider_key_invalid', `${vendor} refused the key${words}`, details);
  }
  if (status === 429) {
    const retryAfterSeconds = retryAfter(headers);
    return new AtelierError('provider_rate_limited', `${vendor} asks to wait${words}`, {
      ...details,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    });
  }
  if (status === 404) {
    return new AtelierError('model_unavailable', `${vendor} has no such model${words}`, details);
  }
  if (status === 408 || status === 409 || status >= 500) {
    return new AtelierError(
      'provider_unavailable',
      `${vendor} answered ${status}${words}`,
      details,
    );
  }
  return new AtelierError('provider_rejected', `${vendor} refused the request${words}`, details);
}

/**
 * Seconds of a Retry-After header, which is a number or an HTTP date (RFC 9110 section 10.2.3). Milliseconds
 * of `retry-after-ms`, which OpenAI sends, are finer and win. Null or past: undefined or 0.
 */
export function retryAfter(headers: Pick<Headers, 'get'>, now = Date.now()): number | undefined {
  const fine = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (fine >= 0) return fine / 1_000;
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = Number(value);
  if (value.trim() !== '' && Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1_000);
}

/** The abort's own reason, so that it is never mistaken for the vendor's failure. */
export function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof AtelierError
    ? signal.reason
    : new AtelierError('cancelled', 'The job was stopped.', undefined, signal.reason);
}

/** Whether an aborted job will never be resumed, so that the vendor's work on it should end too. */
export function isOver(signal: AbortSignal): boolean {
  const reason: unknown = signal.reason;
  if (!signal.aborted || !(reason instanceof AtelierError)) return false;
  return reason.code === 'cancelled' || reason.details?.['final'] === true;
}

/**
 * What a call that brought no whole answer means, whatever the SDK around it made of that: the abort's own reason, our
 * own error from below, a broken connection, an answer that is no JSON. Undefined for anything else.
 */
export function fromTransport(
  vendor: string,
  error: unknown,
  signal: AbortSignal,
): AtelierError | Error | undefined {
  if (signal.aborted) return abortReason(signal);
  const ours = causesOf(error).find((cause) => cause instanceof AtelierError);
  if (ours) return ours;
  if (error instanceof SyntaxError) {
    return new AtelierError(
      'provider_answer_invalid',
      `${vendor} answered no JSON.`,
      undefined,
      error,
    );
  }
  const names = causesOf(error).map(({ name }) => name);
  if (names.includes('TimeoutError')) {
    return new AtelierError('timeout', `${vendor} did not answer in time.`, undefined, error);
  }
  // undici says with a plain TypeError that there was no connection, or that the body broke off after the head.
  if (error instanceof TypeError && /^(terminated|fetch failed)$/.test(error.message)) {
    return new AtelierError(
      'provider_unavailable',
      `${vendor} cannot be reached, or broke off its answer.`,
      undefined,
      error,
    );
  }
  return undefined;
}

function causesOf(error: unknown): Error[] {
  const found: Error[] = [];
  for (let at = error; at instanceof Error && found.length < 8; at = at.cause) found.push(at);
  return found;
}
