import type { ReactNode } from 'react';

interface GroupProps {
  readonly label: string;
  readonly hint?: string;
  /** Controls that have names of their own. */
  readonly children: ReactNode;
}

/** Controls under one heading, where no single one of them is the field. */
export function Group({ label, hint, children }: GroupProps) {
  return (
    <div className="flex flex-col gap-1.5">
      <span aria-hidden className="text-sm font-medium text-muted">
        {label}
      </span>
      {children}
      {hint !== undefined && <p className="text-sm text-muted">{hint}</p>}
    </div>
  );
}
