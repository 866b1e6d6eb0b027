import { randomBytes, timingSafeEqual } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { verify } from '@node-rs/bcrypt';

/**
 * OWASP's Argon2id with 12 MiB (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html): as
 * hard to guess as bcrypt at cost 10 or harder, in a fifth of the time. Supabase Auth verifies such hashes too, so
 * users can move there. Node's own `crypto.argon2` takes 27 to 34 ms for it, this one 12.
 */
const COST = { memoryCost: 12 * 1024, timeCost: 3, parallelism: 1 };
/** As the library numbers them; its own names for them exist only for the compiler. */
const ARGON2I = 1;
const ARGON2ID = 2;
const SALT_BYTES = 16;
const TAG_BYTES = 32;

/** A hash of an earlier version or another server may ask for no more than this. */
const MAX_COST = { memoryCost: 256 * 1024, timeCost: 20, parallelism: 16 };

/** Compared with when there is no such user, so that the time of an answer does not tell. */
const NOBODY =
  '$argon2id$v=19$m=12288,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

const PHC =
  /^\$argon2(id|i)\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([\w+/-]+={0,2})\$([\w+/-]+={0,2})$/;

/** Off the event loop. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await hashRaw(password, { ...COST, algorithm: ARGON2ID, salt, outputLen: TAG_BYTES });
  const { memoryCost, timeCost, parallelism } = COST;
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${plain(salt)}$${plain(tag)}`;
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
  const [memoryCost, timeCost, parallelism] = [Number(m), Number(t), Number(p)];
  if (
    memoryCost > MAX_COST.memoryCost ||
    timeCost > MAX_COST.timeCost ||
    parallelism > MAX_COST.parallelism
  ) {
    return false;
  }
  const expected = Buffer.from(tag, 'base64');
  const actual = await hashRaw(password, {
    memoryCost,
    timeCost,
    parallelism,
    algorithm: kind === 'i' ? ARGON2I : ARGON2ID,
    salt: Buffer.from(salt, 'base64'),
    outputLen: expected.length,
  });
  return timingSafeEqual(actual, expected);
}

function plain(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
