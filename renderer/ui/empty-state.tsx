import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface EmptyStateProps {
  /** One picture. */
  icon?: LucideIcon;
  title: string;
  /** One sentence. */
  children?: ReactNode;
  /** One action. */
  action?: ReactNode;
  className?: string;
}

/** Teaches what will stand here: one picture, one sentence, one action. */
export function EmptyState({ icon: Icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div
      className={cx(
        'flex h-full min-h-60 flex-col items-center justify-center gap-3 p-8 text-center',
        className,
      )}
    >
      {Icon && <Icon aria-hidden className="mb-1 size-10 text-icon" strokeWidth={1.25} />}
      <h2 className="text-md font-semibold">{title}</h2>
      {children !== undefined && <p className="max-w-96 text-balance text-muted">{children}</p>}
      {Boolean(action) && <div className="mt-2">{action}</div>}
    </div>
  );
}
