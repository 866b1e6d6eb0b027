import { setTimeout as delay } from 'node:timers/promises';
import { AtelierError, isRetryable } from '../../../contract/errors.ts';

/**
 * Work that must not be lost because the backend is away for a moment: what is made is paid for. Ends with the lease.
 */
export async function keepTrying<T>(signal: AbortSignal, step: () => Promise<T>): Promise<T> {
  for (let pause = 250; ; pause = Math.min(pause * 2, 5_000)) {
    signal.throwIfAborted();
    try {
      return await step();
    } catch (error) {
      if (signal.aborted || !(error instanceof AtelierError) || !isRetryable(error.code))
        throw error;
      await delay(pause, undefined, { signal });
    }
  }
}
