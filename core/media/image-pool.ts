import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AtelierError, type ErrorBody } from '../../contract/errors.ts';
import { MEDIA_LIMITS } from '../../contract/media.ts';
import type { ImageFacts, ImageTask } from './read-image.ts';

export interface ImagePool {
  /** Reads an image and writes its thumbnails. Errors: those of `readImage`, and `timeout`. */
  read(task: ImageTask): Promise<ImageFacts>;
  close(): Promise<void>;
}

export interface ImagePoolOptions {
  /** The program of a thread; a bundler that moves files says where it went. */
  worker?: URL;
  threads?: number;
  /** Wall-clock limit of one image. */
  milliseconds?: number;
  /** A thread without work for so long ends: its memory is worth more than its start. */
  idleMilliseconds?: number;
}

interface Waiting {
  task: ImageTask;
  resolve(facts: ImageFacts): void;
  reject(error: unknown): void;
}

interface Thread {
  worker: Worker;
  current: Waiting | undefined;
  timer: NodeJS.Timeout | undefined;
}

type Reply = { ok: true; value: ImageFacts } | { ok: false; error: ErrorBody };

/** Shared by every thread of the process: see `hardenDecoder`. */
const HARDENED = new Int32Array(new SharedArrayBuffer(4));

/**
 * Threads that decode images, so that the thread of the host never stalls. Thread:
 *
 *   (started when there is work and fewer than `threads`) → busy → idle → busy …
 *   busy → (over the wall-clock limit, or crashed) → ended; its image fails and the next work starts another
 *   idle → (idleMilliseconds) → ended
 */
export function createImagePool(options: ImagePoolOptions = {}): ImagePool {
  const program = options.worker ?? new URL('./image-worker.ts', import.meta.url);
  const most = options.threads ?? availableParallelism();
  const limit = options.milliseconds ?? MEDIA_LIMITS.milliseconds;
  const idle = options.idleMilliseconds ?? 20_000;
  const threads = new Set<Thread>();
  const queue: Waiting[] = [];
  let closed = false;

  function start(): Thread {
    const worker = new Worker(program, { name: 'images', workerData: HARDENED });
    const thread: Thread = { worker, current: undefined, timer: undefined };
    threads.add(thread);
    worker.on('message', (reply: Reply) => {
      const done = thread.current;
      rest(thread);
      if (reply.ok) done?.resolve(reply.value);
      else
        done?.reject(new AtelierError(reply.error.code, reply.error.message, reply.error.details));
      next();
    });
    worker.on('error', (error) => end(thread, unreadable(error)));
    worker.on('exit', () => end(thread, unreadable()));
    // An idle thread keeps no program alive.
    worker.unref();
    return thread;
  }

  function rest(thread: Thread): void {
    clearTimeout(thread.timer);
    thread.current = undefined;
    thread.worker.unref();
    thread.timer = setTimeout(() => end(thread), idle).unref();
  }

  function end(thread: Thread, error?: AtelierError): void {
    if (!threads.delete(thread)) return;
    clearTimeout(thread.timer);
    thread.current?.reject(error ?? new AtelierError('cancelled', 'The studio was closed.'));
    void thread.worker.terminate();
    next();
  }

  function next(): void {
    if (closed) return;
    for (const waiting of queue.splice(0)) {
      const free = [...threads].find((thread) => !thread.current);
      const thread = free ?? (threads.size < most ? start() : undefined);
      if (!thread) {
        queue.push(waiting);
        continue;
      }
      clearTimeout(thread.timer);
      thread.current = waiting;
      thread.worker.ref();
      thread.timer = setTimeout(() => {
        end(thread, new AtelierError('timeout', 'Reading the image took too long.'));
      }, limit);
      thread.worker.postMessage(waiting.task, []);
    }
  }

  return {
    read(task) {
      if (closed) return Promise.reject(new AtelierError('cancelled', 'The studio was closed.'));
      return new Promise((resolve, reject) => {
        queue.push({ task, resolve, reject });
        next();
      });
    },
    async close() {
      closed = true;
      const stopped = new AtelierError('cancelled', 'The studio was closed.');
      for (const waiting of queue.splice(0)) waiting.reject(stopped);
      const workers = [...threads].map((thread) => thread.worker);
      for (const thread of threads) end(thread, stopped);
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function unreadable(cause?: unknown): AtelierError {
  return new AtelierError('file_unreadable', 'The image could not be read.', {}, cause);
}
