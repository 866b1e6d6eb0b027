import { z } from 'zod';
import { QUALITIES } from '../../../contract/models.ts';

/**
 * The column `api_models.parameters` of a Google model. All of it may be absent.
 *
 *     {"imageSizes": {"high": "2K"}, "usdPerMillionTokens": {"textIn": 0.3, "imageOut": 30}}
 *
 * of a Gemini model that draws (`generateContent`), and
 *
 *     {"usdPerSecond": {"720p": 0.4, "1080p": 0.4, "4k": 0.6}, "personGeneration": "allow_adult"}
 *
 * of a Veo model (`predictLongRunning`).
 */
export const GoogleParameters = z.strictObject({
  /** The size to ask for at a quality, where the model has more than one. */
  imageSizes: z.partialRecord(z.enum(QUALITIES), z.enum(['512', '1K', '2K', '4K'])).default({}),
  /** What the operator pays; without it no cost is told. */
  usdPerMillionTokens: z
    .object({ textIn: z.number().min(0), imageOut: z.number().min(0) })
    .optional(),
  usdPerSecond: z.record(z.string(), z.number().min(0)).default({}),
  personGeneration: z.enum(['dont_allow', 'allow_adult', 'allow_all']).optional(),
});
export type GoogleParameters = z.infer<typeof GoogleParameters>;
