import { randomUUID } from 'node:crypto';
import { renderSVG } from 'uqr';
import { z } from 'zod';
import type { Tx } from '../engine/engine.ts';
import type { Caller } from '../gateway/service.ts';
import type { AuthDeps } from './auth-deps.ts';
import { AuthError } from './auth-error.ts';
import { checkPhone, readJson } from './input.ts';
import { deliver } from './outbox.ts';
import { hashCode, makeCode } from './one-time-token.ts';
import { requireSession } from './require-caller.ts';
import { type SessionRow, raiseSession } from './sessions.ts';
import { isCode, makeSecret, otpauthUri } from './totp.ts';
import type { FactorRow, UserRow } from './users.ts';

/**
 * Second factors (https://supabase.com/docs/guides/auth/auth-mfa): a code of an authenticator app, or one that is sent
 * to a phone. States of a factor: unverified -> verified, by its first right code; a verified one lifts sessions to
 * aal2, and only such a session removes it.
 */
const CHALLENGE_SECONDS = 300;

const EnrollBody = z.object({
  friendly_name: z.string().max(255).nullish(),
  factor_type: z.string(),
  issuer: z.string().max(255).nullish(),
  phone: z.string().nullish(),
});

/** POST /factors */
export async function enrollFactor(
  deps: AuthDeps,
  request: Request,
  caller: Caller,
): Promise<Response> {
  const body = await readJson(request, EnrollBody);
  const answer = await deps.engine.transaction('admin', async (tx) => {
    const { user, session } = await requireSession(tx, caller);
    const type = body.factor_type;
    if (type !== 'totp' && type !== 'phone') throw wrongType(type);
    if (!deps.config.mfa[type].enroll_enabled) {
      const name = type === 'totp' ? 'TOTP' : 'Phone';
      const text = `MFA enroll is disabled for ${name}`;
      throw new AuthError(422, `mfa_${type}_enroll_not_enabled`, text);
    }
    const friendlyName = body.friendly_name ?? '';
    checkRoom(deps, user, session, friendlyName);
    if (type === 'phone') return enrollPhone(deps, tx, user, friendlyName, body.phone ?? '');
    const site = new URL(deps.config.site_url).host;
    return enrollTotp(deps, tx, user, friendlyName, body.issuer || site);
  });
  return Response.json(answer);
}

function wrongType(type: string): AuthError {
  if (type === 'webauthn') {
    const text = 'MFA enroll is disabled for WebAuthn';
    return new AuthError(422, 'mfa_webauthn_enroll_not_enabled', text);
  }
  const text = 'factor_type needs to be totp, phone, or webauthn';
  return new AuthError(400, 'validation_failed', text);
}

function checkRoom(
  { config }: AuthDeps,
  { factors }: UserRow,
  session: SessionRow,
  friendlyName: string,
): void {
  const own = factors ?? [];
  if (friendlyName !== '' && own.some(({ friendly_name }) => friendly_name === friendlyName)) {
    const text = `A factor with the friendly name "${friendlyName}" for this user already exists`;
    throw new AuthError(422, 'mfa_factor_name_conflict', text);
  }
  if (own.length >= config.mfa.max_enrolled_factors) {
    const text = 'Maximum number of verified factors reached, unenroll to continue';
    throw new AuthError(422, 'too_many_enrolled_mfa_factors', text);
  }
  if (own.some(({ status }) => status === 'verified') && session.aal !== 'aal2') {
    throw new AuthError(403, 'insufficient_aal', 'AAL2 required to enroll a new factor');
  }
}

async function enrollTotp(
  deps: AuthDeps,
  tx: Tx,
  user: UserRow,
  friendlyName: string,
  issuer: string,
): Promise<unknown> {
  const secret = makeSecret();
  const id = await insertFactor(deps, tx, user, { type: 'totp', friendlyName, secret });
  const uri = otpauthUri(secret, issuer, user.email ?? '');
  const totp = { qr_code: renderSVG(uri, { ecc: 'M', border: 2 }), secret, uri };
  return { id, type: 'totp', friendly_name: friendlyName, totp };
}

