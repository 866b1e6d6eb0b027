import { randomUUID } from 'node:crypto';
import { DatabaseError } from '../engine/engine.ts';
import type { ServiceDeps } from '../gateway/service.ts';
import { AuthError } from './auth-error.ts';
import {
  PasswordBody,
  RefreshBody,
  SignUpBody,
  checkEmail,
  checkPassword,
  readJson,
} from './input.ts';
import { hashPassword, passwordMatches } from './password.ts';
import { assertNotBanned, refreshSession, startSession } from './sessions.ts';
import type { Throttle } from './throttle.ts';
import { findUserByEmail, insertUser } from './users.ts';

/** POST /signup: addresses are taken at their word, since this machine sends no mail. */
export async function signUp(deps: ServiceDeps, request: Request): Promise<Response> {
  const body = await readJson(request, SignUpBody);
  if (body.phone) throw new AuthError(400, 'phone_provider_disabled', 'Phone signups are disabled');
  const email = body.email ? checkEmail(body.email) : null;
  if (email !== null && !body.password) {
    throw new AuthError(400, 'validation_failed', 'Signup requires a valid password');
  }
  const passwordHash =
    email === null ? null : await hashPassword(checkPassword(body.password ?? ''));
  const provider = email === null ? {} : { provider: 'email', providers: ['email'] };
  const session = await deps.engine
    .transaction('admin', async (tx) => {
      if (email !== null && (await findUserByEmail(tx, email))) throw alreadyRegistered();
      const id = randomUUID();
      const own = body.data ?? {};
      const user = await insertUser(tx, {
        id,
        email,
        passwordHash,
        role: 'authenticated',
        confirmed: email !== null,
        appMetadata: provider,
        userMetadata:
          email === null
            ? own
            : { ...own, sub: id, email, email_verified: true, phone_verified: false },
        isAnonymous: email === null,
        now: new Date(deps.clock()),
      });
      const method = email === null ? 'anonymous' : 'password';
      return startSession(deps, tx, user, method, request.headers.get('user-agent'));
    })
    .catch(explainInsert);
  return Response.json(session);
}

/** POST /token */
export async function token(
  deps: ServiceDeps,
  throttle: Throttle,
  request: Request,
): Promise<Response> {
  const grant = new URL(request.url).searchParams.get('grant_type');
  if (grant === 'password') return signInWithPassword(deps, throttle, request);
  if (grant === 'refresh_token') return refresh(deps, request);
  if (grant === 'id_token')
    throw new AuthError(400, 'provider_disabled', 'Provider is not enabled');
  if (grant === 'web3')
    throw new AuthError(422, 'web3_provider_disabled', 'Web3 provider is disabled');
  throw new AuthError(400, 'unsupported_grant_type', 'unsupported_grant_type');
}

async function signInWithPassword(
  deps: ServiceDeps,
  throttle: Throttle,
  request: Request,
): Promise<Response> {
  const body = await readJson(request, PasswordBody);
  if (!body.email) throw new AuthError(400, 'validation_failed', 'missing email or phone');
  const email = body.email.trim().toLowerCase();
  if (throttle.isBlocked(email)) {
    throw new AuthError(429, 'over_request_rate_limit', 'Request rate limit reached');
  }
  const found = email.includes('\0')
    ? null
    : await deps.engine.transaction('admin', (tx) => findUserByEmail(tx, email));
  const matches = await passwordMatches(body.password ?? '', found?.encrypted_password ?? null);
  if (!found || !matches) {
    throttle.failed(email);
    throw new AuthError(400, 'invalid_credentials', 'Invalid login credentials');
  }
  throttle.succeeded(email);
  assertNotBanned(found, new Date(deps.clock()));
  if (!found.email_confirmed_at)
    throw new AuthError(400, 'email_not_confirmed', 'Email not confirmed');
  const agent = request.headers.get('user-agent');
  const session = await deps.engine.transaction('admin', (tx) =>
    startSession(deps, tx, found, 'password', agent),
  );
  return Response.json({ ...session, weak_password: null });
}

async function refresh(deps: ServiceDeps, request: Request): Promise<Response> {
  const body = await readJson(request, RefreshBody);
  const token = body.refresh_token.replaceAll('\0', '');
  const session = await deps.engine.transaction('admin', (tx) => refreshSession(deps, tx, token));
  if (session instanceof AuthError) throw session;
  return Response.json(session);
}

export function alreadyRegistered(): AuthError {
  return new AuthError(422, 'user_already_exists', 'User already registered');
}

/** A trigger of the project may refuse a new user; two sign-ups may race for one address. */
export function explainInsert(error: unknown): never {
  if (!(error instanceof DatabaseError)) throw error;
  if (error.constraint === 'users_email_partial_key') throw alreadyRegistered();
  // Invalid bytes or dates in what the caller sent.
  if (error.code.startsWith('22')) throw new AuthError(400, 'validation_failed', error.message);
  throw new AuthError(500, 'unexpected_failure', 'Database error saving new user', {
    error: error.message,
  });
}
