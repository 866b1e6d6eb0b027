import { z } from 'zod';
import { MAX_SLIDES, OrderRequest, OrderStatus, Prompt, SlideText } from '../orders.ts';
import { Credits, Id } from '../primitives.ts';
import { Seed } from '../recipe.ts';

/** One picture, slide or video of an order. Its ids come from the client, so that both sides name the same rows (rule S1). */
export const OrderItemDraft = z.object({
  itemId: Id,
  jobId: Id,
  /** Drawn by the client, so that a retried request asks for the same pictures; absent where the model has none. */
  seed: Seed.optional(),
  /** Of a slide: what its picture is made from, its own part of that, and the words over it. */
  prompt: Prompt.optional(),
  brief: Prompt.optional(),
  text: SlideText.optional(),
});
export type OrderItemDraft = z.infer<typeof OrderItemDraft>;

/** `enqueue`: POST /functions/v1/queue-job as the signed-in user. Idempotent by (user, order id) (rule Q1). */
export const Enqueue = z.object({
  action: z.literal('enqueue'),
  orderId: Id,
  request: OrderRequest,
  /** As many as the request has jobs (`countOf`), in order. */
  items: z.array(OrderItemDraft).min(1).max(MAX_SLIDES),
  /** The price the creator saw. A dearer order is refused with `conflict` rather than charged (rule L3). */
  quote: Credits,
});
export type Enqueue = z.infer<typeof Enqueue>;

/** `cancel`: ends queued jobs and asks running ones to stop (rule Q7). Without `jobIds`: the whole order. */
export const Cancel = z.object({
  action: z.literal('cancel'),
  orderId: Id,
  jobIds: z.array(Id).optional(),
});
export type Cancel = z.infer<typeof Cancel>;

/** `retry`: queues failed or cancelled jobs again under a new hold. Idempotent by `requestId`. */
export const Retry = z.object({
  action: z.literal('retry'),
  requestId: Id,
  orderId: Id,
  jobIds: z.array(Id).min(1),
});
export type Retry = z.infer<typeof Retry>;

/** `redo`: makes one slide anew, as one more job of its item under its own hold. Idempotent by `requestId`. */
export const Redo = z.object({
  action: z.literal('redo'),
  requestId: Id,
  orderId: Id,
  itemId: Id,
  /** Of the new job. */
  jobId: Id,
  seed: Seed.optional(),
  /** Together, where the brief has changed. */
  prompt: Prompt.optional(),
  brief: Prompt.optional(),
  quote: Credits,
});
export type Redo = z.infer<typeof Redo>;

/** `text`: the words over a slide. Costs nothing and makes nothing; the last word stands. */
export const SetSlideText = z.object({
  action: z.literal('text'),
  orderId: Id,
  itemId: Id,
  text: SlideText,
});
export type SetSlideText = z.infer<typeof SetSlideText>;

/** Jobs of one's own that wait, over any number of orders, in the order they are named in. */
const Waiting = z.array(Id).min(1).max(10_000);

/** `pause`: nobody claims them; what runs goes on, since it is paid for. */
export const Pause = z.object({ action: z.literal('pause'), jobIds: Waiting });
export type Pause = z.infer<typeof Pause>;

/** `resume`: in their old places. */
export const Resume = z.object({ action: z.literal('resume'), jobIds: Waiting });
export type Resume = z.infer<typeof Resume>;

/** `move`: before another of one's own, or to the end (rule Q8). */
export const Move = z.object({
  action: z.literal('move'),
  jobIds: Waiting,
  before: Id.optional(),
});
export type Move = z.infer<typeof Move>;

export const QueueJobBody = z.discriminatedUnion('action', [
  Enqueue,
  Cancel,
  Retry,
  Redo,
  SetSlideText,
  Pause,
  Resume,
  Move,
]);
export type QueueJobBody = z.infer<typeof QueueJobBody>;

export const QueueJobAnswer = z.object({
  orderId: Id,
  status: OrderStatus,
  /** Credits held now for the jobs of this order. */
  held: Credits,
  balance: Credits,
});
export type QueueJobAnswer = z.infer<typeof QueueJobAnswer>;