async function enrollPhone(
  deps: AuthDeps,
  tx: Tx,
  user: UserRow,
  friendlyName: string,
  given: string,
): Promise<unknown> {
  if (given === '') {
    throw new AuthError(400, 'validation_failed', 'Phone number required to enroll Phone factor');
  }
  const phone = checkPhone(given);
  const known = (user.factors ?? []).find((factor) => factor.phone === phone);
  if (known?.status === 'verified') {
    const text = 'A verified phone factor already exists, unenroll the existing factor to continue';
    throw new AuthError(422, 'mfa_verified_factor_exists', text);
  }
  if (known) await tx.query('delete from auth.mfa_factors where id = $1::uuid', [known.id]);
  const id = await insertFactor(deps, tx, user, { type: 'phone', friendlyName, phone });
  return { id, type: 'phone', friendly_name: friendlyName, phone: given };
}

async function insertFactor(
  { clock }: AuthDeps,
  tx: Tx,
  user: UserRow,
  factor: { type: 'totp' | 'phone'; friendlyName: string; secret?: string; phone?: string },
): Promise<string> {
  const id = randomUUID();
  await tx.query(
    `insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, secret, phone, created_at, updated_at)
     values ($1, $2::uuid, $3, $4::auth.factor_type, 'unverified', $5, $6, $7, $7)`,
    [
      id,
      user.id,
      factor.friendlyName,
      factor.type,
      factor.secret ?? null,
      factor.phone ?? null,
      new Date(clock()),
    ],
  );
  return id;
}

/** The caller's own factor. Throws `mfa_factor_not_found`. */
function requireFactor(user: UserRow, id: string): FactorRow {
  const factor = (user.factors ?? []).find((one) => one.id === id.toLowerCase());
  if (factor) return factor;
  if (!z.uuid().safeParse(id).success) {
    throw new AuthError(404, 'validation_failed', 'factor_id must be an UUID');
  }
  throw new AuthError(404, 'mfa_factor_not_found', 'Factor not found');
}

function requireVerifying({ config }: AuthDeps, { factor_type: type }: FactorRow): void {
  if (type === 'webauthn' || config.mfa[type].verify_enabled) return;
  const name = type === 'totp' ? 'TOTP' : 'Phone';
  const text = `MFA verification is disabled for ${name}`;
  throw new AuthError(422, `mfa_${type}_verify_not_enabled`, text);
}

/** POST /factors/{id}/challenge */
export async function challengeFactor(
  deps: AuthDeps,
  caller: Caller,
  factorId: string,
): Promise<Response> {
  const now = new Date(deps.clock());
  const answer = await deps.engine.transaction('admin', async (tx) => {
    const { user } = await requireSession(tx, caller);
    const factor = requireFactor(user, factorId);
    requireVerifying(deps, factor);
    const id = randomUUID();
    const code = factor.factor_type === 'phone' ? makeCode(6) : null;
    await tx.query(
      `delete from auth.mfa_challenges
        where created_at < $1::timestamptz - make_interval(secs => ${CHALLENGE_SECONDS})`,
      [now],
    );
    await tx.query(
      `insert into auth.mfa_challenges (id, factor_id, created_at, ip_address, otp_code)
       values ($1, $2::uuid, $3, '127.0.0.1', $4)`,
      [id, factor.id, now, code === null ? null : hashCode(factor.phone ?? '', code)],
    );
    if (code !== null) {
      const body = `Your code is ${code}`;
      const recipient = factor.phone ?? '';
      const sent = { channel: 'sms' as const, recipient, kind: 'mfa', code, link: null, body };
      await deliver(tx, { ...sent, sentAt: now });
    }
    const expires_at = Math.floor(now.getTime() / 1000) + CHALLENGE_SECONDS;
    return { id, type: factor.factor_type, expires_at };
  });
  return Response.json(answer);
}

const VerifyBody = z.object({ challenge_id: z.uuid(), code: z.string().nullish() });

interface ChallengeRow {
  expired: boolean;
  used: boolean;
  otp_code: string | null;
  secret: string | null;
}

