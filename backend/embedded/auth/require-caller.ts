import type { Tx } from '../engine/engine.ts';
import type { Caller } from '../gateway/service.ts';
import { AuthError } from './auth-error.ts';
import { type SessionRow, findSession } from './sessions.ts';
import { type UserRow, requireUser } from './users.ts';

/** The user and session of the caller's own token. Throws `no_authorization`, `bad_jwt` and `session_not_found`. */
export async function requireCaller(
  tx: Tx,
  caller: Caller,
): Promise<{ user: UserRow; session: SessionRow | null }> {
  requireToken(caller);
  if (caller.userId === null)
    throw new AuthError(403, 'bad_jwt', 'invalid claim: missing sub claim');
  const claimed = caller.context.claims.session_id;
  const sessionId =
    typeof claimed === 'string' && /^[0-9a-f-]{36}$/i.test(claimed) ? claimed : null;
  const session = sessionId === null ? null : await findSession(tx, sessionId);
  if (sessionId !== null && !session) {
    throw new AuthError(
      403,
      'session_not_found',
      'Session from session_id claim in JWT does not exist',
    );
  }
  const user = await requireUser(tx, caller.userId).catch(() => {
    throw new AuthError(403, 'user_not_found', 'User from sub claim in JWT does not exist');
  });
  return { user, session };
}

/** As {@link requireCaller}, for what only a session that can be raised or remembered may do. */
export async function requireSession(
  tx: Tx,
  caller: Caller,
): Promise<{ user: UserRow; session: SessionRow }> {
  const { user, session } = await requireCaller(tx, caller);
  if (session) return { user, session };
  throw new AuthError(403, 'session_not_found', 'This token belongs to no session');
}

/** The service role, or a database administrator's token. Throws `not_admin`. */
export function requireAdmin(caller: Caller): void {
  requireToken(caller);
  const { role } = caller.context;
  if (role !== 'service_role' && role !== 'supabase_admin') {
    throw new AuthError(403, 'not_admin', 'User not allowed');
  }
}

/** An API key alone says which program asks, and not who. */
function requireToken({ refused, token, context }: Caller): void {
  if (refused) {
    const text = `invalid JWT: unable to parse or verify signature, ${refused.message}`;
    throw new AuthError(403, 'bad_jwt', text);
  }
  if (token === null || !context.headers.authorization) {
    throw new AuthError(401, 'no_authorization', 'This endpoint requires a valid Bearer token');
  }
}
