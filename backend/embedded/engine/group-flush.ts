import { fsync } from 'node:fs';
import { promisify } from 'node:util';
import { FLUSHED, type Owed, SETTLED, isReached } from './thread-messages.ts';

/**
 * Flushes the log of the thread that Postgres runs in, which goes on meanwhile: one flush serves all transactions that
 * ended during the one before (a group commit). It runs here since the thread may be busy for long with its next request.
 */
export class GroupFlush {
  #latest: Owed = { file: -1, upTo: 0 };
  #running: Promise<void> | null = null;
  readonly #shared: Int32Array;
  readonly #flushFile: (file: number) => Promise<void>;

  constructor(shared: Int32Array, flushFile: (file: number) => Promise<void> = promisify(fsync)) {
    this.#shared = shared;
    this.#flushFile = flushFile;
  }

  /** Resolves once what is owed is on the disk. Rejects when the disk fails. */
  async reach(owed: Owed): Promise<void> {
    this.#latest = owed;
    while (!this.#isDone(owed.upTo)) {
      this.#running ??= this.#flush();
      await this.#running;
    }
  }

  async #flush(): Promise<void> {
    const { file, upTo } = this.#latest;
    try {
      await this.#flushFile(file);
    } catch (error) {
      // The thread closes no file before it has settled it.
      if (!this.#isDone(upTo)) throw error;
    } finally {
      this.#running = null;
    }
    Atomics.store(this.#shared, FLUSHED, upTo);
  }

  #isDone(upTo: number): boolean {
    return isReached(this.#shared, FLUSHED, upTo) || isReached(this.#shared, SETTLED, upTo);
  }
}
