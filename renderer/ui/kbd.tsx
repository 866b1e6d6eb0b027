import { keyLabels } from '../state/keys.ts';
import { cx } from './cx.ts';

/** A key combination as it is printed on this machine's keys: `mod+k` is ⌘ K or Ctrl K. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <span className={cx('inline-flex items-center gap-0.5', className)}>
      {keyLabels(keys).map((label) => (
        <kbd
          key={label}
          className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm px-1 ring-1 ring-ink/15 ring-inset font-sans text-xs text-muted"
        >
          {label}
        </kbd>
      ))}
    </span>
  );
}
