import type { Tx } from '../engine/engine.ts';
import type { AuthDeps } from './auth-deps.ts';
import { AuthError } from './auth-error.ts';
import { VerifyBody, checkEmail, checkPhone, readJson } from './input.ts';
import { type TokenType, clearTokens, findToken, hashCode, isPkceToken } from './one-time-token.ts';
import { issueCode } from './pkce.ts';
import { chooseRedirect, redirectTo, withFragment, withQuery, withSession } from './redirect.ts';
import { type SignInMethod, assertNotBanned, startSession } from './sessions.ts';
import { emailExists } from './sign-in.ts';
import { confirmContact } from './sign-up.ts';
import { type UserRow, findUserByEmail, requireUser } from './users.ts';

/**
 * What a code or a link of a mail is traded for (https://supabase.com/docs/guides/auth/auth-email-passwordless). A link
 * (`GET`) ends in a redirect that carries the session, or a code for whoever began with PKCE; a code (`POST`) in JSON.
 */
type VerifyType =
  | 'signup'
  | 'invite'
  | 'recovery'
  | 'magiclink'
  | 'email'
  | 'email_change'
  | 'sms'
  | 'phone_change';

const TOKEN_TYPES: Readonly<Record<VerifyType, readonly TokenType[]>> = {
  signup: ['confirmation_token'],
  invite: ['confirmation_token'],
  recovery: ['recovery_token'],
  magiclink: ['recovery_token'],
  email: ['confirmation_token', 'recovery_token'],
  email_change: ['email_change_token_new', 'email_change_token_current'],
  sms: ['confirmation_token'],
  phone_change: ['phone_change_token'],
};

/** The method that a flow which began with a verifier was remembered by. */
const FLOW_METHODS: Readonly<Partial<Record<VerifyType, SignInMethod>>> = {
  signup: 'email/signup',
  invite: 'invite',
  recovery: 'recovery',
  magiclink: 'magiclink',
  email_change: 'email_change',
};

const HALF_CONFIRMED =
  'Confirmation link accepted. Please proceed to confirm link sent to the other email';

/** POST /verify */
export async function verifyCode(deps: AuthDeps, request: Request): Promise<Response> {
  const body = await readJson(request, VerifyBody);
  const { token, token_hash: tokenHash } = body;
  if (!body.type) throw invalid('Verify requires a verification type');
  if (Boolean(token) === Boolean(tokenHash)) {
    throw invalid('Verify requires either a token or a token hash');
  }
  const hash = token ? hashOf(body, token) : (tokenHash ?? '');
  if (tokenHash && (body.email || body.phone || body.redirect_to)) {
    throw invalid('Only the token_hash and type should be provided');
  }
  const type = readType(body.type, Boolean(token));
  deps.limits.take('token_verifications', request);
  const expired = token
    ? 'Token has expired or is invalid'
    : 'Email link is invalid or has expired';
  const answer = await deps.engine.transaction('admin', async (tx) => {
    const user = await redeem(deps, tx, { hash, type, expired });
    if (user === 'half') return { msg: HALF_CONFIRMED, code: '200' };
    return startSession(deps, tx, user, 'otp', request.headers.get('user-agent'));
  });
  return Response.json(answer);
}

/** GET /verify: the link of a mail. */
export async function verifyLink(deps: AuthDeps, request: Request): Promise<Response> {
  const search = new URL(request.url).searchParams;
  const hash = search.get('token') ?? '';
  const target = chooseRedirect(request, deps.config);
  if (!search.get('type')) throw invalid('Verify requires a verification type');
  if (hash === '') throw invalid('Verify requires a token or a token hash');
  const isPkce = isPkceToken(hash);
  try {
    const type = readType(search.get('type') ?? '', false);
    deps.limits.take('token_verifications', request);
    const expired = 'Email link is invalid or has expired';
    const url = await deps.engine.transaction('admin', async (tx) => {
      const user = await redeem(deps, tx, { hash, type, expired });
      if (user === 'half') return withFragment(target, { message: HALF_CONFIRMED, sb: '' });
      if (isPkce) {
        const method = FLOW_METHODS[type] ?? 'otp';
        const code = await issueCode(tx, user.id, method, new Date(deps.clock()));
        return withQuery(target, { code });
      }
      const agent = request.headers.get('user-agent');
      return withSession(target, await startSession(deps, tx, user, 'otp', agent), { type });
    });
    return redirectTo(url);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    return redirectTo(withError(target, error, isPkce));
  }
}

