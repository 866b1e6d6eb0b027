import { type RefObject, useState } from 'react';
import { useZoomPan } from './use-zoom-pan.ts';
import {
  bringIn,
  type Box,
  type Camera,
  fitted,
  isFitted,
  panBy,
  toggleZoom,
  zoomAt,
} from './zoom.ts';

export const ZOOM_STEP = 1.5;
const CENTRE = { x: 0, y: 0 };

/**
 * Zooming and panning one picture. `picture` in CSS pixels at 100 %; `name` names it: another one is fitted anew.
 * `pans`: a single pointer moves it; where it does something else, two fingers still do.
 */
export function useCamera(
  ref: RefObject<HTMLElement | null>,
  view: Box | null,
  picture: Box,
  name: string,
  pans = true,
) {
  const box = view ?? { width: 1, height: 1 };
  const [state, setState] = useState<{ name: string; camera: Camera | null }>({
    name,
    camera: null,
  });
  // Null stands for "the whole picture", so that it stays whole when the window changes.
  const cameraOf = (now: typeof state) => (now.name === name ? now.camera : null);
  const moved = cameraOf(state);
  const camera = moved ?? fitted(picture, box);
  // From what was set last, drawn or not: two fingers move in one frame.
  const move = (to: (from: Camera) => Camera) =>
    setState((now) => {
      const next = to(cameraOf(now) ?? fitted(picture, box));
      return { name, camera: isFitted(next, picture, box) ? null : next };
    });

  const { pointAt, drag, isPinching } = useZoomPan(ref, {
    canPan: pans && moved !== null,
    zoom: (factor, at) => move((from) => zoomAt(from, factor, at, picture, box)),
    pan: (x, y) => move((from) => panBy(from, x, y, picture, box)),
  });
  return {
    camera,
    isWhole: moved === null,
    isPinching,
    zoomBy: (factor: number) => move((from) => zoomAt(from, factor, CENTRE, picture, box)),
    zoomTo: (scale: number) =>
      move((from) => zoomAt(from, scale / from.scale, CENTRE, picture, box)),
    fit: () => setState({ name, camera: null }),
    /** `point` in pixels of the picture from its middle. */
    bringIn: (point: { x: number; y: number }) =>
      move((from) => bringIn(from, point, picture, box)),
    handlers: {
      onDoubleClick: (event: { clientX: number; clientY: number }) =>
        move((from) => toggleZoom(from, pointAt(event), picture, box)),
      ...drag,
    },
  };
}
