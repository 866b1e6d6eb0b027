import { setTimeout as delay } from 'node:timers/promises';

/** Waits, or returns at once when a signal is or becomes aborted. Never rejects. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  // The only way this rejects is the abort, and that is a reason to return.
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/** Settles as the promise does, or as undefined when the time is over first. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  const timer = new AbortController();
  try {
    return await Promise.race([promise, wait(ms, timer.signal).then(() => undefined)]);
  } finally {
    timer.abort();
  }
}
