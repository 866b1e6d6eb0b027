/**
 * The large view's camera. `scale` is screen pixels per picture pixel (CSS pixels); `x` and `y` are where the
 * picture's centre stands from the middle of the view.
 */
export interface Camera {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly width: number;
  readonly height: number;
}

export const MAX_SCALE = 16;

/** The whole picture in the view; small pictures are not enlarged. */
export function fitScale(picture: Box, view: Box): number {
  if (picture.width <= 0 || picture.height <= 0) return 1;
  return Math.min(1, view.width / picture.width, view.height / picture.height) || 1;
}

export function fitted(picture: Box, view: Box): Camera {
  return { scale: fitScale(picture, view), x: 0, y: 0 };
}

export function isFitted(camera: Camera, picture: Box, view: Box): boolean {
  return Math.abs(camera.scale - fitScale(picture, view)) < 1e-4;
}

/** Zooms by a factor and keeps the point of the picture under the pointer; `at` counts from the view's middle. */
export function zoomAt(
  camera: Camera,
  factor: number,
  at: { x: number; y: number },
  picture: Box,
  view: Box,
): Camera {
  const least = fitScale(picture, view);
  const scale = Math.min(MAX_SCALE, Math.max(least, camera.scale * factor));
  const ratio = scale / camera.scale;
  return held(
    { scale, x: at.x - (at.x - camera.x) * ratio, y: at.y - (at.y - camera.y) * ratio },
    picture,
    view,
  );
}

export function panBy(camera: Camera, dx: number, dy: number, picture: Box, view: Box): Camera {
  return held({ ...camera, x: camera.x + dx, y: camera.y + dy }, picture, view);
}

/** So far from the middle of the view a point that is looked at may stand, of half the view. */
const INNER = 0.8;

/** Brings a point of the picture into the view; `point` counts in pixels of the picture from its middle. */
export function bringIn(
  camera: Camera,
  point: { x: number; y: number },
  picture: Box,
  view: Box,
): Camera {
  const [x, y] = [point.x * camera.scale + camera.x, point.y * camera.scale + camera.y];
  const dx = within(x, (view.width / 2) * INNER) - x;
  const dy = within(y, (view.height / 2) * INNER) - y;
  return panBy(camera, dx, dy, picture, view);
}

/** A picture larger than the view never leaves an edge bare; a smaller one stays in the middle. */
function held(camera: Camera, picture: Box, view: Box): Camera {
  return {
    scale: camera.scale,
    x: within(camera.x, (picture.width * camera.scale - view.width) / 2),
    y: within(camera.y, (picture.height * camera.scale - view.height) / 2),
  };
}

function within(value: number, room: number): number {
  return room <= 0 ? 0 : Math.min(room, Math.max(-room, value));
}

/** Between the whole picture and its own pixels, at the point that was clicked. */
export function toggleZoom(
  camera: Camera,
  at: { x: number; y: number },
  picture: Box,
  view: Box,
): Camera {
  if (!isFitted(camera, picture, view)) return fitted(picture, view);
  // A picture that fits at its own size still answers: it doubles.
  const target = fitScale(picture, view) < 1 ? 1 : 2;
  return zoomAt(camera, target / camera.scale, at, picture, view);
}
