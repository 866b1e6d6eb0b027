/**
 * The one seam to Postgres. Everything above it speaks SQL through a transaction and never learns which
 * Postgres answers.
 */
export interface Tx {
  /**
   * One statement. Parameters travel as text, so Postgres infers their types: dates become ISO 8601, bytes
   * `\x…`, arrays a Postgres array, other objects JSON.
   */
  query<Row>(sql: string, params?: readonly unknown[]): Promise<{ rows: Row[]; affected: number }>;
  /** Any number of statements, without parameters. */
  exec(sql: string): Promise<void>;
}

/** What Postgres is told about a request: functions and policies read it with `current_setting`. */
export interface RequestContext {
  role: 'anon' | 'authenticated' | 'service_role' | (string & {});
  claims: Record<string, unknown>;
  headers: Record<string, string>;
  method: string;
  path: string;
  /** Aborted when whoever asked has gone away. An engine that can stops what runs for nobody. */
  signal?: AbortSignal;
}

export interface TransactionOptions {
  /** Postgres refuses every write, also one inside a function. */
  readOnly?: boolean;
}

/** A request's statement that runs longer is stopped, as on a Supabase project. This server's own may take their time. */
export const STATEMENT_MS = 30_000;

export interface Engine {
  /**
   * Runs one transaction, committed when `run` resolves and rolled back when it throws. `'admin'` is the
   * superuser. An engine in this process runs them one at a time, in the order they were asked for, a server runs
   * several side by side: never wait for the network, or for another transaction, inside one, and lock what must not
   * change meanwhile. Throws {@link DatabaseError}.
   */
  transaction<T>(
    context: RequestContext | 'admin',
    run: (tx: Tx) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>;
  /** One statement as a transaction of its own: what {@link transaction} would do, with as few round trips as possible. */
  once<Row>(
    context: RequestContext | 'admin',
    sql: string,
    params?: readonly unknown[],
    options?: TransactionOptions,
  ): Promise<{ rows: Row[]; affected: number }>;
  /**
   * Calls back after every committed `NOTIFY channel`, and with an empty payload when notifications may have been
   * missed. The result stops listening.
   */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  /** Waits for the running transactions, then releases what it holds. */
  close(): Promise<void>;
}

/** An error that Postgres reported, with its SQLSTATE. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: string;
  readonly detail: string | null;
  readonly hint: string | null;
  readonly constraint: string | null;

  constructor(fields: {
    code: string;
    message: string;
    detail?: string | null | undefined;
    hint?: string | null | undefined;
    constraint?: string | null | undefined;
  }) {
    super(fields.message);
    this.code = fields.code;
    this.detail = fields.detail ?? null;
    this.hint = fields.hint ?? null;
    this.constraint = fields.constraint ?? null;
  }
}
