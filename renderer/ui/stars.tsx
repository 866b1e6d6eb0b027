import { Star } from 'lucide-react';
import { cx } from './cx.ts';

interface StarsProps {
  /** 0 to 5; null where many differ. */
  readonly value: number | null;
  readonly onChange: (value: number) => void;
  readonly label: string;
  /** The name of one choice: "3 stars". */
  readonly nameOf: (value: number) => string;
}

const CHOICES = [1, 2, 3, 4, 5] as const;

/** A rating of one to five. The star that stands takes the rating away when it is pressed again. */
export function Stars({ value, onChange, label, nameOf }: StarsProps) {
  return (
    <fieldset aria-label={label} className="-ml-1.5 flex items-center">
      {CHOICES.map((star) => (
        <button
          key={star}
          type="button"
          aria-label={nameOf(star)}
          aria-pressed={value === star}
          onClick={() => onChange(value === star ? 0 : star)}
          className="ring-inside text-icon hover:text-ink grid h-8 w-7 place-items-center rounded-md transition-colors"
        >
          <Star
            aria-hidden
            className={cx(
              'size-4.5',
              value !== null && star <= value && 'text-warning fill-current',
            )}
          />
        </button>
      ))}
    </fieldset>
  );
}
