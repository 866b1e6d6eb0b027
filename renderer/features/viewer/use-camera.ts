import { type RefObject, useState } from 'react';
import { useZoomPan } from './use-zoom-pan.ts';
import { type Box, type Camera, fitted, isFitted, panBy, toggleZoom, zoomAt } from './zoom.ts';

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

  const { pointAt, drag } = useZoomPan(ref, {
    canPan: moved !== null,
    zoom: (factor, at) => set(zoomAt(camera, factor, at, picture, box)),
    pan: (x, y) => set(panBy(camera, x, y, picture, box)),
  });
  return {
    camera,
    isWhole: moved === null,
    zoomBy: (factor: number) => set(zoomAt(camera, factor, CENTRE, picture, box)),
    zoomTo: (scale: number) => set(zoomAt(camera, scale / camera.scale, CENTRE, picture, box)),
    fit: () => setState({ name, camera: null }),
    handlers: {
      onDoubleClick: (event: { clientX: number; clientY: number }) =>
        set(toggleZoom(camera, pointAt(event), picture, box)),
      ...drag,
    },
  };
}
