import { z } from 'zod';
import type { Tx } from '../engine/engine.ts';
import type { Caller } from '../gateway/service.ts';
import type { AuthDeps } from './auth-deps.ts';
import { AuthError } from './auth-error.ts';
import { requireCaller } from './require-caller.ts';
import type { IdentityRow } from './users.ts';

/**
 * The ways in which a user signs in: an address, a number, accounts at other companies
 * (https://supabase.com/docs/guides/auth/identities). `provider_id` is the user's name there; for an address or a
 * number it is the user's own id.
 */
interface NewIdentity {
  userId: string;
  provider: string;
  providerId: string;
  data: Record<string, unknown>;
  now: Date;
}

export async function saveIdentity(tx: Tx, identity: NewIdentity): Promise<void> {
  const { userId, provider, providerId, data, now } = identity;
  await tx.query(
    `insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
     values ($1, $2::uuid, $3, $4, $5, $5, $5)
     on conflict (provider_id, provider) do update set
       identity_data = auth.identities.identity_data || excluded.identity_data, updated_at = excluded.updated_at`,
    [providerId, userId, data, provider, now],
  );
}

/** The identity of an address; made where the user has none yet. */
export async function saveEmailIdentity(
  tx: Tx,
  userId: string,
  email: string,
  verified: boolean,
  extra: Record<string, unknown>,
  now: Date,
): Promise<void> {
  const data = { ...extra, sub: userId, email, email_verified: verified, phone_verified: false };
  await saveIdentity(tx, { userId, provider: 'email', providerId: userId, data, now });
}

export async function savePhoneIdentity(
  tx: Tx,
  userId: string,
  phone: string,
  verified: boolean,
  now: Date,
): Promise<void> {
  const data = { sub: userId, phone, email_verified: false, phone_verified: verified };
  await saveIdentity(tx, { userId, provider: 'phone', providerId: userId, data, now });
}

export async function findIdentity(
  tx: Tx,
  provider: string,
  providerId: string,
): Promise<{ id: string; userId: string } | null> {
  const { rows } = await tx.query<{ id: string; userId: string }>(
    'select id, user_id as "userId" from auth.identities where provider = $1 and provider_id = $2',
    [provider, providerId],
  );
  return rows[0] ?? null;
}

/** `app_metadata.provider` and `providers` tell what identities there are. */
export async function refreshProviders(tx: Tx, userId: string): Promise<void> {
  await tx.query(
    `update auth.users set raw_app_meta_data = coalesce(raw_app_meta_data, '{}') || (
       select jsonb_build_object('provider', (array_agg(i.provider order by i.first))[1],
                                 'providers', jsonb_agg(i.provider order by i.first))
         from (select provider, min(created_at) as first from auth.identities where user_id = $1::uuid group by 1) as i)
     where id = $1::uuid and exists (select from auth.identities where user_id = $1::uuid)`,
    [userId],
  );
}

const Uuid = z.uuid();

/** DELETE /user/identities/{id}. The last one stays: without it nobody could sign in any more. */
export async function unlinkIdentity(
  deps: AuthDeps,
  caller: Caller,
  identityId: string,
): Promise<Response> {
  requireManualLinking(deps);
  if (!Uuid.safeParse(identityId).success) {
    throw new AuthError(404, 'validation_failed', 'identity_id must be an UUID');
  }
  await deps.engine.transaction('admin', async (tx) => {
    const { user } = await requireCaller(tx, caller);
    if (user.identities.length <= 1) {
      const text = 'User must have at least 1 identity after unlinking';
      throw new AuthError(422, 'single_identity_not_deletable', text);
    }
    const gone = user.identities.find(({ identity_id }) => identity_id === identityId);
    if (!gone) throw new AuthError(422, 'identity_not_found', "Identity doesn't exist");
    await tx.query('delete from auth.identities where id = $1::uuid', [identityId]);
    const rest = user.identities.filter((one) => one !== gone);
    await takeContact(tx, user.id, gone, rest, new Date(deps.clock()));
    await refreshProviders(tx, user.id);
  });
  return Response.json({});
}

/** The user's own address is that of an identity that is left. */
async function takeContact(
  tx: Tx,
  userId: string,
  gone: IdentityRow,
  rest: readonly IdentityRow[],
  now: Date,
): Promise<void> {
  if (gone.provider === 'phone') {
    await tx.query(
      'update auth.users set phone = null, phone_confirmed_at = null, updated_at = $2 where id = $1::uuid',
      [userId, now],
    );
    return;
  }
  const emails = rest.map(({ email }) => email).filter((email) => email !== null);
  await tx.query(
    `update auth.users set email = case when email = any($2::text[]) then email else $3 end, updated_at = $4
      where id = $1::uuid`,
    [userId, emails, emails[0] ?? null, now],
  );
}

export function requireManualLinking({ config }: AuthDeps): void {
  if (config.enable_manual_linking) return;
  throw new AuthError(404, 'manual_linking_disabled', 'Manual linking is disabled');
}
