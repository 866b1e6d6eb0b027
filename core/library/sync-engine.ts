import type { ConflictRecord } from '../../contract/sync.ts';
import type { OutboxEntry, SyncStatus } from '../../contract/studio/sync.ts';
import type { Clock } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import type { Log } from '../system/log.ts';
import type { SyncHooks } from './sync-hooks.ts';

export interface SyncLink {
  url: string;
  anonKey: string;
  /** With which the embedded backend is signed in to; a project's session is kept in `SyncDeps.session`. */
  credentials?: { email: string; password: string };
}

/** What `createSync` of core/sync is given for one account. */
export interface SyncDeps {
  db: Database;
  clock: Clock;
  log: Log;
  fetch: typeof fetch;
  hooks: SyncHooks;
  /** The session of Supabase Auth as text, in the secrets of this account. */
  session: {
    read(): Promise<string | undefined>;
    write(session: string | null): Promise<void>;
  };
  /** How long requests may take; by default as long as a slow line needs (sync/backend-fetch.ts). */
  limits?: SyncLimits;
  /** Between two looks at the server while nobody hints and nothing runs, in milliseconds. Default 15,000. */
  pollMs?: number;
}

/** In milliseconds. */
export interface SyncLimits {
  /** REST, Auth, and the headers of a download. */
  answerMs: number;
  /** Functions, which copy up to a hundred objects. */
  functionMs: number;
  /** One file that goes up at once, at most RESUMABLE_FROM bytes, over a slow line. */
  uploadMs: number;
  /** Between two pieces of a file that goes up resumably or comes down. */
  silenceMs: number;
}

/** What `createSync` answers. Works in the background; nothing here waits for the network but what fetches and proves files. */
export interface SyncEngine {
  /** Where the backend answers from now on; null: nowhere, until the next call. */
  connect(link: SyncLink | null): void;
  /** There may be something to send. */
  wake(): void;
  signedIn(): boolean;
  status(): SyncStatus;
  /** Set aside first, then in the order in which they go. */
  outbox(limit?: number): OutboxEntry[];
  /** Nothing goes or comes any more, until `resume`; also after the next start. */
  pause(): void;
  resume(): void;
  retry(ids?: readonly string[]): void;
  discard(ids: readonly string[]): void;
  conflicts(): ConflictRecord[];
  resolve(id: string, choice: 'take_back' | 'dismiss'): void;
  /** Fetches an original now; false if it cannot be had (offline, unknown, gone). */
  fetchFile(sha256: string): Promise<boolean>;
  /** Fetches what lists show of a content now; false if it cannot be had. */
  fetchPreview(sha256: string): Promise<boolean>;
  /**
   * Whether the server has the very bytes that are here (rule S8). Errors: `offline`, `unauthenticated`,
   * `backend_unavailable`.
   */
  proveFile(sha256: string): Promise<boolean>;
  /**
   * Asks a function of the backend that changes nothing. The answer is as it came. Errors: `offline`, and what the
   * function says.
   */
  ask(name: string, body: object): Promise<unknown>;
  /**
   * Calls a function of the database with the rights of who is signed in. The answer is as it came. Errors: `offline`, and
   * what the function says.
   */
  query(name: string, args: object): Promise<unknown>;
  close(): Promise<void>;
}
