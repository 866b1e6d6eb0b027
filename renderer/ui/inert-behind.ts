/**
 * What lies behind a menu or a list of choices is hidden from screen readers by Radix (`data-aria-hidden`) but keeps its
 * places in the tab order. Here it becomes inert for as long: nothing can be reached that is not told of. A dialog
 * says that it is modal and keeps the focus itself. Stands for the life of the page.
 */
export function setupInertBehind(): void {
  const observer = new MutationObserver((changes) => {
    const isDialog = document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
    for (const { target } of changes) {
      if (!(target instanceof HTMLElement)) continue;
      target.inert = target.dataset['ariaHidden'] === 'true' && !isDialog;
    }
  });
  observer.observe(document.body, {
    attributes: true,
    attributeFilter: ['data-aria-hidden'],
    subtree: true,
  });
}
