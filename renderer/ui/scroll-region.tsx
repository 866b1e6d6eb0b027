import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface ScrollRegionProps {
  /** What is read out when the keyboard comes to it. */
  label: string;
  className?: string;
  children: ReactNode;
}

/** Text or pictures that may be larger than their place, with nothing in them that takes the keyboard. */
export function ScrollRegion({ label, className, children }: ScrollRegionProps) {
  return (
    <section
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without a stop in it no key could scroll it
      tabIndex={0}
      className={cx('ring-inside', className)}
    >
      {children}
    </section>
  );
}
