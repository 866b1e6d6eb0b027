/** What the frames that were shown tell of a video's frame rate. All times in seconds. */
export interface FrameClock {
  readonly last: number | null;
  /** The least time between two frames so far: playing skips frames, it never adds any. */
  readonly length: number | null;
}

export const NO_FRAMES: FrameClock = { last: null, length: null };

/** 30 frames a second, until two frames were seen. */
const USUAL = 1 / 30;
/** Shorter than a frame of any video here: such a step is rounding. */
const LEAST = 1 / 250;
/** Longer than a frame: a jump. */
const MOST = 1 / 8;

export function sawFrame({ last, length }: FrameClock, time: number): FrameClock {
  const step = last === null ? 0 : time - last;
  const isFrame = step >= LEAST && step <= MOST;
  return { last: time, length: isFrame ? Math.min(length ?? step, step) : length };
}

/** The time of the next frame or the one before, in its middle, so that no rounding shows the one beside it. */
export function steppedTime(clock: FrameClock, time: number, by: 1 | -1, duration: number): number {
  const frame = clock.length ?? USUAL;
  const at = Math.floor(time / frame + 1e-3) + by;
  const end = Number.isFinite(duration) ? Math.max(0, duration - frame / 2) : Infinity;
  return Math.min(end, Math.max(0, (at + 0.5) * frame));
}

/** 1:05.04 — minutes, seconds, hundredths. */
export function timecode(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
  const hundredths = Math.floor(whole * 100 + 1e-6);
  const two = (value: number) => `${value}`.padStart(2, '0');
  return `${Math.floor(hundredths / 6_000)}:${two(Math.floor(hundredths / 100) % 60)}.${two(hundredths % 100)}`;
}
