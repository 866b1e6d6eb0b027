import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { Instant } from '../../../contract/primitives.ts';
import { rpc, serviceClient } from './database.ts';
import { setting } from './env.ts';

const WINDOW_SECONDS = 60;
const DEFAULT_LIMIT = 100;

export interface RateLimit {
  /** Whose requests are counted together, over all functions. */
  key: string;
  /** Requests a minute; without it `ATELIER_REQUESTS_PER_MINUTE`, else 100. */
  limit?: number;
}

const Taken = z.object({ allowed: z.boolean(), limit: z.int(), resetAt: Instant });

/**
 * Counts this request under each of the limits. They are kept in Postgres, so that every instance of every function
 * counts together. Throws `rate_limited` with `retryAfterSeconds`.
 */
export async function takeRateLimits(limits: readonly RateLimit[]): Promise<void> {
  for (const { key, limit = ownLimit() } of limits) {
    const args = { p_key: key, p_limit: limit, p_window_seconds: WINDOW_SECONDS };
    const taken = await rpc(serviceClient(), 'take_rate_limit', args, Taken);
    if (!taken.allowed) {
      const seconds = Math.ceil((Date.parse(taken.resetAt) - Date.now()) / 1000);
      throw new AtelierError('rate_limited', 'Too many requests in a minute.', {
        limit,
        retryAfterSeconds: Math.min(Math.max(seconds, 1), WINDOW_SECONDS),
      });
    }
  }
}

function ownLimit(): number {
  const given = Number(setting('ATELIER_REQUESTS_PER_MINUTE'));
  return Number.isInteger(given) && given > 0 ? given : DEFAULT_LIMIT;
}
