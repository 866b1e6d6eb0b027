import { ApiError } from '@google/genai';
import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { fromStatus, fromTransport } from '../vendor-errors.ts';

/** The body of a failed call (https://google.aip.dev/193), which the SDK puts into the message of its error. */
const Refusal = z.object({
  error: z.object({
    message: z.string().default(''),
    status: z.string().default(''),
    details: z
      .array(z.looseObject({ reason: z.string().optional(), retryDelay: z.string().optional() }))
      .default([]),
  }),
});

/** What a failed call of the SDK means to us. */
export function toFailure(error: unknown, signal: AbortSignal, headers: Headers): Error {
  const known = fromTransport('Google', error, signal);
  if (known) return known;
  if (error instanceof ApiError) return refusal(error, headers);
  return error instanceof Error ? error : new Error(String(error));
}

function refusal({ status, message }: ApiError, headers: Headers): AtelierError {
  const body = parse(message);
  const reasons = body?.details.map(({ reason }) => reason) ?? [];
  // A wrong key is told with 400, and the vendor's words may quote it.
  if (status === 401 || status === 403 || reasons.includes('API_KEY_INVALID')) {
    return new AtelierError('provider_key_invalid', 'Google refused the key.', { status });
  }
  const error = fromStatus({ vendor: 'Google', status, headers, message: body?.message });
  const delay = body?.details
    .map(({ retryDelay }) => Number.parseFloat(retryDelay ?? ''))
    .find((s) => s >= 0);
  if (error.code !== 'provider_rate_limited' || delay === undefined) return error;
  return new AtelierError(error.code, error.message, {
    retryAfterSeconds: delay,
    ...error.details,
  });
}

function parse(message: string): z.infer<typeof Refusal>['error'] | undefined {
  try {
    return Refusal.parse(JSON.parse(message)).error;
  } catch {
    return undefined;
  }
}
