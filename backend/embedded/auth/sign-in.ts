import { DatabaseError, type Tx } from '../engine/engine.ts';
import type { AuthDeps } from './auth-deps.ts';
import { AuthError } from './auth-error.ts';
import { PasswordBody, RefreshBody, plainPhone, readJson } from './input.ts';
import { passwordMatches } from './password.ts';
import { exchangeCode } from './pkce.ts';
import { assertNotBanned, refreshSession, startSession } from './sessions.ts';
import type { Throttle } from './throttle.ts';
import { type UserRow, findUserByEmail, findUserByPhone } from './users.ts';

/** POST /token */
export async function token(
  deps: AuthDeps,
  throttle: Throttle,
  request: Request,
): Promise<Response> {
  const grant = new URL(request.url).searchParams.get('grant_type');
  if (grant === 'password') return signInWithPassword(deps, throttle, request);
  if (grant === 'refresh_token') return refresh(deps, request);
  if (grant === 'pkce') return exchangeCode(deps, request);
  if (grant === 'id_token')
    throw new AuthError(400, 'provider_disabled', 'Provider is not enabled');
  if (grant === 'web3')
    throw new AuthError(422, 'web3_provider_disabled', 'Web3 provider is disabled');
  throw new AuthError(400, 'invalid_credentials', 'unsupported_grant_type');
}

async function signInWithPassword(
  deps: AuthDeps,
  throttle: Throttle,
  request: Request,
): Promise<Response> {
  const body = await readJson(request, PasswordBody);
  const who = identify(deps, body);
  deps.limits.take('sign_in_sign_ups', request);
  if (throttle.isBlocked(who.name)) {
    throw new AuthError(429, 'over_request_rate_limit', 'Request rate limit reached');
  }
  const found = who.name.includes('\0')
    ? null
    : await deps.engine.transaction('admin', (tx) => who.find(tx));
  const matches = await passwordMatches(body.password ?? '', found?.encrypted_password ?? null);
  if (!found || !matches) {
    throttle.failed(who.name);
    throw new AuthError(400, 'invalid_credentials', 'Invalid login credentials');
  }
  throttle.succeeded(who.name);
  assertNotBanned(found, new Date(deps.clock()));
  who.assertConfirmed(found);
  const agent = request.headers.get('user-agent');
  const session = await deps.engine.transaction('admin', (tx) =>
    startSession(deps, tx, found, 'password', agent),
  );
  return Response.json({ ...session, weak_password: null });
}

interface Named {
  name: string;
  find(tx: Tx): Promise<UserRow | null>;
  assertConfirmed(user: UserRow): void;
}

function identify(
  { config }: AuthDeps,
  { email, phone }: { email?: string | null | undefined; phone?: string | null | undefined },
): Named {
  if (email && phone) {
    const text = 'Only an email address or phone number should be provided on login.';
    throw new AuthError(400, 'validation_failed', text);
  }
  if (email) {
    const name = email.trim().toLowerCase();
    return {
      name,
      find: (tx) => findUserByEmail(tx, name),
      assertConfirmed(user) {
        if (!user.email_confirmed_at)
          throw new AuthError(400, 'email_not_confirmed', 'Email not confirmed');
      },
    };
  }
  if (!phone) throw new AuthError(400, 'validation_failed', 'missing email or phone');
  if (!config.sms.enable_signup)
    throw new AuthError(422, 'phone_provider_disabled', 'Phone logins are disabled');
  const name = plainPhone(phone);
  return {
    name,
    find: (tx) => findUserByPhone(tx, name),
    assertConfirmed(user) {
      if (!user.phone_confirmed_at)
        throw new AuthError(400, 'phone_not_confirmed', 'Phone not confirmed');
    },
  };
}

async function refresh(deps: AuthDeps, request: Request): Promise<Response> {
  const body = await readJson(request, RefreshBody);
  deps.limits.take('token_refresh', request);
  const token = body.refresh_token.replaceAll('\0', '');
  const session = await deps.engine.transaction('admin', (tx) => refreshSession(deps, tx, token));
  if (session instanceof AuthError) throw session;
  return Response.json(session);
}

export function alreadyRegistered(): AuthError {
  return new AuthError(422, 'user_already_exists', 'User already registered');
}

export function emailExists(): AuthError {
  return new AuthError(
    422,
    'email_exists',
    'A user with this email address has already been registered',
  );
}

/** A trigger of the project may refuse a new user; two sign-ups may race for one address. */
export function explainInsert(error: unknown): never {
  if (!(error instanceof DatabaseError)) throw error;
  if (error.constraint === 'users_email_partial_key') throw alreadyRegistered();
  if (error.constraint === 'users_phone_key') {
    const text = 'A user with this phone number has already been registered';
    throw new AuthError(422, 'phone_exists', text);
  }
  // Invalid bytes or dates in what the caller sent.
  if (error.code.startsWith('22')) throw new AuthError(400, 'validation_failed', error.message);
  throw new AuthError(500, 'unexpected_failure', 'Database error saving new user', {
    error: error.message,
  });
}
