/** Sign-ins that failed, by address: after too many in a while, further ones wait. */
export interface Throttle {
  isBlocked(key: string): boolean;
  failed(key: string): void;
  succeeded(key: string): void;
}

const MAX_FAILURES = 10;
const WINDOW_MS = 5 * 60_000;
/** Beyond it the oldest are forgotten, so that made-up addresses cannot fill the memory. */
const MAX_KEYS = 10_000;

export function createThrottle(clock: () => number): Throttle {
  const failures = new Map<string, { count: number; since: number }>();

  function recent(key: string): { count: number; since: number } | undefined {
    const entry = failures.get(key);
    if (!entry || clock() - entry.since < WINDOW_MS) return entry;
    failures.delete(key);
    return undefined;
  }

  return {
    isBlocked: (key) => (recent(key)?.count ?? 0) >= MAX_FAILURES,
    failed(key) {
      const entry = recent(key) ?? { count: 0, since: clock() };
      failures.set(key, { ...entry, count: entry.count + 1 });
      const oldest = failures.size > MAX_KEYS ? failures.keys().next().value : undefined;
      if (oldest !== undefined) failures.delete(oldest);
    },
    succeeded(key) {
      failures.delete(key);
    },
  };
}
