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
      before.current = beneathMenu(document.activeElement);
      around.current = before.current?.parentElement?.closest('[tabindex="-1"]:not(#work)') ?? null;
    },
    /** For `onCloseAutoFocus`. */
    giveBack: (event: Event) => {
      event.preventDefault();
      giveFocus([before.current, around.current]);
    },
  };
}

/** To the first that is still there, else to the chosen work, else to the place of the works. */
export function giveFocus(elements: readonly (Element | null)[] = []): void {
  const target =
    elements.find(isThere) ??
    document.querySelector<HTMLElement>('#work [role="gridcell"][tabindex="0"], #work');
  target?.focus({ preventScroll: true });
}

/** A menu goes with the choice that called up the dialog: what comes back is the button that it dropped from. */
function beneathMenu(element: Element | null): Element | null {
  const button = element?.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  return (button && document.getElementById(button)) || element;
}

function isThere(element: Element | null): element is HTMLElement {
  return element instanceof HTMLElement && element.isConnected && element !== document.body;
}
