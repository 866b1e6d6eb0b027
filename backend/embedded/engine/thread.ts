import { Worker } from 'node:worker_threads';
import { DatabaseError } from './engine.ts';
import type { Answer, Request, StartData } from './thread-messages.ts';

export interface Result {
  rows: unknown[];
  affected: number;
}

/** One life of the thread that Postgres runs in. */
export interface Thread {
  /** Throws {@link DatabaseError}; 57014 after `limitMs`, with which the thread is over. */
  ask(request: Request, limitMs: number | null): Promise<Result>;
  isOver(): boolean;
  end(): Promise<void>;
}

interface Waiting {
  resolve(result: Result): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout | undefined;
}

/** Resolves once Postgres has started on the folder, and has recovered what an earlier life left. */
export async function startThread(
  data: StartData,
  onNotified: (channel: string, payload: string) => void,
): Promise<Thread> {
  const worker = new Worker(new URL('./pglite-thread.ts', import.meta.url), {
    name: 'postgres',
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let over: Error | null = null;

  /** Whatever the thread did not answer, it will not. */
  function finish(error: Error): void {
    over ??= error;
    for (const one of waiting.values()) {
      clearTimeout(one.timer);
      one.reject(over);
    }
    waiting.clear();
  }

  function take(answer: Answer): void {
    if (answer.kind === 'notified') return onNotified(answer.channel, answer.payload);
    if (answer.kind === 'ready') return;
    const one = waiting.get(answer.id);
    if (!one) return;
    waiting.delete(answer.id);
    clearTimeout(one.timer);
    if (answer.kind === 'done') one.resolve(answer);
    else one.reject(toError(answer));
  }

  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`Postgres did not start (${code})`)));
  });
  worker.on('message', take);
  // An abort inside Postgres ends the thread, as it would end a server's process.
  worker.on('error', (error) => finish(broken(String(error))));
  worker.once('exit', () => finish(broken('the database engine ended')));

  return {
    isOver: () => over !== null,
    ask(request, limitMs) {
      return new Promise((resolve, reject) => {
        if (over) return reject(over);
        const id = nextId++;
        const timer =
          limitMs === null
            ? undefined
            : setTimeout(() => {
                finish(
                  new DatabaseError({
                    code: '57014',
                    message: 'canceling statement due to statement timeout',
                  }),
                );
                void worker.terminate();
              }, limitMs);
        waiting.set(id, { resolve, reject, timer });
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        worker.postMessage({ ...request, id });
      });
    },
    async end() {
      await worker.terminate();
    },
  };
}

function toError({ code, message, ...rest }: Extract<Answer, { kind: 'failed' }>): Error {
  if (code === null) return new Error(message);
  return new DatabaseError({ code, message, ...rest });
}

/** 57P02: what a client of a server whose process broke down is told. */
function broken(message: string): DatabaseError {
  return new DatabaseError({ code: '57P02', message });
}
