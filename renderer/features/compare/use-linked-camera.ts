import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { Box } from '../viewer/zoom.ts';
import { type LinkedCamera, panLinked, WHOLE, zoomLinked } from './linked.ts';

/** As in the viewer: e^(0.2) = 1.22 a notch of a wheel. */
const WHEEL_RATE = 0.002;

export interface LinkedView {
  readonly camera: LinkedCamera;
  readonly set: (camera: LinkedCamera) => void;
}

/** The camera that all the panes share. */
export function useLinkedCamera(): LinkedView {
  const [camera, set] = useState(WHOLE);
  return { camera, set };
}

/** Wheel and drag on one of the panes, which move them all. `picture` in its own pixels. */
export function usePaneMoves(
  ref: RefObject<HTMLElement | null>,
  { camera, set }: LinkedView,
  picture: Box,
  view: Box | null,
) {
  const onWheel = useRef<(event: WheelEvent) => void>(undefined);
  useEffect(() => {
    onWheel.current = (event) => {
      event.preventDefault();
      const box = ref.current?.getBoundingClientRect();
      if (!box || !view) return;
      const at = {
        x: event.clientX - box.left - box.width / 2,
        y: event.clientY - box.top - box.height / 2,
      };
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1;
      set(zoomLinked(camera, Math.exp(-event.deltaY * lines * WHEEL_RATE), at, picture, view));
    };
  });
  useEffect(() => {
    const element = ref.current;
    const listener = (event: WheelEvent) => onWheel.current?.(event);
    // React's own wheel listener is passive: it could not keep the page from zooming.
    element?.addEventListener('wheel', listener, { passive: false });
    return () => element?.removeEventListener('wheel', listener);
  }, [ref]);

  const last = useRef<{ x: number; y: number } | null>(null);
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0 || camera.zoom === 1) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      last.current = { x: event.clientX, y: event.clientY };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (!last.current || !view) return;
      const { x, y } = last.current;
      set(panLinked(camera, event.clientX - x, event.clientY - y, picture, view));
      last.current = { x: event.clientX, y: event.clientY };
    },
    onPointerUp: () => (last.current = null),
    onPointerCancel: () => (last.current = null),
  };
}
