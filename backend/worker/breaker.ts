import type { ErrorCode } from '../../contract/errors.ts';
import type { ProviderId } from '../../contract/models.ts';

/** What says that a vendor is in trouble, not that a job was. */
const TROUBLE: ReadonlySet<ErrorCode> = new Set([
  'provider_unavailable',
  'provider_answer_invalid',
  'timeout',
]);

export interface BreakerOptions {
  /** Failures in a row before a vendor is left alone. */
  threshold?: number;
  /** The first pause and the longest, in milliseconds; each further one is twice the last. */
  pauseMs?: number;
  longestMs?: number;
  now?: () => number;
}

export interface Breaker {
  allows(provider: ProviderId): boolean;
  succeeded(provider: ProviderId): void;
  /** `retryAfterSeconds`: how long the vendor itself asked to be left alone. */
  failed(provider: ProviderId, code: ErrorCode, retryAfterSeconds?: number): void;
}

interface State {
  failures: number;
  pauses: number;
  until: number;
}

/**
 * Leaves a vendor alone that fails again and again, so that its jobs wait in the queue and lose no attempts:
 *
 *     closed → (so many failures in a row) open → (its pause is over) half open → closed, or open for twice as long
 *
 * Half open is the time after a pause: one more failure opens it again. A vendor that asks for a pause gets that one.
 */
export function createBreaker({
  threshold = 3,
  pauseMs = 15_000,
  longestMs = 300_000,
  now = () => performance.now(),
}: BreakerOptions = {}): Breaker {
  const states = new Map<ProviderId, State>();
  const stateOf = (provider: ProviderId): State =>
    states.get(provider) ?? { failures: 0, pauses: 0, until: 0 };
  return {
    allows: (provider) => stateOf(provider).until <= now(),
    succeeded: (provider) => void states.delete(provider),
    failed(provider, code, retryAfterSeconds) {
      const { failures, pauses, until } = stateOf(provider);
      if (code === 'provider_rate_limited' && retryAfterSeconds !== undefined) {
        const asked = now() + Math.min(retryAfterSeconds * 1_000, longestMs);
        states.set(provider, { failures, pauses, until: Math.max(until, asked) });
      }
      if (!TROUBLE.has(code)) return;
      // Jobs that ran beside the one that opened it say nothing new.
      if (until > now()) return;
      const open = pauses > 0 || failures + 1 >= threshold;
      const pause = Math.min(longestMs, pauseMs * 2 ** pauses);
      states.set(provider, {
        failures: failures + 1,
        pauses: open ? pauses + 1 : 0,
        until: open ? now() + pause : until,
      });
    },
  };
}
