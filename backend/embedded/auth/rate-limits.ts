import type { AuthConfig } from '../config/project-config.ts';
import { AuthError } from './auth-error.ts';

/**
 * How often things may be asked for by one caller (https://supabase.com/docs/guides/auth/rate-limits), and how many mails
 * are sent to all of them. Only what the project's `[auth.rate_limit]` names is counted.
 */
export interface Limits {
  /** Counts `request` against its caller's. Throws 429 `over_request_rate_limit`. */
  take(kind: Exclude<Kind, 'email_sent'>, request: Request): void;
  /** Counts one mail. Throws 429 `over_email_send_rate_limit`. */
  takeMail(): void;
}

type Kind = keyof AuthConfig['rate_limit'];

const WINDOW_MS = 5 * 60_000;
const MAIL_WINDOW_MS = 60 * 60_000;
/** Beyond it the oldest are forgotten, so that made-up callers cannot fill the memory. */
const MAX_CALLERS = 10_000;
/** Of an IPv6 address with a zone; longer ones are none. */
const MAX_ADDRESS_LENGTH = 64;

export function createLimits(limits: AuthConfig['rate_limit'], clock: () => number): Limits {
  const taken = new Map<string, { count: number; since: number }>();

  function isOver(kind: Kind, caller: string, windowMs: number): boolean {
    const limit = limits[kind];
    if (limit === undefined) return false;
    const key = `${kind} ${caller}`;
    const before = taken.get(key);
    const isFresh = before && clock() - before.since < windowMs;
    const entry = isFresh ? before : { count: 0, since: clock() };
    if (entry.count >= limit) return true;
    taken.set(key, { ...entry, count: entry.count + 1 });
    const oldest = taken.size > MAX_CALLERS ? taken.keys().next().value : undefined;
    if (oldest !== undefined) taken.delete(oldest);
    return false;
  }

  return {
    take(kind, request) {
      if (!isOver(kind, callerOf(request), WINDOW_MS)) return;
      throw new AuthError(429, 'over_request_rate_limit', 'Request rate limit reached');
    },
    takeMail() {
      if (!isOver('email_sent', '', MAIL_WINDOW_MS)) return;
      throw new AuthError(429, 'over_email_send_rate_limit', 'email rate limit exceeded');
    },
  };
}

/**
 * The address that the nearest proxy saw. Supabase reads the first of the list, which a caller can write himself unless
 * the proxy replaces it; the last is the proxy's own in either case. Without a proxy all sit at this machine.
 */
function callerOf(request: Request): string {
  const addresses = request.headers.get('x-forwarded-for')?.split(',') ?? [];
  return (addresses.at(-1) ?? '').trim().slice(0, MAX_ADDRESS_LENGTH);
}

/** One address is not written to again at once. */
export function checkFrequency(sentAt: Date | null, everyMs: number, now: Date): void {
  const waitMs = sentAt ? sentAt.getTime() + everyMs - now.getTime() : 0;
  if (waitMs <= 0) return;
  const seconds = Math.ceil(waitMs / 1000);
  const text = `For security purposes, you can only request this after ${seconds} seconds.`;
  throw new AuthError(429, 'over_email_send_rate_limit', text);
}
