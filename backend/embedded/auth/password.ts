import { argon2 as argon2Callback, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { verify } from '@node-rs/bcrypt';

const argon2 = promisify(argon2Callback);

/**
 * OWASP's Argon2id with 12 MiB (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html): as
 * hard to guess as bcrypt at cost 10 or harder, in half the time. Supabase Auth verifies such hashes too, so users can
 * move there.
 */
const COST = { memory: 12 * 1024, passes: 3, parallelism: 1 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;

/** A hash of an earlier version or another server may ask for no more than this. */
const MAX_COST = { memory: 256 * 1024, passes: 20, parallelism: 16 };

/** Compared with when there is no such user, so that the time of an answer does not tell. */
const NOBODY =
  '$argon2id$v=19$m=12288,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

const PHC =
  /^\$argon2(id|i)\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([\w+/-]+={0,2})\$([\w+/-]+={0,2})$/;

/** Off the event loop. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES);
  const tag = await argon2('argon2id', {
    ...COST,
    message: Buffer.from(password),
    nonce,
    tagLength: TAG_BYTES,
  });
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${plain(nonce)}$${plain(tag)}`;
}

/** Understands bcrypt too: what `crypt(…, gen_salt('bf'))`, a Supabase project and earlier versions wrote. */
export async function passwordMatches(
  password: string,
  encrypted: string | null,
): Promise<boolean> {
  const stored = encrypted || NOBODY;
  try {
    const matches = PHC.test(stored)
      ? await argon2Matches(password, stored)
      : await verify(password, stored);
    return matches && Boolean(encrypted);
  } catch {
    // Not a hash at all: nothing matches it.
    return false;
  }
}

async function argon2Matches(password: string, stored: string): Promise<boolean> {
  const [, kind, m, t, p, salt = '', tag = ''] = PHC.exec(stored) ?? [];
  const [memory, passes, parallelism] = [Number(m), Number(t), Number(p)];
  if (memory > MAX_COST.memory || passes > MAX_COST.passes || parallelism > MAX_COST.parallelism) {
    return false;
  }
  const expected = Buffer.from(tag, 'base64');
  const actual = await argon2(kind === 'i' ? 'argon2i' : 'argon2id', {
    memory,
    passes,
    parallelism,
    message: Buffer.from(password),
    nonce: Buffer.from(salt, 'base64'),
    tagLength: expected.length,
  });
  return timingSafeEqual(actual, expected);
}

function plain(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
