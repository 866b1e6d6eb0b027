import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { SignJWT, errors, jwtVerify } from 'jose';
import { z } from 'zod';

const KeyFile = z.object({
  jwtSecret: z.string().min(32),
  anonKey: z.string(),
  serviceRoleKey: z.string(),
});

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
  /** The claims of a token this installation signed. Throws {@link TokenError}. */
  verify(token: string): Promise<Claims>;
}

const TEN_YEARS = 10 * 365 * 24 * 3600;
const HEADER = { alg: 'HS256', typ: 'JWT' };

/** The keys of this installation, made at the first start. The file is only its owner's to read. */
export async function openKeys(dataDir: string, clock: () => number): Promise<Keys> {
  const path = join(dataDir, 'keys.json');
  const file = (await read(path)) ?? (await create(path, clock));
  const secret = Buffer.from(file.jwtSecret);
  return {
    anonKey: file.anonKey,
    serviceRoleKey: file.serviceRoleKey,
    sign: (claims) => sign(secret, claims),
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, secret, {
          // Named, so that neither `none` nor a public key used as a secret can pass.
          algorithms: ['HS256'],
          currentDate: new Date(clock()),
        });
        return payload;
      } catch (error) {
        throw explain(error);
      }
    },
  };
}

async function read(path: string): Promise<z.infer<typeof KeyFile> | null> {
  try {
    return KeyFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    // New keys would sign every user out and lock the studio out of its own server: better to stop.
    throw new Error(`${path} cannot be read`, { cause: error });
  }
}

async function create(path: string, clock: () => number): Promise<z.infer<typeof KeyFile>> {
  const jwtSecret = randomBytes(48).toString('base64url');
  const iat = Math.floor(clock() / 1000);
  const key = (role: string): Promise<string> =>
    sign(Buffer.from(jwtSecret), {
      iss: 'supabase',
      ref: 'atelier',
      role,
      iat,
      exp: iat + TEN_YEARS,
    });
  const file = {
    jwtSecret,
    anonKey: await key('anon'),
    serviceRoleKey: await key('service_role'),
  };
  const temporary = `${path}.new`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
  return file;
}

function sign(secret: Uint8Array, claims: Claims): Promise<string> {
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
