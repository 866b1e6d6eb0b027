import { AtelierError } from '../../contract/errors.ts';
import type { Redo, SetSlideText } from '../../contract/functions/queue-job.ts';
import {
  type CarouselRequest,
  type Order,
  type SlideText,
  slidePrompt,
} from '../../contract/orders.ts';
import type { LibraryContext } from '../library/context.ts';
import { enqueueCall } from '../library/outbox.ts';
import { instant } from '../system/clock.ts';
import { newId } from '../system/ids.ts';
import { ORDER_TOPICS } from './create-order.ts';
import { checkCredits, checkRequest, type OrderContext, requireOrder } from './order-checks.ts';
import { pendingJob } from './order-rows.ts';
import { drawSeeds } from './seeds.ts';

/**
 * Makes one slide anew: one more job of its item, beside what is there. Without a seed another is drawn, so that the
 * picture is another. Errors: those of `createOrder`, `not_found`.
 */
export function redoSlide(
  context: OrderContext,
  wish: { orderId: string; itemId: string; brief?: string | undefined; seed?: number | undefined },
): Order {
  const { orderId, itemId, brief } = wish;
  const { order, request, sequence } = requireSlide(context, orderId, itemId);
  const { model, perImage } = checkRequest(context, request);
  return context.command(ORDER_TOPICS, () => {
    checkCredits(context.db, perImage);
    const [seed] = drawSeeds(1, { hasSeed: model.capabilities.seed, first: wish.seed });
    const requestId = newId();
    const body: Redo = {
      action: 'redo',
      requestId,
      orderId,
      itemId,
      jobId: newId(),
      quote: perImage,
      ...(seed !== undefined && { seed }),
      ...(brief !== undefined && { brief, prompt: slidePrompt(request.prompt, brief) }),
    };
    const now = instant(context.clock);
    enqueueCall(context, {
      target: 'queue-job',
      id: requestId,
      body,
      effects: [
        {
          table: 'orders',
          rowId: orderId,
          op: 'upsert',
          fields: {
            status: 'processing',
            error: null,
            completed_at: null,
            quote: order.quote + perImage,
          },
        },
        {
          table: 'order_items',
          rowId: itemId,
          op: 'upsert',
          fields: brief === undefined ? {} : { brief },
        },
        pendingJob({ orderId, itemId, jobId: body.jobId, sequence, price: perImage, now }),
      ],
    });
    return requireOrder(context.db, orderId);
  });
}

/** The words over a slide: nothing is made, nothing costs. Errors: `not_found`. */
export function setSlideText(
  context: LibraryContext,
  { orderId, itemId, text }: { orderId: string; itemId: string; text: SlideText },
): Order {
  return context.command(['orders', 'sync'], () => {
    requireSlide(context, orderId, itemId);
    const body: SetSlideText = { action: 'text', orderId, itemId, text };
    enqueueCall(context, {
      target: 'queue-job',
      body,
      effects: [
        {
          table: 'order_items',
          rowId: itemId,
          op: 'upsert',
          fields: { text: JSON.stringify(text) },
        },
      ],
    });
    return requireOrder(context.db, orderId);
  });
}

function requireSlide(
  context: LibraryContext,
  orderId: string,
  itemId: string,
): { order: Order; request: CarouselRequest; sequence: number } {
  const order = requireOrder(context.db, orderId);
  const job = order.jobs.find((each) => each.itemId === itemId);
  if (order.request.type !== 'carousel' || !job) {
    throw new AtelierError('not_found', 'There is no such slide in this order.');
  }
  return { order, request: order.request, sequence: job.sequence };
}
