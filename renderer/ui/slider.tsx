import { Slider as Primitive } from 'radix-ui';
import { cx } from './cx.ts';

export interface SliderProps {
  value: number;
  min: number;
  max: number;
  step?: number;
  onChange: (value: number) => void;
  /** When the hand lets go. */
  onCommit?: (value: number) => void;
  label: string;
  /** The value as it is spoken. */
  valueText?: string;
  className?: string;
}

export function Slider({
  value,
  min,
  max,
  step = 1,
  onChange,
  onCommit,
  label,
  valueText,
  className,
}: SliderProps) {
  return (
    <Primitive.Root
      value={[value]}
      min={min}
      max={max}
      step={step}
      onValueChange={([next]) => next !== undefined && onChange(next)}
      onValueCommit={([next]) => next !== undefined && onCommit?.(next)}
      className={cx('relative flex h-8 w-full touch-none items-center select-none', className)}
    >
      <Primitive.Track className="relative h-1 grow rounded-lg bg-edge">
        <Primitive.Range className="absolute h-full rounded-lg bg-muted" />
      </Primitive.Track>
      <Primitive.Thumb
        aria-label={label}
        aria-valuetext={valueText}
        className="hit-area block size-4 rounded-full bg-ink shadow-knob"
      />
    </Primitive.Root>
  );
}
