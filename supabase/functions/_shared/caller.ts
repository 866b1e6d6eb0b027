import { createClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { WORKER_KEY_HEADER } from '../../../contract/functions/worker.ts';
import { Id } from '../../../contract/primitives.ts';
import { read, serviceClient } from './database.ts';
import { env } from './env.ts';
import { sameText, sha256Hex } from './hash.ts';
import type { RateLimit } from './rate-limit.ts';

/** The id of the signed-in user whose token this request carries. Throws `unauthenticated`. */
async function userOf(request: Request): Promise<string> {
  const token = bearerOf(request);
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

async function adminOf(request: Request): Promise<string> {
  const user = await userOf(request);
  const roles = await read(
    serviceClient().from('user_roles').select('role').eq('user_id', user).eq('role', 'admin'),
    z.array(z.unknown()),
  );
  if (roles.length === 0) throw new AtelierError('forbidden', 'Only admins do this.');
  return user;
}

/** Whoever runs this backend: a schedule or program with the service's key, which has no user, or an admin. */
export interface Operator {
  user: string | null;
}

async function operatorOf(request: Request): Promise<Operator> {
  if (await hasServiceKey(request)) return { user: null };
  return { user: await adminOf(request) };
}

async function operatorOrUser(request: Request): Promise<Operator & { operator: boolean }> {
  if (await hasServiceKey(request)) return { user: null, operator: true };
  return { user: await userOf(request), operator: false };
}

/** The service's key stands as token or, where it is no JWT, as `apikey` alone. */
async function hasServiceKey(request: Request): Promise<boolean> {
  const given = [bearerOf(request), request.headers.get('apikey')];
  const key = env('SUPABASE_SERVICE_ROLE_KEY');
  const same = await Promise.all(given.map((text) => sameText(text ?? '', key)));
  return same.includes(true);
}

function bearerOf(request: Request): string | undefined {
  return /^bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
}

/** The sha256 of the worker key of a request: all that the database knows of it (rule Q9). Throws `unauthenticated`. */
export async function workerKeyHash(request: Request): Promise<string> {
  const key = request.headers.get(WORKER_KEY_HEADER);
  if (!key || key.length > 500) throw new AtelierError('unauthenticated', 'A worker needs a key.');
  return sha256Hex(key);
}

const counted = (user: string): RateLimit[] => [{ key: `user:${user}` }];
const countedIfPerson = ({ user }: Operator) => (user ? counted(user) : []);

/** Who may call a function, and how often: spread into its definition. */
export const asUser = { caller: userOf, limits: counted };
export const asAdmin = { caller: adminOf, limits: counted };
export const asOperator = { caller: operatorOf, limits: countedIfPerson };
export const asOperatorOrUser = { caller: operatorOrUser, limits: countedIfPerson };
