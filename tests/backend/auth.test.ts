import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './rest-harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness(`
    create table profiles (id uuid primary key references auth.users (id) on delete cascade, email text);
    create function welcome() returns trigger language plpgsql security definer set search_path = '' as $$
    begin
      if new.email like 'refused%' then raise exception 'not you'; end if;
      insert into public.profiles (id, email) values (new.id, new.email);
      return new;
    end $$;
    create trigger welcome after insert on auth.users for each row execute function welcome();
    insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, created_at, updated_at)
      values ('11111111-1111-4111-8111-111111111111', 'authenticated', 'authenticated', 'sql@example.com',
        extensions.crypt('from-sql-1', extensions.gen_salt('bf')), now(), now(), now());
  `);
});
afterAll(() => h.close());

let made = 0;
async function newUser() {
  const email = `user${++made}@example.com`;
  const client = h.client();
  const { data, error } = await client.auth.signUp({
    email,
    password: 'password-1',
    options: { data: { name: 'N' } },
  });
  if (error || !data.session || !data.user) throw error ?? new Error('no session');
  return { client, email, user: data.user, session: data.session };
}

async function post(path: string, body: unknown, token = h.server.anonKey) {
  const answer = await fetch(`${h.server.url}/auth/v1/${path}`, {
    method: 'POST',
    headers: { apikey: h.server.anonKey, authorization: `Bearer ${token}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const refresh = (token: string) => post('token?grant_type=refresh_token', { refresh_token: token });

/** Moves the chain's past, as if it had happened that much earlier. */
const age = (seconds: number) =>
  h.server.engine.transaction('admin', (tx) =>
    tx.query(
      `update auth.refresh_tokens set updated_at = updated_at - make_interval(secs => $1::int)`,
      [seconds],
    ),
  );

