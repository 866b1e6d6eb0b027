import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { FromPainter, ToPainter } from './messages.ts';

type Job = Omit<ToPainter, 'id' | 'stop'>;

export interface Painters {
  /** @throws the signal's reason when aborted */
  paint(job: Job, signal: AbortSignal, progress: (fraction: number) => void): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface Painter {
  thread: Worker;
  busy: boolean;
}

/**
 * As many threads as are asked for at once, at most one a core, kept for the next picture. They do not keep
 * the process alive while idle.
 */
export function createPainters(limit = availableParallelism()): Painters {
  const painters: Painter[] = [];
  const waiting: ((painter: Painter) => void)[] = [];
  let lastId = 0;

  function hire(): Promise<Painter> {
    const idle = painters.find((painter) => !painter.busy);
    if (idle) return Promise.resolve(idle);
    if (painters.length >= limit) return new Promise((resolve) => waiting.push(resolve));
    const thread = new Worker(new URL('painter.ts', import.meta.url));
    thread.unref();
    const painter = { thread, busy: false };
    painters.push(painter);
    thread.once('exit', () => painters.splice(painters.indexOf(painter), 1));
    return Promise.resolve(painter);
  }

  function dismiss(painter: Painter): void {
    painter.busy = false;
    painter.thread.unref();
    if (painters.includes(painter)) waiting.shift()?.(painter);
  }

  return {
    async paint(job, signal, progress) {
      signal.throwIfAborted();
      const painter = await hire();
      painter.busy = true;
      painter.thread.ref();
      try {
        signal.throwIfAborted();
        return await commission(painter.thread, { ...job, id: (lastId += 1) }, signal, progress);
      } finally {
        dismiss(painter);
      }
    },
    async close() {
      await Promise.all(painters.map(({ thread }) => thread.terminate()));
    },
  };
}

/** One picture from one thread: asks, listens until it is done, failed, stopped or the thread is gone. */
function commission(
  thread: Worker,
  job: Omit<ToPainter, 'stop'>,
  signal: AbortSignal,
  progress: (fraction: number) => void,
): Promise<Uint8Array> {
  const stop = new SharedArrayBuffer(4);
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const onMessage = (message: FromPainter): void => {
    if (message.id !== job.id) return;
    if (message.type === 'progress') progress(message.fraction);
    else if (message.type === 'done') resolve(message.bytes);
    else reject(message.stopped ? signal.reason : new Error(message.message));
  };
  const onGone = (cause: unknown): void =>
    reject(new Error('The painting thread ended.', { cause }));
  const onAbort = (): void => void Atomics.store(new Int32Array(stop), 0, 1);
  thread.on('message', onMessage).once('error', onGone).once('exit', onGone);
  signal.addEventListener('abort', onAbort, { once: true });
  thread.postMessage({ ...job, stop } satisfies ToPainter);
  return promise.finally(() => {
    thread.off('message', onMessage).off('error', onGone).off('exit', onGone);
    signal.removeEventListener('abort', onAbort);
  });
}
