import { randomBytes, randomUUID } from 'node:crypto';
import type { Tx } from '../engine/engine.ts';
import type { AuthDeps } from './auth-deps.ts';
import { AuthError } from './auth-error.ts';
import { type UserRow, findUserById, userJson } from './users.ts';

/**
 * A session's refresh tokens form a chain; one of them is active
 * (https://supabase.com/docs/guides/auth/sessions). States of a token:
 *
 *   active  -> revoked   when it is traded for its child
 *   revoked -> (used)    its child is still the active one: the answer was lost, so the child is given again
 *   revoked -> (used)    within the reuse interval of its revocation: two tabs raced; a further child is given
 *   revoked -> breach    otherwise: the whole chain is revoked, and whoever holds it has to sign in again
 */
type SessionDeps = Pick<AuthDeps, 'keys' | 'clock' | 'baseUrl' | 'config'>;

/** How someone proved who they are, as the `amr` claim names it. */
export type SignInMethod =
  | 'password'
  | 'anonymous'
  | 'otp'
  | 'oauth'
  | 'totp'
  | 'mfa/phone'
  // Kept of flows only: what the code that a mail carries will stand for.
  | 'magiclink'
  | 'recovery'
  | 'invite'
  | 'email/signup'
  | 'email_change';

type Level = 'aal1' | 'aal2';

interface TokenRow {
  id: string;
  token: string;
  session_id: string;
  user_id: string;
  revoked: boolean;
  updated_at: Date;
}

/** A fresh session. Returns what the protocol answers a sign-in with. */
export async function startSession(
  deps: SessionDeps,
  tx: Tx,
  user: UserRow,
  method: SignInMethod,
  userAgent: string | null,
): Promise<Record<string, unknown>> {
  const now = new Date(deps.clock());
  const sessionId = randomUUID();
  await tx.query(
    `with session as (
       insert into auth.sessions (id, user_id, created_at, updated_at, aal, user_agent) values ($1, $2, $3, $3, 'aal1', $4)
     ), signed_in as (
       update auth.users set last_sign_in_at = $3, updated_at = $3 where id = $2::uuid
     )
     update auth.identities set last_sign_in_at = $3 where user_id = $2::uuid`,
    [sessionId, user.id, now, userAgent?.slice(0, 500) ?? null],
  );
  await addMethod(tx, sessionId, method, now);
  const refreshToken = await insertToken(tx, user.id, sessionId, null, now);
  return describeSession(deps, tx, user.id, sessionId, refreshToken);
}

/** A second proof lifts a session to aal2; the old refresh tokens are worth nothing then. */
export async function raiseSession(
  deps: SessionDeps,
  tx: Tx,
  session: { id: string; userId: string },
  method: SignInMethod,
  factorId: string,
): Promise<Record<string, unknown>> {
  const now = new Date(deps.clock());
  await tx.query(
    `update auth.sessions set aal = 'aal2', factor_id = $2::uuid, updated_at = $3 where id = $1::uuid`,
    [session.id, factorId, now],
  );
  await addMethod(tx, session.id, method, now);
  await revokeChain(tx, session.id, now);
  const refreshToken = await insertToken(tx, session.userId, session.id, null, now);
  return describeSession(deps, tx, session.userId, session.id, refreshToken);
}

/**
 * Trades a refresh token. Throws `refresh_token_not_found` and `refresh_token_already_used`. A breach revokes the chain
 * in the transaction, so the caller must let it commit: the error is returned rather than thrown.
 */
export async function refreshSession(
  deps: SessionDeps,
  tx: Tx,
  token: string,
): Promise<Record<string, unknown> | AuthError> {
  const now = new Date(deps.clock());
  const current = await lockToken(tx, token);
  const user = current && (await findUserById(tx, current.user_id));
  if (!current || !user) {
    throw new AuthError(
      400,
      'refresh_token_not_found',
      'Invalid Refresh Token: Refresh Token Not Found',
    );
  }
  assertNotBanned(user, now);
  const issue = (refreshToken: string): Promise<Record<string, unknown>> =>
    describeSession(deps, tx, user.id, current.session_id, refreshToken);
  if (current.revoked) {
    const child = await activeChild(tx, current);
    if (child) return issue(child);
    const reuseMs = deps.config.refresh_token_reuse_interval * 1000;
    if (now.getTime() > current.updated_at.getTime() + reuseMs) {
      await revokeChain(tx, current.session_id, now);
      return new AuthError(
        400,
        'refresh_token_already_used',
        'Invalid Refresh Token: Already Used',
      );
    }
  } else {
    await tx.query(
      'update auth.refresh_tokens set revoked = true, updated_at = $2 where id = $1::bigint',
      [current.id, now],
    );
  }
  await tx.query(
    `update auth.sessions set refreshed_at = $2::timestamptz at time zone 'utc', updated_at = $2 where id = $1::uuid`,
    [current.session_id, now],
  );
  return issue(await insertToken(tx, user.id, current.session_id, token, now));
}

