import type { Engine, RequestContext } from '../engine/engine.ts';
import type { Keys } from '../keys/keys.ts';
import type { Log } from './log.ts';

export interface ServiceDeps {
  engine: Engine;
  keys: Keys;
  /** Each service keeps its files in a folder of its own below it. */
  dataDir: string;
  /** The server's own address, without a slash at the end. Known only once it listens. */
  baseUrl(): string;
  log: Log;
  /** Milliseconds since 1970. */
  clock: () => number;
}

export interface Caller {
  /** What to hand to `engine.transaction` to act as this caller. */
  context: RequestContext;
  /** The `sub` of the caller's token when it is a uuid. */
  userId: string | null;
  /** The token as it came, verified; null without one. */
  token: string | null;
  /**
   * Why the caller's token was refused: the caller is `anon` then. A door that needs no token ignores it, as on
   * Supabase; every other one answers 401 (or what its protocol says) as soon as it sees it.
   */
  refused?: { message: string; expired: boolean };
}

/** Answers a request whose path has already lost the service's prefix. */
export type Service = (request: Request, caller: Caller) => Promise<Response>;
