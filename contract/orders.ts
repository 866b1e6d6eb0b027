import { z } from 'zod';
import { ErrorBody } from './errors.ts';
import { FieldValues, Generator, OverlayText } from './generators.ts';
import { ImageFormat, VideoFormat } from './media.ts';
import {
  AspectRatio,
  Frame,
  Margins,
  type Model,
  MotionKind,
  ProviderId,
  Quality,
  Resolution,
  Size,
  SourceMode,
} from './models.ts';
import { Credits, Id, Instant, Sha256 } from './primitives.ts';
import { MAX_PROMPT_LENGTH, Seed } from './recipe.ts';

export const OrderType = z.enum(['image', 'carousel', 'video']);
export type OrderType = z.infer<typeof OrderType>;

/**
 * pending → processing → completed | failed | cancelled.
 * `pending` is also the state of an order that has not reached the backend yet.
 */
export const OrderStatus = z.enum(['pending', 'processing', 'completed', 'failed', 'cancelled']);
export type OrderStatus = z.infer<typeof OrderStatus>;

/** pending (only on this machine) → queued → running → completed | failed | cancelled; running → queued on retry. */
export const JobStatus = z.enum([
  'pending',
  'queued',
  'running',
  'completed',
  'failed',
  'cancelled',
]);
export type JobStatus = z.infer<typeof JobStatus>;

export const JobType = z.enum(['render_images', 'render_carousels', 'generate_video']);
export type JobType = z.infer<typeof JobType>;

/** Why a job waits though its turn may have come: the creator wished it, or a cap would be broken (rule L5). */
export const PauseReason = z.enum(['user', 'order_cap', 'batch_cap', 'project_cap', 'day_cap']);
export type PauseReason = z.infer<typeof PauseReason>;

/** The stages a running job reports; each is worded by the renderer. */
export const JobStage = z.enum([
  'starting',
  'waiting_for_provider',
  'rendering',
  'downloading',
  'finishing',
]);
export type JobStage = z.infer<typeof JobStage>;

/** Control characters other than tab and line feed have no place in a prompt. Markup stays: it is only ever shown as text. */
const CONTROLS = /[^\P{Cc}\n\t]/gu;

/** A prompt as it is stored and counted. */
export function cleanPrompt(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROLS, '').trim();
}

export const Prompt = z
  .string()
  .transform(cleanPrompt)
  .pipe(z.string().min(1, 'empty').max(MAX_PROMPT_LENGTH, 'too_long'));

export const Destination = z.enum(['workspace', 'library']);
export type Destination = z.infer<typeof Destination>;

/** The form that an order was filled in on, so that it can be filled in again from any of its results. */
export const MadeWith = z.object({
  template: Id.optional(),
  /** The words as they were written, before tokens were filled in and variants drawn. */
  words: z.string().max(MAX_PROMPT_LENGTH).optional(),
  generator: z
    .object({
      id: Generator.shape.id,
      version: Generator.shape.version,
      values: FieldValues,
      /** Laid on the finished picture on this machine: text that can still be edited. */
      overlay: z.array(OverlayText).max(6).default([]),
    })
    .optional(),
});
export type MadeWith = z.infer<typeof MadeWith>;

/** A small model laid over a large one, by the vendor's own name or address of it. */
export const Lora = z.object({
  id: z.string().trim().min(1).max(300),
  scale: z.number().min(-2).max(2).default(1),
});
export type Lora = z.infer<typeof Lora>;

/** The picture to begin with, by content. Whether it fits (type, a mask of its size) is checked before and by the worker. */
export const ImageSource = z.object({
  image: Sha256,
  mode: SourceMode,
  /** How far from the source the result may be; absent, the model's own default. */
  strength: z.number().min(0.1).max(1).optional(),
  /** A picture as large as the source: white where it may change, black where it stays. */
  mask: Sha256.optional(),
  /** Pixels to add at the sides, for `outpaint`. */
  margins: Margins.optional(),
});
export type ImageSource = z.infer<typeof ImageSource>;

