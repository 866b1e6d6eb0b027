import {
  type MouseEvent,
  type PointerEvent as ReactPointerEvent,
  useCallback,
  useEffect,
  useRef,
} from 'react';
import { selectOnly, toggle } from '../selection/selection.ts';
import type { SelectionStore } from '../selection/selection-store.ts';
import type { GridSource } from './source.ts';

/** Milliseconds that a finger rests before it chooses: sooner than the browser would lift the picture. */
const REST = 420;
/** Milliseconds within which the browser makes a double click of two taps. */
const TWICE = 500;
/** Pixels that a resting finger may move. */
const UNSTEADY = 10;

interface Press {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  /** When it began, by the clock of events. */
  readonly at: number;
  readonly timer: number;
}

/**
 * Choosing by finger: a long press takes a work into the selection, and from then on a tap takes one in or out, until
 * nothing is chosen; before, a tap chooses one and two taps, a double click, open it. What a right button’s menu offers is
 * in the bar that comes with a selection.
 */
export function useTouchChoice<T>(source: GridSource<T>, store: SelectionStore) {
  const press = useRef<Press | null>(null);
  /** The finger that has chosen is still down, or has just gone up: its click is none. */
  const hasChosen = useRef(false);
  const isChoosing = useRef(false);
  const tappedAt = useRef(0);
  const latest = useRef(source);
  useEffect(() => {
    latest.current = source;
  }, [source]);

  const choose = (index: number) => {
    const item = latest.current.itemAt(index);
    if (item === undefined) return;
    const id = latest.current.idOf(item);
    store.setState(
      (selection) => (selection.ids.size === 0 ? selectOnly(id) : toggle(selection, id)),
      true,
    );
  };
  const chooseLong = (index: number) => {
    press.current = null;
    hasChosen.current = true;
    isChoosing.current = true;
    choose(index);
  };
  const letGo = useCallback(() => {
    if (press.current) clearTimeout(press.current.timer);
    press.current = null;
  }, []);
  useEffect(() => letGo, [letGo]);

  return {
    onPointerDown(event: ReactPointerEvent<HTMLElement>) {
      letGo();
      hasChosen.current = false;
      const index = indexUnder(event);
      if (event.pointerType !== 'touch' || !event.isPrimary || index === undefined) return;
      const { clientX: x, clientY: y } = event;
      const timer = window.setTimeout(() => chooseLong(index), REST);
      press.current = { index, x, y, at: event.timeStamp, timer };
      // The menu of a long press would cover what is being chosen.
      event.preventDefault();
    },
    onPointerMove(event: ReactPointerEvent<HTMLElement>) {
      if (!press.current) return;
      const { x, y } = press.current;
      if (Math.hypot(event.clientX - x, event.clientY - y) > UNSTEADY) letGo();
    },
    onPointerUp(event: ReactPointerEvent<HTMLElement>) {
      const { index, at } = press.current ?? { index: -1, at: Infinity };
      letGo();
      // The finger has rested, though a busy page came to neither of the two in time: no click follows.
      if (event.timeStamp - at >= REST) chooseLong(index);
    },
    onPointerCancel: letGo,
    onClickCapture(event: MouseEvent<HTMLElement>) {
      const index = indexUnder(event);
      if (index === undefined || !isTouch(event.nativeEvent)) return;
      if (store.getState().ids.size === 0) isChoosing.current = false;
      // Before anything is let go of: a cell that takes the focus while nothing is chosen chooses itself.
      cellUnder(event)?.focus({ preventScroll: true });
      if (hasChosen.current || isChoosing.current) event.stopPropagation();
      if (!hasChosen.current && isChoosing.current) choose(index);
      hasChosen.current = false;
      tappedAt.current = event.timeStamp;
    },
    onDoubleClickCapture(event: MouseEvent<HTMLElement>) {
      // Of two quick taps that took a work in and out.
      if (isChoosing.current && event.timeStamp - tappedAt.current < TWICE) event.stopPropagation();
    },
    onContextMenuCapture(event: MouseEvent<HTMLElement>) {
      if (!isTouch(event.nativeEvent) || indexUnder(event) === undefined) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

const isTouch = (event: globalThis.MouseEvent) =>
  event instanceof PointerEvent && event.pointerType === 'touch';

/** The cell pressed; none where the press was on one of its buttons. */
function cellUnder({ target }: { target: EventTarget }): HTMLElement | null {
  if (!(target instanceof Element) || target.closest('button,a,input') !== null) return null;
  return target.closest<HTMLElement>('[data-grid-index]');
}

function indexUnder(event: { target: EventTarget }): number | undefined {
  const index = cellUnder(event)?.dataset['gridIndex'];
  return index === undefined ? undefined : Number(index);
}
