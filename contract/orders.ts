import { z } from 'zod';
import { ErrorBody } from './errors.ts';
import { ImageFormat } from './media.ts';
import { AspectRatio, type Model, ProviderId, Quality } from './models.ts';
import { Credits, Id, Instant } from './primitives.ts';
import { MAX_PROMPT_LENGTH, Seed } from './recipe.ts';

export const OrderType = z.enum(['image']);
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

export const JobType = z.enum(['render_images']);
export type JobType = z.infer<typeof JobType>;

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

/** What a creator asks for: one order of `count` pictures. */
export const ImageRequest = z.object({
  type: z.literal('image').default('image'),
  prompt: Prompt,
  negativePrompt: z.string().max(MAX_PROMPT_LENGTH).optional(),
  model: z.string().min(1).max(200),
  aspectRatio: AspectRatio.default('1:1'),
  count: z.int().min(1).max(10).default(1),
  /** The first picture's seed; the n-th one takes seed + n. Absent: each picture gets a random one. */
  seed: Seed.optional(),
  format: ImageFormat.default('webp'),
  quality: Quality.default('standard'),
  /** Where results go when they are made: to be looked through, unless they are to be kept at once. */
  destination: Destination.optional(),
});
export type ImageRequest = z.infer<typeof ImageRequest>;
export type ImageRequestInput = z.input<typeof ImageRequest>;

/** Why a request does not fit a model; the first field that does not, or nothing. Pure: client and server agree. */
export function misfit(request: ImageRequest, model: Model): keyof ImageRequest | undefined {
  const { capabilities } = model;
  if (!capabilities.sizes[request.aspectRatio]) return 'aspectRatio';
  if (!capabilities.qualities.includes(request.quality)) return 'quality';
  if (!capabilities.formats.includes(request.format)) return 'format';
  if (request.count > capabilities.maxCount) return 'count';
  if (request.prompt.length > capabilities.maxPromptLength) return 'prompt';
  if (request.negativePrompt && !capabilities.negativePrompt) return 'negativePrompt';
  if (request.seed !== undefined && !capabilities.seed) return 'seed';
  return undefined;
}

/** What the worker gets for one job. One job makes one picture, so each has its own seed, progress and price. */
export const RenderImagesPayload = z.object({
  prompt: Prompt,
  negativePrompt: z.string().optional(),
  aspectRatio: AspectRatio,
  width: z.int(),
  height: z.int(),
  quality: Quality,
  format: ImageFormat,
  /** Absent where the model has no seed. */
  seed: Seed.optional(),
});
export type RenderImagesPayload = z.infer<typeof RenderImagesPayload>;

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
  attempts: z.int().min(0),
  maxAttempts: z.int().min(1),
  /** When a retry is due. */
  runAfter: Instant.nullable(),
  cancelRequested: z.boolean(),
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
  request: ImageRequest,
  provider: ProviderId,
  quote: Credits,
  /** What was captured so far. */
  charged: Credits,
  error: ErrorBody.nullable(),
  createdAt: Instant,
  completedAt: Instant.nullable(),
  jobs: z.array(Job),
});
export type Order = z.infer<typeof Order>;

export const Quote = z.object({
  credits: Credits,
  perImage: Credits,
  balance: Credits,
  affordable: z.boolean(),
});
export type Quote = z.infer<typeof Quote>;

/** The price of a request. The server's SQL computes the same and is what counts (rule L3). */
export function priceOf(
  request: Pick<ImageRequest, 'count' | 'quality'>,
  model: Model,
): Credits | undefined {
  const perImage = model.prices[request.quality];
  return perImage === undefined ? undefined : perImage * request.count;
}
