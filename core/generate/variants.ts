import { AtelierError, toErrorBody } from '../../contract/errors.ts';
import type { ModelCapabilities } from '../../contract/models.ts';
import { countOf, ImageRequest, type Variants } from '../../contract/orders.ts';
import { Recipe } from '../../contract/recipe.ts';
import { findModel } from '../library/models.ts';
import { findOrder } from '../library/orders.ts';
import { instant } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import { derivedId } from '../system/ids.ts';
import { ORDER_TOPICS, placeOrder } from './create-order.ts';
import { refuseHere } from './end-order.ts';
import {
  checkCredits,
  type CheckedRequest,
  checkRequest,
  type OrderContext,
} from './order-checks.ts';

/*
 * Variants that an order asks for are an order of their own, made when there is a picture to make them of. Its id, the
 * ids of its parts and its seeds follow from the first order: two machines, or one that dies in between, place the same
 * order, which the backend takes once (rule Q1).
 */

/** An order whose variants were not seen to yet. */
interface Asking {
  id: string;
  request: string;
  status: string;
}

/** The picture that variants are made of. */
interface Origin {
  sha256: string;
  recipe: string;
}

/** Orders what can be ordered by now, one transaction each. Never more to do at once. */
export function feedVariants(context: OrderContext): false {
  const asking = context.db.all<Asking>(
    `select o.id, o.request, o.status from orders o where o.request ->> '$.variants' is not null
       and o.status <> 'cancelled' and not exists (select 1 from made_variants m where m.order_id = o.id)`,
  );
  for (const order of asking) {
    const { success, data: request } = ImageRequest.safeParse(JSON.parse(order.request));
    const origin = success && request.variants && originOf(context.db, order, request.variants);
    if (origin) makeVariants(context, order.id, request, origin);
  }
  return false;
}

export const variantsIdOf = (orderId: string): string => derivedId(orderId, 'variants');

/** Marks the order and places that of its variants, in one transaction; where there are no credits, to be seen as failed. */
function makeVariants(
  context: OrderContext,
  orderId: string,
  of: ImageRequest,
  origin: Origin,
): void {
  const { db } = context;
  const id = variantsIdOf(orderId);
  context.command(ORDER_TOPICS, () => {
    db.run(
      'insert or ignore into made_variants (order_id, at) values (?, ?)',
      orderId,
      instant(context.clock),
    );
    // Another machine was first.
    if (findOrder(db, id)) return;
    const request = variantsRequest(db, orderId, of, origin);
    const checked = request && checkedOrNot(context, request);
    // The model or its key is gone since: there is nothing to order them from.
    if (!request || !checked) return;
    const refusal = refusalOf(() => checkCredits(db, checked.perImage * countOf(request)));
    placeOrder(context, request, checked, id, (part) => derivedId(id, part));
    // Seen with its reason, and tried again by the creator alone.
    if (refusal) refuseHere(context, id, toErrorBody(refusal));
  });
}

function checkedOrNot(context: OrderContext, request: ImageRequest): CheckedRequest | undefined {
  let checked: CheckedRequest | undefined;
  refusalOf(() => (checked = checkRequest(context, request)));
  return checked;
}

function refusalOf(run: () => unknown): AtelierError | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof AtelierError) return error;
    throw error;
  }
  return undefined;
}

/** What the wish and the picture make; undefined where the model is gone. */
function variantsRequest(
  db: Database,
  orderId: string,
  of: ImageRequest,
  { sha256, recipe }: Origin,
): ImageRequest | undefined {
  const can = findModel(db, of.model)?.capabilities;
  if (!can || !of.variants) return undefined;
  const { variants, prompts: _prompts, seed: _seed, seedMode: _mode, ...same } = of;
  const made = Recipe.safeParse(JSON.parse(recipe)).data;
  return ImageRequest.parse({
    ...same,
    variants: undefined,
    variantOf: orderId,
    prompt: made?.prompt ?? of.prompt,
    count: Math.min(variants.count, can.maxCount),
    ...(can.seed && { seed: Number.parseInt(derivedId(orderId, 'seed').slice(0, 8), 16) }),
    ...(variants.by === 'picture' &&
      can.sourceModes.includes('vary') && {
        source: { image: sha256, mode: 'vary', ...littleStrength(can) },
      }),
  });
}

/** How far a variant may be from its picture, as near as the model allows. */
const LITTLE = 0.3;

function littleStrength({ parameters: { strength } }: ModelCapabilities): { strength?: number } {
  return strength ? { strength: Math.min(Math.max(LITTLE, strength.min), strength.max) } : {};
}

/** The first result of an order that has ended, or the first of it that was kept; undefined as long as there is none. */
function originOf(db: Database, { id, status }: Asking, { of }: Variants): Origin | undefined {
  const kept = `select l.sha256, l.recipe from user_library l join files f on f.sha256 = l.sha256
    where l.stack_id = ? and l.trashed_at is null order by l.created_at, l.id limit 1`;
  if (of === 'kept') return db.get<Origin>(kept, id);
  if (status !== 'completed' && status !== 'failed') return undefined;
  const first = `select w.sha256, w.recipe from workspace_assets w join jobs j on j.id = w.job_id
    join files f on f.sha256 = w.sha256
    where w.order_id = ? order by j.sequence, w.id limit 1`;
  // Where results go to the library at once, they never were in the workspace.
  return db.get<Origin>(first, id) ?? db.get<Origin>(kept, id);
}