/** Ends this session, all others, or all. */
export async function endSessions(
  tx: Tx,
  userId: string,
  sessionId: string | null,
  scope: 'global' | 'local' | 'others',
): Promise<void> {
  if (scope === 'global')
    await tx.query('delete from auth.sessions where user_id = $1::uuid', [userId]);
  else {
    const which = scope === 'local' ? '=' : '<>';
    await tx.query(`delete from auth.sessions where user_id = $1::uuid and id ${which} $2::uuid`, [
      userId,
      sessionId,
    ]);
  }
}

export interface SessionRow {
  id: string;
  aal: Level;
  created_at: Date;
}

export async function findSession(tx: Tx, sessionId: string): Promise<SessionRow | null> {
  const { rows } = await tx.query<SessionRow>(
    `select id, coalesce(aal, 'aal1') as aal, created_at from auth.sessions where id = $1::uuid`,
    [sessionId],
  );
  return rows[0] ?? null;
}

export function assertNotBanned(user: UserRow, now: Date): void {
  if (user.banned_until && user.banned_until > now)
    throw new AuthError(400, 'user_banned', 'User is banned');
}

async function lockToken(tx: Tx, token: string): Promise<TokenRow | null> {
  const { rows } = await tx.query<TokenRow>(
    `select id::text, token, session_id, user_id, revoked, updated_at
       from auth.refresh_tokens where token = $1 for update`,
    [token],
  );
  return rows[0] ?? null;
}

async function activeChild(tx: Tx, revoked: TokenRow): Promise<string | null> {
  const { rows } = await tx.query<{ token: string; parent: string | null }>(
    `select token, parent from auth.refresh_tokens where session_id = $1::uuid and not revoked order by id desc limit 1`,
    [revoked.session_id],
  );
  return rows[0]?.parent === revoked.token ? rows[0].token : null;
}

async function revokeChain(tx: Tx, sessionId: string, now: Date): Promise<void> {
  await tx.query(
    'update auth.refresh_tokens set revoked = true, updated_at = $2 where session_id = $1::uuid and not revoked',
    [sessionId, now],
  );
}

async function insertToken(
  tx: Tx,
  userId: string,
  sessionId: string,
  parent: string | null,
  now: Date,
): Promise<string> {
  const token = randomBytes(18).toString('base64url');
  await tx.query(
    `insert into auth.refresh_tokens (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)
     values ('00000000-0000-0000-0000-000000000000', $1, $2, false, $3, $3, $4, $5)`,
    [token, userId, now, parent, sessionId],
  );
  return token;
}

async function addMethod(
  tx: Tx,
  sessionId: string,
  method: SignInMethod,
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into auth.mfa_amr_claims (session_id, created_at, updated_at, authentication_method) values ($1, $2, $2, $3)
     on conflict (session_id, authentication_method) do update set updated_at = excluded.updated_at`,
    [sessionId, now, method],
  );
}

async function describeSession(
  deps: SessionDeps,
  tx: Tx,
  userId: string,
  sessionId: string,
  refreshToken: string,
): Promise<Record<string, unknown>> {
  const user = await findUserById(tx, userId);
  const { rows } = await tx.query<{ aal: Level; created_at: Date; methods: Method[] | null }>(
    `select coalesce(s.aal, 'aal1') as aal, s.created_at,
       (select json_agg(json_build_object('method', authentication_method,
            'timestamp', extract(epoch from updated_at)::bigint) order by updated_at desc, created_at desc)
          from auth.mfa_amr_claims where session_id = s.id) as methods
     from auth.sessions s where s.id = $1::uuid`,
    [sessionId],
  );
  const [session] = rows;
  if (!user || !session) throw new AuthError(403, 'session_not_found', 'Session does not exist');
  // Sessions of earlier versions kept no methods.
  const timestamp = Math.floor(session.created_at.getTime() / 1000);
  const amr = session.methods ?? [
    { method: user.is_anonymous ? 'anonymous' : 'password', timestamp },
  ];
  return sessionJson(deps, user, { id: sessionId, aal: session.aal, amr }, refreshToken);
}

interface Method {
  method: string;
  timestamp: number;
}

async function sessionJson(
  { keys, clock, baseUrl, config }: SessionDeps,
  user: UserRow,
  session: { id: string; aal: Level; amr: readonly Method[] },
  refreshToken: string,
): Promise<Record<string, unknown>> {
  const iat = Math.floor(clock() / 1000);
  const exp = iat + config.jwt_expiry;
  const accessToken = await keys.signForUser({
    iss: `${baseUrl()}/auth/v1`,
    sub: user.id,
    aud: user.aud,
    exp,
    iat,
    email: user.email ?? '',
    phone: user.phone ?? '',
    app_metadata: user.raw_app_meta_data ?? {},
    user_metadata: user.raw_user_meta_data ?? {},
    role: user.role,
    aal: session.aal,
    amr: session.amr,
    session_id: session.id,
    is_anonymous: user.is_anonymous,
  });
  return {
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: config.jwt_expiry,
    expires_at: exp,
    refresh_token: refreshToken,
    user: userJson(user),
  };
}
