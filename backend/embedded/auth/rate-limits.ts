import type { AuthConfig } from '../config/project-config.ts';
import { AuthError } from './auth-error.ts';

/**
 * How often things may be asked for, all callers together, since they all sit at this machine
 * (https://supabase.com/docs/guides/auth/rate-limits). Only what the project's `[auth.rate_limit]` names is counted.
 */
export interface Limits {
  /** Throws 429 `over_request_rate_limit`, or `over_email_send_rate_limit`. */
  take(kind: keyof AuthConfig['rate_limit']): void;
}

const WINDOW_MS = 5 * 60_000;
const MAIL_WINDOW_MS = 60 * 60_000;

export function createLimits(limits: AuthConfig['rate_limit'], clock: () => number): Limits {
  const taken = new Map<string, { count: number; since: number }>();
  return {
    take(kind) {
      const limit = limits[kind];
      if (limit === undefined) return;
      const isMail = kind === 'email_sent';
      const before = taken.get(kind);
      const isOver = !before || clock() - before.since >= (isMail ? MAIL_WINDOW_MS : WINDOW_MS);
      const entry = isOver ? { count: 0, since: clock() } : before;
      if (entry.count >= limit) {
        throw isMail
          ? new AuthError(429, 'over_email_send_rate_limit', 'email rate limit exceeded')
          : new AuthError(429, 'over_request_rate_limit', 'Request rate limit reached');
      }
      taken.set(kind, { ...entry, count: entry.count + 1 });
    },
  };
}

/** One address is not written to again at once. */
export function checkFrequency(sentAt: Date | null, everyMs: number, now: Date): void {
  const waitMs = sentAt ? sentAt.getTime() + everyMs - now.getTime() : 0;
  if (waitMs <= 0) return;
  const seconds = Math.ceil(waitMs / 1000);
  const text = `For security purposes, you can only request this after ${seconds} seconds.`;
  throw new AuthError(429, 'over_email_send_rate_limit', text);
}
