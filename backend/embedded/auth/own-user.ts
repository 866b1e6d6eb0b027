import type { Tx } from '../engine/engine.ts';
import type { Caller } from '../gateway/service.ts';
import type { AuthDeps } from './auth-deps.ts';
import { AuthError } from './auth-error.ts';
import { UpdateBody, checkEmail, checkPassword, checkPhone, readJson } from './input.ts';
import { sendEmailChange, sendText } from './messages.ts';
import { clearTokens, findToken, hashCode } from './one-time-token.ts';
import { hashPassword, passwordMatches } from './password.ts';
import { type Challenge, checkChallenge, startFlow } from './pkce.ts';
import { chooseRedirect } from './redirect.ts';
import { requireCaller } from './require-caller.ts';
import { type SessionRow, endSessions } from './sessions.ts';
import { alreadyRegistered, emailExists, explainInsert } from './sign-in.ts';
import { confirmContact } from './sign-up.ts';
import {
  type UserChanges,
  type UserRow,
  findUserByEmail,
  findUserByPhone,
  requireUser,
  updateUser,
  userJson,
} from './users.ts';

/** After so long a password is changed only with a fresh proof, where the project asks for one. */
const RECENT_MS = 24 * 3_600_000;

/** GET /user */
export async function getOwnUser({ engine }: AuthDeps, caller: Caller): Promise<Response> {
  const { user } = await engine.transaction('admin', (tx) => requireCaller(tx, caller));
  return Response.json(userJson(user));
}

/** PUT /user: a new address is first asked for its proof; a new password ends the other sessions. */
export async function putOwnUser(
  deps: AuthDeps,
  request: Request,
  caller: Caller,
): Promise<Response> {
  const { engine, config } = deps;
  const body = await readJson(request, UpdateBody);
  const isPkce = checkChallenge(body);
  const email = body.email ? checkEmail(body.email) : null;
  const phone = body.phone ? checkPhone(body.phone) : null;
  if (body.password) checkPassword(body.password, config.minimum_password_length);
  const { user } = await engine.transaction('admin', (tx) => requireCaller(tx, caller));
  if (body.app_metadata) {
    throw new AuthError(403, 'not_admin', 'Updating app_metadata requires admin privileges');
  }
  if (user.is_anonymous && body.password && !email && !phone) {
    const text = 'Updating password of an anonymous user without an email or phone is not allowed';
    throw new AuthError(422, 'validation_failed', text);
  }
  const passwordHash = body.password ? await hashNew(body.password, user) : null;
  const updated = await engine
    .transaction('admin', async (tx) => {
      const { user, session } = await requireCaller(tx, caller);
      const now = new Date(deps.clock());
      const changes: UserChanges = { userMetadata: body.data ?? null };
      const newEmail = email !== null && email !== user.email ? email : null;
      const newPhone = phone !== null && phone !== user.phone ? phone : null;
      if (passwordHash !== null || newEmail !== null || newPhone !== null) {
        requireLevel(user, session);
      }
      if (newEmail !== null && (await findUserByEmail(tx, newEmail))) throw emailExists();
      if (newPhone !== null && (await findUserByPhone(tx, newPhone))) throw phoneExists();
      if (passwordHash !== null) {
        await requireRecent(deps, tx, user, session, body.nonce ?? '');
        changes.passwordHash = passwordHash;
        if (session) await endSessions(tx, user.id, session.id, 'others');
      }
      await updateUser(tx, user.id, changes, now);
      const redirectTo = chooseRedirect(request, config);
      const sending = { deps, tx, user, redirectTo, isPkce };
      if (newEmail !== null) await takeEmail(sending, newEmail, body);
      if (newPhone !== null) await takePhone(sending, newPhone);
      return requireUser(tx, user.id);
    })
    .catch(explainInsert)
    .catch((error: unknown) => {
      throw error instanceof AuthError && error.errorCode === alreadyRegistered().errorCode
        ? emailExists()
        : error;
    });
  return Response.json(userJson(updated));
}

async function hashNew(password: string, user: UserRow): Promise<string> {
  if (await passwordMatches(password, user.encrypted_password)) {
    const text = 'New password should be different from the old password.';
    throw new AuthError(422, 'same_password', text);
  }
  return hashPassword(password);
}

/** Whoever has a second factor changes nothing of weight without it. */
function requireLevel(user: UserRow, session: SessionRow | null): void {
  const hasFactor = (user.factors ?? []).some(({ status }) => status === 'verified');
  if (!hasFactor || session?.aal === 'aal2') return;
  const text = 'AAL2 session is required to update email or password when MFA is enabled.';
  throw new AuthError(401, 'insufficient_aal', text);
}

async function requireRecent(
  { config, clock }: AuthDeps,
  tx: Tx,
  user: UserRow,
  session: SessionRow | null,
  nonce: string,
): Promise<void> {
  if (!config.email.secure_password_change) return;
  const now = new Date(clock());
  if (session && now.getTime() < session.created_at.getTime() + RECENT_MS) return;
  if (nonce === '') {
    const text = 'Password update requires reauthentication';
    throw new AuthError(400, 'reauthentication_needed', text);
  }
  const hash = hashCode(user.email || user.phone || '', nonce);
  const types = ['reauthentication_token'] as const;
  const found = await findToken(tx, hash, types, config.email.otp_expiry, now);
  if (found?.userId !== user.id) {
    const text = 'Nonce has expired or is invalid';
    throw new AuthError(422, 'reauthentication_not_valid', text);
  }
  await clearTokens(tx, user.id, types);
}

type Sending = Parameters<typeof sendEmailChange>[0];

async function takeEmail(sending: Sending, email: string, challenge: Challenge): Promise<void> {
  const { deps, tx, user, isPkce } = sending;
  const now = new Date(deps.clock());
  // To someone who was nobody, a first address is like signing up.
  if (user.is_anonymous && !deps.config.email.enable_confirmations) {
    return confirmContact(tx, user, { kind: 'email', email }, now);
  }
  if (isPkce) {
    const method = 'email_change' as const;
    await startFlow(tx, { challenge, provider: method, method, userId: user.id, now });
  }
  return sendEmailChange(sending, email);
}

async function takePhone({ deps, tx, user }: Sending, phone: string): Promise<void> {
  if (!deps.config.sms.enable_signup)
    throw new AuthError(400, 'phone_provider_disabled', 'Unsupported phone provider');
  if (!deps.config.sms.enable_confirmations) {
    return confirmContact(tx, user, { kind: 'phone', phone }, new Date(deps.clock()));
  }
  await tx.query('update auth.users set phone_change = $2 where id = $1::uuid', [user.id, phone]);
  return sendText({ deps, tx, user }, phone, 'phone_change_token');
}

function phoneExists(): AuthError {
  const text = 'A user with this phone number has already been registered';
  return new AuthError(422, 'phone_exists', text);
}

/** POST /logout?scope=global|local|others */
export async function logOut(
  { engine }: AuthDeps,
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
    const { user, session } = await requireCaller(tx, caller);
    await endSessions(tx, user.id, session?.id ?? null, session === null ? 'global' : scope);
  });
  return new Response(null, { status: 204 });
}
