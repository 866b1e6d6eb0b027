import { z } from 'zod';
import { ImageFormat } from './media.ts';
import { AspectRatio, MAX_SEED, Quality, Size } from './models.ts';
import { Instant } from './primitives.ts';

/** Longest prompt that any model takes here (REQUIREMENTS R3). A model may take less. */
export const MAX_PROMPT_LENGTH = 2_000;

export const Seed = z.int().min(0).max(MAX_SEED);

/**
 * Everything that made a picture. It is stored with the asset and inside the file (rule F6), so that
 * a file alone can be made again. Field names are written to disk: never rename one.
 */
export const Recipe = z.object({
  version: z.literal(1),
  prompt: z.string(),
  negativePrompt: z.string().optional(),
  model: z.string(),
  modelName: z.string(),
  provider: z.string(),
  isAi: z.boolean(),
  aspectRatio: AspectRatio,
  size: Size,
  quality: Quality,
  format: ImageFormat,
  /** Absent where the model has no seed. */
  seed: Seed.optional(),
  createdAt: Instant,
  software: z.string(),
});
export type Recipe = z.infer<typeof Recipe>;

/** IPTC digital source types, https://cv.iptc.org/newscodes/digitalsourcetype/ */
export const DIGITAL_SOURCE_TYPE = {
  ai: 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
  algorithm: 'http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia',
} as const;
