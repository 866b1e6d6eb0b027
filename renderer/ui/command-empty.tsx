import { useCommandState } from 'cmdk';
import type { ReactNode } from 'react';

/** Says that nothing fits what was typed. It stands beside the list: a listbox may hold nothing but options. */
export function CommandEmpty({ children }: { children: ReactNode }) {
  const isEmpty = useCommandState(({ filtered }) => filtered.count === 0);
  if (!isEmpty) return null;
  return <output className="block px-3 py-6 text-center text-muted">{children}</output>;
}
