import { useEffect, useEffectEvent, useRef } from 'react';
import { giveFocus } from './return-focus.ts';

/** For a panel over the work that is no dialog: the focus goes in with it and back to where it was; Escape closes it. */
export function useFocusInside(onClose: () => void) {
  const panel = useRef<HTMLElement>(null);
  const close = useEffectEvent(onClose);
  useEffect(() => {
    const before = document.activeElement;
    const own = panel.current;
    own?.focus();
    const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && close();
    own?.addEventListener('keydown', onKeyDown);
    return () => {
      own?.removeEventListener('keydown', onKeyDown);
      giveFocus([before]);
    };
  }, []);
  return panel;
}
