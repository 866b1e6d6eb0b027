import type { ReactNode } from 'react';
import { cx } from '../../../ui/cx.ts';

interface ChipProps {
  readonly isOn: boolean;
  readonly onPress: () => void;
  readonly label?: string;
  readonly children: ReactNode;
}

/** One answer that is on or off. */
export function Chip({ isOn, onPress, label, children }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      aria-label={label}
      onClick={onPress}
      className={cx(
        'inline-flex min-h-7 items-center gap-1.5 rounded-md px-2.5 py-0.5 text-left transition-colors ring-inset',
        isOn
          ? 'bg-accent-soft text-accent-text ring-accent ring-1'
          : 'bg-canvas text-muted ring-edge hover:text-ink hover:ring-icon ring-1',
      )}
    >
      {children}
    </button>
  );
}
