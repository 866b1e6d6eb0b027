import { AtelierError } from '../../contract/errors.ts';
import { type Model, needsKey, type ProviderId } from '../../contract/models.ts';
import { misfit } from '../../contract/misfit.ts';
import {
  type OrderRequest,
  type PriceWish,
  priceWishOf,
  type Order,
  priceOf,
  type Quote,
} from '../../contract/orders.ts';
import type { LibraryContext } from '../library/context.ts';
import { pendingCredits } from '../library/jobs.ts';
import { findModel } from '../library/models.ts';
import { findOrder } from '../library/orders.ts';
import { balance } from '../library/profiles.ts';
import type { Database } from '../system/database.ts';
import { checkInputs } from './check-inputs.ts';

export interface OrderContext extends LibraryContext {
  /** True where jobs of this provider would end for lack of a key: solo, and none is entered. */
  lacksKey(provider: ProviderId): boolean;
}

/** The price before a run; the server's SQL computes the same, and is what counts (rule L3). */
export function quoteOrder(db: Database, wish: PriceWish): Quote {
  const perImage = requirePrice(wish, requireModel(db, wish.model));
  const credits = perImage * wish.count;
  const available = availableCredits(db);
  return {
    credits,
    perImage,
    balance: available ?? 0,
    affordable: available === undefined || credits <= available,
  };
}

export interface CheckedRequest {
  model: Model;
  perImage: number;
}

/** Errors: `model_unavailable`, `invalid_input` with the field that does not fit, `provider_key_missing`. */
export function checkRequest(context: OrderContext, request: OrderRequest): CheckedRequest {
  const model = requireModel(context.db, request.model);
  const field = misfit(request, model);
  if (field === 'model') {
    throw new AtelierError('model_unavailable', 'This model is for something else.', { field });
  }
  if (field) {
    throw new AtelierError('invalid_input', `The model cannot do this ${field}.`, { field });
  }
  checkInputs(context.db, request);
  const perImage = requirePrice(priceWishOf(request), model);
  if (needsKey(model.provider) && context.lacksKey(model.provider)) {
    throw new AtelierError('provider_key_missing', 'No key is set.', { provider: model.provider });
  }
  return { model, perImage };
}

/** Says no at once where the server surely would. Errors: `insufficient_credits`. */
export function checkCredits(db: Database, credits: number): void {
  const available = availableCredits(db);
  if (available !== undefined && credits > available) {
    throw new AtelierError('insufficient_credits', 'There are not enough credits.', {
      credits,
      balance: available,
    });
  }
}

export function requireOrder(db: Database, id: string): Order {
  const order = findOrder(db, id);
  if (!order) throw new AtelierError('not_found', 'There is no such order.');
  return order;
}

function requireModel(db: Database, id: string): Model {
  const model = findModel(db, id);
  if (!model?.enabled) {
    throw new AtelierError('model_unavailable', 'There is no such model here.', { model: id });
  }
  return model;
}

function requirePrice(wish: PriceWish, model: Model): number {
  const perImage = priceOf({ ...wish, count: 1 }, model);
  if (perImage === undefined) {
    throw new AtelierError('invalid_input', 'The model does not have this quality.', {
      field: 'quality',
    });
  }
  return perImage;
}

/** What is left once orders that wait here are taken; nothing before the server told a balance. */
export function availableCredits(db: Database): number | undefined {
  const told = balance(db);
  return told === undefined ? undefined : Math.max(0, told - pendingCredits(db));
}
