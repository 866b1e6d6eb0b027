import { cx } from './cx.ts';

/** Holds the place of what is being read. Its size comes by class names. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx('animate-pulse rounded-md bg-hover', className)} />;
}
