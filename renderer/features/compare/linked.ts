import type { Box } from '../viewer/zoom.ts';

/**
 * One camera over several pictures of any size: what it shows is told in parts of the picture, so that the same place
 * of each is in the middle of its view. `zoom` 1 is the whole picture; `x` and `y`, 0 to 1, are the point in the middle.
 */
export interface LinkedCamera {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export const WHOLE: LinkedCamera = { zoom: 1, x: 0.5, y: 0.5 };
const MOST_ZOOM = 64;

/** Screen pixels per picture pixel at zoom 1. Small pictures are enlarged too: all are compared at one size. */
export function fitOf(picture: Box, view: Box): number {
  return Math.min(view.width / picture.width, view.height / picture.height);
}

/** Where the whole picture stands in its view, in CSS pixels from the view's top left corner. */
export function placed(
  camera: LinkedCamera,
  picture: Box,
  view: Box,
): { left: number; top: number; width: number; height: number } {
  const scale = fitOf(picture, view) * camera.zoom;
  const [width, height] = [picture.width * scale, picture.height * scale];
  const { x, y } = held(camera, picture, view);
  return { left: view.width / 2 - x * width, top: view.height / 2 - y * height, width, height };
}

/** A picture larger than its view leaves no edge bare; a smaller one stays in the middle. */
export function held(camera: LinkedCamera, picture: Box, view: Box): LinkedCamera {
  const scale = fitOf(picture, view) * camera.zoom;
  return {
    zoom: camera.zoom,
    x: within(camera.x, view.width / (picture.width * scale)),
    y: within(camera.y, view.height / (picture.height * scale)),
  };
}

/** `seen`: how much of the picture's side the view shows. */
function within(value: number, seen: number): number {
  return seen >= 1 ? 0.5 : Math.min(1 - seen / 2, Math.max(seen / 2, value));
}

/** Zooms and keeps the point of the picture under the pointer; `at` counts from the view's middle. */
export function zoomLinked(
  camera: LinkedCamera,
  factor: number,
  at: { x: number; y: number },
  picture: Box,
  view: Box,
): LinkedCamera {
  const from = held(camera, picture, view);
  const zoom = Math.min(MOST_ZOOM, Math.max(1, from.zoom * factor));
  const fit = fitOf(picture, view);
  const move = (middle: number, offset: number, side: number) =>
    middle + offset / (side * fit * from.zoom) - offset / (side * fit * zoom);
  const x = move(from.x, at.x, picture.width);
  const y = move(from.y, at.y, picture.height);
  return held({ zoom, x, y }, picture, view);
}

export function panLinked(
  camera: LinkedCamera,
  dx: number,
  dy: number,
  picture: Box,
  view: Box,
): LinkedCamera {
  const from = held(camera, picture, view);
  const scale = fitOf(picture, view) * from.zoom;
  return held(
    {
      zoom: from.zoom,
      x: from.x - dx / (picture.width * scale),
      y: from.y - dy / (picture.height * scale),
    },
    picture,
    view,
  );
}
