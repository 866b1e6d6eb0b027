import type { ComponentProps } from 'react';
import { cx } from './cx.ts';

export const CONTROL_CLASSES =
  'rounded-md bg-canvas text-ink ring-1 ring-edge ring-inset transition-colors hover:ring-icon disabled:opacity-50 aria-invalid:ring-danger focus-visible:outline-offset-0';

export function Input({ className, type = 'text', ...rest }: ComponentProps<'input'>) {
  return (
    <input
      type={type}
      className={cx('h-8 w-full min-w-0 px-2.5', CONTROL_CLASSES, className)}
      {...rest}
    />
  );
}
