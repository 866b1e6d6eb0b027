import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Tx } from '../../engine/engine.ts';
import type { AuthDeps } from '../auth-deps.ts';
import { AuthError } from '../auth-error.ts';
import { findIdentity, refreshProviders, saveIdentity } from '../identities.ts';
import { checkEmail } from '../input.ts';
import { sendConfirmation } from '../messages.ts';
import { redirectTo, withQuery, withSession } from '../redirect.ts';
import { assertNotBanned, startSession } from '../sessions.ts';
import { explainInsert } from '../sign-in.ts';
import { signupDisabled } from '../sign-up.ts';
import { type UserRow, findUserByEmail, insertUser, requireUser, updateUser } from '../users.ts';
import { withError } from '../verify.ts';
import { callbackUrl } from './authorize.ts';
import { type ProviderTokens, exchangeForTokens, fetchProfile } from './exchange.ts';
import { type Profile, type Provider, requireProvider } from './providers.ts';

interface FlowRow {
  id: string;
  auth_code: string | null;
  provider_type: string;
  referrer: string | null;
  linking_target_id: string | null;
}

const FLOW_SECONDS = 600;

/** GET and POST /callback: where a provider sends the browser back to. Ends in a redirect, whatever happened. */
export async function finishFlow(deps: AuthDeps, request: Request): Promise<Response> {
  const values = await readValues(request);
  const flow = await findFlow(deps, values.get('state') ?? '');
  const target = flow?.referrer ?? deps.config.site_url;
  const isPkce = flow?.auth_code != null;
  try {
    if (!flow) throw new AuthError(400, 'bad_oauth_state', 'OAuth state not found or expired');
    return redirectTo(await finish(deps, request, flow, values, target), 302);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    return redirectTo(withError(target, error, isPkce), 302);
  }
}

/** Some providers answer by a form. */
async function readValues(request: Request): Promise<URLSearchParams> {
  const search = new URL(request.url).searchParams;
  if (request.method !== 'POST') return search;
  return new URLSearchParams((await request.text()).slice(0, 64 * 1024));
}

async function findFlow({ engine, clock }: AuthDeps, state: string): Promise<FlowRow | null> {
  if (!z.uuid().safeParse(state).success) return null;
  const { rows } = await engine.transaction('admin', (tx) =>
    tx.query<FlowRow>(
      `select id, auth_code, provider_type, referrer, linking_target_id from auth.flow_state
        where id = $1::uuid and authentication_method = 'oauth' and user_id is null
          and created_at > $2::timestamptz - make_interval(secs => ${FLOW_SECONDS})`,
      [state, new Date(clock())],
    ),
  );
  return rows[0] ?? null;
}

async function finish(
  deps: AuthDeps,
  request: Request,
  flow: FlowRow,
  values: URLSearchParams,
  target: string,
): Promise<string> {
  const provider = requireProvider(deps.config, flow.provider_type);
  const refused = values.get('error');
  if (refused !== null) {
    const text = values.get('error_description') ?? refused;
    throw new AuthError(403, 'bad_oauth_callback', text.slice(0, 300));
  }
  const code = values.get('code');
  if (!code) throw new AuthError(400, 'bad_oauth_callback', 'OAuth callback without a code');
  const tokens = await exchangeForTokens(provider, code, callbackUrl(deps, provider));
  const profile = await fetchProfile(provider, tokens);
  const agent = request.headers.get('user-agent');
  const ended = await deps.engine
    .transaction('admin', (tx) => settle({ deps, tx, provider, profile }, flow, tokens, agent))
    .catch(explainInsert);
  if (ended instanceof AuthError) throw ended;
  if ('code' in ended) return withQuery(target, { code: ended.code });
  const extra = {
    provider_token: tokens.accessToken,
    ...(tokens.refreshToken !== null && { provider_refresh_token: tokens.refreshToken }),
  };
  return withSession(target, ended.session, extra);
}

interface Arrival {
  deps: AuthDeps;
  tx: Tx;
  provider: Provider;
  profile: Profile;
}

/** Finds or makes the user, and ends the flow. An error that is returned must not undo what was written. */
async function settle(
  arrival: Arrival,
  flow: FlowRow,
  tokens: ProviderTokens,
  agent: string | null,
): Promise<AuthError | { code: string } | { session: Record<string, unknown> }> {
  const { deps, tx } = arrival;
  const now = new Date(deps.clock());
  const { affected } = await tx.query(
    'update auth.flow_state set updated_at = $2 where id = $1::uuid and user_id is null',
    [flow.id, now],
  );
  if (affected === 0) {
    throw new AuthError(400, 'flow_state_already_used', 'State has already been used');
  }
  const user =
    flow.linking_target_id === null
      ? await signInWith(arrival)
      : await linkTo(arrival, flow.linking_target_id);
  assertNotBanned(user, now);
  const unproven = user.email !== null && user.email_confirmed_at === null;
  if (unproven) return askForProof(arrival, user);
  if (flow.auth_code === null) {
    await tx.query('delete from auth.flow_state where id = $1::uuid', [flow.id]);
    return { session: await startSession(deps, tx, user, 'oauth', agent) };
  }
  await tx.query(
    `update auth.flow_state set user_id = $2, provider_access_token = $3, provider_refresh_token = $4,
       auth_code_issued_at = $5 where id = $1::uuid`,
    [flow.id, user.id, tokens.accessToken, tokens.refreshToken, now],
  );
  return { code: flow.auth_code };
}

