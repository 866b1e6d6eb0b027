import { z } from 'zod';
import { rpc, serviceClient } from '../_shared/database.ts';
import { AtelierError } from '../../../contract/errors.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { secret } from '../_shared/env.ts';
import { parseJson, readText } from '../_shared/read-body.ts';
import { receive } from '../_shared/webhook.ts';
import { secretsOf, verifyStripeWebhook } from '../_shared/webhook-signature.ts';

/** https://docs.stripe.com/api/events/object; of its objects, what says which payment it is about. */
const Event = z.object({
  id: z.string().min(1).max(255),
  type: z.string(),
  data: z.object({
    object: z.object({
      id: z.string(),
      payment_intent: z.string().nullish(),
      /** Of a charge: true when nothing of it is left. */
      refunded: z.boolean().optional(),
    }),
  }),
});

const STATUS: Readonly<Record<string, string>> = {
  'payment_intent.succeeded': 'succeeded',
  'payment_intent.payment_failed': 'failed',
  'payment_intent.canceled': 'cancelled',
  'charge.refunded': 'refunded',
};

/** What became of a payment, as Stripe says and signs (rule Q10). `settle_payment` is repeatable, in any order. */
export default defineFunction({
  name: 'stripe-webhook',
  method: 'POST',
  body: undefined,
  caller: verified,
  handle: ({ caller: { event, signedAt } }) =>
    receive({ source: 'stripe', id: event.id, signedAt }, async () => {
      const { object } = event.data;
      const status = STATUS[event.type];
      const refund = status === 'refunded';
      // Other events are of other things, and a refund in part is the operator's to book.
      if (!status || (refund && !object.refunded)) return;
      const payment = refund ? object.payment_intent : object.id;
      if (payment) await settle(payment, status);
    }),
});

async function verified(request: Request) {
  const secrets = secretsOf(secret('STRIPE_WEBHOOK_SECRET', 'payments'));
  const body = await readText(request);
  const { signedAt } = await verifyStripeWebhook(
    secrets,
    request.headers.get('stripe-signature'),
    body,
  );
  const event = Event.safeParse(parseJson(body));
  if (!event.success) throw new AtelierError('invalid_input', 'This is no event of Stripe’s.');
  return { event: event.data, signedAt };
}

async function settle(payment: string, status: string): Promise<void> {
  const args = { p_external_id: payment, p_status: status };
  await rpc(serviceClient(), 'settle_payment', args, z.string()).catch((error: unknown) => {
    // Of an account that sells other things too: none of ours, and sending it again would not change that.
    if (!(error instanceof AtelierError && error.code === 'not_found')) throw error;
  });
}
