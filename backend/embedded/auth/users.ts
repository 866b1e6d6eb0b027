import type { Tx } from '../engine/engine.ts';
import { AuthError } from './auth-error.ts';

export interface IdentityRow {
  identity_id: string;
  id: string;
  user_id: string;
  identity_data: Record<string, unknown>;
  provider: string;
  email: string | null;
}

export interface FactorRow {
  id: string;
  friendly_name: string | null;
  factor_type: 'totp' | 'phone' | 'webauthn';
  status: 'verified' | 'unverified';
  phone?: string;
  created_at: string;
  updated_at: string;
}

/** A row of auth.users with its identities and factors. */
export interface UserRow {
  id: string;
  aud: string;
  role: string;
  email: string | null;
  phone: string | null;
  encrypted_password: string | null;
  email_confirmed_at: Date | null;
  phone_confirmed_at: Date | null;
  confirmed_at: Date | null;
  invited_at: Date | null;
  confirmation_sent_at: Date | null;
  recovery_sent_at: Date | null;
  reauthentication_sent_at: Date | null;
  email_change: string | null;
  email_change_sent_at: Date | null;
  email_change_confirm_status: number;
  phone_change: string | null;
  phone_change_sent_at: Date | null;
  last_sign_in_at: Date | null;
  raw_app_meta_data: Record<string, unknown> | null;
  raw_user_meta_data: Record<string, unknown> | null;
  created_at: Date;
  updated_at: Date;
  banned_until: Date | null;
  is_anonymous: boolean;
  identities: IdentityRow[];
  factors: FactorRow[] | null;
}

const COLUMNS = `u.id, u.aud, u.role, u.email, u.phone, u.encrypted_password, u.email_confirmed_at, u.phone_confirmed_at,
  u.confirmed_at, u.invited_at, u.confirmation_sent_at, u.recovery_sent_at, u.reauthentication_sent_at, u.email_change,
  u.email_change_sent_at, u.email_change_confirm_status, u.phone_change, u.phone_change_sent_at, u.last_sign_in_at,
  u.raw_app_meta_data, u.raw_user_meta_data, u.created_at, u.updated_at, u.banned_until, u.is_anonymous,
  (select coalesce(json_agg(json_build_object('identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id,
      'identity_data', i.identity_data, 'provider', i.provider, 'last_sign_in_at', i.last_sign_in_at,
      'created_at', i.created_at, 'updated_at', i.updated_at, 'email', i.email) order by i.created_at), '[]')
    from auth.identities i where i.user_id = u.id) as identities,
  (select json_agg(json_strip_nulls(json_build_object('id', f.id, 'friendly_name', coalesce(f.friendly_name, ''),
      'factor_type', f.factor_type, 'status', f.status, 'phone', f.phone, 'created_at', f.created_at,
      'updated_at', f.updated_at)) order by f.created_at)
    from auth.mfa_factors f where f.user_id = u.id) as factors`;

/** The user as the protocol shows it. */
export function userJson(row: UserRow): Record<string, unknown> {
  return {
    id: row.id,
    aud: row.aud,
    role: row.role,
    email: row.email ?? '',
    email_confirmed_at: row.email_confirmed_at ?? undefined,
    invited_at: row.invited_at ?? undefined,
    phone: row.phone ?? '',
    phone_confirmed_at: row.phone_confirmed_at ?? undefined,
    confirmation_sent_at: row.confirmation_sent_at ?? undefined,
    confirmed_at: row.confirmed_at ?? undefined,
    recovery_sent_at: row.recovery_sent_at ?? undefined,
    new_email: row.email_change || undefined,
    email_change_sent_at: row.email_change_sent_at ?? undefined,
    new_phone: row.phone_change || undefined,
    phone_change_sent_at: row.phone_change_sent_at ?? undefined,
    reauthentication_sent_at: row.reauthentication_sent_at ?? undefined,
    last_sign_in_at: row.last_sign_in_at ?? undefined,
    app_metadata: row.raw_app_meta_data ?? {},
    user_metadata: row.raw_user_meta_data ?? {},
    factors: row.factors ?? undefined,
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

export async function findUserByPhone(tx: Tx, phone: string): Promise<UserRow | null> {
  const { rows } = await tx.query<UserRow>(
    `select ${COLUMNS} from auth.users u where u.phone = $1 and u.deleted_at is null`,
    [phone],
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

export interface NewUser {
  id: string;
  email: string | null;
  phone?: string | null;
  passwordHash: string | null;
  role: string;
  /** The address and the number that it comes with need no proof. */
  confirmed: boolean;
  phoneConfirmed?: boolean;
  appMetadata: Record<string, unknown>;
  userMetadata: Record<string, unknown>;
  isAnonymous: boolean;
  now: Date;
}

/** Without identities: whoever makes a user knows how it signs in. */
export async function insertUser(tx: Tx, user: NewUser): Promise<void> {
  await tx.query(
    `insert into auth.users (instance_id, id, aud, role, email, phone, encrypted_password, email_confirmed_at,
       phone_confirmed_at, confirmation_token, recovery_token, email_change_token_new, email_change,
       raw_app_meta_data, raw_user_meta_data, created_at, updated_at, is_anonymous)
     values ('00000000-0000-0000-0000-000000000000', $1, 'authenticated', $2, $3, $4, $5, $6, $7, '', '', '', '', $8, $9,
       $10, $10, $11)`,
    [
      user.id,
      user.role,
      user.email,
      user.phone ?? null,
      user.passwordHash,
      user.confirmed && user.email !== null ? user.now : null,
      user.phoneConfirmed ? user.now : null,
      user.appMetadata,
      user.userMetadata,
      user.now,
      user.isAnonymous,
    ],
  );
}

export interface UserChanges {
  email?: string;
  phone?: string;
  passwordHash?: string;
  confirmEmail?: boolean;
  confirmPhone?: boolean;
  userMetadata?: Record<string, unknown> | null;
  appMetadata?: Record<string, unknown> | null;
  role?: string;
  /** Null lifts the ban. */
  bannedUntil?: Date | null;
  isAnonymous?: boolean;
}

/** Metadata is merged key by key; a null takes its key away. */
export async function updateUser(
  tx: Tx,
  id: string,
  changes: UserChanges,
  now: Date,
): Promise<UserRow> {
  const current = await requireUser(tx, id);
  await tx.query(
    `update auth.users set email = $2, phone = $3, encrypted_password = $4, email_confirmed_at = $5,
       phone_confirmed_at = $6, raw_user_meta_data = $7, raw_app_meta_data = $8, role = $9, banned_until = $10,
       is_anonymous = $11, updated_at = $12
     where id = $1::uuid`,
    [
      id,
      changes.email ?? current.email,
      changes.phone ?? current.phone,
      changes.passwordHash ?? current.encrypted_password,
      current.email_confirmed_at ?? (changes.confirmEmail ? now : null),
      current.phone_confirmed_at ?? (changes.confirmPhone ? now : null),
      merge(current.raw_user_meta_data, changes.userMetadata),
      merge(current.raw_app_meta_data, changes.appMetadata),
      changes.role ?? current.role,
      changes.bannedUntil === undefined ? current.banned_until : changes.bannedUntil,
      changes.isAnonymous ?? current.is_anonymous,
      now,
    ],
  );
  return requireUser(tx, id);
}

function merge(
  current: Record<string, unknown> | null,
  changes: Record<string, unknown> | null | undefined,
): Record<string, unknown> {
  const merged = { ...current, ...changes };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}
