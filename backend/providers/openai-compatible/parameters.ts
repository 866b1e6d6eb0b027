import { z } from 'zod';

/** A large picture on a processor without a graphics card. */
export const LIMIT_MS = 900_000;

/**
 * The column `api_models.parameters` of a model on a creator's own server: what the server takes beyond OpenAI's
 * `model`, `prompt`, `size` and `n`, by its own names. All of it may be absent. LocalAI, for one:
 *
 *     {"negativePrompt": "pipe", "steps": "step", "extra": {"mode": "txt2img"}}
 *
 * `pipe` puts the negative prompt behind a bar at the end of the prompt, as LocalAI takes it.
 */
export const CompatibleParameters = z.strictObject({
  seed: z.string().min(1).optional(),
  steps: z.string().min(1).optional(),
  guidance: z.string().min(1).optional(),
  negativePrompt: z.string().min(1).optional(),
  /** Sent unchanged; loses against everything else. */
  extra: z.record(z.string(), z.unknown()).default({}),
});
export type CompatibleParameters = z.infer<typeof CompatibleParameters>;
