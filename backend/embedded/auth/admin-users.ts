import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Tx } from '../engine/engine.ts';
import type { AuthDeps } from './auth-deps.ts';
import { AuthError } from './auth-error.ts';
import { refreshProviders, saveEmailIdentity, savePhoneIdentity } from './identities.ts';
import { AdminBody, checkEmail, checkPassword, checkPhone, readJson } from './input.ts';
import { hashPassword } from './password.ts';
import { emailExists, explainInsert } from './sign-in.ts';
import {
  type UserChanges,
  findUserByEmail,
  findUserByPhone,
  insertUser,
  listUsers,
  requireUser,
  updateUser,
  userJson,
} from './users.ts';

/** GET /admin/users */
export async function listAll({ engine }: AuthDeps, request: Request): Promise<Response> {
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

/** POST /admin/users */
export async function createUser(deps: AuthDeps, request: Request): Promise<Response> {
  const body = await readJson(request, AdminBody);
  if (!body.email && !body.phone)
    throw new AuthError(
      400,
      'validation_failed',
      'Cannot create a user without either an email or phone',
    );
  const email = body.email ? checkEmail(body.email) : null;
  const phone = body.phone ? checkPhone(body.phone) : null;
  const passwordHash = await hashOf(deps, body);
  const now = new Date(deps.clock());
  const user = await deps.engine
    .transaction('admin', async (tx) => {
      await assertFree(tx, email, phone, null);
      const id = body.id ?? randomUUID();
      const provider = email === null ? 'phone' : 'email';
      await insertUser(tx, {
        id,
        email,
        phone,
        passwordHash: passwordHash ?? null,
        role: body.role || 'authenticated',
        confirmed: body.email_confirm === true,
        phoneConfirmed: phone !== null && body.phone_confirm === true,
        appMetadata: { provider, providers: [provider], ...body.app_metadata },
        userMetadata: body.user_metadata ?? {},
        isAnonymous: false,
        now,
      });
      if (email !== null) {
        await saveEmailIdentity(tx, id, email, body.email_confirm === true, {}, now);
      }
      if (phone !== null) {
        await savePhoneIdentity(tx, id, phone, body.phone_confirm === true, now);
      }
      await refreshProviders(tx, id);
      return requireUser(tx, id);
    })
    .catch(explainInsert);
  return Response.json(userJson(user));
}

async function assertFree(
  tx: Tx,
  email: string | null,
  phone: string | null,
  exceptId: string | null,
): Promise<void> {
  const byEmail = email === null ? null : await findUserByEmail(tx, email);
  if (byEmail && byEmail.id !== exceptId) throw emailExists();
  const byPhone = phone === null ? null : await findUserByPhone(tx, phone);
  if (byPhone && byPhone.id !== exceptId) {
    const text = 'Phone number already registered by another user';
    throw new AuthError(422, 'phone_exists', text);
  }
}

/** GET /admin/users/{id} */
export async function getUser({ engine }: AuthDeps, id: string): Promise<Response> {
  return Response.json(userJson(await engine.transaction('admin', (tx) => requireUser(tx, id))));
}

/** PUT /admin/users/{id}: an administrator's word is proof enough. */
export async function putUser(deps: AuthDeps, request: Request, id: string): Promise<Response> {
  const body = await readJson(request, AdminBody);
  const passwordHash = await hashOf(deps, body);
  const email = body.email ? checkEmail(body.email) : null;
  const phone = body.phone ? checkPhone(body.phone) : null;
  const now = new Date(deps.clock());
  const changes: UserChanges = {
    ...(email !== null && { email }),
    ...(phone !== null && { phone }),
    ...(passwordHash !== undefined && { passwordHash }),
    ...(body.role && { role: body.role }),
    ...(body.ban_duration && { bannedUntil: banEnd(body.ban_duration, now) }),
    confirmEmail: body.email_confirm === true,
    confirmPhone: body.phone_confirm === true,
    userMetadata: body.user_metadata ?? null,
    appMetadata: body.app_metadata ?? null,
  };
  const user = await deps.engine
    .transaction('admin', async (tx) => {
      const before = await requireUser(tx, id);
      await assertFree(tx, email, phone, id);
      const isKnown = email !== null || phone !== null;
      const after = await updateUser(
        tx,
        id,
        { ...changes, ...(isKnown && { isAnonymous: false }) },
        now,
      );
      if (email !== null && email !== before.email) {
        await saveEmailIdentity(tx, id, email, after.email_confirmed_at !== null, {}, now);
      }
      if (phone !== null && phone !== before.phone) {
        await savePhoneIdentity(tx, id, phone, after.phone_confirmed_at !== null, now);
      }
      if (isKnown) await refreshProviders(tx, id);
      return requireUser(tx, id);
    })
    .catch(explainInsert);
  return Response.json(userJson(user));
}

/** DELETE /admin/users/{id}. A soft delete keeps the row, with nothing in it by which the person could be known. */
export async function deleteUser(deps: AuthDeps, request: Request, id: string): Promise<Response> {
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
         encrypted_password = '', raw_user_meta_data = '{}', raw_app_meta_data = '{}', email_change = '',
         phone_change = '', deleted_at = $2
       where id = $1::uuid`,
      [id, new Date(deps.clock())],
    );
    for (const table of ['sessions', 'identities', 'one_time_tokens', 'mfa_factors']) {
      await tx.query(`delete from auth.${table} where user_id = $1::uuid`, [id]);
    }
  });
  return Response.json({});
}

async function hashOf({ config }: AuthDeps, body: AdminBody): Promise<string | undefined> {
  if (body.password_hash) return body.password_hash;
  if (!body.password) return undefined;
  return hashPassword(checkPassword(body.password, config.minimum_password_length));
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
