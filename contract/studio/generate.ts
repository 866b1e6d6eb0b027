import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Model, ModelTask } from '../models.ts';
import { Order, OrderRequest, PriceWish, Prompt, Quote, SlideText } from '../orders.ts';
import { Credits, Id, Instant, paged, Sha256 } from '../primitives.ts';
import { Seed } from '../recipe.ts';

/** Jobs that wait, named in one way (rule Q8). */
const Selection = z.union([
  z.strictObject({ orderId: Id }),
  z.strictObject({ allBut: Id }),
  z.strictObject({ all: z.literal(true) }),
]);
export type JobSelection = z.infer<typeof Selection>;

/** A result that is there, in the workspace or saved. */
const EqualResult = z.object({ id: Id, sha256: Sha256, place: z.enum(['workspace', 'library']) });

/** Orders, newest first. `active`: not ended yet, or ended badly and not dismissed. */
const OrderFilter = z.object({
  active: z.boolean().default(true),
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(100).default(50),
});

export const generate = {
  /** Of pictures, unless another task is named. */
  models: oc
    .input(z.object({ task: ModelTask.default('image') }).default({ task: 'image' }))
    .output(z.array(Model.extend({ keyMissing: z.boolean() }))),
  quote: oc.input(PriceWish).output(Quote),
  create: oc.input(OrderRequest).output(Order),
  orders: oc.input(OrderFilter).output(paged(Order)),
  order: oc.input(z.object({ id: Id })).output(Order),
  /** Without `jobIds`: all that have not ended. */
  cancel: oc.input(z.object({ orderId: Id, jobIds: z.array(Id).optional() })).output(Order),
  /** Queues failed and cancelled jobs again. Without `jobIds`: all of them. */
  retry: oc.input(z.object({ orderId: Id, jobIds: z.array(Id).optional() })).output(Order),
  /**
   * Makes a slide anew, as a new job of the same order beside the picture that is there: `brief` and `seed` are those
   * of before unless given. A picture that is wanted no more is thrown away like any result.
   */
  redoSlide: oc
    .input(
      z.object({
        orderId: Id,
        itemId: Id,
        brief: Prompt.optional(),
        /** Absent: a random one, so that the picture is another. */
        seed: Seed.optional(),
      }),
    )
    .output(Order),
  /** The words over a slide. No picture is made. */
  setSlideText: oc.input(z.object({ orderId: Id, itemId: Id, text: SlideText })).output(Order),
  /** Waiting jobs, paused or let go on; what runs goes on. Answers how many it is about (rule Q8). */
  pause: oc.input(Selection).output(z.int()),
  resume: oc.input(Selection).output(z.int()),
  /** Puts an order's waiting jobs before those of another, or at the end. `conflict` where nothing of it waits. */
  move: oc.input(z.object({ orderId: Id, before: Id.nullable() })).output(Order),
  /** Seconds that a job of each model took here, by the middle of the last ones; models without a run are absent. */
  pace: oc.output(z.record(z.string(), z.number())),
  /**
   * The newest order that made all that this one would, with what is still here of it; null where none did. How many
   * it made besides does not matter. `credits`: what those results cost.
   */
  equal: oc.input(OrderRequest).output(
    z
      .object({
        orderId: Id,
        createdAt: Instant,
        credits: Credits,
        results: z.array(EqualResult).min(1),
      })
      .nullable(),
  ),
  /** Takes failed and cancelled jobs of an order out of sight. Without `jobIds`: all of them. */
  dismiss: oc.input(z.object({ orderId: Id, jobIds: z.array(Id).optional() })).output(z.void()),
};
