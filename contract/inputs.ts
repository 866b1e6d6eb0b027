import { z } from 'zod';
import { InputType } from './media.ts';
import { Sha256 } from './primitives.ts';

/** Bytes of one file that is given to an order: as much as its bucket takes. */
export const INPUT_LIMIT = 20 * 1024 * 1024;

/**
 * A file that orders can be given to work with and that is no work of the library: a pasted picture, a mask, a sound. It
 * is kept for as long as something may need it. What the studio has as a work already is not kept twice.
 */
export const InputFile = z.object({
  sha256: Sha256,
  mime: InputType,
  bytes: z.int().min(1),
  /** Pixels, upright; 0 of a sound. */
  width: z.int().min(0),
  height: z.int().min(0),
});
export type InputFile = z.infer<typeof InputFile>;
