import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useShortcut } from '../../state/shortcuts.ts';
import { clear, selectOnly } from '../selection/selection.ts';
import { type SelectionStore, useFocusedId } from '../selection/selection-store.ts';
import { useCellHandlers } from './cell-handlers.ts';
import { DateScrubber } from './date-scrubber.tsx';
import { placeOf, rowAt } from './geometry.ts';
import { GridRow } from './grid-row.tsx';
import { type RenderCell, rowIn } from './row.ts';
import type { Layout, Section } from './layout.ts';
import type { GridSource } from './source.ts';
import type { DayMark } from './timeline.ts';
import { useAnchoredScroll } from './use-anchored-scroll.ts';
import { useBox } from './use-box.ts';
import { type GridShape, useLayout } from './use-layout.ts';
import { useMarquee } from './use-marquee.ts';
import { useTouchChoice } from './use-touch-choice.ts';
import { revealRow, useRowWindow } from './use-row-window.ts';

export interface GridProps<T> {
  /** What the grid holds, for those who hear it. */
  readonly label: string;
  readonly sections: readonly Section[];
  readonly source: GridSource<T>;
  readonly store: SelectionStore;
  readonly shape?: GridShape;
  /** The edge a cell has at least, or the height of a row of pictures, in CSS pixels. */
  readonly tile: number;
  /** The days of the list, where it is in the order of time. */
  readonly days?: readonly DayMark[];
  readonly renderCell: RenderCell<T>;
  readonly renderHeader?: (key: string) => ReactNode;
  readonly onOpen: (item: T) => void;
  readonly onLook: (item: T) => void;
  /** Begins at the top again when it changes: another shelf, another search. */
  readonly view: string;
  /** Something lies over the grid; when it goes, the keyboard comes back to where it has led. */
  readonly isCovered?: boolean;
}

/**
 * A grid of works of any number: only the rows in view are in the document, and the scrollbar is that of the whole.
 * One cell is in the tab order; the keys move from there (WAI-ARIA grid pattern).
 */
