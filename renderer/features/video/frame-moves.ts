import type { Frame } from '../../../contract/models.ts';

/** The least of a picture that a frame shows, as the contract has it. */
const LEAST = 0.1;

/** Parts of a picture to four places: enough for any picture, and text that can be read. */
const part = (value: number) => Math.round(value * 10_000) / 10_000;
const within = (value: number, most: number) => Math.min(most, Math.max(0, value));

/** A frame moved by parts of the picture; it stops at the edges. */
export function moved(frame: Frame, dx: number, dy: number): Frame {
  return {
    ...frame,
    x: part(within(frame.x + dx, 1 - frame.width)),
    y: part(within(frame.y + dy, 1 - frame.height)),
  };
}

/** A frame drawn larger or smaller at its lower right corner. */
export function resized(frame: Frame, dx: number, dy: number): Frame {
  const side = (at: number, length: number) => part(Math.min(1 - at, Math.max(LEAST, length)));
  return {
    ...frame,
    width: side(frame.x, frame.width + dx),
    height: side(frame.y, frame.height + dy),
  };
}
