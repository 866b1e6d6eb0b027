import { createClient } from '@supabase/supabase-js';
import { AtelierError } from '../../../contract/errors.ts';
import { WORKER_KEY_HEADER } from '../../../contract/functions/worker.ts';
import { Id } from '../../../contract/primitives.ts';
import { env } from './env.ts';

/** The id of the signed-in user whose token this request carries. Throws `unauthenticated`. */
export async function userOf(request: Request): Promise<string> {
  const [, token] = /^bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  if (!token) throw new AtelierError('unauthenticated', 'Sign in first.');
  const { auth } = createClient(env('SUPABASE_URL'), env('SUPABASE_ANON_KEY'), {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
  // Checked here though the platform checks too: a deployment with verify_jwt switched off must not open the door.
  const { data } = await auth.getClaims(token).catch(() => ({ data: null }));
  const user = Id.safeParse(data?.claims.sub);
  if (!user.success || data?.claims.role !== 'authenticated') {
    throw new AtelierError('unauthenticated', 'This token is no signed-in user’s.');
  }
  return user.data;
}

/** The sha256 of the worker key of a request: all that the database knows of it (rule Q9). Throws `unauthenticated`. */
export async function workerKeyHash(request: Request): Promise<string> {
  const key = request.headers.get(WORKER_KEY_HEADER);
  if (!key || key.length > 500) throw new AtelierError('unauthenticated', 'A worker needs a key.');
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
