import { useRef } from 'react';

/**
 * Gives the focus back to where it was before a dialog took it. Radix does that only for dialogs with a trigger of
 * their own; ours are called up by keys, menus and drops. What is gone by then hands it to what stood around it, such as a
 * panel, else to the work.
 */
export function useReturnFocus() {
  const before = useRef<Element | null>(null);
  const around = useRef<Element | null>(null);
  return {
    /** For `onOpenAutoFocus`: the focus has not moved yet. */
    remember: () => {
      before.current = document.activeElement;
      around.current = before.current?.parentElement?.closest('[tabindex="-1"]:not(#work)') ?? null;
    },
    /** For `onCloseAutoFocus`. */
    giveBack: (event: Event) => {
      event.preventDefault();
      const target =
        [before.current, around.current].find(isThere) ??
        document.querySelector<HTMLElement>('#work [role="gridcell"][tabindex="0"], #work');
      target?.focus({ preventScroll: true });
    },
  };
}

function isThere(element: Element | null): element is HTMLElement {
  return element instanceof HTMLElement && element.isConnected && element !== document.body;
}
