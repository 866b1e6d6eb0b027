import { setTimeout as sleep } from 'node:timers/promises';

/** The requests that are being answered. */
export class InFlight {
  readonly #running = new Set<Promise<void>>();

  /** Counts `work` as under way until it settles. */
  track(work: Promise<void>): Promise<void> {
    const counted = work.finally(() => this.#running.delete(counted));
    this.#running.add(counted);
    return counted;
  }

  /** Resolves when what is under way now has been answered, or after `longestMs`. */
  async answered(longestMs: number): Promise<void> {
    if (this.#running.size === 0) return;
    const late = new AbortController();
    const timer = sleep(longestMs, undefined, { signal: late.signal }).catch(() => undefined);
    await Promise.race([Promise.allSettled(this.#running), timer]);
    late.abort();
  }
}
