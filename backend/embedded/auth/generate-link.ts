import { randomUUID } from 'node:crypto';
import type { Tx } from '../engine/engine.ts';
import type { Caller } from '../gateway/service.ts';
import type { AuthDeps } from './auth-deps.ts';
import { AuthError } from './auth-error.ts';
import { saveEmailIdentity } from './identities.ts';
import { InviteBody, LinkBody, checkEmail, checkPassword, readJson } from './input.ts';
import { actionLink, sendInvite } from './messages.ts';
import { type TokenType, hashCode, makeCode, storeToken } from './one-time-token.ts';
import { hashPassword } from './password.ts';
import { chooseRedirect } from './redirect.ts';
import { requireAdmin } from './require-caller.ts';
import { emailExists, explainInsert } from './sign-in.ts';
import { type UserRow, findUserByEmail, insertUser, requireUser, userJson } from './users.ts';

/** Links for mails that an administrator sends himself (`auth.admin.generateLink`), and invitations. */
type LinkType =
  | 'signup'
  | 'invite'
  | 'magiclink'
  | 'recovery'
  | 'email_change_current'
  | 'email_change_new';

const TOKEN_TYPES: Readonly<Record<LinkType, TokenType>> = {
  signup: 'confirmation_token',
  invite: 'confirmation_token',
  magiclink: 'recovery_token',
  recovery: 'recovery_token',
  email_change_current: 'email_change_token_current',
  email_change_new: 'email_change_token_new',
};

const SENT_COLUMNS: Readonly<Record<LinkType, readonly string[]>> = {
  signup: ['confirmation_sent_at'],
  invite: ['confirmation_sent_at', 'invited_at'],
  magiclink: ['recovery_sent_at'],
  recovery: ['recovery_sent_at'],
  email_change_current: ['email_change_sent_at'],
  email_change_new: ['email_change_sent_at'],
};

/** POST /admin/generate_link */
export async function generateLink(deps: AuthDeps, request: Request): Promise<Response> {
  const body = await readJson(request, LinkBody);
  const email = checkEmail(body.email);
  if (!Object.hasOwn(TOKEN_TYPES, body.type)) {
    const text = `Invalid email action link type requested: ${body.type.slice(0, 40)}`;
    throw new AuthError(400, 'validation_failed', text);
  }
  const asked = body.type as LinkType;
  const newEmail = asked.startsWith('email_change') ? checkEmail(body.new_email ?? '') : null;
  if (asked === 'email_change_current' && !deps.config.email.double_confirm_changes) {
    const text = 'Enable secure email change to generate link for current email';
    throw new AuthError(400, 'validation_failed', text);
  }
  const passwordHash = await passwordOf(deps, asked, body.password ?? '');
  const redirectTo = chooseRedirect(request, deps.config, body.redirect_to ?? undefined);
  const now = new Date(deps.clock());
  const answer = await deps.engine
    .transaction('admin', async (tx) => {
      const known = await findUserByEmail(tx, email);
      // Whoever is not there yet signs up by the link.
      const type = asked === 'magiclink' && !known ? 'signup' : asked;
      const metadata = body.data ?? {};
      const user = await subjectOf(tx, type, known, { email, passwordHash, metadata, now });
      const address = type === 'email_change_new' ? (newEmail ?? '') : email;
      if (newEmail !== null) await announceChange(tx, user, newEmail);
      const code = makeCode(deps.config.email.otp_length);
      const hash = hashCode(address, code);
      await storeToken(tx, {
        userId: user.id,
        type: TOKEN_TYPES[type],
        hash,
        relatesTo: address,
        now,
      });
      const sent = SENT_COLUMNS[type].map((column) => `${column} = $2`).join(', ');
      await tx.query(`update auth.users set ${sent} where id = $1::uuid`, [user.id, now]);
      const linkType = newEmail === null ? type : 'email_change';
      return {
        ...userJson(await requireUser(tx, user.id)),
        action_link: actionLink(deps, hash, linkType, redirectTo),
        email_otp: code,
        hashed_token: hash,
        verification_type: type,
        redirect_to: redirectTo,
      };
    })
    .catch(explainInsert);
  return Response.json(answer);
}

async function passwordOf(
  { config }: AuthDeps,
  type: LinkType,
  password: string,
): Promise<string | null> {
  if (type !== 'signup') return null;
  if (password === '')
    throw new AuthError(400, 'validation_failed', 'Signup requires a valid password');
  return hashPassword(checkPassword(password, config.minimum_password_length));
}

interface Newcomer {
  email: string;
  passwordHash: string | null;
  metadata: Record<string, unknown>;
  now: Date;
}

/** Whom a link is for: someone who is there, or is made for it. */
async function subjectOf(
  tx: Tx,
  type: LinkType,
  known: UserRow | null,
  newcomer: Newcomer,
): Promise<UserRow> {
  const joins = type === 'signup' || type === 'invite';
  if (!joins) {
    if (known) return known;
    throw new AuthError(404, 'user_not_found', 'User with this email not found');
  }
  if (known?.email_confirmed_at) throw emailExists();
  return known ?? addUnconfirmed(tx, newcomer);
}

async function addUnconfirmed(tx: Tx, newcomer: Newcomer): Promise<UserRow> {
  const { email, passwordHash, metadata, now } = newcomer;
  const id = randomUUID();
  await insertUser(tx, {
    id,
    email,
    passwordHash,
    role: 'authenticated',
    confirmed: false,
    appMetadata: { provider: 'email', providers: ['email'] },
    userMetadata: metadata,
    isAnonymous: false,
    now,
  });
  await saveEmailIdentity(tx, id, email, false, {}, now);
  return requireUser(tx, id);
}

async function announceChange(tx: Tx, user: UserRow, newEmail: string): Promise<void> {
  const other = await findUserByEmail(tx, newEmail);
  if (other && other.id !== user.id) throw emailExists();
  await tx.query(
    'update auth.users set email_change = $2, email_change_confirm_status = 0 where id = $1::uuid',
    [user.id, newEmail],
  );
}

/** POST /invite */
export async function invite(deps: AuthDeps, request: Request, caller: Caller): Promise<Response> {
  requireAdmin(caller);
  const body = await readJson(request, InviteBody);
  const email = checkEmail(body.email ?? '');
  const redirectTo = chooseRedirect(request, deps.config);
  const now = new Date(deps.clock());
  const user = await deps.engine
    .transaction('admin', async (tx) => {
      const known = await findUserByEmail(tx, email);
      const metadata = body.data ?? {};
      const user = await subjectOf(tx, 'invite', known, {
        email,
        passwordHash: null,
        metadata,
        now,
      });
      await sendInvite({ deps, tx, user, redirectTo, isPkce: false });
      return requireUser(tx, user.id);
    })
    .catch(explainInsert);
  return Response.json(userJson(user));
}
