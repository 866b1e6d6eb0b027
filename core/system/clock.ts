/** Where the time comes from, so that tests can say what time it is. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Now as every table stores it: ISO 8601 in UTC with milliseconds, so that text order is time order. */
export function instant(clock: Clock): string {
  return clock.now().toISOString();
}
