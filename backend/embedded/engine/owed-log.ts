import { fsyncSync } from 'node:fs';
import { FLUSHED, type Owed, SETTLED, isReached } from './thread-messages.ts';

/**
 * The flushes of its write-ahead log that Postgres has asked for and that are still owed to it. It goes on at once; the
 * main thread flushes meanwhile, and holds back its answer until that is done (GroupFlush). What keeps a disk as Postgres
 * wants it after a power cut is that no other file is touched while a flush is owed: {@link settle} comes first.
 */
export class OwedLog {
  /** The open segment of the log. */
  #file = -1;
  #asked = 0;
  readonly #shared: Int32Array;
  readonly #flush: (file: number) => void;

  constructor(shared: Int32Array, flush = fsyncSync) {
    this.#shared = shared;
    this.#flush = flush;
  }

  owe(file: number): void {
    if (this.#file !== file) this.settle();
    this.#file = file;
    this.#asked = (this.#asked + 1) | 0;
  }

  /** What has to be on the disk before anybody hears of what was done so far. */
  owed(): Owed | null {
    const isDone =
      isReached(this.#shared, FLUSHED, this.#asked) ||
      isReached(this.#shared, SETTLED, this.#asked);
    return isDone ? null : { file: this.#file, upTo: this.#asked };
  }

  /** Flushes now what is owed. Throws what the disk says. */
  settle(): void {
    if (this.owed()) this.#flush(this.#file);
    Atomics.store(this.#shared, SETTLED, this.#asked);
  }
}
