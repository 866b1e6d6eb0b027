import { z } from 'zod';
import { ImageFormat } from './media.ts';
import { Credits } from './primitives.ts';

export const ASPECT_RATIOS = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3', '21:9'] as const;
export const AspectRatio = z.enum(ASPECT_RATIOS);
export type AspectRatio = z.infer<typeof AspectRatio>;

export const QUALITIES = ['draft', 'standard', 'high'] as const;
export const Quality = z.enum(QUALITIES);
export type Quality = z.infer<typeof Quality>;

export const Size = z.object({
  width: z.int().min(64).max(8192),
  height: z.int().min(64).max(8192),
});
export type Size = z.infer<typeof Size>;

/** The largest seed every provider takes (an unsigned 32-bit integer). */
export const MAX_SEED = 4_294_967_295;

/** The credits one image costs, by quality. */
export const PriceByQuality = z.partialRecord(Quality, Credits);
export type PriceByQuality = z.infer<typeof PriceByQuality>;

/** What a model can do. The form is drawn from it and requests are checked against it. */
export const ModelCapabilities = z.object({
  /** Output size per ratio. A ratio that is not here is not offered. */
  sizes: z.partialRecord(AspectRatio, Size),
  qualities: z.array(Quality).min(1),
  formats: z.array(ImageFormat).min(1),
  /** Whether one seed and prompt give one picture. Without it no seed is offered. */
  seed: z.boolean(),
  negativePrompt: z.boolean(),
  maxCount: z.int().min(1).max(10),
  maxPromptLength: z.int().min(1).max(32_000),
});
export type ModelCapabilities = z.infer<typeof ModelCapabilities>;

/** Which adapter speaks for a model, and how a creator comes to use it. */
export const ProviderId = z.enum([
  'draft',
  'openai',
  'replicate',
  'google',
  'mistral',
  'openai-compatible',
  'comfyui',
]);
export type ProviderId = z.infer<typeof ProviderId>;

/** A row of `api_models`, as everyone signed in may read it. */
export const Model = z.object({
  /** `<provider>/<name>`, stable: it is written into recipes. */
  id: z.string().regex(/^[a-z0-9-]+\/[a-z0-9._-]+$/),
  provider: ProviderId,
  /** The vendor's own name of the model, as its interface takes it. */
  vendorModel: z.string(),
  name: z.string(),
  description: z.string(),
  capabilities: ModelCapabilities,
  prices: PriceByQuality,
  /** Vendor-specific mapping of parameters, opaque to everyone but the provider. */
  parameters: z.record(z.string(), z.unknown()).default({}),
  /** False where nothing but arithmetic made the picture: it is labelled so. */
  isAi: z.boolean(),
  enabled: z.boolean(),
  position: z.int(),
});
export type Model = z.infer<typeof Model>;

/** Whether a creator must enter something, a key or an address, before the provider's models work. */
export function needsKey(provider: ProviderId): boolean {
  return provider !== 'draft';
}
