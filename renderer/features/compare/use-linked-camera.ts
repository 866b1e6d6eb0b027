import { type Dispatch, type RefObject, type SetStateAction, useState } from 'react';
import { useZoomPan } from '../viewer/use-zoom-pan.ts';
import type { Box } from '../viewer/zoom.ts';
import { type LinkedCamera, panLinked, WHOLE, zoomLinked } from './linked.ts';

export interface LinkedView {
  readonly camera: LinkedCamera;
  readonly set: Dispatch<SetStateAction<LinkedCamera>>;
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
  const { drag } = useZoomPan(ref, {
    canPan: camera.zoom !== 1,
    zoom: (factor, at) => view && set((from) => zoomLinked(from, factor, at, picture, view)),
    pan: (x, y) => view && set((from) => panLinked(from, x, y, picture, view)),
  });
  return drag;
}
