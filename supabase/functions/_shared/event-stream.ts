import { toErrorBody } from '../../../contract/errors.ts';

export interface StreamEvent {
  event: string;
  data: unknown;
}

/** Proxies close a connection that is silent for a minute. */
const ALIVE_MS = 15_000;

/**
 * A response of server-sent events (WHATWG HTML, 9.2) as `events` makes them. What it throws becomes a last event
 * `error` of the shape of `FunctionErrorBody`. A reader that goes away ends the generator at its next step, and
 * `gone` at once.
 */
export function eventStream(
  events: AsyncGenerator<StreamEvent, void, undefined>,
  gone?: AbortController,
): Response {
  const encoder = new TextEncoder();
  let alive: ReturnType<typeof setInterval> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      alive = setInterval(() => controller.enqueue(encoder.encode(': \n\n')), ALIVE_MS);
    },
    async pull(controller) {
      const step = await events
        .next()
        .catch((error: unknown) => ({ done: false, value: told(error) }) as const);
      if (step.value) controller.enqueue(encoder.encode(frame(step.value)));
      if (step.done || step.value?.event === 'error') {
        clearInterval(alive);
        controller.close();
      }
    },
    async cancel() {
      clearInterval(alive);
      gone?.abort();
      await events.return();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

function frame({ event, data }: StreamEvent): string {
  // JSON has no bare line feed, so one `data` line holds it.
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function told(error: unknown): StreamEvent {
  const { message, code, details } = toErrorBody(error);
  if (code === 'internal') {
    const cause = error instanceof Error ? error.stack : String(error);
    console.error(JSON.stringify({ level: 'error', stream: true, code, cause }));
  }
  return { event: 'error', data: { error: message, code, ...(details && { details }) } };
}
