import {
  type PointerEvent as ReactPointerEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react';
import { type Box, type Camera, fitted, isFitted, panBy, toggleZoom, zoomAt } from './zoom.ts';

/** A notch of a wheel is about 100 pixels; e^(0.2) = 1.22 a notch. A pinch sends small steps with Ctrl. */
const WHEEL_RATE = 0.002;
const PINCH_RATE = 0.01;
export const ZOOM_STEP = 1.5;
const CENTRE = { x: 0, y: 0 };

/** Zooming and panning one picture. `picture` in CSS pixels at 100 %; `name` names it: another one is fitted anew. */
export function useCamera(
  ref: RefObject<HTMLElement | null>,
  view: Box | null,
  picture: Box,
  name: string,
) {
  const box = view ?? { width: 1, height: 1 };
  const [state, setState] = useState<{ name: string; camera: Camera | null }>({
    name,
    camera: null,
  });
  // Null stands for "the whole picture", so that it stays whole when the window changes.
  const moved = state.name === name ? state.camera : null;
  const camera = moved ?? fitted(picture, box);
  const set = (next: Camera) =>
    setState({ name, camera: isFitted(next, picture, box) ? null : next });

  const pointAt = (event: { clientX: number; clientY: number }) => {
    const rect = ref.current?.getBoundingClientRect();
    return rect
      ? {
          x: event.clientX - rect.left - rect.width / 2,
          y: event.clientY - rect.top - rect.height / 2,
        }
      : CENTRE;
  };

  const onWheel = useRef<(event: WheelEvent) => void>(undefined);
  useEffect(() => {
    onWheel.current = (event) => {
      event.preventDefault();
      const rate = event.ctrlKey ? PINCH_RATE : WHEEL_RATE;
      const pixels =
        event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 33 : event.deltaY;
      set(zoomAt(camera, Math.exp(-pixels * rate), pointAt(event), picture, box));
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
    camera,
    isWhole: moved === null,
    zoomBy: (factor: number) => set(zoomAt(camera, factor, CENTRE, picture, box)),
    zoomTo: (scale: number) => set(zoomAt(camera, scale / camera.scale, CENTRE, picture, box)),
    fit: () => setState({ name, camera: null }),
    handlers: {
      onDoubleClick: (event: { clientX: number; clientY: number }) =>
        set(toggleZoom(camera, pointAt(event), picture, box)),
      onPointerDown(event: ReactPointerEvent<HTMLElement>) {
        if (event.button !== 0 || moved === null) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = { x: event.clientX, y: event.clientY };
      },
      onPointerMove(event: ReactPointerEvent<HTMLElement>) {
        if (!last.current) return;
        const { x, y } = last.current;
        set(panBy(camera, event.clientX - x, event.clientY - y, picture, box));
        last.current = { x: event.clientX, y: event.clientY };
      },
      onPointerUp: () => (last.current = null),
      onPointerCancel: () => (last.current = null),
    },
  };
}
