import { type PointerEvent, type RefObject, useEffect, useRef } from 'react';

/** A notch of a wheel is about 100 pixels; e^(0.2) = 1.22 a notch. A pinch sends small steps with Ctrl. */
const WHEEL_RATE = 0.002;
const PINCH_RATE = 0.01;
const PIXELS_A_LINE = 33;

export interface Point {
  x: number;
  y: number;
}

interface Moves {
  /** By a factor, around a point in pixels from the element's middle. */
  zoom(factor: number, at: Point): void;
  pan(x: number, y: number): void;
  /** Whether one pointer moves the picture. */
  canPan: boolean;
}

/** Wheel, pinch and drag on an element, as zooming and panning. Moves follow on each other before anything is drawn. */
export function useZoomPan(ref: RefObject<HTMLElement | null>, moves: Moves) {
  const pointAt = (event: { clientX: number; clientY: number }): Point => {
    const box = ref.current?.getBoundingClientRect();
    if (!box) return { x: 0, y: 0 };
    return {
      x: event.clientX - box.left - box.width / 2,
      y: event.clientY - box.top - box.height / 2,
    };
  };

  const onWheel = useRef<(event: WheelEvent) => void>(undefined);
  useEffect(() => {
    onWheel.current = (event) => {
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? PIXELS_A_LINE : 1;
      const rate = event.ctrlKey ? PINCH_RATE : WHEEL_RATE;
      moves.zoom(Math.exp(-event.deltaY * lines * rate), pointAt(event));
    };
  });
  useEffect(() => {
    const element = ref.current;
    const listener = (event: WheelEvent) => onWheel.current?.(event);
    // React's own wheel listener is passive: it could not keep the page from zooming.
    element?.addEventListener('wheel', listener, { passive: false });
    return () => element?.removeEventListener('wheel', listener);
  }, [ref]);

  /** Those that are down, oldest first; the first two pinch. */
  const down = useRef(new Map<number, Point>());
  const pinchOf = () => {
    const [a, b] = [...down.current.values()].map(({ x, y }) => ({ clientX: x, clientY: y }));
    if (!a || !b) return undefined;
    const middle = { clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2 };
    const apart = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    return { at: pointAt(middle), apart: Math.max(1, apart) };
  };
  const letGo = (event: PointerEvent<HTMLElement>) => down.current.delete(event.pointerId);
  return {
    pointAt,
    isPinching: () => down.current.size > 1,
    drag: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        const isFinger = event.pointerType === 'touch';
        if (event.button !== 0 || !(moves.canPan || isFinger)) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        down.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      },
      onPointerMove(event: PointerEvent<HTMLElement>) {
        const last = down.current.get(event.pointerId);
        if (!last) return;
        const before = pinchOf();
        down.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
        const after = pinchOf();
        if (before && after) {
          moves.pan(after.at.x - before.at.x, after.at.y - before.at.y);
          moves.zoom(after.apart / before.apart, after.at);
        } else if (moves.canPan) {
          moves.pan(event.clientX - last.x, event.clientY - last.y);
        }
      },
      onPointerUp: letGo,
      onPointerCancel: letGo,
    },
  };
}
