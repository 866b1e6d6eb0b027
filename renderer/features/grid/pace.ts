/** CSS pixels a millisecond: faster than anybody reads badges. */
const FAST = 4;
/** Milliseconds without a scroll after which a grid is at rest. */
const REST = 100;

/**
 * How quickly a grid is scrolled. Whoever has something to draw that can wait asks for the next calm moment; nothing is
 * drawn anew by the asking.
 */
export interface Pace {
  /** The grid stands here now. */
  readonly moved: (offset: number, now: number) => void;
  readonly isCalm: () => boolean;
  /** Runs at once where the grid is calm, or when it becomes so. Answers what takes the wish back. */
  readonly whenCalm: (run: () => void) => () => void;
  readonly stop: () => void;
}

export function createPace(): Pace {
  const waiting = new Set<() => void>();
  let last = { offset: 0, now: Number.NEGATIVE_INFINITY };
  let isFast = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const calm = () => {
    isFast = false;
    timer = undefined;
    const runs = [...waiting];
    waiting.clear();
    for (const run of runs) run();
  };

  return {
    moved(offset, now) {
      const passed = Math.max(1, now - last.now);
      const speed = Math.abs(offset - last.offset) / passed;
      last = { offset, now };
      if (speed <= FAST && !isFast) return;
      // It is calm again once it was slow, or stood still, for a while: a hand slows down before it turns.
      if (speed > FAST || timer === undefined) {
        clearTimeout(timer);
        timer = setTimeout(calm, REST);
      }
      isFast = true;
    },
    isCalm: () => !isFast,
    whenCalm(run) {
      if (!isFast) {
        run();
        return () => undefined;
      }
      waiting.add(run);
      return () => void waiting.delete(run);
    },
    stop: () => clearTimeout(timer),
  };
}
