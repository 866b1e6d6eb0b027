import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../ui/icon-button.tsx';

/** Names and values under each other; a definition list, so that both are read together. */
export function FieldList({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[fit-content(45%)_1fr] gap-x-4 gap-y-2">{children}</dl>;
}

interface FieldRowProps {
  readonly name: string;
  readonly children: ReactNode;
  readonly copy?: { readonly label: string; readonly run: () => void };
}

export function FieldRow({ name, children, copy }: FieldRowProps) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd
        className="tabular flex min-w-0 items-center justify-end gap-1 text-right"
        data-selectable
      >
        <span className="min-w-0 wrap-break-word">{children}</span>
        {copy && (
          <IconButton
            icon={Copy}
            size="sm"
            label={copy.label}
            onClick={copy.run}
            className="-my-1.5 -mr-1.5"
          />
        )}
      </dd>
    </>
  );
}

/** A part of the inspector with its heading. */
export function Part({
  title,
  aside,
  children,
}: {
  title?: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="border-line flex flex-col gap-3 border-b px-4 py-4 last:border-b-0">
      {title !== undefined && (
        <header className="-my-1 flex h-7 items-center justify-between">
          <h3 className="text-muted text-sm font-medium">{title}</h3>
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}
