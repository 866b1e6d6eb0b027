import { expect, test } from 'vitest';
import { createBackendFetch } from './backend-fetch.ts';

const LIMITS = { answerMs: 40, functionMs: 120, uploadMs: 120, silenceMs: 60 };
const BASE = 'http://backend.test';

function hanging(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
}

function speak(network: typeof fetch, ending = new AbortController().signal) {
  return createBackendFetch({ fetch: network, anonKey: 'anon', ending, limits: LIMITS });
}

const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

test.each([
  ['/rest/v1/rpc/sync_pull', 40],
  ['/functions/v1/queue-job', 120],
])('a request to %s that nobody answers ends after %i ms', async (path, limit) => {
  const start = performance.now();
  const asked = speak((_, init) => hanging(init?.signal))(`${BASE}${path}`, as('token'));
  await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' });
  const took = performance.now() - start;
  expect(took).toBeGreaterThan(limit - 10);
  expect(took).toBeLessThan(limit + 1_000);
});

test('every request ends with its connection', async () => {
  const ending = new AbortController();
  const asked = speak((_, init) => hanging(init?.signal), ending.signal)(
    `${BASE}/rest/v1/x`,
    as('t'),
  );
  ending.abort();
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
});

test('without a session nothing but Auth is asked: an answer to nobody says nothing', async () => {
  const asked: string[] = [];
  const network: typeof fetch = async (input) => {
    asked.push(input instanceof Request ? input.url : String(input));
    return Response.json({});
  };
  await expect(speak(network)(`${BASE}/storage/v1/object/x`, as('anon'))).rejects.toThrow(
    TypeError,
  );
  await speak(network)(`${BASE}/auth/v1/token`, as('anon'));
  expect(asked).toEqual([`${BASE}/auth/v1/token`]);
});

/** A body that says so much, piece by piece, and then falls silent or ends. */
function slowly(pieces: number, pause: number, ends: boolean, signal?: AbortSignal | null) {
  let nr = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (nr === pieces && ends) return controller.close();
      if (nr === pieces)
        return new Promise<void>(() =>
          signal?.addEventListener('abort', () => controller.error(signal.reason)),
        );
      nr += 1;
      await new Promise((resolve) => setTimeout(resolve, pause));
      controller.enqueue(new Uint8Array([nr]));
      return undefined;
    },
  });
}

test('S8: a download may last as long as it goes on, and ends when it falls silent', async () => {
  const url = `${BASE}/storage/v1/object/user-library/x`;
  const whole = await speak(async () => new Response(slowly(8, 30, true)))(url, as('token'));
  expect((await whole.arrayBuffer()).byteLength).toBe(8);
  const cut = await speak(async (_, init) => new Response(slowly(2, 5, false, init?.signal)))(
    url,
    as('token'),
  );
  await expect(cut.arrayBuffer()).rejects.toThrow();
});
