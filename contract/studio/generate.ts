import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Model, ModelTask } from '../models.ts';
import { Order, OrderRequest, PriceWish, Quote } from '../orders.ts';
import { Id, paged } from '../primitives.ts';

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
  /** Takes failed and cancelled jobs of an order out of sight. Without `jobIds`: all of them. */
  dismiss: oc.input(z.object({ orderId: Id, jobIds: z.array(Id).optional() })).output(z.void()),
};
