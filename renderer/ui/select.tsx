import { Check, ChevronDown } from 'lucide-react';
import { Select as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { Tooltip } from './tooltip.tsx';

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
  /** A second line: what it is, or why it cannot be chosen. */
  hint?: ReactNode;
  /** Before the label, in the list and in the closed control. */
  icon?: ReactNode;
  disabled?: boolean;
}

export interface SelectProps<Value extends string> {
  value: Value;
  options: readonly SelectOption<Value>[];
  onChange: (value: Value) => void;
  /** Its name, where no `Field` names it. */
  label?: string;
  id?: string;
  variant?: 'field' | 'quiet';
  disabled?: boolean;
  /** Stands in the closed control while nothing is chosen. */
  placeholder?: string;
  className?: string;
}

/** One of several. `quiet` stands in a bar and shows only its value. */
export function Select<Value extends string>({
  value,
  options,
  onChange,
  label,
  id,
  variant = 'field',
  disabled = false,
  placeholder,
  className,
}: SelectProps<Value>) {
  const chosen = options.find((option) => option.value === value);
  const trigger = (
    <Primitive.Trigger
      id={id}
      aria-label={label === undefined ? undefined : `${label}: ${chosen?.label ?? ''}`}
      className={cx(
        'inline-flex h-8 min-w-0 items-center gap-2 rounded-md px-2.5 text-left transition-colors data-disabled:opacity-50',
        variant === 'field'
          ? 'w-full bg-canvas ring-1 ring-edge ring-inset hover:ring-icon'
          : 'bg-hover ring-1 ring-line ring-inset hover:bg-press',
        className,
      )}
    >
      {chosen?.icon}
      <span className="min-w-0 flex-1 truncate">
        <Primitive.Value placeholder={placeholder}>{chosen?.label}</Primitive.Value>
      </span>
      <ChevronDown aria-hidden className="size-4 shrink-0 text-icon" />
    </Primitive.Trigger>
  );
  return (
    <Primitive.Root value={value} onValueChange={onChange} disabled={disabled}>
      {label !== undefined && variant === 'quiet' ? (
        <Tooltip label={label}>{trigger}</Tooltip>
      ) : (
        trigger
      )}
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-select-content-available-height) max-w-96 min-w-(--radix-select-trigger-width) animate-pop overflow-y-auto rounded-lg bg-raised p-1 shadow-float"
        >
          {/* The list box scrolls, which the keyboard does with its options; a box inside it would need a way in of its own. */}
          <Primitive.Viewport style={{ overflow: 'visible' }}>
            {options.map((option) => (
              <Primitive.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="relative flex min-h-8 items-center gap-2.5 rounded-md py-1.5 pr-8 pl-2.5 outline-none data-disabled:opacity-60 data-highlighted:bg-press"
              >
                {option.icon}
                <span className="min-w-0">
                  <Primitive.ItemText>{option.label}</Primitive.ItemText>
                  {option.hint !== undefined && (
                    <span className="mt-0.5 block text-sm text-muted">{option.hint}</span>
                  )}
                </span>
                <Primitive.ItemIndicator className="absolute right-2.5">
                  <Check aria-hidden className="size-4 text-accent-text" />
                </Primitive.ItemIndicator>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
