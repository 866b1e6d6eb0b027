import { Check, Minus } from 'lucide-react';
import { Checkbox as Primitive } from 'radix-ui';
import { cx } from './cx.ts';

export interface CheckboxProps {
  checked: boolean | 'indeterminate';
  onChange: (checked: boolean) => void;
  label?: string;
  id?: string;
  disabled?: boolean;
  className?: string;
}

export function Checkbox({
  checked,
  onChange,
  label,
  id,
  disabled = false,
  className,
}: CheckboxProps) {
  return (
    <Primitive.Root
      id={id}
      checked={checked}
      onCheckedChange={(next) => onChange(next === true)}
      disabled={disabled}
      aria-label={label}
      className={cx(
        'hit-area relative inline-flex size-4 shrink-0 items-center justify-center rounded-sm bg-canvas ring-1 ring-edge ring-inset disabled:opacity-50 data-[state=checked]:bg-accent-solid data-[state=checked]:ring-0 data-[state=indeterminate]:bg-accent-solid data-[state=indeterminate]:ring-0',
        className,
      )}
    >
      <Primitive.Indicator className="text-on-accent">
        {checked === 'indeterminate' ? (
          <Minus aria-hidden className="size-3" strokeWidth={3} />
        ) : (
          <Check aria-hidden className="size-3" strokeWidth={3} />
        )}
      </Primitive.Indicator>
    </Primitive.Root>
  );
}