/** Variants that are made of an order's picture by themselves, once: of the first that comes, or the first that is kept. */
export const Variants = z.object({
  count: z.int().min(1).max(4),
  of: z.enum(['first', 'kept']).default('first'),
  /** Other seeds of the same words, or little changes to the picture itself. */
  by: z.enum(['seed', 'picture']).default('seed'),
});
export type Variants = z.infer<typeof Variants>;

/** What every order of pictures carries. The numbers are offered, and checked, by the model's capabilities. */
const pictures = {
  prompt: Prompt,
  negativePrompt: z.string().max(MAX_PROMPT_LENGTH).optional(),
  model: z.string().min(1).max(200),
  aspectRatio: AspectRatio.default('1:1'),
  /** The first picture's seed; `seedMode` says what the next ones get. Absent: each gets a random one. */
  seed: Seed.optional(),
  /** `increment`, also when absent: the n-th picture takes seed + n. `fixed`: all take the same. */
  seedMode: z.enum(['increment', 'fixed']).optional(),
  format: ImageFormat.default('webp'),
  quality: Quality.default('standard'),
  steps: z.int().min(1).max(100).optional(),
  guidance: z.number().min(1).max(20).optional(),
  outputQuality: z.int().min(1).max(100).optional(),
  loras: z.array(Lora).max(10).optional(),
  /** Instead of the size that the model has for the ratio. */
  size: Size.optional(),
  references: z.array(Sha256).max(16).optional(),
  /** Where results go when they are made: to be looked through, unless they are to be kept at once. */
  destination: Destination.optional(),
  madeWith: MadeWith.optional(),
  /** Whom it is made for: what it comes to is counted there. */
  brandId: Id.optional(),
};

/** What a creator asks for: one order of `count` pictures. */
export const ImageRequest = z.object({
  type: z.literal('image').default('image'),
  ...pictures,
  count: z.int().min(1).max(10).default(1),
  /** One a picture, where variants were drawn anew for each; `prompt` is the first of them. Absent: all have `prompt`. */
  prompts: z.array(Prompt).min(1).max(10).optional(),
  source: ImageSource.optional(),
  variants: Variants.optional(),
  /** The order of whose picture these are variants: they are stacked with its works. */
  variantOf: Id.optional(),
});
export type ImageRequest = z.infer<typeof ImageRequest>;
export type ImageRequestInput = z.input<typeof ImageRequest>;

/** Words laid over a slide. They are set over the picture when it is shown or exported, never drawn into it. */
export const SlideText = z.object({
  title: z.string().trim().max(200).default(''),
  body: z.string().trim().max(1_000).default(''),
  number: z.string().trim().max(20).optional(),
});
export type SlideText = z.infer<typeof SlideText>;

export const Slide = z.object({ brief: Prompt, text: SlideText.optional() });
export type Slide = z.infer<typeof Slide>;

export const FEWEST_SLIDES = 2;
export const MAX_SLIDES = 20;

/** N pictures of one style, a job each. `prompt` is the style; a slide's picture is made of both (`slidePrompt`). */
export const CarouselRequest = z.object({
  type: z.literal('carousel'),
  ...pictures,
  slides: z.array(Slide).min(FEWEST_SLIDES).max(MAX_SLIDES),
});
export type CarouselRequest = z.infer<typeof CarouselRequest>;

export function slidePrompt(style: string, brief: string): string {
  return `${brief}\n${style}`;
}

/** How a still picture is moved. `from` and `to` are of `ken_burns` alone. */
export const Motion = z.object({
  kind: MotionKind,
  from: Frame.optional(),
  to: Frame.optional(),
});
export type Motion = z.infer<typeof Motion>;

