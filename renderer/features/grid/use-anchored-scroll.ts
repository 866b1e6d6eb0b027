import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { firstItemBelow, rectOf } from './geometry.ts';
import type { Layout } from './layout.ts';
import type { GridSource } from './source.ts';

/**
 * Keeps the work that has the keyboard, or else the one at the top of the view, where it is while works come and go
 * above it, the window is resized or tiles change their size. At the very top new works push the rest down, as a creator who just made them expects.
 */
export function useAnchoredScroll<T>(
  scroller: RefObject<HTMLElement | null>,
  layout: Layout | null,
  source: GridSource<T>,
): void {
  const held = useRef<Held | null>(null);

  // Runs after each change of what stands where: first back to what was held, then hold it anew.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || !layout) return;
    const index = held.current ? placeOfHeld(held.current, source) : -1;
    const rect = index < 0 ? undefined : rectOf(layout, index);
    if (rect && held.current) {
      const top = Math.max(0, rect.y - held.current.offset);
      if (Math.abs(top - element.scrollTop) >= 1) element.scrollTo({ top });
    }
    held.current = anchorAt(element, layout, source);
  }, [layout, source, scroller]);

  useEffect(() => {
    const element = scroller.current;
    if (!element || !layout) return undefined;
    const onScroll = () => {
      held.current = anchorAt(element, layout, source);
    };
    // Before the rows are drawn that came into view: asked for after that, the place costs a layout.
    const how = { passive: true, capture: true };
    element.addEventListener('scroll', onScroll, how);
    return () => element.removeEventListener('scroll', onScroll, how);
  }, [layout, source, scroller]);
}

/** What the view holds on to: a work, or the place of one that was not fetched. */
interface Held {
  readonly id: string | undefined;
  readonly index: number;
  readonly offset: number;
}

function placeOfHeld<T>({ id, index }: Held, source: GridSource<T>): number {
  return id === undefined ? index : source.indexOf(id);
}

function anchorAt<T>(element: HTMLElement, layout: Layout, source: GridSource<T>): Held | null {
  const { scrollTop } = element;
  if (scrollTop <= 0) return null;
  const index = focusedInView(element, layout) ?? firstItemBelow(layout, scrollTop);
  const rect = index === undefined ? undefined : rectOf(layout, index);
  if (index === undefined || !rect) return null;
  const item = source.itemAt(index);
  return {
    id: item === undefined ? undefined : source.idOf(item),
    index,
    offset: rect.y - scrollTop,
  };
}

/** The item that has the keyboard, if it can be seen. */
function focusedInView(element: HTMLElement, layout: Layout): number | undefined {
  const focused = document.activeElement;
  const isCell = focused instanceof HTMLElement && element.contains(focused);
  const index = Number((isCell ? focused.dataset['gridIndex'] : undefined) ?? Number.NaN);
  const rect = rectOf(layout, index);
  const isSeen =
    rect &&
    rect.y < element.scrollTop + element.clientHeight &&
    rect.y + rect.height > element.scrollTop;
  return isSeen ? index : undefined;
}
