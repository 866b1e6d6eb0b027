const SCOPES = '[role="dialog"], form, [role="region"], section, main, aside, footer';
const CONTROLS = 'button, a[href], input, textarea, [tabindex="0"]';
/** Single keys are commands: outside of a form the focus does not land where they would be typed. */
const TYPED = 'input:not([type="checkbox"], [type="radio"], [type="file"]), textarea';

/**
 * A button that its own press takes away, or switches off, leaves the keyboard nowhere: the next Tab would begin at the
 * top of the page. The focus goes to the control after it, else to the one before, in the same part of the page, else to
 * the work. Only for presses by the keyboard, and not where something else has taken the focus since. A button that sends
 * a form is left alone: it is switched off while that is sent, and what stands before it is often "Cancel".
 */
export function setupKeptFocus(): void {
  let pressed: HTMLElement | null = null;
  let heirs: readonly HTMLElement[] = [];
  let inherited: HTMLElement | null = null;

  const observer = new MutationObserver(() => {
    settle();
    // What is switched off loses the focus with the next frame only.
    if (pressed?.matches(':disabled')) requestAnimationFrame(() => requestAnimationFrame(settle));
  });

  function settle(): void {
    if (!pressed || !isLost(document.activeElement, pressed)) return;
    if (pressed.isConnected && !pressed.matches(':disabled')) return;
    inherited =
      heirs.find((control) => control.isConnected && canTake(control)) ??
      document.querySelector<HTMLElement>('#work');
    forget();
    inherited?.focus({ preventScroll: true });
  }

  function forget(): void {
    pressed = null;
    heirs = [];
    observer.disconnect();
  }

  document.addEventListener(
    'keydown',
    (event) => {
      const { key, target, repeat } = event;
      const isPress = key === 'Enter' || key === ' ';
      if (isPress && repeat) {
        // A key that is still held was meant for the one that went.
        if (target === inherited) event.preventDefault();
        return;
      }
      inherited = null;
      settle();
      if (isPress && inherited !== null) {
        // Pressed faster than the button was switched off: that press too was meant for it.
        event.preventDefault();
        return;
      }
      forget();
      if (!isPress || !(target instanceof HTMLElement)) return;
      const button = target.closest<HTMLElement>('button:not([type="submit"])');
      if (!button) return;
      pressed = button;
      heirs = heirsOf(button);
      observer.observe(document.body, {
        childList: true,
        subtree: true,
        attributeFilter: ['disabled'],
      });
    },
    { capture: true },
  );
  document.addEventListener('pointerdown', forget, { capture: true });
  document.addEventListener('focusin', ({ target }) => target !== pressed && forget());
}

/** On nothing, or still on a button that was switched off under it. */
function isLost(focused: Element | null, pressed: HTMLElement): boolean {
  return focused === document.body || (focused === pressed && pressed.matches(':disabled'));
}

/** Those after it in their order, then those before it, the nearest first; of its own part of the page, then of what is around. */
function heirsOf(button: HTMLElement): HTMLElement[] {
  const heirs = new Set<HTMLElement>();
  for (
    let scope = button.closest<HTMLElement>(SCOPES);
    scope;
    scope = scope.parentElement?.closest<HTMLElement>(SCOPES) ?? null
  ) {
    const isForm = scope.matches('form, [role="dialog"]');
    const controls = [...scope.querySelectorAll<HTMLElement>(CONTROLS)].filter(
      (control) => control === button || isForm || !control.matches(TYPED),
    );
    const at = controls.indexOf(button);
    for (const control of [...controls.slice(at + 1), ...controls.slice(0, at).toReversed()]) {
      heirs.add(control);
    }
    if (scope.matches('[role="dialog"]')) break;
  }
  return [...heirs];
}

function canTake(control: HTMLElement): boolean {
  return (
    control.tabIndex >= 0 &&
    !control.matches(':disabled, [hidden], [inert] *, [type="file"]') &&
    control.checkVisibility({ visibilityProperty: true })
  );
}
