import { z } from 'zod';
import { OutputFormat } from './media.ts';
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

export const RESOLUTIONS = ['720p', '1080p', '4k'] as const;
export const Resolution = z.enum(RESOLUTIONS);
export type Resolution = z.infer<typeof Resolution>;

/** Ways a still picture is moved. */
export const MOTIONS = [
  'zoom_in',
  'zoom_out',
  'pan_left',
  'pan_right',
  'pan_up',
  'pan_down',
  'ken_burns',
  'drift',
  'pulse',
  'fade',
] as const;
export const MotionKind = z.enum(MOTIONS);
export type MotionKind = z.infer<typeof MotionKind>;

const Part = z.number().min(0).max(1);
/** A part of a picture: edges as parts of its width and height. */
export const Frame = z
  .object({ x: Part, y: Part, width: Part, height: Part })
  .refine(
    ({ x, y, width, height }) =>
      width >= 0.1 && height >= 0.1 && x + width <= 1.000_001 && y + height <= 1.000_001,
    'outside',
  );
export type Frame = z.infer<typeof Frame>;

const Margin = z.int().min(0).max(4_096).default(0);
/** Pixels to add at the sides of a picture. */
export const Margins = z.object({ left: Margin, top: Margin, right: Margin, bottom: Margin });
export type Margins = z.infer<typeof Margins>;

/** What a model makes of a picture it is given. `vary` takes it as a beginning, `edit` follows an instruction. */
export const SOURCE_MODES = ['vary', 'edit', 'inpaint', 'outpaint'] as const;
export const SourceMode = z.enum(SOURCE_MODES);
export type SourceMode = z.infer<typeof SourceMode>;

/** Credits: of one picture by its quality; of one second of video by its resolution, where it has none by quality. */
export const Prices = z.partialRecord(z.enum([...QUALITIES, ...RESOLUTIONS]), Credits);
export type Prices = z.infer<typeof Prices>;

/** A number that a model takes, with what it is when nobody says anything. */
export const NumberRange = z
  .object({
    min: z.number(),
    max: z.number(),
    default: z.number(),
    step: z.number().positive().default(1),
  })
  .refine((range) => range.min <= range.default && range.default <= range.max);
export type NumberRange = z.infer<typeof NumberRange>;

/** The numbers that a request may carry beside its prompt. One that a model does not name, it does not take. */
export const ParameterRanges = z
  .object({
    steps: NumberRange,
    guidance: NumberRange,
    outputQuality: NumberRange,
    strength: NumberRange,
  })
  .partial();
export type ParameterRanges = z.infer<typeof ParameterRanges>;

/** Of a model of videos. `sizes` then says how large a ratio is at 720p. */
export const VideoCapabilities = z.object({
  /** Seconds, in whole numbers. */
  durations: z.array(z.int().min(1).max(60)).min(1).max(60),
  resolutions: z.array(Resolution).min(1),
  fps: z.array(z.int().min(1).max(120)).min(1),
  firstFrame: z.enum(['none', 'optional', 'required']).default('none'),
  lastFrame: z.boolean().default(false),
  /** Empty where the model moves things by itself. */
  motions: z.array(MotionKind).default([]),
  /** Whether it takes a sound file to lay under the pictures. */
  audio: z.boolean().default(false),
  /** False where a first frame is all it goes by. */
  needsPrompt: z.boolean().default(true),
});
export type VideoCapabilities = z.infer<typeof VideoCapabilities>;

/** What a model can do. The form is drawn from it and requests are checked against it. */
export const ModelCapabilities = z.object({
  /** Output size per ratio. A ratio that is not here is not offered. */
  sizes: z.partialRecord(AspectRatio, Size),
  qualities: z.array(Quality).min(1),
  formats: z.array(OutputFormat).min(1),
  /** Whether one seed and prompt give one picture. Without it no seed is offered. */
  seed: z.boolean(),
  negativePrompt: z.boolean(),
  maxCount: z.int().min(1).max(10),
  maxPromptLength: z.int().min(1).max(32_000),
  parameters: ParameterRanges.default({}),
  /** Most LoRAs at a time. */
  maxLoras: z.int().min(0).max(10).default(0),
  /** Sizes other than those of `sizes`; null where there are none. Edges in pixels, multiples of `step`. */
  customSize: z
    .object({ min: z.int().min(64), max: z.int().max(8_192), step: z.int().min(1).default(8) })
    .nullable()
    .default(null),
  sourceModes: z.array(SourceMode).default([]),
  /** Whether a mask says where an edit may change the picture; `inpaint` always has one. */
  editMasks: z.boolean().default(false),
  /** Pictures to go by, beside the source. */
  maxReferences: z.int().min(0).max(16).default(0),
  /** Set for models of videos alone. */
  video: VideoCapabilities.nullable().default(null),
});
export type ModelCapabilities = z.infer<typeof ModelCapabilities>;

/** Which adapter speaks for a model, and how a creator comes to use it. */
export const ProviderId = z.enum([
  'draft',
  'local',
  'openai',
  'replicate',
  'google',
  'mistral',
  'openai-compatible',
  'comfyui',
]);
export type ProviderId = z.infer<typeof ProviderId>;

export const ModelTask = z.enum(['image', 'video', 'chat', 'embedding', 'vision']);
export type ModelTask = z.infer<typeof ModelTask>;

/** A row of `api_models`, as everyone signed in may read it. */
export const Model = z.object({
  /** `<provider>/<name>`, stable: it is written into recipes. */
  id: z.string().regex(/^[a-z0-9-]+\/[a-z0-9._-]+$/),
  provider: ProviderId,
  /** What it makes. Carousels are made of pictures. */
  task: ModelTask.default('image'),
  /** The vendor's own name of the model, as its interface takes it. */
  vendorModel: z.string(),
  name: z.string(),
  description: z.string(),
  capabilities: ModelCapabilities,
  prices: Prices,
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
  return provider !== 'draft' && provider !== 'local';
}
