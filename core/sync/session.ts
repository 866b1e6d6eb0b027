import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { AtelierError } from '../../contract/errors.ts';
import type { SyncDeps, SyncLimits, SyncLink } from '../library/sync-engine.ts';
import { createBackendFetch } from './backend-fetch.ts';
import { authFailure, offline } from './failure.ts';

/** A backend with someone signed in. */
export interface Session {
  client: SupabaseClient;
  userId: string;
}

/** The name under which supabase-js keeps the session; there is one a store, so the name carries nothing. */
const STORAGE_KEY = 'session';

/** supabase-js over this studio's own fetch, with its session in the account's secrets. */
export function connectBackend(
  link: Pick<SyncLink, 'url' | 'anonKey'>,
  options: {
    fetch: typeof fetch;
    session: SyncDeps['session'];
    ending: AbortSignal;
    limits?: SyncLimits | undefined;
  },
): SupabaseClient {
  const { session } = options;
  return createClient(link.url, link.anonKey, {
    auth: {
      storageKey: STORAGE_KEY,
      persistSession: true,
      // A session is refreshed when it is needed: no timer runs while nothing is to be sent.
      autoRefreshToken: false,
      detectSessionInUrl: false,
      storage: {
        getItem: async (key) => (key === STORAGE_KEY ? ((await session.read()) ?? null) : null),
        setItem: async (key, value) => {
          if (key === STORAGE_KEY) await session.write(value);
        },
        removeItem: async (key) => {
          if (key === STORAGE_KEY) await session.write(null);
        },
      },
    },
    global: { fetch: createBackendFetch({ ...options, anonKey: link.anonKey }) },
  });
}

/**
 * The session that is stored, refreshed if it ran out; else a new one where the credentials are known (solo).
 * Errors: `unauthenticated` when the creator has to sign in, `offline`, `backend_unavailable`.
 */
export async function ensureSession(
  client: SupabaseClient,
  credentials: SyncLink['credentials'],
  ending: AbortSignal,
): Promise<Session> {
  const stored = await inTime(client.auth.getSession(), ending);
  const user = stored.data.session?.user;
  if (user) return { client, userId: user.id };
  const failure = stored.error && authFailure(stored.error);
  if (failure && failure.code !== 'unauthenticated') throw failure;
  if (!credentials) throw failure ?? new AtelierError('unauthenticated', 'Nobody is signed in.');
  const signedIn = await client.auth.signInWithPassword(credentials);
  if (signedIn.error) throw authFailure(signedIn.error);
  return { client, userId: signedIn.data.user.id };
}

/** supabase-js tries for half a minute to renew a session before it says that it cannot. It may go on with that. */
const RENEWAL_MS = 4_000;

async function inTime<T>(work: Promise<T>, ending: AbortSignal): Promise<T> {
  const late = AbortSignal.any([ending, AbortSignal.timeout(RENEWAL_MS)]);
  const { promise, reject } = Promise.withResolvers<never>();
  const give = () => reject(offline(late.reason));
  late.addEventListener('abort', give, { once: true });
  try {
    late.throwIfAborted();
    return await Promise.race([work, promise]);
  } finally {
    late.removeEventListener('abort', give);
  }
}

/**
 * A session that the backend did not take may only be old: a token that ran out by its clock and not by ours.
 * True if it was renewed. If the backend refuses that too, it is forgotten, and the next `ensureSession` makes
 * another one or asks for the creator. Errors: `offline`, `backend_unavailable`, `rate_limited`.
 */
export async function renewSession(
  client: SupabaseClient,
  store: SyncDeps['session'],
): Promise<boolean> {
  const { data, error } = await client.auth.refreshSession();
  if (data.session) return true;
  const failure = error && authFailure(error);
  if (failure && failure.code !== 'unauthenticated') throw failure;
  // Not `signOut`: that asks the backend first, and keeps the session when it does not answer.
  await store.write(null);
  return false;
}
