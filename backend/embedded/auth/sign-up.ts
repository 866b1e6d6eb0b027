import { randomUUID } from 'node:crypto';
import type { Tx } from '../engine/engine.ts';
import type { AuthDeps } from './auth-deps.ts';
import { AuthError } from './auth-error.ts';
import { refreshProviders, saveEmailIdentity, savePhoneIdentity } from './identities.ts';
import { SignUpBody, checkEmail, checkPassword, checkPhone, readJson } from './input.ts';
import { sendConfirmation, sendText } from './messages.ts';
import { hashPassword } from './password.ts';
import { type Challenge, checkChallenge, startFlow } from './pkce.ts';
import { chooseRedirect } from './redirect.ts';
import { startSession } from './sessions.ts';
import { alreadyRegistered, explainInsert } from './sign-in.ts';
import {
  type UserRow,
  findUserByEmail,
  findUserByPhone,
  insertUser,
  requireUser,
  userJson,
} from './users.ts';

/** POST /signup: with an address, a number, or anonymously. */
export async function signUp(deps: AuthDeps, request: Request): Promise<Response> {
  const { config } = deps;
  if (!config.enable_signup) throw signupDisabled();
  const body = await readJson(request, SignUpBody);
  if (!body.email && !body.phone) return signUpAnonymously(deps, request, body.data ?? {});
  if (!body.password)
    throw new AuthError(400, 'validation_failed', 'Signup requires a valid password');
  checkPassword(body.password, config.minimum_password_length);
  if (body.email && body.phone) {
    const text = 'Only an email address or phone number should be provided on signup.';
    throw new AuthError(400, 'validation_failed', text);
  }
  if (body.phone && body.code_challenge) {
    throw new AuthError(400, 'validation_failed', 'PKCE not supported for phone signups');
  }
  checkChallenge(body);
  const contact = readContact(deps, body);
  deps.limits.take('sign_in_sign_ups', request);
  const passwordHash = await hashPassword(body.password);
  const answer = await deps.engine
    .transaction('admin', async (tx) => {
      const userMetadata = body.data ?? {};
      const made = await register(deps, tx, { contact, passwordHash, userMetadata });
      if (made === 'exists') return pretendToRegister(deps, contact, userMetadata);
      if (isConfirmed(made, contact)) {
        return startSession(deps, tx, made, 'password', request.headers.get('user-agent'));
      }
      await askForProof({ deps, tx, user: made, request }, contact, body);
      return userJson(await requireUser(tx, made.id));
    })
    .catch(explainInsert);
  return Response.json(answer);
}

/** What a user signs up with. */
export type Contact = { kind: 'email'; email: string } | { kind: 'phone'; phone: string };

export function readContact(
  { config }: AuthDeps,
  { email, phone }: { email?: string | null | undefined; phone?: string | null | undefined },
): Contact {
  if (phone) {
    if (!config.sms.enable_signup)
      throw new AuthError(400, 'phone_provider_disabled', 'Phone signups are disabled');
    return { kind: 'phone', phone: checkPhone(phone) };
  }
  if (!config.email.enable_signup)
    throw new AuthError(400, 'email_provider_disabled', 'Email signups are disabled');
  return { kind: 'email', email: checkEmail(email ?? '') };
}

export function isConfirmed(user: UserRow, contact: Contact): boolean {
  return (contact.kind === 'email' ? user.email_confirmed_at : user.phone_confirmed_at) !== null;
}

interface Registration {
  contact: Contact;
  /** Null for whoever signs in by code alone. */
  passwordHash: string | null;
  userMetadata: Record<string, unknown>;
}

/** A new user, or the one who began to sign up with this contact and never proved it. */
export async function register(
  deps: AuthDeps,
  tx: Tx,
  { contact, passwordHash, userMetadata }: Registration,
): Promise<UserRow | 'exists'> {
  const { config } = deps;
  const now = new Date(deps.clock());
  const isEmail = contact.kind === 'email';
  const known = isEmail
    ? await findUserByEmail(tx, contact.email)
    : await findUserByPhone(tx, contact.phone);
  if (known && isConfirmed(known, contact)) return 'exists';
  if (known) return known;
  const id = randomUUID();
  const confirmed = isEmail ? !config.email.enable_confirmations : !config.sms.enable_confirmations;
  const email = isEmail ? contact.email : null;
  const own = isEmail
    ? { sub: id, email, email_verified: confirmed, phone_verified: false }
    : { sub: id, phone: contact.phone, email_verified: false, phone_verified: confirmed };
  await insertUser(tx, {
    id,
    email,
    phone: isEmail ? null : contact.phone,
    passwordHash,
    role: 'authenticated',
    confirmed,
    phoneConfirmed: !isEmail && confirmed,
    appMetadata: { provider: contact.kind, providers: [contact.kind] },
    userMetadata: { ...userMetadata, ...own },
    isAnonymous: false,
    now,
  });
  if (isEmail) await saveEmailIdentity(tx, id, contact.email, confirmed, userMetadata, now);
  else await savePhoneIdentity(tx, id, contact.phone, confirmed, now);
  return requireUser(tx, id);
}

