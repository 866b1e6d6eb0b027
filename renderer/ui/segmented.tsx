import type { LucideIcon } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { cx } from './cx.ts';

export interface SegmentedOption<Value extends string> {
  value: Value;
  label: string;
  icon?: LucideIcon;
}

export interface SegmentedProps<Value extends string> {
  value: Value;
  options: readonly SegmentedOption<Value>[];
  onChange: (value: Value) => void;
  /** Its name. */
  label: string;
  className?: string;
}

/** One of a few, all in sight. Arrow keys move, one tab stop. */
export function Segmented<Value extends string>({
  value,
  options,
  onChange,
  label,
  className,
}: SegmentedProps<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      // Pressing the chosen one again must not leave none chosen.
      onValueChange={(next) => next !== '' && onChange(next as Value)}
      aria-label={label}
      className={cx(
        'inline-flex h-8 items-center gap-0.5 rounded-md bg-canvas p-0.5 ring-1 ring-line ring-inset',
        className,
      )}
    >
      {options.map(({ value, label, icon: Icon }) => (
        <ToggleGroup.Item
          key={value}
          value={value}
          className="inline-flex h-7 min-w-8 items-center justify-center gap-1.5 rounded-md px-2.5 whitespace-nowrap text-muted transition-colors hover:text-ink data-[state=on]:bg-press data-[state=on]:text-ink"
        >
          {Icon && <Icon aria-hidden className="size-4" />}
          {label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
