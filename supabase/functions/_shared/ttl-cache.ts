/**
 * Keeps what was asked for a while, in this instance; whoever asks while it is on its way waits for the same answer.
 * A failure is not kept. The oldest goes when there are too many.
 */
export class TtlCache<T> {
  readonly #entries = new Map<string, { value: Promise<T>; until: number }>();
  readonly #ms: number;
  readonly #most: number;
  readonly #now: () => number;

  constructor({
    ms,
    most = 500,
    now = Date.now,
  }: {
    ms: number;
    most?: number;
    now?: () => number;
  }) {
    this.#ms = ms;
    this.#most = most;
    this.#now = now;
  }

  async get(key: string, make: () => Promise<T>): Promise<{ value: T; cached: boolean }> {
    const known = this.#entries.get(key);
    if (known && known.until > this.#now()) return { value: await known.value, cached: true };
    const value = make();
    const entry = { value, until: this.#now() + this.#ms };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#most && oldest !== undefined) this.#entries.delete(oldest);
    try {
      return { value: await value, cached: false };
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    }
  }

  /** Forgets everything; answers how much it was. */
  clear(): number {
    const { size } = this.#entries;
    this.#entries.clear();
    return size;
  }
}
