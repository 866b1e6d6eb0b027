import { cx } from './cx.ts';

export interface ProgressRingProps {
  /** 0 to 1; null while nobody can say. */
  value: number | null;
  /** What is in progress. */
  label: string;
  className?: string;
}

const RADIUS = 10;
const LENGTH = 2 * Math.PI * RADIUS;

export function ProgressRing({ value, label, className }: ProgressRingProps) {
  const shown = value ?? 0.25;
  return (
    <svg
      viewBox="0 0 24 24"
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- <progress> cannot be drawn as a ring
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(value !== null && { 'aria-valuenow': Math.round(value * 100) })}
      className={cx('size-5 shrink-0 -rotate-90', value === null && 'animate-spin', className)}
    >
      <circle cx="12" cy="12" r={RADIUS} fill="none" strokeWidth="3" className="stroke-line" />
      <circle
        cx="12"
        cy="12"
        r={RADIUS}
        fill="none"
        strokeWidth="3"
        strokeLinecap="round"
        strokeDasharray={LENGTH}
        strokeDashoffset={LENGTH * (1 - shown)}
        className="stroke-accent"
      />
    </svg>
  );
}
