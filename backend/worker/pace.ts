/** What the last look for work came to. */
export type Outcome = 'worked' | 'idle' | 'down';

export interface PaceOptions {
  /** Shortest wait while idle, in milliseconds. */
  pollMs: number;
  /** Longest wait while idle. */
  idleMs?: number;
  /** How long after work the wait stays short: the next order often follows the last one. */
  warmMs?: number;
  /** Longest wait while the backend is down. */
  downMs?: number;
  now?: () => number;
  random?: () => number;
}

export interface Pace {
  /** Milliseconds to wait before the next look. */
  after(outcome: Outcome): number;
}

/**
 * How long to wait between looks for work: nothing after work, `pollMs` while warm, then half as long again each
 * time up to `idleMs`; while the backend is down twice as long each time up to `downMs`. Waits are spread by
 * ± 25 %, so that a fleet that lost its backend does not come back in step.
 */
export function createPace(options: PaceOptions): Pace {
  const { pollMs, idleMs = 2_000, warmMs = 30_000, downMs = 5_000 } = options;
  const now = options.now ?? (() => performance.now());
  const random = options.random ?? Math.random;
  let lastWork = now();
  let idle = pollMs;
  let down = 0;

  const spread = (ms: number): number => ms * (0.75 + random() * 0.5);
  return {
    after(outcome) {
      if (outcome === 'down') {
        down = Math.min(down === 0 ? Math.max(pollMs, 250) : down * 2, downMs);
        return spread(down);
      }
      down = 0;
      if (outcome === 'worked') {
        lastWork = now();
        idle = pollMs;
        return 0;
      }
      if (now() - lastWork >= warmMs) idle = Math.min(idle * 1.5, Math.max(idleMs, pollMs));
      return spread(idle);
    },
  };
}
