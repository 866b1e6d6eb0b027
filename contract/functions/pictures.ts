import { z } from 'zod';
import { EMBEDDING_LENGTH, PackedEmbedding } from '../embedding.ts';
import { Glance } from '../glance.ts';
import { AspectRatio, Quality } from '../models.ts';
import { MAX_PROMPT_LENGTH } from '../recipe.ts';
import { Prompt } from '../orders.ts';
import { Credits, HttpUrl, Id } from '../primitives.ts';
import { OrderItemDraft } from './queue-job.ts';

/**
 * POST /functions/v1/vision-analysis: of a work of one's own, which keeps it, or of any picture on the net. A work is
 * looked at once, and what was seen is answered again for nothing; `again` names a wish to have it looked at anew, and
 * the same one sent twice is paid for once. `conflict` with `retryAfterSeconds` while it is being looked at. Of a film,
 * which no function can open, what there is to see comes along.
 */
export const VisionBody = z.union([
  z.strictObject({ libraryId: Id, again: Id.optional(), film: Glance.optional() }),
  z.strictObject({ url: HttpUrl.max(2_000) }),
]);

export const VisionResult = z.object({
  description: z.string().min(1).max(4_000),
  labels: z.array(z.string().max(100)).max(100).default([]),
  styleTags: z.array(z.string().max(100)).max(50).default([]),
  dominantColors: z
    .array(z.string().regex(/^#[0-9a-f]{6}$/i))
    .max(16)
    .default([]),
  /** 0 is fit for all. Absent where the model did not say. */
  nsfwScore: z.number().min(0).max(1).optional(),
  prompt: z.string().max(4_000).optional(),
});
export type VisionResult = z.infer<typeof VisionResult>;
export const VisionAnswer = z.object({
  result: VisionResult,
  model: z.string(),
  /** It was looked at before: nobody was asked now. */
  known: z.boolean().default(false),
});
export type VisionAnswer = z.infer<typeof VisionAnswer>;

/** Works of one's own that are embedded at once. */
export const MOST_EMBEDDED = 32;

/**
 * POST /functions/v1/generate-embeddings: of a text to search by; of works of one's own, each text paid for once; or, for
 * operators, of works that wait for one.
 */
export const EmbeddingsBody = z.discriminatedUnion('action', [
  z.object({ action: z.literal('text'), text: z.string().trim().min(1).max(8_000) }),
  z.object({ action: z.literal('works'), libraryIds: z.array(Id).min(1).max(MOST_EMBEDDED) }),
  z.object({ action: z.literal('pending'), limit: z.int().min(1).max(200).default(50) }),
]);
export const EmbeddingsAnswer = z.union([
  z.object({ embedding: z.array(z.number()).length(EMBEDDING_LENGTH), model: z.string() }),
  /** Works without a word are left out. */
  z.object({
    works: z.array(z.object({ libraryId: Id, packed: PackedEmbedding })),
    model: z.string(),
  }),
  z.object({ embedded: z.int().min(0), model: z.string() }),
]);
export type EmbeddingsAnswer = z.infer<typeof EmbeddingsAnswer>;

/** What every order names, as in `Enqueue` of queue-job: ids of the client's, and the price its creator saw. */
const order = {
  orderId: Id,
  items: z.array(OrderItemDraft).min(1).max(10),
  quote: Credits,
  model: z.string().min(1).max(200),
  quality: Quality.default('standard'),
};

/** POST /functions/v1/generate-avatars: portraits of a character, or of who is described. One item a portrait. */
export const AvatarsBody = z
  .object({
    ...order,
    characterId: Id.optional(),
    description: Prompt.optional(),
    style: z.enum(['photo', 'anime', 'painting', 'cartoon', '3d']).default('photo'),
  })
  .refine((body) => body.characterId ?? body.description, 'Name a character or describe one.');

/** POST /functions/v1/image-to-video: sets a work of one's own in motion. */
export const ImageToVideoBody = z.object({
  ...order,
  items: z.array(OrderItemDraft).length(1),
  libraryId: Id,
  effect: z.enum(['zoom', 'pan', 'ken-burns', 'motion']),
  prompt: Prompt.optional(),
  durationSeconds: z.int().min(1).max(30),
  aspectRatio: AspectRatio.default('16:9'),
});

const BatchRow = z.object({
  itemId: Id,
  jobId: Id,
  /** What stands for [FIRSTNAME] and the like in this row, over the tokens of the whole batch. */
  tokens: z.record(z.string().regex(/^[A-Z][A-Z0-9_]{0,39}$/), z.string().max(500)).default({}),
});

/** POST /functions/v1/batch-process. `start` may be sent again: what was begun is gone on with, nothing is made twice. */
export const BatchBody = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('start'),
    batchId: Id,
    name: z.string().trim().min(1).max(200),
    prompt: z.string().min(1).max(MAX_PROMPT_LENGTH),
    model: order.model,
    quality: order.quality,
    aspectRatio: AspectRatio.default('1:1'),
    tokens: BatchRow.shape.tokens,
    /** Of the whole batch. */
    quote: Credits,
    spendCap: Credits.optional(),
    rows: z.array(BatchRow).min(1).max(200),
  }),
  z.object({ action: z.literal('status'), batchId: Id }),
]);
export const BatchAnswer = z.object({
  batchId: Id,
  name: z.string(),
  status: z.enum(['pending', 'processing', 'completed', 'failed', 'cancelled']),
  total: z.int(),
  completed: z.int(),
  failed: z.int(),
  totalCost: Credits,
});
export type BatchAnswer = z.infer<typeof BatchAnswer>;