/** Sends what proves the contact. */
async function askForProof(
  { deps, tx, user, request }: { deps: AuthDeps; tx: Tx; user: UserRow; request: Request },
  contact: Contact,
  challenge: Challenge,
): Promise<void> {
  if (contact.kind === 'phone') {
    return sendText({ deps, tx, user }, contact.phone, 'confirmation_token');
  }
  const isPkce = checkChallenge(challenge);
  if (isPkce) {
    const now = new Date(deps.clock());
    await startFlow(tx, {
      challenge,
      provider: 'email',
      method: 'email/signup',
      userId: user.id,
      now,
    });
  }
  const redirectTo = chooseRedirect(request, deps.config);
  await sendConfirmation({ deps, tx, user, redirectTo, isPkce });
}

/**
 * Someone signs up with an address that is taken. Where addresses need proof, the answer looks as if it were new: only
 * its owner's mailbox would know better.
 */
function pretendToRegister(
  { config, clock }: AuthDeps,
  contact: Contact,
  userMetadata: Record<string, unknown>,
): Record<string, unknown> {
  const asks = contact.kind === 'email' ? config.email : config.sms;
  if (!asks.enable_confirmations) throw alreadyRegistered();
  const now = new Date(clock());
  return {
    id: randomUUID(),
    aud: 'authenticated',
    role: '',
    email: contact.kind === 'email' ? contact.email : '',
    phone: contact.kind === 'phone' ? contact.phone : '',
    confirmation_sent_at: now,
    app_metadata: { provider: contact.kind, providers: [contact.kind] },
    user_metadata: userMetadata,
    identities: [],
    created_at: now,
    updated_at: now,
    is_anonymous: false,
  };
}

async function signUpAnonymously(
  deps: AuthDeps,
  request: Request,
  userMetadata: Record<string, unknown>,
): Promise<Response> {
  if (!deps.config.enable_anonymous_sign_ins) {
    const text = 'Anonymous sign-ins are disabled';
    throw new AuthError(422, 'anonymous_provider_disabled', text);
  }
  deps.limits.take('anonymous_users', request);
  const session = await deps.engine
    .transaction('admin', async (tx) => {
      const id = randomUUID();
      await insertUser(tx, {
        id,
        email: null,
        passwordHash: null,
        role: 'authenticated',
        confirmed: false,
        appMetadata: {},
        userMetadata,
        isAnonymous: true,
        now: new Date(deps.clock()),
      });
      const user = await requireUser(tx, id);
      return startSession(deps, tx, user, 'anonymous', request.headers.get('user-agent'));
    })
    .catch(explainInsert);
  return Response.json(session);
}

/** An address or number becomes a user's proven one, however it came. */
export async function confirmContact(
  tx: Tx,
  user: UserRow,
  contact: Contact,
  now: Date,
): Promise<void> {
  if (contact.kind === 'email') {
    await tx.query(
      `update auth.users set email = $2, email_confirmed_at = coalesce(email_confirmed_at, $3), is_anonymous = false,
         raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || '{"email_verified": true}', updated_at = $3
       where id = $1::uuid`,
      [user.id, contact.email, now],
    );
    await saveEmailIdentity(tx, user.id, contact.email, true, {}, now);
  } else {
    await tx.query(
      `update auth.users set phone = $2, phone_confirmed_at = coalesce(phone_confirmed_at, $3), is_anonymous = false,
         updated_at = $3 where id = $1::uuid`,
      [user.id, contact.phone, now],
    );
    await savePhoneIdentity(tx, user.id, contact.phone, true, now);
  }
  await refreshProviders(tx, user.id);
}

export function signupDisabled(): AuthError {
  return new AuthError(422, 'signup_disabled', 'Signups not allowed for this instance');
}
