import type { AtelierError } from '../../contract/errors.ts';
import type { Clock } from '../system/clock.ts';

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Milliseconds to wait after the n-th failure in a row (n from 1): doubling from half a second up to half a
 * minute, of which up to a random half is taken off, so that many machines do not come back at one moment.
 */
export function backoff(failures: number, random: () => number = Math.random): number {
  const full = Math.min(FIRST_MS * 2 ** Math.min(Math.max(failures, 1) - 1, 20), LONGEST_MS);
  return full * (0.5 + random() / 2);
}

/** A row of the outbox that the backend refused so often is shown instead of tried on (rule S9): some three minutes. */
export const MOST_REFUSALS = 12;

/** When a row that failed is tried again, for `postpone`. */
export function later(
  clock: Clock,
  failures: number,
  error: AtelierError,
  refused: boolean,
): { nextAt: string; error: ReturnType<AtelierError['toBody']>; refused: boolean } {
  const nextAt = new Date(clock.now().getTime() + backoff(failures)).toISOString();
  return { nextAt, error: error.toBody(), refused };
}
