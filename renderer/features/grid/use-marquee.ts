import {
  type PointerEvent as ReactPointerEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react';
import { selectFrame, type Selection } from '../selection/selection.ts';
import type { SelectionStore } from '../selection/selection-store.ts';
import { itemsTouching } from './geometry.ts';
import type { Layout, Rect } from './layout.ts';
import type { GridSource } from './source.ts';

/** Pixels the pointer moves before a press on the ground becomes a frame. */
const THRESHOLD = 4;
/** Pixels from the edge of the view where the grid begins to scroll under a frame. */
const EDGE = 32;

interface Drawing {
  readonly start: { x: number; y: number };
  readonly base: Selection;
  readonly mode: 'replace' | 'add' | 'toggle';
  /** Takes the pointer once the frame is drawn; before that a press must stay a click on what is beneath. */
  readonly capture: () => void;
  pointer: { clientX: number; clientY: number };
  drawn: boolean;
  timer: number;
}

/**
 * Selecting with a frame drawn by the mouse, from the ground between pictures. The frame is in content
 * coordinates, so it grows while the grid scrolls beneath the pointer.
 */
export function useMarquee<T>(
  scroller: RefObject<HTMLElement | null>,
  layout: Layout | null,
  source: GridSource<T>,
  store: SelectionStore,
) {
  const [frame, setFrame] = useState<Rect | null>(null);
  const drawing = useRef<Drawing | null>(null);
  const now = useRef({ layout, source });
  useEffect(() => {
    now.current = { layout, source };
  });

  const contentPoint = (clientX: number, clientY: number) => {
    const element = scroller.current;
    const box = element?.getBoundingClientRect();
    return element && box
      ? {
          x: Math.min(Math.max(clientX - box.left, 0), element.clientWidth),
          y: Math.min(Math.max(clientY - box.top + element.scrollTop, 0), element.scrollHeight),
        }
      : { x: 0, y: 0 };
  };

  const draw = () => {
    const current = drawing.current;
    const { layout, source } = now.current;
    if (!current || !layout) return;
    const point = contentPoint(current.pointer.clientX, current.pointer.clientY);
    const far = Math.hypot(point.x - current.start.x, point.y - current.start.y) >= THRESHOLD;
    if (!far && !current.drawn) return;
    if (!current.drawn) current.capture();
    current.drawn = true;
    const rect = spanned(current.start, point);
    setFrame(rect);
    const framed = itemsTouching(layout, rect)
      .map((index) => source.itemAt(index))
      .filter((item) => item !== undefined)
      .map((item) => source.idOf(item));
    store.setState(selectFrame(current.base, framed, current.mode), true);
  };

  const scrollAtEdge = () => {
    const current = drawing.current;
    const element = scroller.current;
    if (!current || !element) return;
    const box = element.getBoundingClientRect();
    const above = box.top + EDGE - current.pointer.clientY;
    const below = current.pointer.clientY - (box.bottom - EDGE);
    const by = above > 0 ? -above : Math.max(0, below);
    if (by !== 0 && current.drawn) {
      element.scrollBy(0, by / 2);
      draw();
    }
    current.timer = requestAnimationFrame(scrollAtEdge);
  };

  const end = () => {
    if (drawing.current) cancelAnimationFrame(drawing.current.timer);
    drawing.current = null;
    setFrame(null);
  };

  return {
    frame,
    /** Handlers for the scrolled content; presses on a picture or a control are not the ground. */
    handlers: {
      onPointerDown(event: ReactPointerEvent<HTMLElement>) {
        const target = event.target as HTMLElement;
        const onPicture = target.closest('[data-grid-picture],button,a,input') !== null;
        if (event.button !== 0 || event.pointerType === 'touch' || onPicture) return;
        const { currentTarget, pointerId } = event;
        const additive = event.ctrlKey || event.metaKey;
        drawing.current = {
          start: contentPoint(event.clientX, event.clientY),
          base: store.getState(),
          mode: additive ? 'toggle' : event.shiftKey ? 'add' : 'replace',
          capture: () => currentTarget.setPointerCapture(pointerId),
          pointer: { clientX: event.clientX, clientY: event.clientY },
          drawn: false,
          timer: requestAnimationFrame(scrollAtEdge),
        };
      },
      onPointerMove(event: ReactPointerEvent<HTMLElement>) {
        if (!drawing.current) return;
        drawing.current.pointer = { clientX: event.clientX, clientY: event.clientY };
        draw();
      },
      onPointerUp(event: ReactPointerEvent<HTMLElement>) {
        const current = drawing.current;
        const onGround = (event.target as HTMLElement).closest('[role=gridcell]') === null;
        if (current && !current.drawn && current.mode === 'replace' && onGround) {
          store.setState(selectFrame(current.base, [], 'replace'), true);
        }
        end();
      },
      onPointerCancel: end,
    },
  };
}

function spanned(a: { x: number; y: number }, b: { x: number; y: number }): Rect {
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  };
}
