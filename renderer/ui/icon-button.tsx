import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { BUTTON_VARIANTS, type ButtonVariant } from './button.tsx';
import { cx } from './cx.ts';
import { Tooltip, type TooltipProps } from './tooltip.tsx';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  icon: LucideIcon;
  /** Its name, spoken and shown in the tooltip. */
  label: string;
  shortcut?: string | undefined;
  variant?: ButtonVariant | 'glass';
  size?: 'sm' | 'md' | 'lg';
  /** For a button that is on or off. */
  pressed?: boolean;
  tooltipSide?: TooltipProps['side'];
}

const SIZES = { sm: 'size-7', md: 'size-8', lg: 'size-10' } as const;
const ICONS = { sm: 'size-4', md: 'size-4', lg: 'size-5' } as const;

/** A button that is only an icon. `glass` stands on a picture. */
export function IconButton({
  icon: Icon,
  label,
  shortcut,
  variant = 'ghost',
  size = 'md',
  pressed,
  tooltipSide,
  className,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} shortcut={shortcut} {...(tooltipSide && { side: tooltipSide })}>
      <button
        type={type}
        aria-label={label}
        {...(pressed !== undefined && { 'aria-pressed': pressed })}
        className={cx(
          'relative inline-flex shrink-0 items-center justify-center rounded-md transition-colors select-none',
          'disabled:pointer-events-none disabled:opacity-50',
          SIZES[size],
          variant === 'glass'
            ? 'bg-glass text-on-accent backdrop-blur-sm hover:bg-veil'
            : BUTTON_VARIANTS[variant],
          pressed === true && variant !== 'glass' && 'bg-press text-ink',
          className,
        )}
        {...rest}
      >
        <Icon aria-hidden className={ICONS[size]} />
      </button>
    </Tooltip>
  );
}
