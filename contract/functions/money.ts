import { z } from 'zod';
import { Credits, Id } from '../primitives.ts';

const Quota = z.object({ used: z.int().min(0), limit: z.int().min(0).nullable() });

/** POST /functions/v1/check-quota: whether so many more would be taken. The last word is the order's own (rule Q1). */
export const CheckQuotaBody = z.object({
  type: z.enum(['image', 'video']).default('image'),
  count: z.int().min(1).max(200).default(1),
});
export const CheckQuotaAnswer = z.object({
  allowed: z.boolean(),
  /** The quota in the way, if one is. */
  exceeded: z
    .enum(['open_jobs', 'images_per_month', 'reels_per_month', 'woofs_per_month'])
    .nullable(),
  tier: z.string(),
  balance: Credits,
  /** Admins have no quotas. */
  exempt: z.boolean(),
  openJobs: Quota,
  imagesThisMonth: Quota,
  reelsThisMonth: Quota,
  /** Credits spent. */
  woofsThisMonth: Quota,
});
export type CheckQuotaAnswer = z.infer<typeof CheckQuotaAnswer>;

/** POST /functions/v1/create-payment-intent. The same request id is the same payment. */
export const PaymentIntentBody = z.object({
  planId: z.string().regex(/^[a-z0-9-]{1,50}$/),
  requestId: Id,
});
export const PaymentIntentAnswer = z.object({
  paymentId: Id,
  /** For Stripe's own form; it opens this payment alone. */
  clientSecret: z.string(),
  amountCents: z.int().min(0),
  currency: z.string(),
});
export type PaymentIntentAnswer = z.infer<typeof PaymentIntentAnswer>;
