import type { Tx } from '../engine/engine.ts';
import type { Caller } from '../gateway/service.ts';
import type { AuthDeps } from './auth-deps.ts';
import { AuthError } from './auth-error.ts';
import { OtpBody, RecoverBody, ResendBody, checkEmail, checkPhone, readJson } from './input.ts';
import {
  sendConfirmation,
  sendEmailChange,
  sendReauthentication,
  sendRecovery,
  sendText,
} from './messages.ts';
import { type Challenge, checkChallenge, startFlow } from './pkce.ts';
import { chooseRedirect } from './redirect.ts';
import { requireCaller } from './require-caller.ts';
import type { SignInMethod } from './sessions.ts';
import { explainInsert } from './sign-in.ts';
import { type Contact, isConfirmed, readContact, register, signupDisabled } from './sign-up.ts';
import { type UserRow, findUserByEmail, findUserByPhone, requireUser } from './users.ts';

/** The doors that make this server write to someone. What they answer never tells whether the address is known. */

interface Asked {
  deps: AuthDeps;
  tx: Tx;
  request: Request;
  challenge: Challenge;
}

/** Remembers the flow of someone who will come back with a verifier; says how to write to `user`. */
async function prepare(
  { deps, tx, request, challenge }: Asked,
  user: UserRow,
  method: SignInMethod,
) {
  const isPkce = checkChallenge(challenge);
  if (isPkce) {
    const now = new Date(deps.clock());
    await startFlow(tx, { challenge, provider: method, method, userId: user.id, now });
  }
  return { deps, tx, user, redirectTo: chooseRedirect(request, deps.config), isPkce };
}

/** POST /otp and POST /magiclink: a code to sign in with, for new users too unless `create_user` is false. */
export async function requestOtp(deps: AuthDeps, request: Request): Promise<Response> {
  const body = await readJson(request, OtpBody);
  if (body.email && body.phone) {
    throw invalid('Only an email address or phone number should be provided');
  }
  if (body.email && body.channel) {
    throw invalid('Channel should only be specified with Phone OTP');
  }
  checkChallenge(body);
  if (!body.email && !body.phone) throw invalid('One of email or phone must be set');
  const contact = readOtpContact(deps, body);
  await deps.engine
    .transaction('admin', async (tx) => {
      const asked = { deps, tx, request, challenge: body };
      const known =
        contact.kind === 'email'
          ? await findUserByEmail(tx, contact.email)
          : await findUserByPhone(tx, contact.phone);
      if (!known && body.create_user === false) {
        throw new AuthError(422, 'otp_disabled', 'Signups not allowed for otp');
      }
      if (!known && !deps.config.enable_signup) throw signupDisabled();
      const userMetadata = body.data ?? {};
      const made =
        known ?? (await register(deps, tx, { contact, passwordHash: null, userMetadata }));
      if (made === 'exists') return;
      await sendOtp(asked, made, contact);
    })
    .catch(explainInsert);
  return Response.json({});
}

function readOtpContact(
  deps: AuthDeps,
  body: { email?: string | null | undefined; phone?: string | null | undefined },
): Contact {
  if (body.email && !deps.config.email.enable_signup)
    throw new AuthError(422, 'email_provider_disabled', 'Email logins are disabled');
  if (body.phone && !deps.config.sms.enable_signup)
    throw new AuthError(400, 'phone_provider_disabled', 'Unsupported phone provider');
  return readContact(deps, body);
}

async function sendOtp(asked: Asked, user: UserRow, contact: Contact): Promise<void> {
  if (contact.kind === 'phone')
    return sendText({ ...asked, user }, contact.phone, 'confirmation_token');
  if (isConfirmed(user, contact)) {
    return sendRecovery(await prepare(asked, user, 'magiclink'), 'magiclink');
  }
  // Whoever proves the address has signed up and in at once.
  return sendConfirmation(await prepare(asked, user, 'email/signup'));
}

/** POST /recover */
export async function recover(deps: AuthDeps, request: Request): Promise<Response> {
  const body = await readJson(request, RecoverBody);
  if (!body.email) throw invalid('Password recovery requires an email');
  const email = checkEmail(body.email);
  checkChallenge(body);
  await deps.engine.transaction('admin', async (tx) => {
    const user = await findUserByEmail(tx, email);
    if (!user) return;
    const asked = { deps, tx, request, challenge: body };
    await sendRecovery(await prepare(asked, user, 'recovery'), 'recovery');
  });
  return Response.json({});
}

const RESENT = new Set(['signup', 'email_change', 'sms', 'phone_change']);

/** POST /resend */
export async function resend(deps: AuthDeps, request: Request): Promise<Response> {
  const body = await readJson(request, ResendBody);
  const type = body.type ?? '';
  if (!RESENT.has(type)) {
    throw invalid('Missing one of these types: signup, email_change, sms, phone_change');
  }
  checkChallenge(body);
  if (type === 'signup' && !body.email) throw invalid('Type provided requires an email address');
  if (type === 'sms' && !body.phone) throw invalid('Type provided requires a phone number');
  if (body.email && body.phone) {
    throw invalid('Only an email address or phone number should be provided.');
  }
  if (!body.email && !body.phone) throw invalid('Missing email address or phone number');
  if (body.phone && !deps.config.sms.enable_signup)
    throw new AuthError(400, 'phone_provider_disabled', 'Phone logins are disabled');
  const [email, phone] = [
    body.email ? checkEmail(body.email) : null,
    body.phone ? checkPhone(body.phone) : null,
  ];
  await deps.engine.transaction('admin', async (tx) => {
    const user =
      email === null ? await findUserByPhone(tx, phone ?? '') : await findUserByEmail(tx, email);
    if (user) await sendAgain({ deps, tx, request, challenge: body }, user, type);
  });
  return Response.json({});
}

async function sendAgain(asked: Asked, user: UserRow, type: string): Promise<void> {
  if (type === 'signup' && !user.email_confirmed_at) {
    await sendConfirmation(await prepare(asked, user, 'email/signup'));
  } else if (type === 'email_change' && user.email_change) {
    await sendEmailChange(await prepare(asked, user, 'email_change'), user.email_change);
  } else if (type === 'sms' && !user.phone_confirmed_at && user.phone) {
    await sendText({ ...asked, user }, user.phone, 'confirmation_token');
  } else if (type === 'phone_change' && user.phone_change) {
    await sendText({ ...asked, user }, user.phone_change, 'phone_change_token');
  }
}

/** GET /reauthenticate: a nonce, for changing the password long after signing in. */
export async function reauthenticate(
  deps: AuthDeps,
  request: Request,
  caller: Caller,
): Promise<Response> {
  await deps.engine.transaction('admin', async (tx) => {
    const { user } = await requireCaller(tx, caller);
    if (user.email) {
      if (!user.email_confirmed_at)
        throw new AuthError(422, 'email_not_confirmed', 'Please verify your email first.');
      return sendReauthentication(await prepare({ deps, tx, request, challenge: {} }, user, 'otp'));
    }
    if (!user.phone) {
      throw invalid('Reauthentication requires the user to have an email or a phone number');
    }
    if (!user.phone_confirmed_at)
      throw new AuthError(422, 'phone_not_confirmed', 'Please verify your phone first.');
    return sendText(
      { deps, tx, user: await requireUser(tx, user.id) },
      user.phone,
      'reauthentication_token',
    );
  });
  return Response.json({});
}

function invalid(message: string): AuthError {
  return new AuthError(400, 'validation_failed', message);
}
