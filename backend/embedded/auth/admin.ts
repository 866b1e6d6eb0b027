import { z } from 'zod';
import type { Caller } from '../gateway/service.ts';
import { createUser, deleteUser, getUser, listAll, putUser } from './admin-users.ts';
import type { AuthDeps } from './auth-deps.ts';
import { AuthError } from './auth-error.ts';
import { generateLink } from './generate-link.ts';
import { removeFactor } from './mfa.ts';
import { listOutbox } from './outbox.ts';
import { requireAdmin } from './require-caller.ts';
import { requireUser } from './users.ts';

const Uuid = z.uuid();

/** Everything below `/admin`, for the service role only. */
export async function administer(
  deps: AuthDeps,
  request: Request,
  caller: Caller,
  segments: readonly string[],
): Promise<Response> {
  requireAdmin(caller);
  const [collection, ...more] = segments;
  const { method } = request;
  if (collection === 'users') return administerUsers(deps, request, more);
  if (collection === 'generate_link' && method === 'POST') return generateLink(deps, request);
  if (collection === 'outbox' && method === 'GET') {
    return listOutbox(deps.engine, new URL(request.url).searchParams);
  }
  // Nobody signs in here through a company's own directory.
  if (collection === 'sso' && method === 'GET') return Response.json({ items: [] });
  throw new AuthError(404, 'validation_failed', '404 page not found');
}

async function administerUsers(
  deps: AuthDeps,
  request: Request,
  [id, area, factorId]: readonly string[],
): Promise<Response> {
  const { method } = request;
  if (id === undefined) {
    if (method === 'GET') return listAll(deps, request);
    if (method === 'POST') return createUser(deps, request);
    throw notAllowed();
  }
  if (!Uuid.safeParse(id).success)
    throw new AuthError(404, 'validation_failed', 'user_id must be an UUID');
  if (area === 'factors') return administerFactors(deps, method, id, factorId);
  if (area !== undefined) throw new AuthError(404, 'validation_failed', '404 page not found');
  if (method === 'GET') return getUser(deps, id);
  if (method === 'PUT') return putUser(deps, request, id);
  if (method === 'DELETE') return deleteUser(deps, request, id);
  throw notAllowed();
}

async function administerFactors(
  { engine }: AuthDeps,
  method: string,
  userId: string,
  factorId: string | undefined,
): Promise<Response> {
  return engine.transaction('admin', async (tx) => {
    const { factors } = await requireUser(tx, userId);
    if (factorId === undefined && method === 'GET') return Response.json(factors ?? []);
    const factor = (factors ?? []).find(({ id }) => id === factorId);
    if (!factor) throw new AuthError(404, 'mfa_factor_not_found', 'Factor not found');
    if (method !== 'DELETE') throw notAllowed();
    await removeFactor(tx, factor.id);
    return Response.json(factor);
  });
}

function notAllowed(): AuthError {
  return new AuthError(405, 'validation_failed', 'Method not allowed');
}
