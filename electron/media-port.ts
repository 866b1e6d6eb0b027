import type { MediaFrame } from './messages.ts';

/** The part of Electron's `MessagePortMain` that carries frames. */
export interface FramePort {
  postMessage(frame: MediaFrame): void;
  on(event: 'message', callback: (event: { data: unknown }) => void): unknown;
  on(event: 'close', callback: () => void): unknown;
  start(): void;
  close(): void;
}

export interface MediaPort {
  /** Status and headers from the other side. */
  head: Promise<{ status: number; headers: Record<string, string> }>;
  /** The bytes from the other side; reading asks for the next chunk, so a slow reader holds the writer back. */
  body: ReadableStream<Uint8Array>;
  sendHead(status: number, headers: Headers): void;
  /** Sends a body chunk by chunk, each when the other side asked for it, then the end. */
  sendBody(body: ReadableStream<Uint8Array> | null): Promise<void>;
  close(): void;
}

/**
 * One HTTP-like exchange over a message port. A request's body goes one way, the answer's head and body the
 * other; the same frames serve both, for a side only ever sees what the other sent.
 */
export function openMediaPort(port: FramePort): MediaPort {
  const head = Promise.withResolvers<{ status: number; headers: Record<string, string> }>();
  // A side that never waits for a head must not fail for it.
  head.promise.catch(() => undefined);
  let incoming: ReadableStreamDefaultController<Uint8Array> | undefined;
  let asked = Promise.withResolvers<boolean>();
  let over = false;

  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        incoming = controller;
      },
      pull: () => port.postMessage({ type: 'pull' }),
      cancel: () => stop(true),
    },
    { highWaterMark: 0 },
  );

  function stop(tell: boolean): void {
    if (over) return;
    over = true;
    if (tell) port.postMessage({ type: 'abort' });
    asked.resolve(false);
    head.reject(new Error('The other side went away.'));
  }

  function fail(): void {
    if (over) return;
    stop(false);
    incoming?.error(new Error('The other side went away.'));
  }

  port.on('message', ({ data }) => {
    const frame = data as MediaFrame;
    if (frame.type === 'head') head.resolve(frame);
    if (frame.type === 'chunk') incoming?.enqueue(frame.bytes);
    if (frame.type === 'end') incoming?.close();
    if (frame.type === 'pull') asked.resolve(true);
    if (frame.type === 'abort') fail();
  });
  port.on('close', fail);
  port.start();

  return {
    head: head.promise,
    body,
    sendHead: (status, headers) =>
      port.postMessage({ type: 'head', status, headers: Object.fromEntries(headers) }),
    async sendBody(source) {
      try {
        for await (const bytes of source ?? []) {
          if (!(await asked.promise)) return;
          asked = Promise.withResolvers();
          port.postMessage({ type: 'chunk', bytes });
        }
        port.postMessage({ type: 'end' });
      } catch {
        port.postMessage({ type: 'abort' });
      }
    },
    close: () => port.close(),
  };
}
