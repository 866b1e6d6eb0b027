import { AtelierError } from '../../contract/errors.ts';

/** A picture of eight megapixels without loss, in base64, with room: more is no answer that we asked for. */
const MAX_ANSWER = 48 * 1024 * 1024;

export interface BoundedFetch {
  readonly fetch: typeof fetch;
  /** Of the last answer, for what an SDK throws away. */
  readonly headers: () => Headers;
}

/**
 * A fetch for a vendor's SDK that takes at most `maxBytes`, whether an answer declares more or only sends more, and
 * follows no redirect unless told to: a key goes nowhere but where it was meant to go.
 * Errors: `provider_answer_invalid` for a longer answer, from the call or from its body.
 */
export function boundedFetch(
  request: typeof fetch,
  vendor: string,
  maxBytes = MAX_ANSWER,
): BoundedFetch {
  let last = new Headers();
  return {
    headers: () => last,
    async fetch(input, init) {
      const response = await request(input, { ...init, redirect: init?.redirect ?? 'error' });
      last = response.headers;
      const tooLong = new AtelierError(
        'provider_answer_invalid',
        `${vendor} sent more than ${maxBytes} bytes.`,
      );
      if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
        await response.body?.cancel();
        throw tooLong;
      }
      if (!response.body) return response;
      let total = 0;
      const counted = response.body.pipeThrough(
        new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
          transform(chunk, controller) {
            total += chunk.byteLength;
            if (total > maxBytes) controller.error(tooLong);
            else controller.enqueue(chunk);
          },
        }),
      );
      const { status, statusText, headers } = response;
      return new Response(counted, { status, statusText, headers });
    },
  };
}
