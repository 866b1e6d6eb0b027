import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database, Row } from './database.ts';
import { books, enqueue, FREE, jobRow, refusal } from './fixtures.ts';
import { openPglite } from './on-pglite.ts';

let db: Database;
let user: string;
beforeAll(async () => {
  db = await openPglite();
}, 120_000);
afterAll(() => db.close());
beforeEach(async () => {
  user = await db.signUp();
});

const call = <T = number>(name: string, args: Row) =>
  db.service.rpc<T>(name, { p_user: user, ...args });

describe('Q10: webhooks', () => {
  const accept = (id: string, at: string) =>
    db.owner.query<{ first: boolean }>(
      `select accept_webhook('stripe', $1, clock_timestamp() + $2::interval) as first`,
      [id, at],
    );

  test('Q10: one event counts once, however often it comes', async () => {
    const id = randomUUID();
    expect(await accept(id, '0')).toEqual([{ first: true }]);
    expect(await accept(id, '1 second')).toEqual([{ first: false }]);
    expect(await accept(randomUUID(), '0')).toEqual([{ first: true }]);
  });

  test.each(['-301 seconds', '305 seconds'])(
    'Q10: signed %s from now it is refused',
    async (at) => {
      expect(await refusal(accept(randomUUID(), at))).toBe('unauthenticated');
    },
  );

  test.each(['-295 seconds', '295 seconds'])('Q10: signed %s from now it counts', async (at) => {
    expect(await accept(randomUUID(), at)).toEqual([{ first: true }]);
  });
});

describe('money', () => {
  const settle = (id: string, status: string) =>
    db.service.rpc<string>('settle_payment', { p_external_id: id, p_status: status });
  const open = (id: string, plan: string) =>
    call<string>('open_payment', { p_plan: plan, p_external_id: id });

  test('L1, Q10: a payment gives its credits once, in whatever order its vendor tells', async () => {
    const id = randomUUID();
    expect(await open(id, 'credits-500')).toBe(await open(id, 'credits-500'));
    expect(await books(db, user)).toMatchObject({ balance: 100 });
    await settle(id, 'failed');
    await settle(id, 'succeeded');
    await settle(id, 'succeeded');
    await settle(id, 'failed');
    expect(await books(db, user)).toMatchObject({ balance: 600, granted: 600 });
    await settle(id, 'refunded');
    await settle(id, 'refunded');
    await settle(id, 'succeeded');
    expect(await books(db, user)).toMatchObject({ balance: 100 });
    expect(await refusal(open(id, 'credits-2500'))).toBe('conflict');
    expect(await refusal(settle(randomUUID(), 'succeeded'))).toBe('not_found');
  });

  test('a subscription raises the tier until its end, and is prolonged by the next payment', async () => {
    for (const months of [1, 2]) {
      const id = randomUUID();
      await open(id, 'pro-month');
      await settle(id, 'succeeded');
      // A month after the end of the last one: by the 31st of January that is not two months from now.
      const end = `now()${" + interval '1 month'".repeat(months)}`;
      const [row] = await db.owner.query(
        `select subscription_tier as tier,
           subscription_end_date between ${end} - interval '2 days' and ${end} + interval '2 days' as fits
           from profiles where id = $1`,
        [user],
      );
      expect(row).toEqual({ tier: 'pro', fits: true });
    }
    const { body } = await enqueue(db, user, { model: FREE });
    expect(await jobRow(db, body.items[0]!.jobId)).toMatchObject({ priority: 10 });
  });

  test('an ad pays once, only whoever wants ads, and no more often than a day allows', async () => {
    const reward = (view: string) => call('reward_ad', { p_network: 'n', p_view_id: view });
    expect(await refusal(reward('1'))).toBe('forbidden');
    await db.owner.query(
      'update profiles set ads_enabled = true, daily_ads_limit = 2 where id = $1',
      [user],
    );
    const views = [randomUUID(), randomUUID(), randomUUID()];
    expect(await reward(views[0]!)).toBe(101);
    expect(await reward(views[0]!)).toBe(101);
    expect(await reward(views[1]!)).toBe(102);
    expect(await refusal(reward(views[2]!))).toBe('quota_exceeded');
    await db.service.rpc('reset_ad_counters');
    expect(await reward(views[2]!)).toBe(103);
  });
});
