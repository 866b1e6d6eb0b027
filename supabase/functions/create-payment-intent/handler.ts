import Stripe from 'stripe';
import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { type PaymentIntentAnswer, PaymentIntentBody } from '../../../contract/functions/money.ts';
import { Id } from '../../../contract/primitives.ts';
import { asUser } from '../_shared/caller.ts';
import { read, rpc, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { secret, setting } from '../_shared/env.ts';
import { vendorFailure } from '../_shared/vendor-failure.ts';

/**
 * Begins a payment. What it costs and gives is the plan's, never the caller's word; credits come when Stripe's webhook
 * says that it was paid.
 */
export default defineFunction({
  name: 'create-payment-intent',
  method: 'POST',
  body: PaymentIntentBody,
  ...asUser,
  async handle({ body, caller }): Promise<PaymentIntentAnswer> {
    const stripe = stripeClient();
    const plan = await planOf(body.planId);
    const intent = await open(stripe, plan, { user: caller, requestId: body.requestId });
    const args = { p_user: caller, p_plan: plan.id, p_external_id: intent.id };
    const paymentId = await rpc(serviceClient(), 'open_payment', args, Id);
    if (!intent.client_secret) {
      throw new AtelierError('provider_answer_invalid', 'Stripe gave no secret for the payment.');
    }
    const { price_cents: amountCents, currency } = plan;
    return { paymentId, clientSecret: intent.client_secret, amountCents, currency };
  },
});

function stripeClient(): Stripe {
  const base = setting('STRIPE_API_BASE');
  const url = base === undefined ? undefined : new URL(base);
  return new Stripe(secret('STRIPE_SECRET_KEY', 'payments'), {
    httpClient: Stripe.createFetchHttpClient(),
    timeout: 20_000,
    maxNetworkRetries: 1,
    telemetry: false,
    ...(url && {
      host: url.hostname,
      port: url.port,
      protocol: url.protocol === 'http:' ? ('http' as const) : ('https' as const),
    }),
  });
}

const Plan = z.object({
  id: z.string(),
  name: z.string(),
  price_cents: z.int(),
  currency: z.string(),
});
type Plan = z.infer<typeof Plan>;

async function planOf(id: string): Promise<Plan> {
  const plan = await read(
    serviceClient()
      .from('plans')
      .select('id, name, price_cents, currency')
      .eq('id', id)
      .eq('is_active', true)
      .gt('price_cents', 0)
      .maybeSingle(),
    Plan.nullable(),
  );
  if (!plan) throw new AtelierError('not_found', 'No such plan is sold.');
  return plan;
}

async function open(
  stripe: Stripe,
  plan: Plan,
  { user, requestId }: { user: string; requestId: string },
) {
  try {
    return await stripe.paymentIntents.create(
      {
        amount: plan.price_cents,
        currency: plan.currency,
        description: plan.name,
        automatic_payment_methods: { enabled: true },
        metadata: { user_id: user, plan_id: plan.id },
      },
      { idempotencyKey: `${user}:${plan.id}:${requestId}` },
    );
  } catch (error) {
    throw vendorFailure('Stripe', error);
  }
}
