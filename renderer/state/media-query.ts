import { useSyncExternalStore } from 'react';

/** Follows a media query, such as `(prefers-color-scheme: light)`. */
export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', onChange);
      return () => list.removeEventListener('change', onChange);
    },
    () => window.matchMedia(query).matches,
  );
}

/** Whether the window has room for a panel beside the work (the `wide` breakpoint of styles/tokens.css). */
export function useIsWide(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      window.addEventListener('resize', onChange);
      return () => window.removeEventListener('resize', onChange);
    },
    // In rem of the chosen text size, which media queries know nothing of.
    () => window.innerWidth / rootFontSize() >= 80,
  );
}

/** Pixels of one rem. */
export function rootFontSize(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}
