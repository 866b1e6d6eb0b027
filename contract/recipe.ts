import { z } from 'zod';
import { OutputFormat } from './media.ts';
import {
  AspectRatio,
  Frame,
  Margins,
  MAX_SEED,
  MotionKind,
  Quality,
  Resolution,
  Size,
  SourceMode,
} from './models.ts';
import { Instant, Sha256 } from './primitives.ts';

/** Longest prompt that any model takes here (REQUIREMENTS R3). A model may take less. */
export const MAX_PROMPT_LENGTH = 2_000;

export const Seed = z.int().min(0).max(MAX_SEED);

/** What a picture was made from, by content. */
export const RecipeSource = z.object({
  sha256: Sha256,
  /** `edit`: changed by a local tool or an instruction; the others as the provider took them. */
  role: z.enum([
    'reference',
    'edit',
    'mask',
    'upscale',
    'variation',
    'first_frame',
    'last_frame',
    'audio',
  ]),
});
export type RecipeSource = z.infer<typeof RecipeSource>;

/** Settings of another program under its own names (steps, sampler): shown, not understood. */
export const RecipeParameters = z
  .record(z.string().min(1).max(100), z.union([z.string().max(1_000), z.number(), z.boolean()]))
  .refine((parameters) => Object.keys(parameters).length <= 50, 'too_many');
export type RecipeParameters = z.infer<typeof RecipeParameters>;

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
  format: OutputFormat,
  /** Absent where the model has no seed. */
  seed: Seed.optional(),
  createdAt: Instant,
  software: z.string(),
  /** The contents it was made from, so that lineage survives in the file. */
  sources: z.array(RecipeSource).max(100).optional(),
  parameters: RecipeParameters.optional(),
  steps: z.number().optional(),
  guidance: z.number().optional(),
  outputQuality: z.number().optional(),
  loras: z
    .array(z.object({ id: z.string(), scale: z.number() }))
    .max(10)
    .optional(),
  /** How the first of `sources` was used, and how far from it the picture may be: 0.1 to 1. */
  sourceMode: SourceMode.optional(),
  strength: z.number().optional(),
  /** What `outpaint` added. */
  margins: Margins.optional(),
  durationSeconds: z.number().optional(),
  fps: z.number().optional(),
  resolution: Resolution.optional(),
  motion: MotionKind.optional(),
  /** Where the camera of `ken_burns` began and ended. */
  camera: z.object({ from: Frame, to: Frame }).partial().optional(),
  /** Seconds in which the sound among `sources` comes and goes. */
  fadeSeconds: z.number().optional(),
});
export type Recipe = z.infer<typeof Recipe>;

/** IPTC digital source types, https://cv.iptc.org/newscodes/digitalsourcetype/ */
export const DIGITAL_SOURCE_TYPE = {
  ai: 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
  algorithm: 'http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia',
} as const;