export const Soundtrack = z.object({
  file: Sha256,
  /** Seconds in which it comes at the beginning and goes at the end. */
  fadeSeconds: z.number().min(0).max(10).default(1),
});
export type Soundtrack = z.infer<typeof Soundtrack>;

/** One order of `count` videos. */
export const VideoRequest = z.object({
  type: z.literal('video'),
  /** May be empty where the model goes by its first frame alone. */
  prompt: z.string().transform(cleanPrompt).pipe(z.string().max(MAX_PROMPT_LENGTH)).default(''),
  negativePrompt: pictures.negativePrompt,
  model: pictures.model,
  aspectRatio: AspectRatio.default('16:9'),
  count: z.int().min(1).max(4).default(1),
  seed: pictures.seed,
  seedMode: pictures.seedMode,
  format: VideoFormat.default('mp4'),
  quality: Quality.default('standard'),
  durationSeconds: z.int().min(1).max(60),
  resolution: Resolution.default('720p'),
  fps: z.int().min(1).max(120).default(30),
  firstFrame: Sha256.optional(),
  lastFrame: Sha256.optional(),
  motion: Motion.optional(),
  audio: Soundtrack.optional(),
  destination: Destination.optional(),
  madeWith: MadeWith.optional(),
  brandId: pictures.brandId,
});
export type VideoRequest = z.infer<typeof VideoRequest>;

/** What a creator asks for. What says no type is a picture. */
export const OrderRequest = z.discriminatedUnion(
  'type',
  [ImageRequest, CarouselRequest, VideoRequest],
  { unionFallback: true },
);
export type OrderRequest = z.infer<typeof OrderRequest>;
export type OrderRequestInput = z.input<typeof OrderRequest>;

/** Jobs of an order. */
export function countOf(request: OrderRequest): number {
  return request.type === 'carousel' ? request.slides.length : request.count;
}

/** What the n-th picture or video of an order is made from, unless its slide was changed since. */
export function promptAt(request: OrderRequest, sequence: number): string {
  if (request.type === 'image') return request.prompts?.[sequence] ?? request.prompt;
  const slide = request.type === 'carousel' ? request.slides[sequence] : undefined;
  return slide ? slidePrompt(request.prompt, slide.brief) : request.prompt;
}

export type InputRole = 'source' | 'mask' | 'reference' | 'first_frame' | 'last_frame' | 'audio';

/** The contents that a request, or the payload of a job, was given to work with, and what for. */
export function inputsOf(
  asked: Pick<ImageRequest, 'source' | 'references'> &
    Pick<VideoRequest, 'firstFrame' | 'lastFrame' | 'audio'>,
): { sha256: Sha256; role: InputRole }[] {
  const { source, references = [], firstFrame, lastFrame, audio } = asked;
  const inputs: [InputRole, Sha256 | undefined][] = [
    ['source', source?.image],
    ['mask', source?.mask],
    ...references.map((sha256): [InputRole, Sha256] => ['reference', sha256]),
    ['first_frame', firstFrame],
    ['last_frame', lastFrame],
    ['audio', audio?.file],
  ];
  return inputs.flatMap(([role, sha256]) => (sha256 === undefined ? [] : [{ role, sha256 }]));
}

const rendered = {
  negativePrompt: z.string().optional(),
  aspectRatio: AspectRatio,
  width: z.int(),
  height: z.int(),
  quality: Quality,
  /** Absent where the model has no seed. */
  seed: Seed.optional(),
};

/** What the worker gets for one job. One job makes one picture, so each has its own seed, progress and price. */
export const RenderImagesPayload = z.object({
  ...rendered,
  prompt: Prompt,
  format: ImageFormat,
  steps: pictures.steps,
  guidance: pictures.guidance,
  outputQuality: pictures.outputQuality,
  loras: pictures.loras,
  source: ImageSource.optional(),
  references: pictures.references,
});
export type RenderImagesPayload = z.infer<typeof RenderImagesPayload>;

