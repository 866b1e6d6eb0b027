import { Worker } from 'node:worker_threads';
import { DatabaseError } from './engine.ts';
import { GroupFlush } from './group-flush.ts';
import {
  type Answer,
  BEGUN,
  PLACES,
  type Request,
  type StartData,
  type ThreadData,
  isReached,
} from './thread-messages.ts';

export interface Result {
  rows: unknown[];
  affected: number;
}

/** The thread ended before it came to this request: it can be asked again elsewhere. */
export class NotBegun extends Error {
  override readonly name = 'NotBegun';
}

/** One life of the thread that Postgres runs in. */
export interface Thread {
  /**
   * Requests are run one at a time, in their order; more may be asked before the first is answered. Throws
   * {@link DatabaseError}: 57014 once a request has run for `limitMs`, with which the thread is over; and {@link NotBegun}.
   */
  ask(request: Request, limitMs: number | null): Promise<Result>;
  isOver(): boolean;
  end(): Promise<void>;
}

interface Waiting {
  resolve(result: Result): void;
  reject(error: Error): void;
  limitMs: number | null;
}

/** Resolves once Postgres has started on the folder, and has recovered what an earlier life left. */
export async function startThread(
  data: StartData,
  onNotified: (channel: string, payload: string) => void,
): Promise<Thread> {
  const shared = new Int32Array(new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT));
  const log = new GroupFlush(shared);
  const worker = new Worker(new URL('./pglite-thread.ts', import.meta.url), {
    name: 'postgres',
    workerData: { ...data, shared } satisfies ThreadData,
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  /** In the order in which they were asked. */
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let over: Error | null = null;
  /** Of the first that waits: the only one that may be running. */
  let timer: NodeJS.Timeout | undefined;

  function watchFirst(): void {
    clearTimeout(timer);
    const [first] = waiting.values();
    if (!first || first.limitMs === null || over) return;
    timer = setTimeout(() => {
      over = timedOut();
      // What was begun is known for certain once it has ended.
      void worker.terminate();
    }, first.limitMs);
  }

  /** Whatever the thread did not answer, it will not. */
  function finish(error: Error): void {
    clearTimeout(timer);
    let reason = (over ??= error);
    for (const [id, one] of waiting) {
      one.reject(isReached(shared, BEGUN, id) ? reason : new NotBegun());
      reason = error;
    }
    waiting.clear();
  }

  function take(answer: Answer): void {
    if (answer.kind === 'notified') return onNotified(answer.channel, answer.payload);
    if (answer.kind === 'ready') return;
    const one = waiting.get(answer.id);
    if (!one) return;
    waiting.delete(answer.id);
    watchFirst();
    if (!answer.owed) return settle(one, answer);
    // Nobody hears of what might still be lost.
    log.reach(answer.owed).then(
      () => settle(one, answer),
      (error: unknown) => {
        // As Postgres itself does: what it wrote since then cannot be relied upon either.
        over ??= broken(String(error));
        one.reject(over);
        void worker.terminate();
      },
    );
  }

  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`Postgres did not start (${code})`)));
  });
  worker.on('message', take);
  // An abort inside Postgres ends the thread, as it would end a server's process.
  worker.on('error', (error) => {
    over ??= broken(String(error));
  });
  worker.once('exit', () => finish(broken('the database engine ended')));

  return {
    isOver: () => over !== null,
    ask(request, limitMs) {
      return new Promise((resolve, reject) => {
        if (over) return reject(over);
        const id = nextId;
        nextId = (nextId + 1) | 0;
        waiting.set(id, { resolve, reject, limitMs });
        if (waiting.size === 1) watchFirst();
        worker.postMessage({ ...request, id });
      });
    },
    async end() {
      await worker.terminate();
    },
  };
}

function settle(one: Waiting, answer: Extract<Answer, { id: number }>): void {
  if (answer.kind === 'done') one.resolve(answer);
  else one.reject(toError(answer));
}

function timedOut(): DatabaseError {
  const message = 'canceling statement due to statement timeout';
  return new DatabaseError({ code: '57014', message });
}

function toError({ code, message, ...rest }: Extract<Answer, { kind: 'failed' }>): Error {
  if (code === null) return new Error(message);
  return new DatabaseError({ code, message, ...rest });
}

/** 57P02: what a client of a server whose process broke down is told. */
function broken(message: string): DatabaseError {
  return new DatabaseError({ code: '57P02', message });
}
