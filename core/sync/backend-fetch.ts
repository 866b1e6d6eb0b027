import type { SyncLimits } from '../library/sync-engine.ts';

export const LIMITS: SyncLimits = {
  answerMs: 30_000,
  functionMs: 120_000,
  uploadMs: 300_000,
  silenceMs: 30_000,
};

export interface BackendFetchOptions {
  fetch: typeof fetch;
  anonKey: string;
  /** Ends every request that is under way. */
  ending: AbortSignal;
  limits?: SyncLimits | undefined;
}

/**
 * The one door through which supabase-js speaks to the backend. A request ends when its time is up or its
 * connection ends, so that a backend that takes a request and never answers holds nothing up (rule S7).
 */
export function createBackendFetch(options: BackendFetchOptions): typeof fetch {
  const { anonKey, ending, limits = LIMITS } = options;
  return async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init?.headers);
    // When a token cannot be renewed supabase-js speaks with the public key instead, and whatever it asks for would
    // be refused, or not found, for everybody: that is silence, not an answer.
    if (!pathname.startsWith('/auth/') && headers.get('authorization') === `Bearer ${anonKey}`) {
      throw new TypeError('There is no session to speak with.');
    }
    const late = new AbortController();
    const expire = () => late.abort(new DOMException('The backend took too long.', 'TimeoutError'));
    const download = pathname.startsWith('/storage/') && (init?.method ?? 'GET') === 'GET';
    const timer = setTimeout(expire, limitOf(pathname, download, limits)).unref();
    const signals = [ending, late.signal, init?.signal].filter((signal) => signal != null);
    try {
      const response = await options.fetch(input, { ...init, signal: AbortSignal.any(signals) });
      if (!response.body) return cleared(response, timer);
      return watched(response, response.body, timer, download ? { expire, limits } : undefined);
    } catch (error) {
      clearTimeout(timer);
      throw error;
    }
  };
}

function limitOf(pathname: string, download: boolean, limits: SyncLimits): number {
  if (pathname.startsWith('/functions/')) return limits.functionMs;
  return pathname.startsWith('/storage/') && !download ? limits.uploadMs : limits.answerMs;
}

function cleared(response: Response, timer: NodeJS.Timeout): Response {
  clearTimeout(timer);
  return response;
}

/** The limit holds until the body's end; that of a download starts over with each piece. */
function watched(
  response: Response,
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  first: NodeJS.Timeout,
  download: { expire: () => void; limits: SyncLimits } | undefined,
): Response {
  let timer = first;
  const restart = () => {
    if (!download) return;
    clearTimeout(timer);
    timer = setTimeout(download.expire, download.limits.silenceMs).unref();
  };
  restart();
  // By hand: a transform between two streams takes twice as long for each piece.
  const reader = body.getReader();
  const counted = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) {
          clearTimeout(timer);
          controller.close();
          return;
        }
        restart();
        controller.enqueue(value);
      },
      async cancel(reason) {
        clearTimeout(timer);
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  const { status, statusText, headers } = response;
  return new Response(counted, { status, statusText, headers });
}
