import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Caller, ServiceDeps } from '../gateway/service.ts';
import { AuthError } from './auth-error.ts';
import { AdminBody, checkEmail, checkPassword, readJson } from './input.ts';
import { hashPassword } from './password.ts';
import { explainInsert } from './sign-in.ts';
import {
  findUserByEmail,
  insertUser,
  listUsers,
  requireUser,
  updateUser,
  userJson,
} from './users.ts';

const Uuid = z.uuid();

/** `/admin/users` and `/admin/users/{id}`, for the service role only. */
export async function administer(
  deps: ServiceDeps,
  request: Request,
  caller: Caller,
  segments: readonly string[],
): Promise<Response> {
  requireAdmin(caller);
  const [collection, id, ...more] = segments;
  if (collection !== 'users' || more.length > 0)
    throw new AuthError(404, 'validation_failed', '404 page not found');
  if (id === undefined) {
    if (request.method === 'GET') return list(deps, request);
    if (request.method === 'POST') return create(deps, request);
  } else {
    if (!Uuid.safeParse(id).success)
      throw new AuthError(404, 'validation_failed', 'user_id must be an UUID');
    if (request.method === 'GET') return get(deps, id);
    if (request.method === 'PUT') return update(deps, request, id);
    if (request.method === 'DELETE') return remove(deps, request, id);
  }
  throw new AuthError(405, 'validation_failed', 'Method not allowed');
}

function requireAdmin({ refused, token, context }: Caller): void {
  if (refused) {
    const text = `invalid JWT: unable to parse or verify signature, ${refused.message}`;
    throw new AuthError(403, 'bad_jwt', text);
  }
  if (token === null)
    throw new AuthError(401, 'no_authorization', 'This endpoint requires a valid Bearer token');
  if (context.role !== 'service_role' && context.role !== 'supabase_admin') {
    throw new AuthError(403, 'not_admin', 'User not allowed');
  }
}

async function list({ engine }: ServiceDeps, request: Request): Promise<Response> {
  const search = new URL(request.url).searchParams;
  const page = readNumber(search.get('page'), 1, 1_000_000);
  const perPage = readNumber(search.get('per_page'), 50, 1000);
  const { users, total } = await engine.transaction('admin', (tx) => listUsers(tx, page, perPage));
  const last = Math.max(1, Math.ceil(total / perPage));
  const link = (to: number, rel: string): string =>
    `</admin/users?page=${to}&per_page=${perPage}>; rel="${rel}"`;
  const links = [...(page < last ? [link(page + 1, 'next')] : []), link(last, 'last')];
  const headers = { 'x-total-count': String(total), link: links.join(', ') };
  return Response.json({ users: users.map(userJson), aud: 'authenticated' }, { headers });
}

function readNumber(text: string | null, fallback: number, max: number): number {
  if (text === null || text === '') return fallback;
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1)
    throw new AuthError(400, 'validation_failed', 'Bad Pagination Parameters');
  return Math.min(Number(text), max);
}

async function create(deps: ServiceDeps, request: Request): Promise<Response> {
  const body = await readJson(request, AdminBody);
  if (!body.email)
    throw new AuthError(
      400,
      'validation_failed',
      'Cannot create a user without either an email or phone',
    );
  const email = checkEmail(body.email);
  const passwordHash = await hashOf(body);
  const user = await deps.engine
    .transaction('admin', async (tx) => {
      if (await findUserByEmail(tx, email)) throw emailExists();
      return insertUser(tx, {
        id: body.id ?? randomUUID(),
        email,
        passwordHash: passwordHash ?? null,
        role: body.role ?? 'authenticated',
        confirmed: body.email_confirm === true,
        appMetadata: { ...body.app_metadata, provider: 'email', providers: ['email'] },
        userMetadata: body.user_metadata ?? {},
        isAnonymous: false,
        now: new Date(deps.clock()),
      });
    })
    .catch(explainInsert);
  return Response.json(userJson(user));
}

async function get({ engine }: ServiceDeps, id: string): Promise<Response> {
  return Response.json(userJson(await engine.transaction('admin', (tx) => requireUser(tx, id))));
}

async function update(deps: ServiceDeps, request: Request, id: string): Promise<Response> {
  const body = await readJson(request, AdminBody);
  const passwordHash = await hashOf(body);
  const email = body.email ? checkEmail(body.email) : undefined;
  const now = new Date(deps.clock());
  const user = await deps.engine
    .transaction('admin', async (tx) => {
      const other = email === undefined ? null : await findUserByEmail(tx, email);
      if (other && other.id !== id) throw emailExists();
      return updateUser(
        tx,
        id,
        {
          ...(email === undefined || other ? {} : { email }),
          ...(passwordHash === undefined ? {} : { passwordHash }),
          ...(body.role === undefined ? {} : { role: body.role }),
          ...(body.ban_duration === undefined
            ? {}
            : { bannedUntil: banEnd(body.ban_duration, now) }),
          confirm: body.email_confirm === true,
          userMetadata: body.user_metadata ?? null,
          appMetadata: body.app_metadata ?? null,
        },
        now,
      );
    })
    .catch(explainInsert);
  return Response.json(userJson(user));
}

/** A soft delete keeps the row, with nothing in it by which the person could be known or sign in. */
async function remove(deps: ServiceDeps, request: Request, id: string): Promise<Response> {
  const { should_soft_delete: soft } = await readJson(
    request,
    z.object({ should_soft_delete: z.boolean().optional() }),
  );
  await deps.engine.transaction('admin', async (tx) => {
    await requireUser(tx, id);
    if (!soft) {
      await tx.query('delete from auth.users where id = $1::uuid', [id]);
      return;
    }
    await tx.query(
      `update auth.users set email = encode(extensions.digest(coalesce(email, ''), 'sha256'), 'hex'), phone = null,
         encrypted_password = '', raw_user_meta_data = '{}', raw_app_meta_data = '{}', deleted_at = $2
       where id = $1::uuid`,
      [id, new Date(deps.clock())],
    );
    await tx.query('delete from auth.sessions where user_id = $1::uuid', [id]);
    await tx.query('delete from auth.identities where user_id = $1::uuid', [id]);
  });
  return Response.json({});
}

async function hashOf(body: AdminBody): Promise<string | undefined> {
  if (body.password_hash !== undefined) return body.password_hash;
  return body.password === undefined ? undefined : hashPassword(checkPassword(body.password));
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** `none`, or Go's durations: `24h`, `1h30m`. */
function banEnd(duration: string, now: Date): Date | null {
  if (duration === 'none') return null;
  if (!/^(?:\d{1,9}[smh])+$/.test(duration)) {
    throw new AuthError(400, 'validation_failed', 'invalid format for ban duration');
  }
  const parts = [...duration.matchAll(/(\d+)([smh])/g)];
  const ms = parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0),
    0,
  );
  return new Date(Math.min(now.getTime() + ms, Date.UTC(9999, 0)));
}

function emailExists(): AuthError {
  return new AuthError(
    422,
    'email_exists',
    'A user with this email address has already been registered',
  );
}
