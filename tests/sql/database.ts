import { randomUUID } from 'node:crypto';

export type Row = Record<string, unknown>;
/** Runs one statement inside the caller's transaction. */
export type Run = <T = Row>(sql: string, params?: readonly unknown[]) => Promise<T[]>;

/** Who asks: a signed-in user (with the session of a device), nobody, the service, or the owner of the tables. */
export type Identity = { user: string; session?: string } | 'anon' | 'service_role' | 'owner';

/** One Postgres, whichever. Every call is a transaction of its own. */
export interface Engine {
  transaction<T>(work: (run: Run) => Promise<T>): Promise<T>;
  exec(sql: string): Promise<void>;
  close(): Promise<void>;
}

export interface Asking {
  query: Run;
  transaction<T>(work: (run: Run) => Promise<T>): Promise<T>;
  /** Calls a function of the schema public with named arguments; objects and lists of objects go as jsonb. */
  rpc<T>(name: string, args?: Row): Promise<T>;
}

export interface Database {
  readonly engine: Engine;
  as(identity: Identity): Asking;
  readonly owner: Asking;
  readonly service: Asking;
  /** A new user, as Supabase Auth would make one; answers the id. */
  signUp(metadata?: Row): Promise<string>;
  close(): Promise<void>;
}

export function databaseOn(engine: Engine): Database {
  const as = (identity: Identity): Asking => asking(engine, identity);
  const owner = as('owner');
  return {
    engine,
    as,
    owner,
    service: as('service_role'),
    close: () => engine.close(),
    async signUp(metadata = {}) {
      const id = randomUUID();
      await owner.query(
        'insert into auth.users (id, email, raw_user_meta_data) values ($1, $2, $3)',
        [id, `${id}@example.com`, JSON.stringify(metadata)],
      );
      return id;
    },
  };
}

function asking(engine: Engine, identity: Identity): Asking {
  const transaction: Asking['transaction'] = (work) =>
    engine.transaction(async (run) => {
      if (identity !== 'owner') await assume(run, identity);
      return work(run);
    });
  const query: Run = (sql, params) => transaction((run) => run(sql, params));
  return {
    query,
    transaction,
    async rpc<T>(name: string, args: Row = {}) {
      const names = Object.keys(args);
      const named = names.map((key, index) => `${key} => $${index + 1}`).join(', ');
      const [row] = await query<{ answer: T }>(
        `select public.${name}(${named}) as answer`,
        names.map((key) => asParameter(args[key])),
      );
      return row?.answer as T;
    },
  };
}

/** As PostgREST does it: the role and the claims, for this transaction alone. */
async function assume(run: Run, identity: Exclude<Identity, 'owner'>): Promise<void> {
  const role = typeof identity === 'object' ? 'authenticated' : identity;
  const claims =
    typeof identity === 'object'
      ? { role, sub: identity.user, session_id: identity.session }
      : { role };
  await run("select set_config('request.jwt.claims', $1, true), set_config('role', $2, true)", [
    JSON.stringify(claims),
    role,
  ]);
}

/** Lists of plain values are Postgres arrays; all else that is an object is JSON. */
function asParameter(value: unknown): unknown {
  if (Array.isArray(value) && value.every((part) => typeof part !== 'object')) return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
