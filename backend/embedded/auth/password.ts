import { hash, verify } from '@node-rs/bcrypt';

const COST = 10;

/** Compared with when there is no such user, so that the time of an answer does not tell. */
const NOBODY = '$2b$10$RfBeStjfaUIMh9vDqZvBLO.kSn.kRIwTS2x5EVB2UqRzaGmLmKPHS';

/** Off the event loop. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

/** Understands what `crypt(…, gen_salt('bf'))` wrote too. */
export async function passwordMatches(
  password: string,
  encrypted: string | null,
): Promise<boolean> {
  try {
    const matches = await verify(password, encrypted || NOBODY);
    return matches && Boolean(encrypted);
  } catch {
    // Not a bcrypt hash at all: nothing matches it.
    return false;
  }
}
