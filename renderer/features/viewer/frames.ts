/** Of a film that does not tell. */
const USUAL = 30;

/**
 * The second to show for the next frame or the one before: its middle, so that no rounding shows the one beside it.
 * `rate` in frames a second; `duration` may be unknown (NaN).
 */
export function steppedTime(
  rate: number | null,
  time: number,
  by: 1 | -1,
  duration: number,
): number {
  const frame = 1 / (rate ?? USUAL);
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