/** Where addresses need proof, one that the provider has not proven is written to. */
async function askForProof({ deps, tx, provider }: Arrival, user: UserRow): Promise<AuthError> {
  const redirect = deps.config.site_url;
  await sendConfirmation({ deps, tx, user, redirectTo: redirect, isPkce: false });
  const text = `Unverified email with ${provider.name}. A confirmation email has been sent to your ${provider.name} email`;
  return new AuthError(403, 'provider_email_needs_verification', text);
}

function dataOf({ provider, profile }: Arrival): Record<string, unknown> {
  const known = Object.entries(profile.claims).filter(([, value]) => value != null);
  return {
    ...Object.fromEntries(known),
    iss: new URL(provider.authorizeUrl).origin,
    sub: profile.subject,
    provider_id: profile.subject,
    ...(profile.email !== null && { email: profile.email.toLowerCase() }),
    email_verified: profile.emailVerified,
    phone_verified: false,
  };
}

async function remember(arrival: Arrival, userId: string, now: Date): Promise<UserRow> {
  const { tx, provider, profile } = arrival;
  const data = dataOf(arrival);
  const identity = { userId, provider: provider.name, providerId: profile.subject, data, now };
  await saveIdentity(tx, identity);
  await refreshProviders(tx, userId);
  return updateUser(tx, userId, { userMetadata: data }, now);
}

/** By the account there; else by an address that the provider has proven; else someone new. */
async function signInWith(arrival: Arrival): Promise<UserRow> {
  const { deps, tx, provider, profile } = arrival;
  const now = new Date(deps.clock());
  const known = await findIdentity(tx, provider.name, profile.subject);
  if (known) return remember(arrival, known.userId, now);
  const email = profile.email === null ? null : checkEmail(profile.email);
  if (email === null) {
    const text = 'Error getting user email from external provider';
    throw new AuthError(500, 'unexpected_failure', text);
  }
  const owner = await findUserByEmail(tx, email);
  if (owner && profile.emailVerified) {
    if (!owner.email_confirmed_at) await dropUnproven(tx, owner.id);
    await updateUser(tx, owner.id, { confirmEmail: true }, now);
    return remember(arrival, owner.id, now);
  }
  if (!deps.config.enable_signup) throw signupDisabled();
  const id = randomUUID();
  await insertUser(tx, {
    id,
    // An address that someone else proved is not given to whoever merely names it.
    email: owner ? null : email,
    passwordHash: null,
    role: 'authenticated',
    confirmed: profile.emailVerified || !deps.config.email.enable_confirmations,
    appMetadata: { provider: provider.name, providers: [provider.name] },
    userMetadata: dataOf(arrival),
    isAnonymous: false,
    now,
  });
  return remember(arrival, id, now);
}

/** Whoever signed up with an address that was not theirs loses the password they set for it. */
async function dropUnproven(tx: Tx, userId: string): Promise<void> {
  await tx.query(`update auth.users set encrypted_password = '' where id = $1::uuid`, [userId]);
  await tx.query('delete from auth.identities where user_id = $1::uuid', [userId]);
  await tx.query('delete from auth.sessions where user_id = $1::uuid', [userId]);
}

async function linkTo(arrival: Arrival, userId: string): Promise<UserRow> {
  const { deps, tx, provider, profile } = arrival;
  const known = await findIdentity(tx, provider.name, profile.subject);
  if (known) {
    const other = known.userId === userId ? '' : ' to another user';
    const text = `Identity is already linked${other}`;
    throw new AuthError(422, 'identity_already_exists', text);
  }
  const now = new Date(deps.clock());
  const target = await requireUser(tx, userId);
  if (target.email === null && profile.email !== null) {
    const email = checkEmail(profile.email);
    const confirmEmail = profile.emailVerified || !deps.config.email.enable_confirmations;
    if (await findUserByEmail(tx, email)) {
      const text = 'A user with this email address has already been registered';
      throw new AuthError(400, 'email_exists', text);
    }
    await updateUser(tx, userId, { email, confirmEmail, isAnonymous: false }, now);
  }
  return remember(arrival, userId, now);
}
