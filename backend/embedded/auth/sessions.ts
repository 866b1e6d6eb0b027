import { randomBytes, randomUUID } from 'node:crypto';
import type { Tx } from '../engine/engine.ts';
import type { ServiceDeps } from '../gateway/service.ts';
import { AuthError } from './auth-error.ts';
import { type UserRow, findUserById, userJson } from './users.ts';

/**
 * A session's refresh tokens form a chain; one of them is active. States of a token:
 *
 *   active  -> revoked   when it is traded for its child
 *   revoked -> (used)    its child is still the active one: the answer was lost, so the child is given again
 *   revoked -> (used)    within 10 s of its revocation: two tabs raced; a further child is given
 *   revoked -> breach    otherwise: the whole chain is revoked, and whoever holds it has to sign in again
 */
const REUSE_INTERVAL_MS = 10_000;

const ACCESS_TOKEN_SECONDS = 3600;

type SessionDeps = Pick<ServiceDeps, 'keys' | 'clock' | 'baseUrl'>;

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
  method: 'password' | 'anonymous',
  userAgent: string | null,
): Promise<Record<string, unknown>> {
  const now = new Date(deps.clock());
  const sessionId = randomUUID();
  await tx.query(
    `insert into auth.sessions (id, user_id, created_at, updated_at, aal, user_agent) values ($1, $2, $3, $3, 'aal1', $4)`,
    [sessionId, user.id, now, userAgent?.slice(0, 500) ?? null],
  );
  await tx.query(
    'update auth.users set last_sign_in_at = $2, updated_at = $2 where id = $1::uuid',
    [user.id, now],
  );
  await tx.query('update auth.identities set last_sign_in_at = $2 where user_id = $1::uuid', [
    user.id,
    now,
  ]);
  const refreshToken = await insertToken(tx, user.id, sessionId, null, now);
  const signedIn = (await findUserById(tx, user.id)) ?? user;
  const amr = [{ method, timestamp: Math.floor(now.getTime() / 1000) }];
  return sessionJson(deps, signedIn, sessionId, refreshToken, amr);
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
  const amr = await signInMethods(tx, current.session_id);
  const issue = (refreshToken: string): Promise<Record<string, unknown>> =>
    sessionJson(deps, user, current.session_id, refreshToken, amr);
  if (current.revoked) {
    const child = await activeChild(tx, current);
    if (child) return issue(child);
    if (now.getTime() > current.updated_at.getTime() + REUSE_INTERVAL_MS) {
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

export async function sessionExists(tx: Tx, sessionId: string): Promise<boolean> {
  const { rows } = await tx.query('select 1 from auth.sessions where id = $1::uuid', [sessionId]);
  return rows.length > 0;
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

/** What the session began with; it is not stored apart, since an anonymous user can do nothing but sign up anonymously. */
async function signInMethods(tx: Tx, sessionId: string): Promise<unknown[]> {
  const { rows } = await tx.query<{ created_at: Date; is_anonymous: boolean }>(
    `select s.created_at, u.is_anonymous from auth.sessions s join auth.users u on u.id = s.user_id where s.id = $1::uuid`,
    [sessionId],
  );
  return rows.map((row) => ({
    method: row.is_anonymous ? 'anonymous' : 'password',
    timestamp: Math.floor(row.created_at.getTime() / 1000),
  }));
}

async function sessionJson(
  { keys, clock, baseUrl }: SessionDeps,
  user: UserRow,
  sessionId: string,
  refreshToken: string,
  amr: unknown[],
): Promise<Record<string, unknown>> {
  const iat = Math.floor(clock() / 1000);
  const exp = iat + ACCESS_TOKEN_SECONDS;
  const accessToken = await keys.sign({
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
    aal: 'aal1',
    amr,
    session_id: sessionId,
    is_anonymous: user.is_anonymous,
  });
  return {
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: ACCESS_TOKEN_SECONDS,
    expires_at: exp,
    refresh_token: refreshToken,
    user: userJson(user),
  };
}