/** RFC 6749, section 4.1.2.1, with Supabase's own `error_code` beside it. */
export function withError(target: string, error: AuthError, isPkce: boolean): string {
  const name =
    error.status === 401 || error.status === 403
      ? 'access_denied'
      : error.status >= 500
        ? 'server_error'
        : 'invalid_request';
  const values = { error: name, error_code: error.errorCode, error_description: error.message };
  return withFragment(isPkce ? withQuery(target, values) : target, { ...values, sb: '' });
}

function readType(type: string, byCode: boolean): VerifyType {
  const known = Object.hasOwn(TOKEN_TYPES, type) ? (type as VerifyType) : null;
  if (known && (byCode || !['sms', 'phone_change'].includes(known))) return known;
  throw invalid('Invalid email verification type');
}

function hashOf(
  { email, phone }: { email?: string | null | undefined; phone?: string | null | undefined },
  token: string,
): string {
  if (phone && !email) return hashCode(checkPhone(phone), token);
  if (email && !phone) return hashCode(checkEmail(email), token);
  throw invalid('Only an email address or phone number should be provided on verify');
}

interface Redeemed {
  hash: string;
  type: VerifyType;
  expired: string;
}

/** The user whose token it was, with what it proves written down. `'half'`: the other address must agree too. */
async function redeem(
  deps: AuthDeps,
  tx: Tx,
  { hash, type, expired }: Redeemed,
): Promise<UserRow | 'half'> {
  const now = new Date(deps.clock());
  const { otp_expiry: seconds } = deps.config.email;
  const found = hash.includes('\0')
    ? null
    : await findToken(tx, hash, TOKEN_TYPES[type], seconds, now);
  const user = found && (await requireUser(tx, found.userId).catch(() => null));
  if (!found || !user) throw new AuthError(403, 'otp_expired', expired);
  assertNotBanned(user, now);
  if (type === 'email_change') return changeEmail(deps, tx, user, found.type);
  await clearTokens(tx, user.id, [found.type]);
  if (type === 'phone_change') {
    await confirmContact(tx, user, { kind: 'phone', phone: user.phone_change ?? '' }, now);
    await tx.query(`update auth.users set phone_change = '' where id = $1::uuid`, [user.id]);
  } else if (type === 'sms') {
    await confirmContact(tx, user, { kind: 'phone', phone: user.phone ?? '' }, now);
  } else if (!user.email_confirmed_at) {
    await confirmContact(tx, user, { kind: 'email', email: user.email ?? '' }, now);
  }
  return requireUser(tx, user.id);
}

/** Where addresses need proof, both the old and the new one must agree, in whichever order. */
async function changeEmail(
  { config, clock }: AuthDeps,
  tx: Tx,
  user: UserRow,
  token: TokenType,
): Promise<UserRow | 'half'> {
  const { enable_confirmations: asks, double_confirm_changes: twice } = config.email;
  if (asks && twice && user.email_change_confirm_status === 0 && user.email) {
    await clearTokens(tx, user.id, [token]);
    await tx.query('update auth.users set email_change_confirm_status = 1 where id = $1::uuid', [
      user.id,
    ]);
    return 'half';
  }
  const email = user.email_change ?? '';
  const other = await findUserByEmail(tx, email);
  if (email === '' || (other && other.id !== user.id)) throw emailExists();
  await clearTokens(tx, user.id, ['email_change_token_new', 'email_change_token_current']);
  await tx.query(
    `update auth.users set email_change = '', email_change_confirm_status = 0 where id = $1::uuid`,
    [user.id],
  );
  await confirmContact(tx, user, { kind: 'email', email }, new Date(clock()));
  return requireUser(tx, user.id);
}

function invalid(message: string): AuthError {
  return new AuthError(400, 'validation_failed', message);
}
