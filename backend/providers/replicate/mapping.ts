import { z } from 'zod';
import type { ImageFormat } from '../../../contract/media.ts';
import { IMAGE_FORMATS } from '../../../contract/media.ts';
import { AspectRatio, QUALITIES } from '../../../contract/models.ts';
import type { RenderImagesPayload } from '../../../contract/orders.ts';

/** A vendor's name of an input, and what it calls our values where it calls them otherwise. */
function input<K extends string>(keys: readonly [K, ...K[]]) {
  const named = z.object({
    name: z.string().min(1),
    values: z.partialRecord(z.enum(keys), z.union([z.string(), z.number()])).default({}),
  });
  return z.union([
    z
      .string()
      .min(1)
      .transform((name) => ({ name, values: {} })),
    named,
  ]);
}

/**
 * How a model on Replicate takes its inputs: the column `api_models.parameters`. A field that is absent is not
 * sent. Example, `black-forest-labs/flux-schnell`:
 *
 *     {"prompt": "prompt", "seed": "seed", "aspectRatio": "aspect_ratio",
 *      "format": {"name": "output_format", "values": {"jpeg": "jpg"}},
 *      "quality": {"name": "num_inference_steps", "values": {"draft": 1, "standard": 4, "high": 4}},
 *      "extra": {"output_quality": 95, "num_outputs": 1}, "usdPerImage": 0.003}
 *
 * `values` translates what the vendor spells differently; what is not in it is sent as it is. `extra` is sent
 * unchanged and loses against everything else. `usdPerImage` or `usdPerSecond` is what the operator pays.
 */
export const ReplicateParameters = z.strictObject({
  prompt: z.string().min(1).default('prompt'),
  negativePrompt: z.string().min(1).optional(),
  seed: z.string().min(1).optional(),
  width: z.string().min(1).optional(),
  height: z.string().min(1).optional(),
  aspectRatio: input(AspectRatio.options as [AspectRatio, ...AspectRatio[]]).optional(),
  format: input(IMAGE_FORMATS as readonly [ImageFormat, ...ImageFormat[]]).optional(),
  quality: input(QUALITIES).optional(),
  /** The largest seed the model takes, where that is less than an unsigned 32-bit integer. */
  maxSeed: z.int().min(1).optional(),
  extra: z.record(z.string(), z.unknown()).default({}),
  usdPerImage: z.number().min(0).optional(),
  usdPerSecond: z.number().min(0).optional(),
});
export type ReplicateParameters = z.infer<typeof ReplicateParameters>;

interface Named {
  name: string;
  values: Partial<Record<string, string | number>>;
}

/** The `input` of a prediction. Pure. */
export function toInput(
  parameters: ReplicateParameters,
  payload: RenderImagesPayload,
): Record<string, unknown> {
  const inputs: Record<string, unknown> = { ...parameters.extra };
  const put = (name: string | undefined, value: unknown): void => {
    if (name !== undefined && value !== undefined) inputs[name] = value;
  };
  const translate = (named: Named | undefined, value: string): void => {
    if (named) inputs[named.name] = named.values[value] ?? value;
  };
  put(parameters.prompt, payload.prompt);
  put(parameters.negativePrompt, payload.negativePrompt || undefined);
  put(parameters.seed, foldSeed(payload.seed, parameters.maxSeed));
  put(parameters.width, payload.width);
  put(parameters.height, payload.height);
  translate(parameters.aspectRatio, payload.aspectRatio);
  translate(parameters.format, payload.format);
  translate(parameters.quality, payload.quality);
  return inputs;
}

/** Into the model's range: one seed still gives one picture, which is all a seed promises. */
function foldSeed(seed: number | undefined, max: number | undefined): number | undefined {
  return seed === undefined || max === undefined ? seed : seed % (max + 1);
}
