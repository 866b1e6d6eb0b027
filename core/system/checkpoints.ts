import { Worker } from 'node:worker_threads';

/** What stands in the cell that both threads see. Asked may be taken back; running is waited for. */
export const CHECKPOINT = { idle: 0, asked: 1, running: 2 } as const;

export interface CheckpointTask {
  readonly path: string;
  /** One cell of `CHECKPOINT`. */
  readonly state: Int32Array<SharedArrayBuffer>;
}

/** Pages that stood in the log when the thread was done with it. */
export interface Checkpointed {
  readonly log: number;
}

/** Changed rows after which what is in the log is moved: some 8 MB of it while works are pulled. */
const CHANGES = 4_000;
/**
 * Pages in the log from which whoever writes moves it, as SQLite does itself at 1,000: 64 MB. Reached in one transaction,
 * or where there is no thread.
 */
const MOST_PAGES = 16_000;
/** A log of so many pages is begun anew: 16 MB. */
const LONG_LOG = 4_000;
/** Milliseconds that a close waits for the thread. */
const PATIENCE = 5_000;
/** Milliseconds after which a thread with nothing to do is let go. */
const REST = 10_000;

/** The connection that writes. */
interface Writer {
  pragma(source: string): unknown;
  readonly inTransaction: boolean;
}

export interface Checkpoints {
  /** So many rows were changed. */
  changed(rows: number): void;
  /** A transaction has ended. */
  committed(): void;
  /** To be called before the database is closed: its last connection empties the log. */
  close(): void;
}

/**
 * Moves what is in the write-ahead log into the database in a thread of its own: a checkpoint writes and flushes some
 * thousand pages, 20 ms of work and more of waiting, which would be a slice of whoever writes. Nothing of it decides what
 * survives: the log does, until its pages are in the database and flushed, by whichever thread.
 */
export function createCheckpoints(writer: Writer, path: string): Checkpoints {
  const state = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  let thread: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  let changes = 0;
  writer.pragma(`wal_autocheckpoint = ${MOST_PAGES}`);

  function letGo(): void {
    clearTimeout(timer);
    void thread?.terminate();
    thread = undefined;
  }

  function begin(): Worker {
    const task: CheckpointTask = { path, state };
    const begun = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), {
      name: 'checkpoints',
      workerData: task,
    });
    begun.unref();
    begun.on('message', ({ log }: Checkpointed) => {
      if (thread !== begun) return;
      // What came meanwhile keeps the log from beginning anew: little is left, and moved from here.
      if (log > LONG_LOG && !writer.inTransaction) writer.pragma('wal_checkpoint(passive)');
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (Atomics.load(state, 0) === CHECKPOINT.idle) letGo();
      }, REST).unref();
    });
    // The writer does it itself then, at its bound.
    begun.on('error', () => {
      Atomics.store(state, 0, CHECKPOINT.idle);
      if (thread === begun) thread = undefined;
    });
    return begun;
  }

  return {
    changed(rows) {
      changes += rows;
    },
    committed() {
      if (changes < CHANGES || Atomics.load(state, 0) !== CHECKPOINT.idle) return;
      changes = 0;
      clearTimeout(timer);
      Atomics.store(state, 0, CHECKPOINT.asked);
      thread ??= begin();
      thread.postMessage(null, []);
    },
    close() {
      const before = Atomics.compareExchange(state, 0, CHECKPOINT.asked, CHECKPOINT.idle);
      if (before === CHECKPOINT.running) Atomics.wait(state, 0, CHECKPOINT.running, PATIENCE);
      letGo();
    },
  };
}
