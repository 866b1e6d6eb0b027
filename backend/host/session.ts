import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Who may talk to the browser host. A link carries a token that works once; it is traded for a cookie that
 * lives as long as the host. Tokens and cookies are random, 256 bits, and compared in constant time.
 */
export interface Sessions {
  /** A new one-time token for a link. At most 16 wait to be used; older ones lapse. */
  issueToken(): string;
  /** Trades a token for the value of a cookie, once. */
  redeem(token: string): string | null;
  isValid(cookie: string | undefined): boolean;
  /** What whoever can read the data folder shows to get another link. */
  readonly ownerSecret: string;
  isOwner(secret: string): boolean;
}

const WAITING_TOKENS = 16;

export function createSessions(): Sessions {
  const tokens: Buffer[] = [];
  const cookies: Buffer[] = [];
  const ownerSecret = randomBytes(32).toString('base64url');

  return {
    issueToken() {
      const token = randomBytes(32).toString('base64url');
      tokens.push(digest(token));
      if (tokens.length > WAITING_TOKENS) tokens.shift();
      return token;
    },
    redeem(token) {
      const index = indexOf(tokens, token);
      if (index < 0) return null;
      tokens.splice(index, 1);
      const cookie = randomBytes(32).toString('base64url');
      cookies.push(digest(cookie));
      return cookie;
    },
    isValid(cookie) {
      return cookie !== undefined && indexOf(cookies, cookie) >= 0;
    },
    ownerSecret,
    isOwner: (secret) => indexOf([digest(ownerSecret)], secret) === 0,
  };
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Looks at every entry, so that time tells nothing about where one stands. */
function indexOf(digests: readonly Buffer[], secret: string): number {
  const wanted = digest(secret);
  let found = -1;
  for (const [index, candidate] of digests.entries()) {
    if (timingSafeEqual(candidate, wanted)) found = index;
  }
  return found;
}
