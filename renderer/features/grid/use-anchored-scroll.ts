import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { firstItemBelow, type Layout, rectOf } from './geometry.ts';
import type { GridSource } from './source.ts';

/**
 * Keeps the work at the top of the view where it is while works come and go above it, the window is resized or
 * tiles change their size. At the very top new works push the rest down, as a creator who just made them expects.
 */
export function useAnchoredScroll<T>(
  scroller: RefObject<HTMLElement | null>,
  layout: Layout | null,
  source: GridSource<T>,
): void {
  const held = useRef<{ id: string; offset: number } | null>(null);

  const hold = useRef(() => {});
  hold.current = () => {
    const element = scroller.current;
    const index = element && layout ? firstItemBelow(layout, element.scrollTop) : undefined;
    const item = index === undefined ? undefined : source.itemAt(index);
    const rect = layout && index !== undefined ? rectOf(layout, index) : undefined;
    held.current =
      element && item !== undefined && rect && element.scrollTop > 0
        ? { id: source.idOf(item), offset: rect.y - element.scrollTop }
        : null;
  };

  useEffect(() => {
    const element = scroller.current;
    const onScroll = () => hold.current();
    element?.addEventListener('scroll', onScroll, { passive: true });
    return () => element?.removeEventListener('scroll', onScroll);
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    const index = held.current ? source.indexOf(held.current.id) : -1;
    const rect = layout && index >= 0 ? rectOf(layout, index) : undefined;
    if (element && rect && held.current) {
      const top = Math.max(0, rect.y - held.current.offset);
      if (Math.abs(top - element.scrollTop) >= 1) element.scrollTop = top;
    }
    hold.current();
  }, [layout, source, scroller]);
}
