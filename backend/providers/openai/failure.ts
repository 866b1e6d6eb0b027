import OpenAI from 'openai';
import { AtelierError } from '../../../contract/errors.ts';
import { abortReason, fromStatus } from '../vendor-errors.ts';

/** Codes of a refusal by the vendor's moderation, of the prompt or of the picture. */
const REFUSALS: ReadonlySet<string> = new Set(['moderation_blocked', 'content_policy_violation']);
/** The account has no money left: waiting does not help, so this is no rate limit though its status is 429. */
const UNPAID: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'billing_hard_limit_reached',
  'billing_not_active',
]);

/** What a failed call of the SDK means to us. */
export function toFailure(error: unknown, signal: AbortSignal): AtelierError | Error {
  if (signal.aborted) return abortReason(signal);
  if (error instanceof AtelierError) return error;
  if (error instanceof OpenAI.APIConnectionTimeoutError) {
    return new AtelierError('timeout', 'OpenAI did not answer in time.', undefined, error);
  }
  if (error instanceof OpenAI.APIConnectionError) {
    return new AtelierError('provider_unavailable', 'OpenAI cannot be reached.', undefined, error);
  }
  if (error instanceof OpenAI.APIError) return refusal(error);
  if (error instanceof SyntaxError) {
    return new AtelierError(
      'provider_answer_invalid',
      'OpenAI answered no JSON.',
      undefined,
      error,
    );
  }
  // The body broke off after the head: undici says so with a plain TypeError.
  if (error instanceof TypeError && error.message === 'terminated') {
    return new AtelierError(
      'provider_unavailable',
      'OpenAI broke off its answer.',
      undefined,
      error,
    );
  }
  return error instanceof Error ? error : new Error(String(error));
}

function refusal(error: InstanceType<typeof OpenAI.APIError>): AtelierError {
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
    return new AtelierError('content_refused', message ?? 'OpenAI refused this prompt.', { code });
  }
  if (UNPAID.has(code)) {
    return new AtelierError(
      'provider_rejected',
      message ?? 'The OpenAI account is out of credit.',
      {
        code,
      },
    );
  }
  // A key's fragments stand in the vendor's own words about a wrong key: they stay out.
  const words = error.status === 401 ? undefined : message;
  return fromStatus({
    vendor: 'OpenAI',
    status: error.status ?? 0,
    headers: error.headers ?? new Headers(),
    message: words,
  });
}
