import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type SupabaseClient, createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeAt } from '../../backend/embedded/auth/totp.ts';
import { type Harness, startHarness } from './rest-harness.ts';

/** A project in which addresses need proof, and another company's accounts may be used. */
const config = (provider: string): string => `
[auth]
site_url = "http://127.0.0.1:3000"
additional_redirect_urls = ["https://app.example.com/**"] # and below
enable_manual_linking = true

[auth.email]
enable_confirmations = true
secure_password_change = true
max_frequency = "0s"

[auth.sms]
enable_signup = true
enable_confirmations = true
max_frequency = "0s"

[auth.external.keycloak]
enabled = true
client_id = "atelier"
secret = "env(TEST_PROVIDER_SECRET)"
url = "${provider}"
`;

/** Stands for another company: speaks OAuth 2 and the claims of OpenID Connect. */
async function startProvider() {
  const profiles = new Map<string, Record<string, unknown>>();
  const asked: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://provider');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      if (url.pathname.endsWith('/token')) {
        const form = new URLSearchParams(Buffer.concat(chunks).toString());
        asked.push(form);
        const known = profiles.has(form.get('code') ?? '');
        response.statusCode = known ? 200 : 400;
        response.end(JSON.stringify(known ? { access_token: form.get('code') } : {}));
      } else {
        const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
        response.end(JSON.stringify(profiles.get(token) ?? {}));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realms/test`;
  return { url, profiles, asked, close: () => server.close() };
}

let provider: Awaited<ReturnType<typeof startProvider>>;
let h: Harness;
beforeAll(async () => {
  process.env.TEST_PROVIDER_SECRET = 'kept-out-of-the-file';
  provider = await startProvider();
  h = await startHarness('select 1;', config(provider.url));
});
afterAll(async () => {
  await h.close();
  provider.close();
});

interface Mail {
  kind: string;
  code: string;
  link: string | null;
  channel: string;
}

async function outbox(to: string): Promise<Mail[]> {
  const answer = await fetch(`${h.server.url}/auth/v1/admin/outbox?to=${encodeURIComponent(to)}`, {
    headers: { authorization: `Bearer ${h.server.serviceRoleKey}` },
  });
  return ((await answer.json()) as { messages: Mail[] }).messages;
}

async function newest(to: string): Promise<Mail> {
  const [mail] = await outbox(to);
  if (!mail) throw new Error(`nothing was sent to ${to}`);
  return mail;
}

/** Where a link leads, and what it carries there. */
async function follow(link: string): Promise<{ target: URL; fragment: URLSearchParams }> {
  const answer = await fetch(link, { redirect: 'manual' });
  const target = new URL(answer.headers.get('location') ?? '');
  return { target, fragment: new URLSearchParams(target.hash.slice(1)) };
}

let made = 0;
const address = (): string => `flow${++made}@example.com`;

/** Someone who has signed up and proven the address. */
async function newUser() {
  const email = address();
  const client = h.client();
  await client.auth.signUp({ email, password: 'password-1' });
  const { code } = await newest(email);
  const { data } = await client.auth.verifyOtp({ email, token: code, type: 'signup' });
  if (!data.user) throw new Error('not verified');
  return { client, email, user: data.user };
}

/** Keeps a code verifier between the calls, as a browser would. */
function pkceClient(): SupabaseClient {
  const kept = new Map<string, string>();
  return createClient(h.server.url, h.server.anonKey, {
    auth: {
      flowType: 'pkce',
      autoRefreshToken: false,
      storageKey: `pkce${++made}`,
      storage: {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
        removeItem: (key) => void kept.delete(key),
      },
    },
  });
}

describe('mails', () => {
  it('an address must be proven before it signs in; the code and the link say the same', async () => {
    const email = address();
    const { auth } = h.client();
    const signed = await auth.signUp({ email, password: 'password-1' });
    expect([signed.data.session, signed.data.user?.confirmation_sent_at]).toEqual([
      null,
      expect.any(String),
    ]);
    expect((await auth.signInWithPassword({ email, password: 'password-1' })).error).toMatchObject({
      code: 'email_not_confirmed',
    });
    const { link } = await newest(email);
    const { target, fragment } = await follow(link ?? '');
    expect([target.origin, fragment.get('type')]).toEqual(['http://127.0.0.1:3000', 'signup']);
    const { data } = await h.client().auth.getUser(fragment.get('access_token') ?? '');
    expect(data.user?.email_confirmed_at).toEqual(expect.any(String));
    const again = await follow(link ?? '');
    expect(again.fragment.get('error_code')).toBe('otp_expired');
  });

  it('an address that is taken looks like a new one', async () => {
    const { email, user } = await newUser();
    const { data, error } = await h.client().auth.signUp({ email, password: 'password-2' });
    expect([error, data.session]).toEqual([null, null]);
    expect(data.user?.id).not.toBe(user.id);
    expect(data.user?.identities).toEqual([]);
  });

  it('a magic link signs in, and up', async () => {
    const email = address();
    const { auth } = h.client();
    expect((await auth.signInWithOtp({ email, options: { data: { a: 1 } } })).error).toBeNull();
    const up = await auth.verifyOtp({ email, token: (await newest(email)).code, type: 'email' });
    expect(up.data.user?.user_metadata).toMatchObject({ a: 1, email_verified: true });
    await auth.signInWithOtp({ email });
    const { code, kind } = await newest(email);
    expect(kind).toBe('magiclink');
    const wrong = await auth.verifyOtp({
      email,
      token: code === '111111' ? '2' : '111111',
      type: 'email',
    });
    expect(wrong.error).toMatchObject({ status: 403, code: 'otp_expired' });
    expect((await auth.verifyOtp({ email, token: code, type: 'email' })).error).toBeNull();
    const used = await auth.verifyOtp({ email, token: code, type: 'email' });
    expect(used.error).toMatchObject({ code: 'otp_expired' });
  });

  it('PKCE: the link carries a code, and the code needs the verifier', async () => {
    const { email } = await newUser();
    const { auth } = pkceClient();
    await auth.signInWithOtp({ email, options: { emailRedirectTo: 'https://app.example.com/in' } });
    const { target } = await follow((await newest(email)).link ?? '');
    expect(target.origin + target.pathname).toBe('https://app.example.com/in');
    const code = target.searchParams.get('code') ?? '';
    const thief = await fetch(`${h.server.url}/auth/v1/token?grant_type=pkce`, {
      method: 'POST',
      body: JSON.stringify({ auth_code: code, code_verifier: 'x'.repeat(56) }),
    });
    expect(await thief.json()).toMatchObject({ error_code: 'bad_code_verifier' });
    const { data, error } = await auth.exchangeCodeForSession(code);
    expect([error, data.user?.email]).toEqual([null, email]);
  });

  it('recovery lets a new password be chosen', async () => {
    const { email } = await newUser();
    const { auth } = h.client();
    await auth.resetPasswordForEmail(email);
    const { link } = await newest(email);
    const token_hash = new URL(link ?? '').searchParams.get('token') ?? '';
    const { data } = await auth.verifyOtp({ token_hash, type: 'recovery' });
    expect(data.session).not.toBeNull();
    expect((await auth.updateUser({ password: 'password-2' })).error).toBeNull();
    const signIn = await h.client().auth.signInWithPassword({ email, password: 'password-2' });
    expect(signIn.error).toBeNull();
  });

  it('a new address is proven twice: at the old one and at the new one', async () => {
    const { client, email } = await newUser();
    const next = address();
    const asked = await client.auth.updateUser({ email: next });
    expect(asked.data.user).toMatchObject({ email, new_email: next });
    const half = await follow((await newest(email)).link ?? '');
    expect(half.fragment.get('message')).toMatch(/proceed to confirm/);
    expect((await client.auth.getUser()).data.user?.email).toBe(email);
    const { fragment } = await follow((await newest(next)).link ?? '');
    expect(fragment.get('type')).toBe('email_change');
    const { user } = (await client.auth.getUser()).data;
    expect([user?.email, user?.new_email, user?.identities?.[0]?.identity_data?.email]).toEqual([
      next,
      undefined,
      next,
    ]);
  });

  it('a password changed long after signing in needs a nonce', async () => {
    const { client, email, user } = await newUser();
    await h.server.engine.transaction('admin', (tx) =>
      tx.query(
        `update auth.sessions set created_at = now() - interval '2 days' where user_id = $1`,
        [user.id],
      ),
    );
    const refused = await client.auth.updateUser({ password: 'password-2' });
    expect(refused.error).toMatchObject({ code: 'reauthentication_needed' });
    expect((await client.auth.reauthenticate()).error).toBeNull();
    const { code } = await newest(email);
    const wrong = await client.auth.updateUser({ password: 'password-2', nonce: 'no' });
    expect(wrong.error).toMatchObject({ code: 'reauthentication_not_valid' });
    const changed = await client.auth.updateUser({ password: 'password-2', nonce: code });
    expect(changed.error).toBeNull();
  });

  it('a phone signs up and in by code', async () => {
    const phone = '4915112345678';
    const { auth } = h.client();
    expect((await auth.signUp({ phone, password: 'password-1' })).data.session).toBeNull();
    const { code, channel } = await newest(phone);
    expect(channel).toBe('sms');
    const { data } = await auth.verifyOtp({ phone, token: code, type: 'sms' });
    expect(data.user).toMatchObject({ phone, app_metadata: { provider: 'phone' } });
    expect((await auth.signInWithPassword({ phone, password: 'password-1' })).error).toBeNull();
    expect((await auth.signInWithOtp({ phone: '0-not-a-number' })).error).toMatchObject({
      message: 'Invalid phone number format (E.164 required)',
    });
  });

  it('a link never leads where the project does not allow it', async () => {
    const { email } = await newUser();
    for (const [asked, expected] of [
      ['https://evil.example/', 'http://127.0.0.1:3000'],
      ['https://app.example.com.evil.example/x', 'http://127.0.0.1:3000'],
      ['https://app.example.com@evil.example/x', 'http://127.0.0.1:3000'],
      ['javascript:alert(1)', 'http://127.0.0.1:3000'],
      ['https://app.example.com/a/b', 'https://app.example.com'],
    ] as const) {
      await h.client().auth.resetPasswordForEmail(email, { redirectTo: asked });
      const { target } = await follow((await newest(email)).link ?? '');
      expect(target.origin).toBe(expected);
    }
  });

  it('only the service role reads the outbox', async () => {
    const { client } = await newUser();
    const { data } = await client.auth.getSession();
    for (const token of [h.server.anonKey, data.session?.access_token]) {
      const answer = await fetch(`${h.server.url}/auth/v1/admin/outbox`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(403);
    }
  });
});

describe('administration', () => {
  it('makes links of every kind, and invites', async () => {
    const { admin } = h.admin.auth;
    const { email } = await newUser();
    const magic = await admin.generateLink({ type: 'magiclink', email });
    const { hashed_token = '', email_otp = '' } = magic.data.properties ?? {};
    const { auth } = h.client();
    expect(
      (await auth.verifyOtp({ token_hash: hashed_token, type: 'magiclink' })).error,
    ).toBeNull();
    expect(email_otp).toMatch(/^\d{6}$/);
    const newEmail = address();
    const change = await admin.generateLink({ type: 'email_change_new', email, newEmail });
    expect(change.data.user).toMatchObject({ new_email: newEmail });
    const newcomer = address();
    const signup = await admin.generateLink({
      type: 'signup',
      email: newcomer,
      password: 'password-1',
    });
    expect(signup.data.properties?.action_link).toContain('type=signup');
    const invited = address();
    expect((await admin.inviteUserByEmail(invited)).data.user?.invited_at).toEqual(
      expect.any(String),
    );
    const { link } = await newest(invited);
    expect((await follow(link ?? '')).fragment.get('type')).toBe('invite');
    const again = await admin.inviteUserByEmail(invited);
    expect(again.error).toMatchObject({ code: 'email_exists' });
  });
});

describe('second factors', () => {
  const enroll = async (client: SupabaseClient) => {
    const { data, error } = await client.auth.mfa.enroll({
      factorType: 'totp',
      friendlyName: 'app',
    });
    if (error) throw error;
    return data;
  };
  const verify = (client: SupabaseClient, factorId: string, code: string) =>
    client.auth.mfa.challengeAndVerify({ factorId, code });

  it('TOTP lifts aal1 to aal2, ends weaker sessions, and guards what matters', async () => {
    const { client, email } = await newUser();
    const other = h.client();
    await other.auth.signInWithPassword({ email, password: 'password-1' });
    const { id, totp } = await enroll(client);
    expect(totp.qr_code).toMatch(/^data:image\/svg\+xml;utf-8,<svg/);
    expect(totp.uri).toContain(`secret=${totp.secret}`);
    const right = codeAt(totp.secret, Date.now());
    const wrong = await verify(client, id, right === '000000' ? '111111' : '000000');
    expect(wrong.error).toMatchObject({ status: 422, code: 'mfa_verification_failed' });
    expect((await verify(client, id, right)).error).toBeNull();
    const level = await client.auth.mfa.getAuthenticatorAssuranceLevel();
    expect(level.data).toMatchObject({ currentLevel: 'aal2', nextLevel: 'aal2' });
    expect(
      level.data?.currentAuthenticationMethods.map((one) =>
        typeof one === 'string' ? one : one.method,
      ),
    ).toContain('totp');
    expect((await client.auth.mfa.listFactors()).data?.totp).toHaveLength(1);
    expect((await other.auth.getUser()).error).not.toBeNull();
    const weak = h.client();
    await weak.auth.signInWithPassword({ email, password: 'password-1' });
    expect((await weak.auth.updateUser({ password: 'password-9' })).error).toMatchObject({
      code: 'insufficient_aal',
    });
    expect((await weak.auth.mfa.unenroll({ factorId: id })).error).toMatchObject({
      code: 'insufficient_aal',
    });
    expect((await client.auth.mfa.unenroll({ factorId: id })).error).toBeNull();
    await client.auth.refreshSession();
    const after = await client.auth.mfa.getAuthenticatorAssuranceLevel();
    expect(after.data?.currentLevel).toBe('aal1');
  });

  it('a challenge serves once, and only its own factor and user', async () => {
    const { client } = await newUser();
    const { id: factorId, totp } = await enroll(client);
    const { data } = await client.auth.mfa.challenge({ factorId });
    const challengeId = data?.id ?? '';
    const code = codeAt(totp.secret, Date.now());
    const stranger = await newUser();
    const theirs = await stranger.client.auth.mfa.verify({ factorId, challengeId, code });
    expect(theirs.error).toMatchObject({ status: 404 });
    expect((await client.auth.mfa.verify({ factorId, challengeId, code })).error).toBeNull();
    const again = await client.auth.mfa.verify({ factorId, challengeId, code });
    expect(again.error).toMatchObject({ code: 'mfa_challenge_expired' });
  });

  it('an administrator lists and removes factors', async () => {
    const { client, user } = await newUser();
    const { id } = await enroll(client);
    const { mfa } = h.admin.auth.admin;
    expect((await mfa.listFactors({ userId: user.id })).data?.factors).toHaveLength(1);
    expect((await mfa.deleteFactor({ userId: user.id, id })).error).toBeNull();
    expect((await mfa.listFactors({ userId: user.id })).data?.factors).toEqual([]);
  });
});

describe('another company', () => {
  /** Goes there and back: what a browser would do. */
  async function signIn(client: SupabaseClient, profile: Record<string, unknown>, code: string) {
    provider.profiles.set(code, profile);
    const { data } = await client.auth.signInWithOAuth({ provider: 'keycloak' });
    return comeBack(data.url ?? '', code);
  }

  async function comeBack(authorizeUrl: string, code: string) {
    const there = await fetch(authorizeUrl, { redirect: 'manual' });
    const asked = new URL(there.headers.get('location') ?? '');
    const back = new URL(asked.searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('code', code);
    back.searchParams.set('state', asked.searchParams.get('state') ?? '');
    return { asked, back: back.href, ...(await follow(back.href)) };
  }

  it('signs up and in; a state serves once; the secret stays between the servers', async () => {
    const email = address();
    const profile = { sub: 'k1', email, email_verified: true, name: 'K' };
    const client = pkceClient();
    const { asked, back, target } = await signIn(client, profile, 'code-1');
    expect(asked.origin + asked.pathname).toBe(`${provider.url}/protocol/openid-connect/auth`);
    expect(asked.searchParams.get('client_secret')).toBeNull();
    expect(provider.asked.at(-1)?.get('client_secret')).toBe('kept-out-of-the-file');
    const code = target.searchParams.get('code') ?? '';
    const { data, error } = await client.auth.exchangeCodeForSession(code);
    expect(error).toBeNull();
    expect(data.user).toMatchObject({
      email,
      user_metadata: { full_name: 'K' },
      app_metadata: { provider: 'keycloak', providers: ['keycloak'] },
    });
    expect(data.session?.provider_token).toBe('code-1');
    expect((await follow(back)).fragment.get('error_code')).toBe('bad_oauth_state');
    const second = await signIn(h.client(), profile, 'code-2');
    const again = await h.client().auth.getUser(second.fragment.get('access_token') ?? '');
    expect(again.data.user?.id).toBe(data.user?.id);
  });

  it('joins whoever has proven the same address, and nobody else', async () => {
    const { email, user } = await newUser();
    const joined = await signIn(h.client(), { sub: 'k2', email, email_verified: true }, 'code-3');
    const token = joined.fragment.get('access_token') ?? '';
    const { data } = await h.client().auth.getUser(token);
    expect([data.user?.id, data.user?.app_metadata.providers]).toEqual([
      user.id,
      ['email', 'keycloak'],
    ]);
    const thief = await signIn(h.client(), { sub: 'k3', email, email_verified: false }, 'code-4');
    const theirs = await h.client().auth.getUser(thief.fragment.get('access_token') ?? '');
    expect(theirs.data.user?.id).not.toBe(user.id);
  });

  it('identities are linked and unlinked, but never the last one', async () => {
    const { client, user } = await newUser();
    const [own] = user.identities ?? [];
    if (!own) throw new Error('no identity');
    expect((await client.auth.unlinkIdentity(own)).error).toMatchObject({
      code: 'single_identity_not_deletable',
    });
    provider.profiles.set('code-5', { sub: 'k4', email: address(), email_verified: true });
    const { data } = await client.auth.linkIdentity({ provider: 'keycloak' });
    const there = new URL(data.url ?? '');
    const back = new URL(there.searchParams.get('redirect_uri') ?? '');
    back.search = new URLSearchParams({
      code: 'code-5',
      state: there.searchParams.get('state') ?? '',
    }).toString();
    await follow(back.href);
    const linked = (await client.auth.getUserIdentities()).data?.identities ?? [];
    expect(linked.map((one) => one.provider)).toEqual(['email', 'keycloak']);
    const added = linked.find((one) => one.provider === 'keycloak');
    if (!added) throw new Error('not linked');
    expect((await client.auth.unlinkIdentity(added)).error).toBeNull();
    expect((await client.auth.getUserIdentities()).data?.identities).toHaveLength(1);
  });

  it('a refusal there, or an unknown provider, is told in Supabase’s words', async () => {
    const { data } = await h.client().auth.signInWithOAuth({ provider: 'keycloak' });
    const there = await fetch(data.url ?? '', { redirect: 'manual' });
    const state = new URL(there.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const back = `${h.server.url}/auth/v1/callback?state=${state}&error=access_denied&error_description=No`;
    expect((await follow(back)).fragment.get('error_description')).toBe('No');
    const off = await fetch(`${h.server.url}/auth/v1/authorize?provider=google`);
    expect(await off.json()).toMatchObject({
      msg: 'Unsupported provider: provider is not enabled',
    });
  });
});

it('settings tell what a sign-in page has to offer', async () => {
  const answer = await fetch(`${h.server.url}/auth/v1/settings`);
  expect(await answer.json()).toMatchObject({
    external: { email: true, phone: true, keycloak: true, google: false },
    mailer_autoconfirm: false,
  });
});
