import { Minus, Plus } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Tooltip } from '../../ui/tooltip.tsx';

interface CountStepperProps {
  value: number;
  max: number;
  onChange: (value: number) => void;
}

/** How many pictures: two buttons for the mouse, one stop with arrow and number keys for the keyboard. */
export function CountStepper({ value, max, onChange }: CountStepperProps) {
  const { t } = useTranslation(['prompt', 'common']);
  const go = (next: number) => onChange(Math.min(max, Math.max(1, next)));
  const onKeyDown = (event: KeyboardEvent) => {
    const digit = /^[1-9]$/.test(event.key) ? Number(event.key) : undefined;
    const next =
      digit ??
      {
        ArrowUp: value + 1,
        ArrowRight: value + 1,
        ArrowDown: value - 1,
        ArrowLeft: value - 1,
        Home: 1,
        End: max,
      }[event.key];
    if (next === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    go(next);
  };
  const button =
    'relative grid h-8 w-7 place-items-center text-muted transition-colors hover:text-ink disabled:opacity-40';
  return (
    <div className="inline-flex h-8 items-center rounded-md bg-hover ring-1 ring-line ring-inset">
      <button
        type="button"
        tabIndex={-1}
        aria-label={t('countLess')}
        disabled={value <= 1}
        onClick={() => go(value - 1)}
        className={button}
      >
        <Minus aria-hidden className="size-3.5" />
      </button>
      <Tooltip label={t('count')}>
        <div
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an <input> cannot show "4 pictures"
          role="spinbutton"
          tabIndex={0}
          aria-label={t('count')}
          aria-valuenow={value}
          aria-valuemin={1}
          aria-valuemax={max}
          aria-valuetext={t('common:pictures', { count: value })}
          onKeyDown={onKeyDown}
          className="tabular h-8 min-w-16 rounded-sm px-1 text-center leading-8"
        >
          {t('common:pictures', { count: value })}
        </div>
      </Tooltip>
      <button
        type="button"
        tabIndex={-1}
        aria-label={t('countMore')}
        disabled={value >= max}
        onClick={() => go(value + 1)}
        className={button}
      >
        <Plus aria-hidden className="size-3.5" />
      </button>
    </div>
  );
}
