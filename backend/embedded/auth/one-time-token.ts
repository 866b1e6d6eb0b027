import { createHash, randomInt } from 'node:crypto';
import type { Tx } from '../engine/engine.ts';

/**
 * Codes and links that prove that someone reads an address. Kept hashed together with that address, one of each type
 * for a user, as Supabase Auth keeps them in `auth.one_time_tokens`.
 */
export type TokenType =
  | 'confirmation_token'
  | 'recovery_token'
  | 'reauthentication_token'
  | 'email_change_token_new'
  | 'email_change_token_current'
  | 'phone_change_token';

/** Marks the token of someone who will come back with a code verifier (RFC 7636) instead of taking a session. */
const PKCE_PREFIX = 'pkce_';

export function makeCode(length: number): string {
  return String(randomInt(10 ** length)).padStart(length, '0');
}

/** What a link carries, and what is stored of a code: SHA-224 of the address and the code. */
export function hashCode(address: string, code: string): string {
  return createHash('sha224').update(`${address}${code}`).digest('hex');
}

export function withFlow(hash: string, isPkce: boolean): string {
  return isPkce ? `${PKCE_PREFIX}${hash}` : hash;
}

export function isPkceToken(token: string): boolean {
  return token.startsWith(PKCE_PREFIX);
}

export async function storeToken(
  tx: Tx,
  token: { userId: string; type: TokenType; hash: string; relatesTo: string; now: Date },
): Promise<void> {
  await tx.query(
    `insert into auth.one_time_tokens (user_id, token_type, token_hash, relates_to, created_at, updated_at)
     values ($1, $2, $3, $4, $5::timestamptz at time zone 'utc', $5::timestamptz at time zone 'utc')
     on conflict (user_id, token_type) do update set id = excluded.id, token_hash = excluded.token_hash,
       relates_to = excluded.relates_to, created_at = excluded.created_at, updated_at = excluded.updated_at`,
    [token.userId, token.type, token.hash, token.relatesTo, token.now],
  );
}

/** Whose token it is, of which type. Null when there is none, or it is too old. */
export async function findToken(
  tx: Tx,
  hash: string,
  types: readonly TokenType[],
  expirySeconds: number,
  now: Date,
): Promise<{ userId: string; type: TokenType } | null> {
  const { rows } = await tx.query<{ userId: string; type: TokenType }>(
    `select user_id as "userId", token_type::text as type from auth.one_time_tokens
      where token_hash = any($1::text[]) and token_type::text = any($2::text[])
        and created_at > ($3::timestamptz at time zone 'utc') - make_interval(secs => $4::int)`,
    [[hash, `${PKCE_PREFIX}${hash}`], types, now, expirySeconds],
  );
  return rows[0] ?? null;
}

export async function clearTokens(
  tx: Tx,
  userId: string,
  types: readonly TokenType[],
): Promise<void> {
  await tx.query(
    'delete from auth.one_time_tokens where user_id = $1::uuid and token_type::text = any($2::text[])',
    [userId, types],
  );
}
