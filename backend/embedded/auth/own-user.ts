import type { Tx } from '../engine/engine.ts';
import type { Caller, ServiceDeps } from '../gateway/service.ts';
import { AuthError } from './auth-error.ts';
import { UpdateBody, checkEmail, checkPassword, readJson } from './input.ts';
import { hashPassword, passwordMatches } from './password.ts';
import { endSessions, sessionExists } from './sessions.ts';
import { alreadyRegistered, explainInsert } from './sign-in.ts';
import {
  type UserChanges,
  type UserRow,
  findUserByEmail,
  requireUser,
  updateUser,
  userJson,
} from './users.ts';

/** The user and session of the caller's own token. Throws `no_authorization`, `bad_jwt` and `session_not_found`. */
async function requireCaller(
  tx: Tx,
  caller: Caller,
): Promise<{ user: UserRow; sessionId: string | null }> {
  if (caller.refused) {
    const text = `invalid JWT: unable to parse or verify signature, ${caller.refused.message}`;
    throw new AuthError(403, 'bad_jwt', text);
  }
  if (caller.token === null) {
    throw new AuthError(401, 'no_authorization', 'This endpoint requires a valid Bearer token');
  }
  if (caller.userId === null)
    throw new AuthError(403, 'bad_jwt', 'invalid claim: missing sub claim');
  const claimed = caller.context.claims.session_id;
  const sessionId =
    typeof claimed === 'string' && /^[0-9a-f-]{36}$/i.test(claimed) ? claimed : null;
  if (sessionId !== null && !(await sessionExists(tx, sessionId))) {
    throw new AuthError(
      403,
      'session_not_found',
      'Session from session_id claim in JWT does not exist',
    );
  }
  const user = await requireUser(tx, caller.userId).catch(() => {
    throw new AuthError(403, 'user_not_found', 'User from sub claim in JWT does not exist');
  });
  return { user, sessionId };
}

/** GET /user */
export async function getOwnUser({ engine }: ServiceDeps, caller: Caller): Promise<Response> {
  const { user } = await engine.transaction('admin', (tx) => requireCaller(tx, caller));
  return Response.json(userJson(user));
}

/** PUT /user: a new password ends the other sessions. */
export async function putOwnUser(
  deps: ServiceDeps,
  request: Request,
  caller: Caller,
): Promise<Response> {
  const { engine } = deps;
  const body = await readJson(request, UpdateBody);
  const { user } = await engine.transaction('admin', (tx) => requireCaller(tx, caller));
  const changes: UserChanges = { userMetadata: body.data ?? null };
  if (body.email && body.email.trim().toLowerCase() !== user.email)
    changes.email = checkEmail(body.email);
  if (body.password !== undefined) {
    checkPassword(body.password);
    if (await passwordMatches(body.password, user.encrypted_password)) {
      throw new AuthError(
        422,
        'same_password',
        'New password should be different from the old password.',
      );
    }
    changes.passwordHash = await hashPassword(body.password);
  }
  const updated = await engine
    .transaction('admin', async (tx) => {
      const current = await requireCaller(tx, caller);
      if (changes.email && (await findUserByEmail(tx, changes.email))) throw emailExists();
      if (changes.passwordHash && current.sessionId) {
        await endSessions(tx, current.user.id, current.sessionId, 'others');
      }
      return updateUser(tx, current.user.id, changes, new Date(deps.clock()));
    })
    .catch(explainInsert)
    .catch((error: unknown) => {
      throw error instanceof AuthError && error.errorCode === alreadyRegistered().errorCode
        ? emailExists()
        : error;
    });
  return Response.json(userJson(updated));
}

function emailExists(): AuthError {
  return new AuthError(
    422,
    'email_exists',
    'A user with this email address has already been registered',
  );
}

/** POST /logout?scope=global|local|others */
export async function logOut(
  { engine }: ServiceDeps,
  request: Request,
  caller: Caller,
): Promise<Response> {
  const scope = new URL(request.url).searchParams.get('scope') ?? 'global';
  if (scope !== 'global' && scope !== 'local' && scope !== 'others') {
    throw new AuthError(
      400,
      'validation_failed',
      `Unsupported logout scope "${scope.slice(0, 20)}"`,
    );
  }
  await engine.transaction('admin', async (tx) => {
    const { user, sessionId } = await requireCaller(tx, caller);
    await endSessions(tx, user.id, sessionId, sessionId === null ? 'global' : scope);
  });
  return new Response(null, { status: 204 });
}
