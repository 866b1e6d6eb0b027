import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './rest-harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness(
    '',
    `[auth.rate_limit]
email_sent = 2
anonymous_users = 2
token_refresh = 2
sign_in_sign_ups = 2
token_verifications = 2
[auth.email]
max_frequency = "1h"
`,
  );
});
afterAll(() => h.close());

const password = 'password-1';
const email = (name: string) => `${name}@example.com`;

/** As a proxy passes on what `address` sent it. */
async function post(path: string, body: object, address: string) {
  const answer = await fetch(`${h.server.url}/auth/v1/${path}`, {
    method: 'POST',
    headers: { apikey: h.server.anonKey, 'x-forwarded-for': address },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

const REACHED = {
  status: 429,
  body: { code: 429, error_code: 'over_request_rate_limit', msg: 'Request rate limit reached' },
};

describe('rate limits', () => {
  const odd = { token_hash: 'x', type: 'email' };
  it.each([
    ['anonymous_users', 'signup', {}, 200],
    ['sign_in_sign_ups', 'token?grant_type=password', { email: email('no'), password }, 400],
    ['token_refresh', 'token?grant_type=refresh_token', { refresh_token: 'unknown' }, 400],
    ['token_verifications', 'verify', odd, 403],
  ])('%s: 429 for the address that asked too often, no other is kept waiting', async (...row) => {
    const [, path, body, status] = row;
    for (const expected of [status, status, 429, 429]) {
      expect((await post(path, body, '192.0.2.1')).status).toBe(expected);
    }
    expect(await post(path, body, '192.0.2.1')).toEqual(REACHED);
    expect((await post(path, body, '192.0.2.2')).status).toBe(status);
    // What a caller writes into the list himself stands before what the proxy saw.
    expect(await post(path, body, '198.51.100.7, 192.0.2.1')).toEqual(REACHED);
  });

  it('sign_in_sign_ups: one count for both doors, told by the client as what it is', async () => {
    const { auth } = createClient(h.server.url, h.server.anonKey, {
      auth: { persistSession: false, autoRefreshToken: false },
      global: { headers: { 'x-forwarded-for': '192.0.2.3' } },
    });
    expect((await auth.signUp({ email: email('anna'), password })).error).toBeNull();
    expect((await auth.signInWithPassword({ email: email('anna'), password })).error).toBeNull();
    const { error } = await auth.signInWithPassword({ email: email('anna'), password });
    expect(error).toMatchObject({ status: 429, code: 'over_request_rate_limit' });
  });

  it('email_sent: mails are counted for all together, and one address is not written to twice at once', async () => {
    const mailed = (name: string, address: string) =>
      post('otp', { email: email(name), create_user: true }, address);
    expect((await mailed('berta', '192.0.2.4')).status).toBe(200);
    expect(await mailed('berta', '192.0.2.5')).toMatchObject({
      status: 429,
      body: {
        error_code: 'over_email_send_rate_limit',
        msg: expect.stringMatching(
          /^For security purposes, you can only request this after \d+ seconds\.$/,
        ),
      },
    });
    expect((await mailed('clara', '192.0.2.5')).status).toBe(200);
    expect(await mailed('dora', '192.0.2.6')).toEqual({
      status: 429,
      body: {
        code: 429,
        error_code: 'over_email_send_rate_limit',
        msg: 'email rate limit exceeded',
      },
    });
  });
});
