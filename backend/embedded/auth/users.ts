import type { Tx } from '../engine/engine.ts';
import { AuthError } from './auth-error.ts';

interface IdentityRow {
  identity_id: string;
  id: string;
  user_id: string;
  identity_data: Record<string, unknown>;
  provider: string;
  email: string | null;
}

/** A row of auth.users with its identities. */
export interface UserRow {
  id: string;
  aud: string;
  role: string;
  email: string | null;
  phone: string | null;
  encrypted_password: string | null;
  email_confirmed_at: Date | null;
  confirmed_at: Date | null;
  last_sign_in_at: Date | null;
  raw_app_meta_data: Record<string, unknown> | null;
  raw_user_meta_data: Record<string, unknown> | null;
  created_at: Date;
  updated_at: Date;
  banned_until: Date | null;
  is_anonymous: boolean;
  identities: IdentityRow[];
}

const COLUMNS = `u.id, u.aud, u.role, u.email, u.phone, u.encrypted_password, u.email_confirmed_at, u.confirmed_at,
  u.last_sign_in_at, u.raw_app_meta_data, u.raw_user_meta_data, u.created_at, u.updated_at, u.banned_until, u.is_anonymous,
  (select coalesce(json_agg(json_build_object('identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id,
      'identity_data', i.identity_data, 'provider', i.provider, 'last_sign_in_at', i.last_sign_in_at,
      'created_at', i.created_at, 'updated_at', i.updated_at, 'email', i.email) order by i.created_at), '[]')
    from auth.identities i where i.user_id = u.id) as identities`;

/** The user as the protocol shows it. */
export function userJson(row: UserRow): Record<string, unknown> {
  return {
    id: row.id,
    aud: row.aud,
    role: row.role,
    email: row.email ?? '',
    email_confirmed_at: row.email_confirmed_at ?? undefined,
    phone: row.phone ?? '',
    confirmed_at: row.confirmed_at ?? undefined,
    last_sign_in_at: row.last_sign_in_at ?? undefined,
    app_metadata: row.raw_app_meta_data ?? {},
    user_metadata: row.raw_user_meta_data ?? {},
    identities: row.identities,
    created_at: row.created_at,
    updated_at: row.updated_at,
    banned_until: row.banned_until ?? undefined,
    is_anonymous: row.is_anonymous,
  };
}

export async function findUserById(tx: Tx, id: string): Promise<UserRow | null> {
  const { rows } = await tx.query<UserRow>(
    `select ${COLUMNS} from auth.users u where u.id = $1::uuid and u.deleted_at is null`,
    [id],
  );
  return rows[0] ?? null;
}

export async function findUserByEmail(tx: Tx, email: string): Promise<UserRow | null> {
  const { rows } = await tx.query<UserRow>(
    `select ${COLUMNS} from auth.users u
     where lower(u.email) = $1 and u.deleted_at is null and u.is_sso_user = false`,
    [email],
  );
  return rows[0] ?? null;
}

/** Throws `user_not_found`. */
export async function requireUser(tx: Tx, id: string): Promise<UserRow> {
  const user = await findUserById(tx, id);
  if (!user) throw new AuthError(404, 'user_not_found', 'User not found');
  return user;
}

export async function listUsers(
  tx: Tx,
  page: number,
  perPage: number,
): Promise<{ users: UserRow[]; total: number }> {
  const { rows } = await tx.query<UserRow>(
    `select ${COLUMNS} from auth.users u where u.deleted_at is null
     order by u.created_at desc, u.id limit $1::int offset $2::bigint`,
    [perPage, (page - 1) * perPage],
  );
  const count = await tx.query<{ total: number }>(
    'select count(*)::int as total from auth.users where deleted_at is null',
  );
  return { users: rows, total: count.rows[0]?.total ?? 0 };
}

interface NewUser {
  id: string;
  email: string | null;
  passwordHash: string | null;
  role: string;
  confirmed: boolean;
  appMetadata: Record<string, unknown>;
  userMetadata: Record<string, unknown>;
  isAnonymous: boolean;
  now: Date;
}

export async function insertUser(tx: Tx, user: NewUser): Promise<UserRow> {
  await tx.query(
    `insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
       confirmation_token, recovery_token, email_change_token_new, email_change,
       raw_app_meta_data, raw_user_meta_data, created_at, updated_at, is_anonymous)
     values ('00000000-0000-0000-0000-000000000000', $1, 'authenticated', $2, $3, $4, $5, '', '', '', '', $6, $7, $8, $8, $9)`,
    [
      user.id,
      user.role,
      user.email,
      user.passwordHash,
      user.confirmed ? user.now : null,
      user.appMetadata,
      user.userMetadata,
      user.now,
      user.isAnonymous,
    ],
  );
  if (user.email !== null)
    await addEmailIdentity(tx, user.id, user.email, user.userMetadata, user.now);
  return requireUser(tx, user.id);
}

/** The identity of the address; a user who was anonymous gains it here. */
async function addEmailIdentity(
  tx: Tx,
  userId: string,
  email: string,
  userMetadata: Record<string, unknown>,
  now: Date,
): Promise<void> {
  const data = { ...userMetadata, sub: userId, email, email_verified: true, phone_verified: false };
  await tx.query(
    `insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
     values ($1::text, $1::uuid, $2, 'email', $3, $3, $3)
     on conflict (provider_id, provider) do update set identity_data = excluded.identity_data, updated_at = excluded.updated_at`,
    [userId, data, now],
  );
}

export interface UserChanges {
  email?: string;
  passwordHash?: string;
  confirm?: boolean;
  userMetadata?: Record<string, unknown> | null;
  appMetadata?: Record<string, unknown> | null;
  role?: string;
  /** Null lifts the ban. */
  bannedUntil?: Date | null;
}

/** Metadata is merged key by key; a null takes its key away. */
export async function updateUser(
  tx: Tx,
  id: string,
  changes: UserChanges,
  now: Date,
): Promise<UserRow> {
  const current = await requireUser(tx, id);
  const email = changes.email ?? current.email;
  const userMetadata = merge(current.raw_user_meta_data, changes.userMetadata);
  const appMetadata = merge(current.raw_app_meta_data, changes.appMetadata);
  const becomesKnown = current.is_anonymous && changes.email !== undefined;
  if (becomesKnown) Object.assign(appMetadata, { provider: 'email', providers: ['email'] });
  const confirmedAt =
    changes.confirm || changes.email !== undefined
      ? (current.email_confirmed_at ?? now)
      : current.email_confirmed_at;
  await tx.query(
    `update auth.users set email = $2, encrypted_password = $3, email_confirmed_at = $4, raw_user_meta_data = $5,
       raw_app_meta_data = $6, role = $7, banned_until = $8, is_anonymous = $9, updated_at = $10
     where id = $1::uuid`,
    [
      id,
      email,
      changes.passwordHash ?? current.encrypted_password,
      confirmedAt,
      userMetadata,
      appMetadata,
      changes.role ?? current.role,
      changes.bannedUntil === undefined ? current.banned_until : changes.bannedUntil,
      current.is_anonymous && !becomesKnown,
      now,
    ],
  );
  if (changes.email !== undefined) await addEmailIdentity(tx, id, changes.email, userMetadata, now);
  return requireUser(tx, id);
}

function merge(
  current: Record<string, unknown> | null,
  changes: Record<string, unknown> | null | undefined,
): Record<string, unknown> {
  const merged = { ...current, ...changes };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}
