import { RPCLink } from '@orpc/client/fetch';
import { AtelierError, ErrorBody, toErrorBody } from '../../contract/errors.ts';
import type { Answer, HostApi, HostInfo } from '../../contract/host.ts';
import { StudioEvent } from '../../contract/studio/events.ts';

/** Milliseconds before the event stream is asked for again, by the number of failures in a row. */
const RECONNECT_AFTER = [250, 500, 1_000, 2_000, 5_000] as const;

/** The studio behind the browser host: calls over fetch, events as server-sent events (contract/host.ts). */
export function createBrowserHost(
  origin: string,
  fetcher: typeof globalThis.fetch = globalThis.fetch.bind(globalThis),
): HostApi {
  const link = new RPCLink({
    url: `${origin}/rpc`,
    fetch: async (request, init) => {
      const response = await fetcher(request, { ...init, credentials: 'same-origin' });
      // The host answers these as plain text, before any call is looked at.
      if (response.status === 401)
        throw new AtelierError('unauthenticated', 'The link was closed.');
      if (response.status === 403)
        throw new AtelierError('forbidden', 'The host refused the page.');
      return response;
    },
  });

  const host: HostInfo = { kind: 'browser', platform: platformOf(), mediaBase: '/media/' };

  return {
    host,
    async call(path, input): Promise<Answer> {
      try {
        return { ok: true, value: await link.call(path.split('.'), input, { context: {} }) };
      } catch (thrown) {
        return { ok: false, error: errorOf(thrown) };
      }
    },
    listen(onEvent) {
      const stop = new AbortController();
      void follow(link, onEvent, stop.signal);
      return () => stop.abort();
    },
  };
}

/** Reads the event stream until told to stop, and connects again whenever it ends. */
async function follow(
  link: RPCLink<Record<never, never>>,
  onEvent: (event: StudioEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const stream = await link.call(['events', 'subscribe'], undefined, { context: {}, signal });
      onEvent({ topic: 'resync' });
      for await (const raw of stream as AsyncIterable<unknown>) {
        failures = 0;
        const event = StudioEvent.safeParse(raw);
        if (event.success && !signal.aborted) onEvent(event.data);
      }
    } catch {
      // Whatever ended the stream, the answer is the same: wait and connect again.
    }
    if (signal.aborted) return;
    // Asking for the sync status now shows at once that the studio does not answer.
    if (failures === 0) onEvent({ topic: 'sync' });
    await pause(RECONNECT_AFTER[Math.min(failures, RECONNECT_AFTER.length - 1)] ?? 5_000, signal);
    failures += 1;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** What an oRPC call throws, as an error of ours: its `data` is an `ErrorBody` if the studio answered. */
function errorOf(thrown: unknown): ErrorBody {
  if (thrown instanceof AtelierError) return thrown.toBody();
  const data =
    typeof thrown === 'object' && thrown !== null && 'data' in thrown ? thrown.data : null;
  const body = ErrorBody.safeParse(data);
  if (body.success) return body.data;
  // fetch rejects with a TypeError when nothing answers at this origin.
  if (thrown instanceof TypeError) {
    return { code: 'backend_unavailable', message: 'The studio does not answer.' };
  }
  return toErrorBody(thrown);
}

function platformOf(): HostInfo['platform'] {
  const { userAgent } = navigator;
  if (/Mac|iPhone|iPad/.test(userAgent)) return 'mac';
  if (userAgent.includes('Windows')) return 'windows';
  return userAgent.includes('Linux') ? 'linux' : 'other';
}
