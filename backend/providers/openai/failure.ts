import OpenAI from 'openai';
import { AtelierError } from '../../../contract/errors.ts';
import { fromStatus, fromTransport } from '../vendor-errors.ts';

/** Codes of a refusal by the vendor's moderation, of the prompt or of the picture. */
const REFUSALS: ReadonlySet<string> = new Set(['moderation_blocked', 'content_policy_violation']);
/** The account has no money left: waiting does not help, so this is no rate limit though its status is 429. */
const UNPAID: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'billing_hard_limit_reached',
  'billing_not_active',
]);

/** What a failed call of the SDK means to us. `vendor` is OpenAI, or who else speaks its language. */
export function toFailure(
  error: unknown,
  signal: AbortSignal,
  vendor = 'OpenAI',
): AtelierError | Error {
  const known = fromTransport(vendor, error, signal);
  if (known) return known;
  if (error instanceof OpenAI.APIConnectionTimeoutError) {
    return new AtelierError('timeout', `${vendor} did not answer in time.`, undefined, error);
  }
  if (error instanceof OpenAI.APIConnectionError) {
    return new AtelierError(
      'provider_unavailable',
      `${vendor} cannot be reached.`,
      undefined,
      error,
    );
  }
  if (error instanceof OpenAI.APIError) return refusal(error, vendor);
  return error instanceof Error ? error : new Error(String(error));
}

function refusal(error: InstanceType<typeof OpenAI.APIError>, vendor: string): AtelierError {
  const code = error.code ?? '';
  const body: unknown = error.error;
  const message =
    typeof body === 'object' &&
    body !== null &&
    'message' in body &&
    typeof body.message === 'string'
      ? body.message
      : undefined;
  if (REFUSALS.has(code) || /safety system/i.test(message ?? '')) {
    return new AtelierError('content_refused', message ?? `${vendor} refused this prompt.`, {
      code,
    });
  }
  if (UNPAID.has(code)) {
    return new AtelierError(
      'provider_rejected',
      message ?? `The ${vendor} account is out of credit.`,
      {
        code,
      },
    );
  }
  // A key's fragments stand in the vendor's own words about a wrong key: they stay out.
  const words = error.status === 401 ? undefined : message;
  return fromStatus({
    vendor,
    status: error.status ?? 0,
    headers: error.headers ?? new Headers(),
    message: words,
  });
}
