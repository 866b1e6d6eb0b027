import assert from 'node:assert/strict';
import { z } from 'zod';
import { WebhookAnswer } from '../../../contract/functions/operations.ts';
import { PaymentIntentAnswer } from '../../../contract/functions/money.ts';
import createPaymentIntent from '../../../supabase/functions/create-payment-intent/handler.ts';
import replicateWebhook from '../../../supabase/functions/replicate-webhook/handler.ts';
import stripeWebhook from '../../../supabase/functions/stripe-webhook/handler.ts';
import {
  verifyStandardWebhook,
  verifyStripeWebhook,
} from '../../../supabase/functions/_shared/webhook-signature.ts';
import {
  answerOf,
  ask,
  askedOf,
  by,
  type Cases,
  database,
  refused,
  type Stage,
  withSettings,
} from './stage.ts';

/** Published: https://github.com/standard-webhooks/standard-webhooks, "Verifying signatures". */
const PUBLISHED = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
} as const;
const AT = Number(PUBLISHED.timestamp) * 1000;

const published = (change: Partial<Record<keyof typeof PUBLISHED, string>> = {}) => {
  const { id, timestamp, signature } = { ...PUBLISHED, ...change };
  return new Headers({
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signature,
  });
};

const OTHER = `whsec_${btoa('another secret of 24 byt')}`;
const unsigned = { code: 'unauthenticated' };

async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, new TextEncoder().encode(text)));
}
const now = () => Math.floor(Date.now() / 1000);

const STRIPE = 'whsec_stripe_test';
async function signedByStripe(body: string, secret = STRIPE, at = now()) {
  const mac = await hmac(new TextEncoder().encode(secret), `${at}.${body}`);
  const hex = Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { 'stripe-signature': `t=${at},v1=${hex},v0=00` };
}

