import type { Model } from '../../contract/models.ts';
import { countOf, inputsOf, type Order, OrderRequest, promptAt } from '../../contract/orders.ts';
import type { OrderItemDraft } from '../../contract/functions/queue-job.ts';
import { sendInputs } from '../library/input-files.ts';
import { findRow } from '../library/other-rows.ts';
import { enqueueCall } from '../library/outbox.ts';
import { instant } from '../system/clock.ts';
import { newId } from '../system/ids.ts';
import {
  checkCredits,
  type CheckedRequest,
  checkRequest,
  type OrderContext,
  requireOrder,
} from './order-checks.ts';
import { enqueueBody, type OrderDraft, orderEffects } from './order-rows.ts';
import { drawSeeds } from './seeds.ts';

export const ORDER_TOPICS = ['orders', 'account', 'sync'] as const;

/**
 * Takes an order: rows and the call that queues it in one transaction (rule S1). Works offline; the server decides
 * in the end. Errors: `model_unavailable`, `invalid_input` with the field that does not fit,
 * `provider_key_missing`, `insufficient_credits`.
 */
export function createOrder(context: OrderContext, input: OrderRequest): Order {
  const request = OrderRequest.parse(input);
  const checked = checkRequest(context, request);
  return context.command(ORDER_TOPICS, () => {
    checkCredits(context.db, checked.perImage * countOf(request));
    return placeOrder(context, request, checked);
  });
}

/**
 * Inside a command. The order's id is the call's id and its idempotency key (rule Q1): whoever drew it before says so,
 * and places it once. `idOf`: where every machine shall name its parts alike.
 */
export function placeOrder(
  context: OrderContext,
  asked: OrderRequest,
  { model, perImage }: CheckedRequest,
  orderId = newId(),
  idOf: (part: string) => string = newId,
): Order {
  const request = withKnownBrand(context, asked);
  const draft: OrderDraft = {
    orderId,
    request,
    provider: model.provider,
    items: draftItems(request, model, idOf),
    perImage,
    now: instant(context.clock),
  };
  sendInputs(
    context,
    inputsOf(request).map(({ sha256 }) => sha256),
  );
  enqueueCall(context, {
    target: 'queue-job',
    id: draft.orderId,
    body: enqueueBody(draft),
    effects: orderEffects(draft),
  });
  return requireOrder(context.db, draft.orderId);
}

/** What is made again for a brand that was removed since is made for none. */
function withKnownBrand({ db }: OrderContext, request: OrderRequest): OrderRequest {
  const { brandId, ...rest } = request;
  return brandId === undefined || findRow(db, 'brands', brandId) ? request : rest;
}

function draftItems(
  request: OrderRequest,
  { capabilities }: Model,
  idOf: (part: string) => string,
): OrderItemDraft[] {
  const seeds = drawSeeds(countOf(request), {
    hasSeed: capabilities.seed,
    first: request.seed,
    isFixed: request.seedMode === 'fixed',
  });
  return seeds.map((seed, index) => {
    const slide = request.type === 'carousel' ? request.slides[index] : undefined;
    const hasOwnPrompt = slide !== undefined || (request.type === 'image' && request.prompts);
    return {
      itemId: idOf(`item ${index}`),
      jobId: idOf(`job ${index}`),
      ...(seed === undefined ? {} : { seed }),
      ...(hasOwnPrompt && { prompt: promptAt(request, index) }),
      ...slide,
    };
  });
}
