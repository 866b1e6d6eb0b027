import { useRef } from 'react';

/**
 * Gives the focus back to where it was before a dialog took it. Radix does that only for dialogs with a trigger of
 * their own; ours are called up by keys, menus and drops. What is gone by then hands it to the work.
 */
export function useReturnFocus() {
  const before = useRef<Element | null>(null);
  return {
    /** For `onOpenAutoFocus`: the focus has not moved yet. */
    remember: () => {
      before.current = document.activeElement;
    },
    /** For `onCloseAutoFocus`. */
    giveBack: (event: Event) => {
      event.preventDefault();
      const came = before.current;
      const isThere = came instanceof HTMLElement && came.isConnected && came !== document.body;
      const target = isThere
        ? came
        : document.querySelector<HTMLElement>('#work [role="gridcell"][tabindex="0"], #work');
      target?.focus({ preventScroll: true });
    },
  };
}