export const GenerateVideoPayload = z.object({
  ...rendered,
  prompt: VideoRequest.shape.prompt,
  format: VideoFormat,
  durationSeconds: VideoRequest.shape.durationSeconds,
  resolution: Resolution,
  fps: z.int().min(1).max(120),
  firstFrame: Sha256.optional(),
  lastFrame: Sha256.optional(),
  motion: Motion.optional(),
  audio: Soundtrack.optional(),
});
export type GenerateVideoPayload = z.infer<typeof GenerateVideoPayload>;

/** What a picture looks like while it is drawn, small. Only ever shown as a picture. */
export const JobPreview = z
  .string()
  .max(32_000)
  .regex(/^data:image\/webp;base64,[A-Za-z0-9+/]+={0,2}$/);
export type JobPreview = z.infer<typeof JobPreview>;

/** A job as a client sees it. */
export const Job = z.object({
  id: Id,
  orderId: Id,
  itemId: Id,
  sequence: z.int().min(0),
  status: JobStatus,
  stage: JobStage.nullable(),
  /** 0 to 1. */
  progress: z.number().min(0).max(1),
  /** Where its provider shows what it draws; null before that, and once it has ended. */
  preview: JobPreview.nullable(),
  attempts: z.int().min(0),
  maxAttempts: z.int().min(1),
  /** When a retry is due. */
  runAfter: Instant.nullable(),
  cancelRequested: z.boolean(),
  /** Set: nobody claims it. */
  pauseReason: PauseReason.nullable(),
  /** Its place among the creator's own jobs, lowest first; null before the backend gave it one. */
  position: z.int().nullable(),
  price: Credits,
  error: ErrorBody.nullable(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Job = z.infer<typeof Job>;

export const Order = z.object({
  id: Id,
  type: OrderType,
  status: OrderStatus,
  request: OrderRequest,
  provider: ProviderId,
  quote: Credits,
  /** What was captured so far. */
  charged: Credits,
  error: ErrorBody.nullable(),
  createdAt: Instant,
  completedAt: Instant.nullable(),
  jobs: z.array(Job),
  /** The batch of which this is a row; only on the machine that runs it. */
  batchId: Id.optional(),
  /** Of a carousel, in order: as they are by now, while `request` says what was ordered. */
  slides: z.array(Slide.extend({ itemId: Id, sequence: z.int().min(0) })).optional(),
});
export type Order = z.infer<typeof Order>;

export const Quote = z.object({
  credits: Credits,
  /** Of one picture, slide or video. */
  perImage: Credits,
  balance: Credits,
  affordable: z.boolean(),
});
export type Quote = z.infer<typeof Quote>;

/** What a price depends on. */
export const PriceWish = z.object({
  type: OrderType.default('image'),
  model: pictures.model,
  count: z.int().min(1).max(MAX_SLIDES).default(1),
  quality: Quality.default('standard'),
  durationSeconds: VideoRequest.shape.durationSeconds.optional(),
  resolution: Resolution.optional(),
});
export type PriceWish = z.infer<typeof PriceWish>;

export function priceWishOf(request: OrderRequest): PriceWish {
  const { type, model, quality } = request;
  const wish = { type, model, quality, count: countOf(request) };
  if (request.type !== 'video') return wish;
  return { ...wish, durationSeconds: request.durationSeconds, resolution: request.resolution };
}

/** The price of a request. The server's SQL (`private.job_price`) computes the same and is what counts (rule L3). */
export function priceOf(
  wish: Omit<PriceWish, 'model' | 'type'> & Partial<PriceWish>,
  { prices }: Model,
): Credits | undefined {
  if (wish.type !== 'video') {
    const each = prices[wish.quality];
    return each === undefined ? undefined : each * wish.count;
  }
  const second = (wish.resolution && prices[wish.resolution]) ?? prices[wish.quality];
  return second === undefined ? undefined : second * (wish.durationSeconds ?? 1) * wish.count;
}
