import { z } from 'zod';
import type { ImageFormat } from '../../../contract/media.ts';
import { IMAGE_FORMATS } from '../../../contract/media.ts';
import { AspectRatio, QUALITIES, RESOLUTIONS } from '../../../contract/models.ts';
import type { GenerateVideoPayload, RenderImagesPayload } from '../../../contract/orders.ts';

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
  /** Null where the model takes no words, as an upscaler. */
  prompt: z.string().min(1).nullable().default('prompt'),
  negativePrompt: z.string().min(1).optional(),
  seed: z.string().min(1).optional(),
  width: z.string().min(1).optional(),
  height: z.string().min(1).optional(),
  aspectRatio: input(AspectRatio.options as [AspectRatio, ...AspectRatio[]]).optional(),
  format: input(IMAGE_FORMATS as readonly [ImageFormat, ...ImageFormat[]]).optional(),
  quality: input(QUALITIES).optional(),
  steps: z.string().min(1).optional(),
  guidance: z.string().min(1).optional(),
  outputQuality: z.string().min(1).optional(),
  /** A list of addresses and one of scales, where the model takes LoRAs. */
  loras: z.object({ weights: z.string().min(1), scales: z.string().min(1) }).optional(),
  /** The picture to begin with, and what may change of it (white). */
  image: z.string().min(1).optional(),
  mask: z.string().min(1).optional(),
  strength: z.string().min(1).optional(),
  /** Other pictures to go by: a list of them, or one where `single` says so. */
  references: z.object({ name: z.string().min(1), single: z.boolean().default(false) }).optional(),
  /** Of videos. */
  firstFrame: z.string().min(1).optional(),
  lastFrame: z.string().min(1).optional(),
  /** Seconds; or frames, with how many a second has and how many more than that they are. */
  duration: z.string().min(1).optional(),
  frames: z
    .object({ name: z.string().min(1), perSecond: z.int().min(1), more: z.int().default(0) })
    .optional(),
  fps: z.string().min(1).optional(),
  resolution: input(RESOLUTIONS).optional(),
  /** The largest seed the model takes, where that is less than an unsigned 32-bit integer. */
  maxSeed: z.int().min(1).optional(),
  extra: z.record(z.string(), z.unknown()).default({}),
  usdPerImage: z.number().min(0).optional(),
  usdPerSecond: z.number().min(0).optional(),
  /** Of a second of video, by its resolution. */
  usdPerVideoSecond: z.partialRecord(z.enum(RESOLUTIONS), z.number().min(0)).optional(),
});
export type ReplicateParameters = z.infer<typeof ReplicateParameters>;

interface Named {
  name: string;
  values: Partial<Record<string, string | number>>;
}

/** Addresses at the vendor's of the pictures that a job was given. */
export interface GivenUrls {
  image?: string | undefined;
  mask?: string | undefined;
  references?: readonly string[];
  firstFrame?: string | undefined;
  lastFrame?: string | undefined;
}

type Inputs = Record<string, unknown>;
const put = (inputs: Inputs, name: string | undefined, value: unknown): void => {
  if (name !== undefined && value !== undefined) inputs[name] = value;
};
const translate = (inputs: Inputs, named: Named | undefined, value: string): void => {
  if (named) inputs[named.name] = named.values[value] ?? value;
};

/** The `input` of a prediction of pictures. Pure. */
export function toInput(
  parameters: ReplicateParameters,
  payload: RenderImagesPayload,
  given: GivenUrls = {},
): Inputs {
  const inputs = toCommonInput(parameters, payload);
  put(inputs, parameters.image, given.image);
  put(inputs, parameters.mask, given.mask);
  put(inputs, parameters.strength, given.image && payload.source?.strength);
  const { references, loras } = parameters;
  if (references && given.references?.length) {
    inputs[references.name] = references.single ? given.references[0] : given.references;
  }
  put(inputs, parameters.steps, payload.steps);
  put(inputs, parameters.guidance, payload.guidance);
  put(inputs, parameters.outputQuality, payload.outputQuality);
  if (loras && payload.loras?.length) {
    inputs[loras.weights] = payload.loras.map(({ id }) => id);
    inputs[loras.scales] = payload.loras.map(({ scale }) => scale);
  }
  return inputs;
}

/** The `input` of a prediction of a video. Pure. */
export function toVideoInput(
  parameters: ReplicateParameters,
  payload: GenerateVideoPayload,
  given: GivenUrls = {},
): Inputs {
  const inputs = toCommonInput(parameters, payload);
  const { frames } = parameters;
  put(inputs, parameters.firstFrame, given.firstFrame);
  put(inputs, parameters.lastFrame, given.lastFrame);
  put(inputs, parameters.duration, payload.durationSeconds);
  if (frames) inputs[frames.name] = payload.durationSeconds * frames.perSecond + frames.more;
  put(inputs, parameters.fps, payload.fps);
  translate(inputs, parameters.resolution, payload.resolution);
  return inputs;
}

function toCommonInput(
  parameters: ReplicateParameters,
  payload: RenderImagesPayload | GenerateVideoPayload,
): Inputs {
  const inputs: Inputs = { ...parameters.extra };
  put(inputs, parameters.prompt ?? undefined, payload.prompt || undefined);
  put(inputs, parameters.negativePrompt, payload.negativePrompt || undefined);
  put(inputs, parameters.seed, foldSeed(payload.seed, parameters.maxSeed));
  put(inputs, parameters.width, payload.width);
  put(inputs, parameters.height, payload.height);
  translate(inputs, parameters.aspectRatio, payload.aspectRatio);
  translate(inputs, parameters.format, payload.format);
  translate(inputs, parameters.quality, payload.quality);
  return inputs;
}

/** Into the model's range: one seed still gives one picture, which is all a seed promises. */
function foldSeed(seed: number | undefined, max: number | undefined): number | undefined {
  return seed === undefined || max === undefined ? seed : seed % (max + 1);
}
