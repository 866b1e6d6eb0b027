import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface EmptyStateProps {
  /** One picture: an icon or a small drawing. */
  picture?: ReactNode;
  title: string;
  /** One sentence. */
  children?: ReactNode;
  /** One action. */
  action?: ReactNode;
  className?: string;
}

/** Teaches what will stand here: one picture, one sentence, one action. */
export function EmptyState({ picture, title, children, action, className }: EmptyStateProps) {
  return (
    <div
      className={cx(
        'flex h-full min-h-60 flex-col items-center justify-center gap-3 p-8 text-center',
        className,
      )}
    >
      {picture !== undefined && <div className="mb-1 text-icon">{picture}</div>}
      <h2 className="text-md font-semibold">{title}</h2>
      {children !== undefined && <p className="max-w-96 text-balance text-muted">{children}</p>}
      {action !== undefined && <div className="mt-2">{action}</div>}
    </div>
  );
}
