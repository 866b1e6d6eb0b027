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
  return useMediaQuery('(min-width: 1280px)');
}
