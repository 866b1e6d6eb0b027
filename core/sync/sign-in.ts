import { type AuthResponse, createClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { AtelierError } from '../../contract/errors.ts';
import type { SignInMethods } from '../../contract/studio/account.ts';
import type { SyncLink } from '../library/sync-engine.ts';
import { createBackendFetch } from './backend-fetch.ts';
import { authFailure, offline, readAnswer } from './failure.ts';

/** A project and the way to it. */
export interface Project extends Pick<SyncLink, 'url' | 'anonKey'> {
  fetch: typeof fetch;
}

/** Who signed in, and the session as supabase-js keeps it. */
export interface SignedIn {
  userId: string;
  email: string;
  session: string;
}

const SESSION = 'session';

/** A client that keeps all it is told in memory: a sign-in that does not succeed leaves nothing behind. */
function signInClient({ url, anonKey, fetch }: Project, flowType: 'pkce' | 'implicit') {
  const kept = new Map<string, string>();
  const client = createClient(url, anonKey, {
    auth: {
      flowType,
      storageKey: SESSION,
      persistSession: true,
      autoRefreshToken: false,
      detectSessionInUrl: false,
      storage: {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
        removeItem: (key) => void kept.delete(key),
      },
    },
    global: { fetch: createBackendFetch({ fetch, anonKey, ending: new AbortController().signal }) },
  });
  return { client, kept };
}

type Answered = AuthResponse;

/** Errors: `unauthenticated` (with `reason: 'unconfirmed'` where the address has to be confirmed), and those of Auth. */
function signedIn({ data, error }: Answered, kept: ReadonlyMap<string, string>): SignedIn {
  if (error) throw authFailure(error);
  if (!data.user || !data.session) {
    throw new AtelierError('unauthenticated', 'Confirm the e-mail address first, then sign in.', {
      reason: 'unconfirmed',
    });
  }
  const { id, email = '' } = data.user;
  return { userId: id, email, session: kept.get(SESSION) ?? JSON.stringify(data.session) };
}

/** By password. Errors: `unauthenticated`, `offline`, `backend_unavailable`, `rate_limited`. */
export async function signIn(
  project: Project,
  { email, password, create }: { email: string; password: string; create: boolean },
): Promise<SignedIn> {
  const { client, kept } = signInClient(project, 'implicit');
  const answer = create
    ? await client.auth.signUp({ email, password })
    : await client.auth.signInWithPassword({ email, password });
  return { ...signedIn(answer, kept), email };
}

/** Has a mail with a code sent. Errors: as of `signIn`. */
export async function sendCode(
  project: Project,
  { email, create }: { email: string; create: boolean },
): Promise<void> {
  const { client } = signInClient(project, 'implicit');
  const { error } = await client.auth.signInWithOtp({
    email,
    options: { shouldCreateUser: create },
  });
  if (error) throw authFailure(error);
}

/** By the code of a mail, or its link. Errors: as of `signIn`. */
export async function verifyCode(
  project: Project,
  { email, code }: { email: string; code: string },
): Promise<SignedIn> {
  const { client, kept } = signInClient(project, 'implicit');
  const link = linkOf(code);
  const answer = await client.auth.verifyOtp(
    link ? { token_hash: link.hash, type: link.type } : { email, token: code, type: 'email' },
  );
  return signedIn(answer, kept);
}

const LinkType = z.enum(['signup', 'invite', 'magiclink', 'recovery', 'email']);

/** What the link of a mail carries; nothing where it is a code. */
function linkOf(code: string): { hash: string; type: z.infer<typeof LinkType> } | undefined {
  const search = URL.parse(code)?.searchParams;
  const hash = search?.get('token_hash') ?? search?.get('token');
  if (!hash) return undefined;
  return { hash, type: LinkType.catch('email').parse(search?.get('type')) };
}

export interface OAuthFlow {
  /** To be opened in the system's browser. */
  url: string;
  /** With what came back to the return address. Errors: as of `signIn`; `cancelled` where it was refused there. */
  finish(returned: URLSearchParams): Promise<SignedIn>;
}

/** OAuth with PKCE (RFC 7636): the code that comes back is of no use to who has not the verifier, kept here. */
export async function beginOAuth(
  project: Project,
  { provider, returnTo }: { provider: string; returnTo: string },
): Promise<OAuthFlow> {
  const { client, kept } = signInClient(project, 'pkce');
  const { data, error } = await client.auth.signInWithOAuth({
    // Projects may have providers that this version of the library has no name for.
    provider: provider as Parameters<typeof client.auth.signInWithOAuth>[0]['provider'],
    options: { redirectTo: returnTo, skipBrowserRedirect: true },
  });
  if (error) throw authFailure(error);
  return {
    url: data.url,
    async finish(returned) {
      const code = returned.get('code');
      if (!code) {
        const why = returned.get('error_description') ?? 'The sign-in was not completed.';
        throw new AtelierError('cancelled', why);
      }
      return signedIn(await client.auth.exchangeCodeForSession(code), kept);
    },
  };
}

/** https://supabase.com/docs/reference/api: GET /auth/v1/settings */
const AuthSettings = z.object({
  external: z.record(z.string(), z.unknown()),
  disable_signup: z.boolean().catch(false),
});

/** Not signed in to by a browser. */
const NO_OAUTH = new Set(['email', 'phone', 'anonymous_users']);

/** What a project's Auth offers. Errors: `offline`, `backend_unavailable`, `unauthenticated` for a key it does not take. */
export async function signInMethods({ url, anonKey, fetch }: Project): Promise<SignInMethods> {
  const answer = await fetch(`${url}/auth/v1/settings`, {
    headers: { apikey: anonKey },
    signal: AbortSignal.timeout(15_000),
  }).catch((cause: unknown) => {
    throw offline(cause);
  });
  if (!answer.ok) throw authFailure({ status: answer.status, message: 'Auth refused the key.' });
  const said = readAnswer(AuthSettings, await answer.json().catch(() => undefined));
  const email = said.external['email'] === true;
  return {
    password: email,
    code: email,
    signUp: !said.disable_signup,
    oauth: Object.entries(said.external)
      .filter(([name, on]) => on === true && !NO_OAUTH.has(name))
      .map(([name]) => name)
      .toSorted((a, b) => a.localeCompare(b)),
  };
}

const Stored = z.object({ access_token: z.string() });

/** Ends a session on the server, if it answers soon: what it does not hear of runs out by itself. */
export async function endSession({ url, anonKey, fetch }: Project, session: string): Promise<void> {
  const token = Stored.safeParse(JSON.parse(session)).data?.access_token;
  if (token === undefined) return;
  await fetch(`${url}/auth/v1/logout?scope=local`, {
    method: 'POST',
    headers: { apikey: anonKey, authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(4_000),
  }).catch(() => undefined);
}
