import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type JWTVerifyOptions, SignJWT, errors, importJWK, jwtVerify } from 'jose';
import { z } from 'zod';
import { type PublicJwk, SigningJwk, createSigningKey, toPublic } from './signing-key.ts';
import { createTokenCache } from './token-cache.ts';

const KeyFile = z.object({
  jwtSecret: z.string().min(16),
  anonKey: z.string(),
  serviceRoleKey: z.string(),
  /** Absent in files of earlier versions: added at the next start. */
  signingKeys: z.array(SigningJwk).optional(),
});
type KeyFile = z.infer<typeof KeyFile>;

export type Claims = Record<string, unknown>;

/** A token that does not count: `expired` when nothing else is wrong with it. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly expired: boolean;

  constructor(message: string, expired = false) {
    super(message);
    this.expired = expired;
  }
}

export interface Keys {
  anonKey: string;
  serviceRoleKey: string;
  /** Signs with this installation's secret (HS256). The claims stand as they are: set iat and exp yourself. */
  sign(claims: Claims): Promise<string>;
  /** Signs a user's access token, so that its holders can check it with {@link Keys.publicKeys} alone (ES256). */
  signForUser(claims: Claims): Promise<string>;
  /** The claims of a token this installation signed. Throws {@link TokenError}. */
  verify(token: string): Promise<Claims>;
  /** As `/.well-known/jwks.json` shows them (RFC 7517). */
  publicKeys: readonly PublicJwk[];
}

/** Keys that a project prescribes, where its tokens must also count elsewhere. */
export interface GivenKeys {
  jwtSecret?: string | undefined;
  /** A file with an array of JWKs; the first one signs, all verify. */
  signingKeysFile?: string | undefined;
}

const TEN_YEARS = 10 * 365 * 24 * 3600;
const HEADER = { alg: 'HS256', typ: 'JWT' };

/** The keys of this installation, made at the first start. The file is only its owner's to read. */
export async function openKeys(
  dataDir: string,
  clock: () => number,
  given: GivenKeys = {},
): Promise<Keys> {
  const file = await settle(join(dataDir, 'keys.json'), clock, given);
  const secret = Buffer.from(file.jwtSecret);
  const jwks = file.signingKeys;
  const [first] = jwks;
  if (!first) throw new Error('there is no key to sign with');
  const privateKey = await importJWK(first, first.alg);
  const publicKeys = jwks.map(toPublic);
  const byId = new Map(
    await Promise.all(
      publicKeys.map(
        async (jwk) => [jwk.kid, { jwk, key: await importJWK(jwk, jwk.alg) }] as const,
      ),
    ),
  );

  async function check(token: string): Promise<Claims> {
    const options: JWTVerifyOptions = { currentDate: new Date(clock()) };
    try {
      const { payload } = await jwtVerify(
        token,
        ({ kid, alg }) => {
          const found = kid === undefined ? undefined : byId.get(kid);
          // The key decides its algorithm, so that neither `none` nor a public key used as a secret can pass.
          if (found && found.jwk.alg === alg) return found.key;
          if (alg === 'HS256') return secret;
          throw new errors.JOSEAlgNotAllowed('unknown key');
        },
        { ...options, algorithms: ['HS256', 'ES256', 'RS256'] },
      );
      return payload;
    } catch (error) {
      throw explain(error);
    }
  }

  return {
    anonKey: file.anonKey,
    serviceRoleKey: file.serviceRoleKey,
    sign: (claims) => signWithSecret(secret, claims),
    signForUser: (claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: first.alg, kid: first.kid, typ: 'JWT' })
        .sign(privateKey),
    verify: createTokenCache(check, clock),
    publicKeys,
  };
}

async function settle(
  path: string,
  clock: () => number,
  given: GivenKeys,
): Promise<KeyFile & { signingKeys: SigningJwk[] }> {
  const stored = await read(path);
  const file = stored ?? (await create(clock));
  const signingKeys = file.signingKeys ?? [await createSigningKey()];
  const kept = { ...file, signingKeys };
  if (!stored?.signingKeys) await write(path, kept);
  const own = given.jwtSecret === undefined ? {} : await keysOf(given.jwtSecret, CLI_CLAIMS);
  const prescribed = given.signingKeysFile ? await readSigningKeys(given.signingKeysFile) : null;
  return { ...kept, ...own, signingKeys: prescribed ?? signingKeys };
}

async function readSigningKeys(path: string): Promise<SigningJwk[]> {
  try {
    return z
      .array(SigningJwk)
      .min(1)
      .parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new Error(`${path} holds no signing keys`, { cause: error });
  }
}

async function read(path: string): Promise<KeyFile | null> {
  try {
    return KeyFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    // New keys would sign every user out and lock the studio out of its own server: better to stop.
    throw new Error(`${path} cannot be read`, { cause: error });
  }
}

async function create(clock: () => number): Promise<KeyFile> {
  const iat = Math.floor(clock() / 1000);
  return keysOf(randomBytes(48).toString('base64url'), (role) => ({
    iss: 'supabase',
    ref: 'atelier',
    role,
    iat,
    exp: iat + TEN_YEARS,
  }));
}

/** As the Supabase CLI makes them: the same secret gives the same keys at every start, and those of the CLI. */
const CLI_CLAIMS = (role: string): Claims => ({ iss: 'supabase-demo', role, exp: 1_983_812_996 });

async function keysOf(jwtSecret: string, claims: (role: string) => Claims): Promise<KeyFile> {
  const key = (role: string): Promise<string> =>
    signWithSecret(Buffer.from(jwtSecret), claims(role));
  return { jwtSecret, anonKey: await key('anon'), serviceRoleKey: await key('service_role') };
}

async function write(path: string, file: KeyFile): Promise<void> {
  const temporary = `${path}.new`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}

function signWithSecret(secret: Uint8Array, claims: Claims): Promise<string> {
  return new SignJWT(claims).setProtectedHeader(HEADER).sign(secret);
}

function explain(error: unknown): TokenError {
  if (error instanceof errors.JWTExpired) return new TokenError('JWT expired', true);
  if (error instanceof errors.JWTClaimValidationFailed) return new TokenError(error.message);
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return new TokenError('signature is invalid');
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return new TokenError('signing method is invalid');
  }
  return new TokenError('token is malformed');
}
