import { z } from 'zod';

/** Frames of a film that are shown to a vision model, left to right and top to bottom on one sheet. */
export const GLANCE_FRAMES = 4;

/** Of that sheet: with a third more for base64 it fits a request to a function. */
export const GLANCE_BYTES = 150_000;

/** What there is to see of a film without playing it: one picture of one or more frames. */
export const Glance = z.strictObject({
  /** JPEG or WebP. */
  picture: z.base64().max(Math.ceil(GLANCE_BYTES / 3) * 4),
  frames: z.int().min(1).max(GLANCE_FRAMES),
});
export type Glance = z.infer<typeof Glance>;
