import { cx } from './cx.ts';

export interface ProgressBarProps {
  /** 0 to 1; null while nobody can say. */
  value: number | null;
  label: string;
  className?: string;
}

export function ProgressBar({ value, label, className }: ProgressBarProps) {
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- <progress> cannot move without a layout
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(value !== null && { 'aria-valuenow': Math.round(value * 100) })}
      className={cx('h-1 overflow-hidden rounded-full bg-line', className)}
    >
      {/* Scaled, not resized: the compositor moves it without a layout. */}
      <div
        className={cx(
          'h-full origin-left rounded-full bg-accent transition-transform',
          value === null && 'animate-pulse',
        )}
        style={{ transform: `scaleX(${value ?? 1})` }}
      />
    </div>
  );
}
