import type { ComponentProps } from 'react';
import { cx } from './cx.ts';

/** A place that scrolls by itself, native, reachable by keyboard when it has a name. */
export function ScrollArea({ className, ...rest }: ComponentProps<'div'>) {
  const isNamed = rest['aria-label'] !== undefined || rest['aria-labelledby'] !== undefined;
  return (
    <div
      {...(isNamed && { tabIndex: 0, role: 'region' })}
      className={cx('ring-inside min-h-0 overflow-y-auto overscroll-contain', className)}
      {...rest}
    />
  );
}
