import { AtelierError, type ErrorCode } from '../../contract/errors.ts';
import {
  guardedFetch,
  GuardedFetchError,
  type GuardReason,
  isLoopbackUrl,
} from '../../core/system/guarded-fetch.ts';
import { fromStatus } from './vendor-errors.ts';

const DOWNLOAD_MS = 300_000;

export interface DownloadOptions {
  /** The server whose results these are: what lies there is fetched as the creator's own, at any address. */
  own: string;
  /** Bounded already (`boundedFetch`); used for what lies on the own server. */
  fetch: typeof fetch;
  /** Sent to the own server alone. */
  headers?: Record<string, string>;
  signal: AbortSignal;
  maxBytes: number;
}

/**
 * The bytes at an address that a provider answered. On the provider's own server they are fetched with its key; from
 * anywhere else only off the open internet, without a key (DESIGN section 11).
 * Errors: `provider_answer_invalid`, `provider_unavailable`, `timeout`; those of `fromStatus`.
 */
export async function download(url: string, options: DownloadOptions): Promise<Uint8Array> {
  const target = URL.parse(url, `${options.own}/`);
  if (!target) throw new AtelierError('provider_answer_invalid', 'The result has no address.');
  if (target.origin === new URL(options.own).origin) return downloadOwn(target, options);
  return downloadForeign(target.href, options);
}

async function downloadForeign(url: string, options: DownloadOptions): Promise<Uint8Array> {
  try {
    return await guardedFetch(url, {
      signal: options.signal,
      maxBytes: options.maxBytes,
      milliseconds: DOWNLOAD_MS,
      allowLoopback: isLoopbackUrl(options.own),
    });
  } catch (error) {
    throw fromGuard(error);
  }
}

/** A vendor may keep its files elsewhere and point there; the key does not go along. */
async function downloadOwn(target: URL, options: DownloadOptions): Promise<Uint8Array> {
  const { fetch: request, signal, maxBytes } = options;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(DOWNLOAD_MS)]);
  const response = await request(target.href, {
    headers: options.headers ?? {},
    signal: limit,
    redirect: 'manual',
  });
  const moved = response.headers.get('location');
  if (response.status >= 300 && response.status < 400 && moved !== null) {
    await response.body?.cancel();
    const next = URL.parse(moved, target.href);
    if (next) return downloadForeign(next.href, options);
  }
  if (!response.ok) {
    await response.body?.cancel();
    const refused = fromStatus({
      vendor: 'The provider',
      status: response.status,
      headers: response.headers,
    });
    // The result is not there any more: another attempt makes it anew.
    if (refused.code !== 'model_unavailable') throw refused;
    throw new AtelierError('provider_unavailable', 'The result is gone.', refused.details);
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.byteLength <= maxBytes) return bytes;
  throw new AtelierError('provider_answer_invalid', `The result has more than ${maxBytes} bytes.`);
}

const FAILURES = {
  timeout: 'timeout',
  forbidden_address: 'provider_answer_invalid',
  too_large: 'provider_answer_invalid',
  gone: 'provider_unavailable',
  refused: 'provider_unavailable',
  unavailable: 'provider_unavailable',
} as const satisfies Record<GuardReason, ErrorCode>;

/** What a guarded fetch that failed means to us; anything else as it is. */
export function fromGuard(error: unknown): unknown {
  if (!(error instanceof GuardedFetchError)) return error;
  return new AtelierError(FAILURES[error.reason], error.message, { reason: error.reason }, error);
}