const REPLICATE = PUBLISHED.secret;
async function signedByReplicate(id: string, body: string, at = now()) {
  const key = Uint8Array.from(atob(REPLICATE.slice(6)), (char) => char.charCodeAt(0));
  const mac = await hmac(key, `${id}.${at}.${body}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(at),
    'webhook-signature': `v1,${btoa(String.fromCharCode(...mac))}`,
  };
}

async function balanceOf(stage: Stage): Promise<number> {
  const rows = await database(stage, `profiles?select=credits_balance&id=eq.${stage.creator.id}`);
  return z.array(z.object({ credits_balance: z.number() })).parse(rows)[0]?.credits_balance ?? 0;
}

async function opened(stage: Stage): Promise<string> {
  const body = { planId: 'credits-500', requestId: crypto.randomUUID() };
  const { clientSecret } = await answerOf(
    ask(createPaymentIntent, body, by(stage.creator)),
    PaymentIntentAnswer,
  );
  return clientSecret.replace('_secret_x', '');
}

const paid = (payment: string, id = crypto.randomUUID()) =>
  JSON.stringify({
    id: `evt_${id}`,
    object: 'event',
    type: 'payment_intent.succeeded',
    data: { object: { id: payment, object: 'payment_intent' } },
  });

export const webhooks: Cases = {
  'Q10: the published vector of Standard Webhooks passes': async () => {
    const { id, signedAt } = await verifyStandardWebhook(
      [PUBLISHED.secret],
      published(),
      PUBLISHED.body,
      AT,
    );
    assert.equal(id, PUBLISHED.id);
    assert.equal(signedAt.getTime(), AT);
  },
  'Q10: while a secret is rotated both pass, and a delivery signed by both': async () => {
    const check = (secrets: string[], headers: Headers) =>
      verifyStandardWebhook(secrets, headers, PUBLISHED.body, AT);
    await check([OTHER, PUBLISHED.secret], published());
    await check([PUBLISHED.secret, OTHER], published());
    await check(
      [PUBLISHED.secret],
      published({ signature: `v1,${btoa('x'.repeat(32))} ${PUBLISHED.signature}` }),
    );
  },
  'Q10: a wrong key, a changed body, id or time, and no signature are refused': async () => {
    const check = (secret: string, headers: Headers, body: string) =>
      assert.rejects(verifyStandardWebhook([secret], headers, body, AT), unsigned);
    await check(OTHER, published(), PUBLISHED.body);
    await check('whsec_', published(), PUBLISHED.body);
    await check(PUBLISHED.secret, published(), `${PUBLISHED.body} `);
    await check(PUBLISHED.secret, published({ id: 'msg_other' }), PUBLISHED.body);
    await check(PUBLISHED.secret, published({ timestamp: '1614265331' }), PUBLISHED.body);
    await check(PUBLISHED.secret, published({ signature: '' }), PUBLISHED.body);
    await check(
      PUBLISHED.secret,
      published({ signature: PUBLISHED.signature.replace('v1', 'v2') }),
      PUBLISHED.body,
    );
    await check(PUBLISHED.secret, published({ signature: 'v1,%%%' }), PUBLISHED.body);
  },
  'Q10: 300 s either way pass, 301 do not': async () => {
    const check = (seconds: number) =>
      verifyStandardWebhook([PUBLISHED.secret], published(), PUBLISHED.body, AT + seconds * 1000);
    await check(300);
    await check(-300);
    await assert.rejects(check(301), unsigned);
    await assert.rejects(check(-301), unsigned);
  },
  'Q10: Stripe’s scheme: right passes; wrong key, changed body, old, future, v0 alone are refused':
    async () => {
      const body = '{"id":"evt_1"}';
      const check = async (secrets: string[], text: string, header: Record<string, string>) =>
        verifyStripeWebhook(secrets, header['stripe-signature'] ?? null, text);
      await check([STRIPE], body, await signedByStripe(body));
      await check(['old', STRIPE], body, await signedByStripe(body));
      await assert.rejects(check(['old'], body, await signedByStripe(body)), unsigned);
      await assert.rejects(check([STRIPE], `${body} `, await signedByStripe(body)), unsigned);
      await assert.rejects(
        check([STRIPE], body, await signedByStripe(body, STRIPE, now() - 310)),
        unsigned,
      );
      await assert.rejects(
        check([STRIPE], body, await signedByStripe(body, STRIPE, now() + 310)),
        unsigned,
      );
      const { 'stripe-signature': header } = await signedByStripe(body);
      await assert.rejects(
        check([STRIPE], body, { 'stripe-signature': header.replace('v1', 'v0') }),
        unsigned,
      );
      await assert.rejects(check([STRIPE], body, {}), unsigned);
    },
  'Q10: a payment gives its credits once, however often and in whatever order Stripe says so':
    async (stage) => {
      const payment = await opened(stage);
      const before = await balanceOf(stage);
      const deliver = async (body: string) =>
        answerOf(ask(stripeWebhook, body, await signedByStripe(body)), WebhookAnswer);
      const body = paid(payment);
      assert.deepEqual(await deliver(body), { received: true, duplicate: false });
      assert.deepEqual(await deliver(body), { received: true, duplicate: true });
      await deliver(paid(payment));
      await deliver(body.replace('succeeded', 'payment_failed').replace('evt_', 'evt_late_'));
      assert.equal(await balanceOf(stage), before + 500);
      const refund = JSON.stringify({
        id: `evt_${crypto.randomUUID()}`,
        type: 'charge.refunded',
        data: { object: { id: 'ch_1', payment_intent: payment, refunded: true } },
      });
      await deliver(refund);
      assert.equal(await balanceOf(stage), before);
    },
  'a forged, old or foreign delivery changes nothing; no secret means not available': async (
    stage,
  ) => {
    const payment = await opened(stage);
    const before = await balanceOf(stage);
    const body = paid(payment);
    await refused(ask(stripeWebhook, body, await signedByStripe(body, 'wrong')), 'unauthenticated');
    await refused(
      ask(stripeWebhook, body, await signedByStripe(body, STRIPE, now() - 400)),
      'unauthenticated',
    );
    await refused(ask(stripeWebhook, body), 'unauthenticated');
    const foreign = paid('pi_of_another_shop');
    await answerOf(ask(stripeWebhook, foreign, await signedByStripe(foreign)), WebhookAnswer);
    await refused(
      ask(stripeWebhook, 'nonsense', await signedByStripe('nonsense')),
      'invalid_input',
    );
    await withSettings({ STRIPE_WEBHOOK_SECRET: undefined }, async () =>
      refused(ask(stripeWebhook, body, await signedByStripe(body)), 'not_available'),
    );
    assert.equal(await balanceOf(stage), before);
  },
  'a payment is opened once for each request, at the plan’s price; a wrong key is typed': async (
    stage,
  ) => {
    const body = { planId: 'credits-500', requestId: crypto.randomUUID() };
    const first = await answerOf(
      ask(createPaymentIntent, body, by(stage.creator)),
      PaymentIntentAnswer,
    );
    assert.equal(first.amountCents, 600);
    const again = await answerOf(
      ask(createPaymentIntent, body, by(stage.creator)),
      PaymentIntentAnswer,
    );
    assert.deepEqual(again, first);
    const asked = (await askedOf(stage, '/v1/payment_intents')).find(({ idempotencyKey }) =>
      idempotencyKey?.endsWith(body.requestId),
    );
    assert.equal(new URLSearchParams(asked?.body).get('amount'), '600');
    await refused(
      ask(createPaymentIntent, { ...body, planId: 'free' }, by(stage.creator)),
      'not_found',
    );
    await withSettings({ STRIPE_SECRET_KEY: undefined }, () =>
      refused(ask(createPaymentIntent, body, by(stage.creator)), 'not_available'),
    );
    await withSettings({ STRIPE_SECRET_KEY: 'sk_test_wrong' }, async () => {
      const told = await refused(
        ask(createPaymentIntent, body, by(stage.creator)),
        'provider_key_invalid',
      );
      assert.ok(!JSON.stringify(told).includes('sk_te'));
    });
  },
  'Q10: Replicate’s delivery is taken once, and refused when changed': async () => {
    const body = JSON.stringify({ id: 'prediction', status: 'succeeded', output: ['x'] });
    const id = `msg_${crypto.randomUUID()}`;
    const headers = await signedByReplicate(id, body);
    assert.equal(
      (await answerOf(ask(replicateWebhook, body, headers), WebhookAnswer)).duplicate,
      false,
    );
    assert.equal(
      (await answerOf(ask(replicateWebhook, body, headers), WebhookAnswer)).duplicate,
      true,
    );
    await refused(ask(replicateWebhook, `${body} `, headers), 'unauthenticated');
    await refused(
      ask(replicateWebhook, body, await signedByReplicate(id, body, now() + 400)),
      'unauthenticated',
    );
    await refused(ask(replicateWebhook, body), 'unauthenticated');
  },
};
