import { z } from 'zod';
import type { Quality } from '../../../contract/models.ts';

/** Its slowest models take up to two minutes for a large picture of high quality. */
export const LIMIT_MS = 240_000;
/** https://openai.com/api/pricing: text in and image out of gpt-image, in US dollars per million tokens. */
export const USD_PER_MILLION = { textIn: 5, imageOut: 40 } as const;

/**
 * The column `api_models.parameters` of an OpenAI model. All of it may be absent.
 *
 *     {"moderation": "auto", "background": "auto", "qualities": {"draft": "low"},
 *      "usdPerMillionTokens": {"textIn": 5, "imageOut": 40}}
 */
export const OpenAIParameters = z.strictObject({
  moderation: z.enum(['auto', 'low']).optional(),
  background: z.enum(['auto', 'opaque', 'transparent']).optional(),
  /** How closely an edit keeps to faces and style, where the model lets one say so. */
  inputFidelity: z.enum(['low', 'high']).optional(),
  /** The vendor's word for a quality, where it is not the usual one. */
  qualities: z
    .partialRecord(
      z.enum(['draft', 'standard', 'high']),
      z.enum(['low', 'medium', 'high', 'xhigh', 'max']),
    )
    .default({}),
  /** What the operator pays; without it the provider's own figure counts. */
  usdPerMillionTokens: z
    .object({ textIn: z.number().min(0), imageOut: z.number().min(0) })
    .optional(),
});
export type OpenAIParameters = z.infer<typeof OpenAIParameters>;

export const QUALITY = {
  draft: 'low',
  standard: 'medium',
  high: 'high',
} as const satisfies Record<Quality, string>;