export function Grid<T>(props: GridProps<T>): ReactNode {
  const { sections, source, store, tile } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const box = useBox(scroller);
  const width = box?.width ?? 0;
  const layout = useLayout({ width, shape: props.shape ?? 'square', tile, sections, source });

  const focusedId = useFocusedId(store);
  const [focusedAt, setFocusedAt] = useState(0);
  const found = focusedId === null ? -1 : source.indexOf(focusedId);
  if (found >= 0 && found !== focusedAt) setFocusedAt(found);
  const tabStop = Math.min(found >= 0 ? found : focusedAt, Math.max(0, source.count - 1));
  const tabRow = layout ? placeOf(layout, tabStop)?.row : undefined;

  const { first, last, pace } = useRowWindow(scroller, layout, box?.height ?? 0);
  useAnchoredScroll(scroller, layout, source);
  const { view } = props;
  const [viewAtTop, setViewAtTop] = useState(view);
  if (viewAtTop !== view) {
    setViewAtTop(view);
    setFocusedAt(0);
  }
  const scrolledFor = useRef(view);
  useLayoutEffect(() => {
    if (scrolledFor.current === view) return;
    scrolledFor.current = view;
    scroller.current?.scrollTo({ top: 0 });
  });

  const rows = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  // The row of the tab stop stays in the document: scrolling must not take the keyboard away.
  if (tabRow !== undefined && tabRow < first) rows.unshift(tabRow);
  if (tabRow !== undefined && tabRow > last) rows.push(tabRow);
  const start = layout ? rowStart(layout, first) : 0;
  const end = layout ? rowEnd(layout, last) : 0;
  useEffect(() => source.request(start, end), [source, start, end]);

  // Wanted once: a cell that has the focus and was not forgotten would take it again from wherever it went since.
  const wantsFocus = useRef(-1);
  const takeWanted = () => {
    if (wantsFocus.current < 0) return;
    const cell = scroller.current?.querySelector<HTMLElement>(
      `[data-grid-index="${wantsFocus.current}"]`,
    );
    if (!cell) return;
    cell.focus({ preventScroll: true });
    // Covered by the large view, which is about to go: not yet.
    if (document.activeElement === cell) wantsFocus.current = -1;
  };
  useEffect(takeWanted);

  const goTo = (index: number) => {
    const place = layout ? placeOf(layout, index) : undefined;
    if (!place) return;
    setFocusedAt(index);
    wantsFocus.current = index;
    // Home goes to the very top, header and padding with it.
    if (index === 0) scroller.current?.scrollTo({ top: 0 });
    else if (scroller.current && layout) revealRow(scroller.current, layout, place.row);
    takeWanted();
  };

  const wasCovered = useRef(false);
  const { isCovered = false } = props;
  useEffect(() => {
    if (wasCovered.current && !isCovered) goTo(tabStop);
    wasCovered.current = isCovered;
  });

  const later = useRef<((source: GridSource<T>) => boolean) | null>(null);
  useEffect(() => {
    if (later.current?.(source) === true) later.current = null;
  }, [source]);

  const { onCell, chooseAll } = useCellHandlers({
    layout,
    source,
    store,
    viewHeight: box?.height ?? 0,
    goTo,
    onOpen: props.onOpen,
    onLook: props.onLook,
    chooseLater: (choose) => (later.current = choose),
  });
  useShortcut('selectAll', () => void chooseAll(), !isCovered);
  useShortcut('clearSelection', () => {
    if (isCovered || store.getState().ids.size === 0) return false;
    return store.setState(clear(store.getState()), true);
  });

  // The cell that had the keyboard went away with its work, or its placeholder with the work's arrival: React
  // tells neither by a blur. Who comes in its place takes over, chosen, so that S or Delete can follow on S.
  const hadFocus = useRef(false);
  useEffect(() => {
    if (!hadFocus.current || isCovered || document.activeElement !== document.body) return;
    const heir = source.itemAt(tabStop);
    const cell = scroller.current?.querySelector<HTMLElement>(`[data-grid-index="${tabStop}"]`);
    cell?.focus({ preventScroll: true });
    if (heir !== undefined && later.current === null && store.getState().ids.size === 0) {
      store.setState(selectOnly(source.idOf(heir)), true);
    }
  });
  const marquee = useMarquee(scroller, layout, source, store);
  const touch = useTouchChoice(source, store);

  const hasScrubber =
    layout && box && (props.days?.length ?? 0) > 1 && layout.height > 2 * box.height;
  return (
    <div className="relative h-full">
      <div
        ref={scroller}
        // Contained, it and what it scrolls: a row that comes is laid out without the rest of the window. Of an opaque
        // ground: only such a one is scrolled as a layer where pixels are large, else all of it is drawn at every step.
        className="bg-canvas relative h-full overflow-x-hidden overflow-y-scroll contain-strict"
        data-grid-scroller
        {...touch}
      >
        <div
          role="grid"
          tabIndex={-1}
          aria-label={props.label}
          aria-multiselectable="true"
          aria-rowcount={layout?.rowCount ?? 0}
          aria-colcount={layout?.columns ?? 1}
          className="relative min-h-full contain-strict"
          style={{ height: layout?.height ?? 0 }}
          onFocus={() => (hadFocus.current = true)}
          onBlur={() => (hadFocus.current = false)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && store.getState().ids.size > 0) {
              store.setState(clear(store.getState()), true);
              event.stopPropagation();
            }
          }}
          {...marquee.handlers}
        >
          {layout &&
            rows.map((row) => (
              <GridRow
                key={keyOfRow(layout, row)}
                {...rowIn(layout, source, row)}
                index={row}
                store={store}
                tabStop={row === tabRow ? tabStop : -1}
                pace={pace}
                handlers={onCell}
                renderCell={props.renderCell}
                renderHeader={props.renderHeader}
              />
            ))}
          {marquee.frame && (
            <div
              aria-hidden="true"
              className="border-accent bg-accent/10 pointer-events-none absolute rounded-sm border"
              style={{
                left: marquee.frame.x,
                top: marquee.frame.y,
                width: marquee.frame.width,
                height: marquee.frame.height,
              }}
            />
          )}
        </div>
      </div>
      {hasScrubber && (
        <DateScrubber
          days={props.days ?? []}
          layout={layout}
          scroller={scroller}
          viewHeight={box.height}
          right={box.scrollbar}
        />
      )}
    </div>
  );
}

/** By its first item: the number of a row changes when a page above it is planned anew. */
function keyOfRow(layout: Layout, row: number): string {
  const at = rowAt(layout, row);
  return at?.kind === 'items' ? `${at.start}` : `header ${at?.section.key}`;
}

function rowStart(layout: Layout, row: number): number {
  const at = rowAt(layout, row);
  if (!at) return 0;
  return at.kind === 'items' ? at.start : at.section.firstItem;
}

function rowEnd(layout: Layout, row: number): number {
  const at = rowAt(layout, row);
  if (!at) return 0;
  return at.kind === 'items' ? at.end : at.section.firstItem + 1;
}