/** POST /factors/{id}/verify: the session becomes aal2, and those that stay below it end. */
export async function verifyFactor(
  deps: AuthDeps,
  request: Request,
  caller: Caller,
  factorId: string,
): Promise<Response> {
  const { challenge_id: challengeId, code } = await readJson(request, VerifyBody);
  const now = new Date(deps.clock());
  const answer = await deps.engine.transaction('admin', async (tx) => {
    const { user, session } = await requireSession(tx, caller);
    const factor = requireFactor(user, factorId);
    requireVerifying(deps, factor);
    if (!code) throw new AuthError(400, 'validation_failed', 'Code needs to be non-empty');
    const challenge = await findChallenge(tx, challengeId, factor.id, now);
    if (!isRight(factor, challenge, code, now)) {
      const kind = factor.factor_type === 'phone' ? 'MFA Phone' : 'TOTP';
      throw new AuthError(422, 'mfa_verification_failed', `Invalid ${kind} code entered`);
    }
    await tx.query('update auth.mfa_challenges set verified_at = $2 where id = $1::uuid', [
      challengeId,
      now,
    ]);
    await tx.query(
      `update auth.mfa_factors set status = 'verified', updated_at = $2 where id = $1::uuid`,
      [factor.id, now],
    );
    await tx.query(
      `delete from auth.mfa_factors
        where user_id = $1::uuid and status = 'unverified' and factor_type::text = $2`,
      [user.id, factor.factor_type],
    );
    await tx.query(
      `delete from auth.sessions where user_id = $1::uuid and id <> $2::uuid and coalesce(aal, 'aal1') < 'aal2'`,
      [user.id, session.id],
    );
    const method = factor.factor_type === 'phone' ? 'mfa/phone' : 'totp';
    return raiseSession(deps, tx, { id: session.id, userId: user.id }, method, factor.id);
  });
  return Response.json(answer);
}

async function findChallenge(
  tx: Tx,
  id: string,
  factorId: string,
  now: Date,
): Promise<ChallengeRow> {
  const { rows } = await tx.query<ChallengeRow>(
    `select c.created_at < $3::timestamptz - make_interval(secs => ${CHALLENGE_SECONDS}) as expired,
            c.verified_at is not null as used, c.otp_code, f.secret
       from auth.mfa_challenges c join auth.mfa_factors f on f.id = c.factor_id
      where c.id = $1::uuid and f.id = $2::uuid for update of c`,
    [id, factorId, now],
  );
  const [challenge] = rows;
  if (!challenge) {
    const text = 'MFA factor with the provided challenge ID not found';
    throw new AuthError(422, 'mfa_factor_not_found', text);
  }
  if (challenge.expired || challenge.used) {
    const text = `MFA challenge ${id} has expired, verify against another challenge or create a new challenge.`;
    throw new AuthError(422, 'mfa_challenge_expired', text);
  }
  return challenge;
}

function isRight(factor: FactorRow, challenge: ChallengeRow, code: string, now: Date): boolean {
  if (factor.factor_type === 'phone') {
    return challenge.otp_code === hashCode(factor.phone ?? '', code);
  }
  return challenge.secret !== null && isCode(challenge.secret, code, now.getTime());
}

/** DELETE /factors/{id}: sessions that it had lifted fall back to aal1. */
export async function unenrollFactor(
  { engine }: AuthDeps,
  caller: Caller,
  factorId: string,
): Promise<Response> {
  const id = await engine.transaction('admin', async (tx) => {
    const { user, session } = await requireSession(tx, caller);
    const factor = requireFactor(user, factorId);
    if (factor.status === 'verified' && session.aal !== 'aal2') {
      const text = 'AAL2 required to unenroll verified factor';
      throw new AuthError(422, 'insufficient_aal', text);
    }
    await removeFactor(tx, factor.id);
    return factor.id;
  });
  return Response.json({ id });
}

export async function removeFactor(tx: Tx, id: string): Promise<void> {
  await tx.query(
    `update auth.sessions set aal = 'aal1', factor_id = null where factor_id = $1::uuid`,
    [id],
  );
  await tx.query('delete from auth.mfa_factors where id = $1::uuid', [id]);
}