describe('signing up and in', () => {
  it('gives a session whose token says who it is', async () => {
    const { client, email, user, session } = await newUser();
    expect(user).toMatchObject({
      email,
      role: 'authenticated',
      user_metadata: { name: 'N' },
      app_metadata: { provider: 'email' },
    });
    expect(user.identities).toHaveLength(1);
    expect(session.expires_in).toBe(3600);
    const { data } = await client.auth.getClaims();
    expect(data?.header).toMatchObject({ alg: 'ES256', kid: expect.any(String) });
    expect(data?.claims).toMatchObject({
      sub: user.id,
      role: 'authenticated',
      aal: 'aal1',
      email,
      is_anonymous: false,
    });
    expect(data?.claims.session_id).toMatch(/^[0-9a-f-]{36}$/);
    expect((await client.auth.getUser()).data.user?.id).toBe(user.id);
    expect((await h.admin.from('profiles').select('email').eq('id', user.id)).data).toEqual([
      { email },
    ]);
  });

  it('26: a password set by SQL crypt() signs in', async () => {
    const { data } = await h
      .client()
      .auth.signInWithPassword({ email: 'SQL@example.com', password: 'from-sql-1' });
    expect(data.user?.id).toBe('11111111-1111-4111-8111-111111111111');
  });

  it('refuses with the codes of Supabase Auth', async () => {
    const { email } = await newUser();
    const auth = h.client().auth;
    const wrong = await auth.signInWithPassword({ email, password: 'wrong-password' });
    expect(wrong.error).toMatchObject({
      status: 400,
      code: 'invalid_credentials',
      message: 'Invalid login credentials',
    });
    const nobody = await auth.signInWithPassword({
      email: 'nobody@example.com',
      password: 'wrong-password',
    });
    expect(nobody.error).toMatchObject({ code: 'invalid_credentials' });
    expect((await auth.signUp({ email, password: 'password-1' })).error).toMatchObject({
      status: 422,
      code: 'user_already_exists',
    });
    expect((await auth.signUp({ email: 'x@example.com', password: 'short' })).error).toMatchObject({
      code: 'weak_password',
    });
    expect(
      (await auth.signUp({ email: 'x@example.com', password: 'é'.repeat(40) })).error,
    ).toMatchObject({ code: 'validation_failed' });
    const refused = await post('signup', { email: 'refused@example.com', password: 'password-1' });
    expect(refused).toMatchObject({ status: 500, body: { error_code: 'unexpected_failure' } });
    const unknown = { email: 'nobody@example.com', options: { shouldCreateUser: false } };
    expect((await auth.signInWithOtp(unknown)).error).toMatchObject({ code: 'otp_disabled' });
  });

  it.each([
    '',
    'no-at',
    '@x.com',
    'a@b',
    "a'; drop table auth.users; --@x.com",
    `${'a'.repeat(300)}@x.com`,
    'a\0@x.com',
  ])('22: an address that is none is refused: %j', async (email) => {
    const answer = await post('signup', { email: email || ' ', password: 'password-1' });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        code: 400,
        error_code: 'validation_failed',
        msg: 'Unable to validate email address: invalid format',
      },
    });
  });

  it('23: recovering an unknown address says nothing', async () => {
    expect(await post('recover', { email: 'nobody@example.com' })).toEqual({
      status: 200,
      body: {},
    });
  });

  it('malformed bodies are 400', async () => {
    for (const body of ['{', '[]', '"x"', '{"email": 5}', '{"refresh_token": {}}']) {
      expect((await post('token?grant_type=refresh_token', body)).status).toBe(400);
      expect((await post('token?grant_type=password', body)).status).toBe(400);
    }
    expect((await post('token?grant_type=odd', {})).status).toBe(400);
    expect((await refresh("'; drop table auth.users; --\0")).body.error_code).toBe(
      'refresh_token_not_found',
    );
  });

  it('guessing is slowed down, for that address alone', async () => {
    const { email } = await newUser();
    const other = await newUser();
    const statuses: number[] = [];
    for (let index = 0; index < 11; index++) {
      statuses.push(
        (await post('token?grant_type=password', { email, password: `guess-${index}` })).status,
      );
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 400), 429]);
    expect(
      (await post('token?grant_type=password', { email: other.email, password: 'password-1' }))
        .status,
    ).toBe(200);
  });

  it('hashing a password leaves the server free', async () => {
    const { email } = await newUser();
    const signIns = Array.from({ length: 4 }, () =>
      post('token?grant_type=password', { email, password: 'password-1' }),
    );
    const health = await fetch(`${h.server.url}/auth/v1/health`);
    expect(health.status).toBe(200);
    expect((await Promise.all(signIns)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('signs in anonymously', async () => {
    const { data } = await h.client().auth.signInAnonymously();
    expect(data.user).toMatchObject({ is_anonymous: true, role: 'authenticated' });
  });
});

describe('26: refresh tokens', () => {
  it('rotate; a lost answer can be asked for again', async () => {
    const { session } = await newUser();
    const first = await refresh(session.refresh_token);
    expect(first.status).toBe(200);
    expect(first.body.refresh_token).not.toBe(session.refresh_token);
    await age(60);
    const again = await refresh(session.refresh_token);
    expect(again).toMatchObject({ status: 200, body: { refresh_token: first.body.refresh_token } });
  });

  it('two at once both live, within 10 seconds', async () => {
    const { session } = await newUser();
    const both = await Promise.all([
      refresh(session.refresh_token),
      refresh(session.refresh_token),
    ]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('reuse beyond it revokes the whole family', async () => {
    const { session } = await newUser();
    const second = await refresh(session.refresh_token);
    const third = await refresh(String(second.body.refresh_token));
    await age(11);
    expect(await refresh(session.refresh_token)).toMatchObject({
      status: 400,
      body: { error_code: 'refresh_token_already_used' },
    });
    await age(11);
    expect((await refresh(String(third.body.refresh_token))).body.error_code).toBe(
      'refresh_token_already_used',
    );
  });
});

describe('the own user', () => {
  it('changes metadata and password; a new password ends the other sessions', async () => {
    const { client, email, session } = await newUser();
    const other = await post('token?grant_type=password', { email, password: 'password-1' });
    const changed = await client.auth.updateUser({
      data: { name: null, city: 'Lyon' },
      password: 'password-2',
    });
    expect(changed.error).toBeNull();
    expect(changed.data.user?.user_metadata.city).toBe('Lyon');
    expect(changed.data.user?.user_metadata).not.toHaveProperty('name');
    expect((await client.auth.updateUser({ password: 'password-2' })).error).toMatchObject({
      code: 'same_password',
    });
    expect((await refresh(String(other.body.refresh_token))).status).toBe(400);
    expect((await refresh(session.refresh_token)).status).toBe(200);
    expect(
      (await h.client().auth.signInWithPassword({ email, password: 'password-2' })).error,
    ).toBeNull();
  });

  it('signs out here, elsewhere or everywhere', async () => {
    const { email, client, session } = await newUser();
    const b = await post('token?grant_type=password', { email, password: 'password-1' });
    const c = await post('token?grant_type=password', { email, password: 'password-1' });
    const out = (token: unknown, scope: string) =>
      fetch(`${h.server.url}/auth/v1/logout?scope=${scope}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${String(token)}` },
      });
    expect((await out(b.body.access_token, 'local')).status).toBe(204);
    expect((await refresh(String(b.body.refresh_token))).status).toBe(400);
    expect((await out(session.access_token, 'others')).status).toBe(204);
    expect((await refresh(String(c.body.refresh_token))).status).toBe(400);
    expect((await out(session.access_token, 'sideways')).status).toBe(400);
    expect((await client.auth.getUser()).error).toBeNull();
    expect((await out(session.access_token, 'global')).status).toBe(204);
    const gone = await h.client().auth.getUser(session.access_token);
    // What the client makes of `session_not_found`.
    expect(gone.error?.name).toBe('AuthSessionMissingError');
  });

  it('a broken token is 403, none is 401', async () => {
    const broken = await h.client().auth.getUser('a.b.c');
    expect(broken.error).toMatchObject({
      status: 403,
      code: 'bad_jwt',
      message: expect.stringMatching(/^invalid JWT/),
    });
    const none = await fetch(`${h.server.url}/auth/v1/user`);
    expect([none.status, await none.json()]).toMatchObject([
      401,
      { error_code: 'no_authorization' },
    ]);
  });
});

describe('administration', () => {
  it('creates, reads, lists, changes, bans and deletes', async () => {
    const { admin } = h.admin.auth;
    const created = await admin.createUser({
      email: 'Made@example.com',
      password: 'password-1',
      email_confirm: true,
      user_metadata: { a: 1 },
      app_metadata: { plan: 'x' },
    });
    const id = created.data.user?.id ?? '';
    expect(created.data.user).toMatchObject({
      email: 'made@example.com',
      user_metadata: { a: 1 },
      app_metadata: { plan: 'x', provider: 'email' },
    });
    expect((await admin.createUser({ email: 'made@example.com' })).error).toMatchObject({
      status: 422,
      code: 'email_exists',
    });
    expect((await admin.getUserById(id)).data.user?.email).toBe('made@example.com');
    const list = await admin.listUsers({ page: 1, perPage: 2 });
    expect(list.data).toMatchObject({ users: [{}, {}], nextPage: 2 });
    await admin.updateUserById(id, { password: 'password-2', ban_duration: '24h' });
    const banned = await h
      .client()
      .auth.signInWithPassword({ email: 'made@example.com', password: 'password-2' });
    expect(banned.error).toMatchObject({ code: 'user_banned' });
    await admin.updateUserById(id, { ban_duration: 'none' });
    expect(
      (
        await h
          .client()
          .auth.signInWithPassword({ email: 'made@example.com', password: 'password-2' })
      ).error,
    ).toBeNull();
    expect((await admin.deleteUser(id)).error).toBeNull();
    expect((await admin.getUserById(id)).error).toMatchObject({
      status: 404,
      code: 'user_not_found',
    });
    expect((await h.admin.from('profiles').select().eq('id', id)).data).toEqual([]);
  });

  it('a soft delete lets nobody in, and frees the address', async () => {
    const { user, email } = await newUser();
    expect((await h.admin.auth.admin.deleteUser(user.id, true)).error).toBeNull();
    expect(
      (await h.client().auth.signInWithPassword({ email, password: 'password-1' })).error,
    ).toMatchObject({ code: 'invalid_credentials' });
    expect((await h.client().auth.signUp({ email, password: 'password-1' })).error).toBeNull();
  });

  it('is for the service role only', async () => {
    const { client } = await newUser();
    expect((await client.auth.admin.listUsers()).error).toMatchObject({
      status: 403,
      code: 'not_admin',
    });
    expect(await post('admin/users', {}, 'a.b.c')).toMatchObject({
      status: 403,
      body: { error_code: 'bad_jwt', msg: expect.stringMatching(/^invalid JWT/) },
    });
  });
});

describe('JWKS: the published keys', () => {
  const published = () => new URL(`${h.server.url}/auth/v1/.well-known/jwks.json`);

  it('verify a token away from here: ES256, by the key that its header names', async () => {
    const { user, session } = await newUser();
    const { payload, protectedHeader } = await jwtVerify(
      session.access_token,
      createRemoteJWKSet(published()),
      { algorithms: ['ES256'], audience: 'authenticated', issuer: `${h.server.url}/auth/v1` },
    );
    expect(payload).toMatchObject({ sub: user.id, role: 'authenticated' });
    const answer = await fetch(published());
    expect(answer.headers.get('cache-control')).toMatch(/max-age=\d+/);
    const { keys } = (await answer.json()) as { keys: object[] };
    expect(keys).toContainEqual(
      expect.objectContaining({
        kid: protectedHeader.kid,
        alg: 'ES256',
        kty: 'EC',
        crv: 'P-256',
        use: 'sig',
        key_ops: ['verify'],
      }),
    );
    for (const key of keys) expect(key).not.toHaveProperty('d');
  });

  it('no other key counts: an unknown kid is refused, and so is a key that a token brings along', async () => {
    const { user } = await newUser();
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    const { keys } = (await (await fetch(published())).json()) as { keys: { kid: string }[] };
    const headers = [
      { alg: 'ES256', kid: 'unknown' },
      { alg: 'ES256' },
      { alg: 'ES256', kid: keys[0]?.kid ?? '' },
      { alg: 'ES256', kid: 'unknown', jwk },
      { alg: 'ES256', kid: 'unknown', jku: 'https://example.com/jwks.json' },
    ];
    for (const header of headers) {
      const token = await new SignJWT({ sub: user.id, role: 'service_role' })
        .setProtectedHeader(header)
        .setExpirationTime('1h')
        .sign(privateKey);
      expect((await h.client().auth.getUser(token)).error).toMatchObject({
        status: 403,
        code: 'bad_jwt',
      });
      const rows = await h.client(token).from('profiles').select();
      expect([rows.status, rows.error?.code]).toEqual([401, 'PGRST301']);
    }
  });
});
