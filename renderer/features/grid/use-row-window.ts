import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { rowAtHeight, rowSpan } from './geometry.ts';
import type { Layout } from './layout.ts';
import { createPace, type Pace } from './pace.ts';

/** CSS pixels beyond the view whose rows are in the document: where the grid is going to, and where it comes from. */
const AHEAD = 640;
const BEHIND = 160;
/** Rows come once less than this is left of those ahead: a few at a time cost less than each in a frame of its own. */
const LEAST_AHEAD = 240;
/** Milliseconds without a scroll after which it has ended, where the browser does not say so itself. */
const SCROLL_END = 150;

export interface RowWindow {
  /** Rows that are in the document, both included; `last` is before `first` in an empty grid. */
  readonly first: number;
  readonly last: number;
  readonly pace: Pace;
}

interface Place {
  readonly offset: number;
  readonly isUpward: boolean;
}

/**
 * The rows around the view, told from the layout alone: no list of all rows is kept, so a page that arrives among 100,000
 * works costs as much as among ten. While it is scrolled the element has the attribute `data-scrolling`.
 */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  layout: Layout | null,
  viewHeight: number,
): RowWindow {
  const [place, setPlace] = useState<Place>({ offset: 0, isUpward: false });
  const [pace] = useState(createPace);
  const { first, last } = rowsAround(layout, place, viewHeight);
  const shown = useRef({ first, last });
  const before = useRef(0);
  useLayoutEffect(() => {
    shown.current = { first, last };
  }, [first, last]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const read = (offset: number) => {
      const next = { offset, isUpward: offset < before.current };
      before.current = offset;
      const old = shown.current;
      const needed = rowsAround(layout, next, viewHeight, { ahead: LEAST_AHEAD, behind: 0 });
      if (needed.first >= old.first && needed.last <= old.last) return;
      const rows = rowsAround(layout, next, viewHeight);
      const isElsewhere = rows.first > old.last || rows.last < old.first;
      // A frame of nothing would be seen between two places; on the way the rows beyond the view bridge it.
      if (isElsewhere) flushSync(() => setPlace(next));
      else setPlace(next);
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isScrolling = false;
    let movedAt = 0;
    const onEnd = () => {
      clearTimeout(timer);
      timer = undefined;
      isScrolling = false;
      element.removeAttribute('data-scrolling');
    };
    // One timer that goes on, not one a frame.
    const onQuiet = () => {
      const left = movedAt + SCROLL_END - performance.now();
      if (left <= 0) onEnd();
      else timer = setTimeout(onQuiet, left);
    };
    // Before all others hear of it: what they draw would have to be laid out for the first who asks where it stands.
    const onScroll = () => {
      const { scrollTop } = element;
      movedAt = performance.now();
      // Once, after the place was asked for: written at every frame it would be styled anew at every frame.
      if (!isScrolling) element.setAttribute('data-scrolling', '');
      isScrolling = true;
      timer ??= setTimeout(onQuiet, SCROLL_END);
      pace.moved(scrollTop, movedAt);
      read(scrollTop);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('scrollend', onEnd);
    return () => {
      clearTimeout(timer);
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('scrollend', onEnd);
    };
  }, [scroller, layout, viewHeight, pace]);
  useLayoutEffect(() => () => pace.stop(), [pace]);
  return { first, last, pace };
}

function rowsAround(
  layout: Layout | null,
  { offset, isUpward }: Place,
  viewHeight: number,
  { ahead, behind } = { ahead: AHEAD, behind: BEHIND },
) {
  if (!layout) return { first: 0, last: -1 };
  const above = isUpward ? ahead : behind;
  const below = isUpward ? behind : ahead;
  return {
    first: rowAtHeight(layout, Math.max(0, offset - above)),
    last: rowAtHeight(layout, offset + viewHeight + below),
  };
}

/** Scrolls as little as brings a row into view. */
export function revealRow(element: HTMLElement, layout: Layout, row: number): void {
  const { top, height } = rowSpan(layout, row);
  const { scrollTop, clientHeight } = element;
  const bottom = top + height + layout.gap;
  if (bottom > scrollTop + clientHeight) element.scrollTo({ top: bottom - clientHeight });
  else if (top < scrollTop) element.scrollTo({ top });
}
