const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Milliseconds to wait after the n-th failure in a row (n from 1): doubling from half a second up to half a
 * minute, of which a random half is taken off, so that many machines do not come back at one moment.
 */
export function backoff(failures: number, random: () => number = Math.random): number {
  const full = Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 20), LONGEST_MS);
  return full * (0.5 + random() / 2);
}
