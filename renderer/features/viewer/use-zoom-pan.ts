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
  /** Whether there is more of the picture than is seen. */
  canPan: boolean;
}

/** Wheel, pinch and drag on an element, as zooming and panning. */
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

  const last = useRef<Point | null>(null);
  return {
    pointAt,
    drag: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        if (event.button !== 0 || !moves.canPan) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = { x: event.clientX, y: event.clientY };
      },
      onPointerMove(event: PointerEvent<HTMLElement>) {
        if (!last.current) return;
        const { x, y } = last.current;
        moves.pan(event.clientX - x, event.clientY - y);
        last.current = { x: event.clientX, y: event.clientY };
      },
      onPointerUp: () => (last.current = null),
      onPointerCancel: () => (last.current = null),
    },
  };
}
