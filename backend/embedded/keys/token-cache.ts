import type { Claims } from './keys.ts';

/** Beyond it the oldest are forgotten. */
const MAX_TOKENS = 500;
/** Whoever sends longer ones pays for each. */
const MAX_TOKEN_LENGTH = 8192;

/**
 * Remembers tokens that were found good. Each request brings the same ones again, and checking a signature costs more
 * than all else that is done before the database is asked. What time decides (`exp`) is looked at every time.
 */
export function createTokenCache(
  check: (token: string) => Promise<Claims>,
  clock: () => number,
): (token: string) => Promise<Claims> {
  const known = new Map<string, Claims>();
  return async (token) => {
    const claims = known.get(token);
    if (claims && (typeof claims.exp !== 'number' || claims.exp * 1000 > clock())) return claims;
    const checked = await check(token);
    if (token.length > MAX_TOKEN_LENGTH) return checked;
    known.set(token, Object.freeze(checked));
    const oldest = known.size > MAX_TOKENS ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    return checked;
  };
}
