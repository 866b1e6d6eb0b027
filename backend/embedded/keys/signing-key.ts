import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';

/**
 * A private key as a JWK (RFC 7517): what Supabase calls a JWT signing key
 * (https://supabase.com/docs/guides/auth/signing-keys).
 */
export const SigningJwk = z.discriminatedUnion('alg', [
  z.object({
    alg: z.literal('ES256'),
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    kid: z.string().min(1),
    x: z.string(),
    y: z.string(),
    d: z.string(),
  }),
  z.object({
    alg: z.literal('RS256'),
    kty: z.literal('RSA'),
    kid: z.string().min(1),
    n: z.string(),
    e: z.string(),
    d: z.string(),
    p: z.string(),
    q: z.string(),
    dp: z.string(),
    dq: z.string(),
    qi: z.string(),
  }),
]);
export type SigningJwk = z.infer<typeof SigningJwk>;

export interface PublicJwk {
  alg: string;
  kty: string;
  kid: string;
  use: 'sig';
  key_ops: ['verify'];
  ext: true;
  [member: string]: unknown;
}

export async function createSigningKey(): Promise<SigningJwk> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return SigningJwk.parse({ ...(await exportJWK(privateKey)), alg: 'ES256', kid: randomUUID() });
}

/** Member by member, so that nothing private can be among them. */
export function toPublic(jwk: SigningJwk): PublicJwk {
  const { alg, kty, kid } = jwk;
  const common = {
    alg,
    kty,
    kid,
    use: 'sig' as const,
    key_ops: ['verify'] as ['verify'],
    ext: true as const,
  };
  return jwk.alg === 'ES256'
    ? { ...common, crv: jwk.crv, x: jwk.x, y: jwk.y }
    : { ...common, n: jwk.n, e: jwk.e };
}
