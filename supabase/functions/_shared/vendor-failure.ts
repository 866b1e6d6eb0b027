import { AtelierError, type ErrorCode } from '../../../contract/errors.ts';

/** What an SDK's error carries, of OpenAI and Stripe alike. */
interface VendorError {
  status?: unknown;
  statusCode?: unknown;
  name?: unknown;
  code?: unknown;
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'provider_key_invalid',
  403: 'provider_key_invalid',
  404: 'model_unavailable',
  429: 'provider_rate_limited',
};

/**
 * What a failed call of a vendor's SDK means to us. The vendor's own words stay in the cause: they may name a part of
 * the operator's key or account.
 */
export function vendorFailure(vendor: string, thrown: unknown): AtelierError {
  if (thrown instanceof AtelierError) return thrown;
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as VendorError;
  const status = Number(error.status ?? error.statusCode ?? 0);
  const code = codeOf(status, error);
  return new AtelierError(code, `${vendor} did not answer this.`, { vendor }, thrown);
}

function codeOf(status: number, { name, code }: VendorError): ErrorCode {
  if (/timeout/i.test(String(name))) return 'timeout';
  // The account is out of money: waiting does not help, though its status is 429.
  if (code === 'insufficient_quota') return 'provider_rejected';
  if (status in BY_STATUS) return BY_STATUS[status] ?? 'provider_rejected';
  if (status >= 400 && status < 500) return 'provider_rejected';
  return 'provider_unavailable';
}
