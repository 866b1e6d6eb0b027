import type { ComponentProps } from 'react';

/** Only for those who listen. `aria-live` makes it speak when it changes. */
export function VisuallyHidden(props: ComponentProps<'span'>) {
  return <span className="sr-only" {...props} />;
}
