import { mkdir } from 'node:fs/promises';
import pg from 'pg';
import { type Log, noLog } from '../gateway/log.ts';
import { beginSql } from './begin.ts';
import { lockDataDir } from './data-lock.ts';
import { encodeParameter } from './encode.ts';
import {
  DatabaseError,
  type Engine,
  type RequestContext,
  STATEMENT_MS,
  type TransactionOptions,
  type Tx,
} from './engine.ts';
import { checkServer, connectionConfig } from './native-connection.ts';
import { toDatabaseError } from './native-error.ts';
import { type Listener, openListener } from './native-listener.ts';
import { createTypes, readArrayTypes } from './native-types.ts';

const CONNECTIONS = 10;

interface NativeOptions {
  log?: Log | undefined;
  /** The most connections for transactions; one more hears notifications. */
  connections?: number | undefined;
  /** How long one statement of a request may run. */
  statementMs?: number | undefined;
}

/**
 * A Postgres server elsewhere. The directory is locked too: keys and files lie there. Throws `invalid_input` when the
 * server cannot serve and `studio_in_use` when another one of these has it, or the directory.
 */
export async function openNative(
  dataDir: string,
  url: string,
  options: NativeOptions = {},
): Promise<Engine> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const unlock = await lockDataDir(dataDir);
  try {
    return await openUnlocked(url, options, unlock);
  } catch (error) {
    await unlock();
    throw toDatabaseError(error);
  }
}

async function openUnlocked(
  url: string,
  { log = noLog, connections = CONNECTIONS, statementMs = STATEMENT_MS }: NativeOptions,
  unlock: () => Promise<void>,
): Promise<Engine> {
  const config = connectionConfig(url, await checkServer(url));
  const listener = await openListener(config, log);
  const pool = openPool(config, connections, log);
  try {
    const client = await pool.connect();
    const arrays = await readArrayTypes(client).finally(() => client.release());
    return new NativeEngine({
      config,
      pool,
      listener,
      types: createTypes(arrays),
      statementMs,
      unlock,
    });
  } catch (error) {
    await Promise.all([pool.end(), listener.close()]);
    throw error;
  }
}

function openPool(config: pg.ClientConfig, max: number, log: Log): pg.Pool {
  const pool = new pg.Pool({ ...config, max });
  // An idle connection that broke is replaced by the next one; the listener tells that the database is away.
  pool.on('error', (error) => log.debug('pool: an idle connection broke', { error }));
  pool.on('connect', (client) => {
    // Of one in use: its transaction meets the error too.
    client.on('error', (error) => log.debug('pool: a connection broke', { error }));
    client.on('notice', ({ message, severity }) => {
      if (severity === 'WARNING') log.warn('database', { notice: message });
      else log.debug('database', { notice: message });
    });
  });
  return pool;
}

type Types = ReturnType<typeof createTypes>;

interface Parts {
  config: pg.ClientConfig;
  pool: pg.Pool;
  listener: Listener;
  types: Types;
  statementMs: number;
  unlock: () => Promise<void>;
}

class NativeEngine implements Engine {
  readonly #parts: Parts;
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async transaction<T>(
    context: RequestContext | 'admin',
    run: (tx: Tx) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    const { config, types, statementMs } = this.#parts;
    const client = await this.#begin(beginSql(context, options, statementMs));
    const leave = new Leave(config, client, context === 'admin' ? undefined : context.signal);
    const tx = new NativeTx(client, types, leave);
    let broken = false;
    try {
      const result = await run(tx);
      await tx.exec('commit');
      return result;
    } catch (error) {
      broken = await isBroken(client);
      throw error;
    } finally {
      tx.isOpen = false;
      await leave.settle();
      client.release(broken);
    }
  }

  once<Row>(
    context: RequestContext | 'admin',
    sql: string,
    params?: readonly unknown[],
    options?: TransactionOptions,
  ): Promise<{ rows: Row[]; affected: number }> {
    return this.transaction(context, (tx) => tx.query<Row>(sql, params), options);
  }

  /** A connection that broke while it was idle is found out here, where nothing is lost by taking another. */
  async #begin(sql: string, isLast = false): Promise<pg.PoolClient> {
    if (this.#closing)
      throw new DatabaseError({ code: '57P01', message: 'the database is closed' });
    const client = await this.#parts.pool.connect().catch((error: unknown) => {
      throw toDatabaseError(error);
    });
    try {
      await client.query(sql);
      return client;
    } catch (error) {
      const broken = await isBroken(client);
      client.release(broken);
      if (broken && !isLast) return this.#begin(sql, true);
      throw toDatabaseError(error);
    }
  }

  async listen(
    channel: string,
    onPayload: (payload: string) => void,
  ): Promise<() => Promise<void>> {
    const stop = await this.#parts.listener.listen(channel, onPayload);
    return async () => stop();
  }

  close(): Promise<void> {
    const { pool, listener, unlock } = this.#parts;
    this.#closing ??= Promise.all([pool.end(), listener.close()]).then(unlock);
    return this.#closing;
  }
}

/** Ends what is open; whatever cannot be ended is of no more use. */
function isBroken(client: pg.PoolClient): Promise<boolean> {
  return client.query('rollback').then(
    () => false,
    () => true,
  );
}

/** Stops the statement of whoever has gone away. */
class Leave {
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: () => void;
  #running: Promise<unknown> | undefined;

  constructor(config: pg.ClientConfig, client: pg.PoolClient, signal: AbortSignal | undefined) {
    this.#signal = signal;
    this.#onAbort = () => {
      // The driver knows it, its types do not say so.
      const { processID } = client as pg.PoolClient & { processID: number | null };
      this.#running = cancel(config, processID).catch(() => undefined);
    };
    signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  check(): void {
    if (this.#signal?.aborted) {
      throw new DatabaseError({
        code: '57014',
        message: 'canceling statement due to user request',
      });
    }
  }

  /** The connection may go back only when no cancellation is on its way any more: it would hit whoever comes next. */
  async settle(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    await this.#running;
  }
}

/** On a connection of its own: those of the pool may all be busy with what is to be stopped. */
async function cancel(config: pg.ClientConfig, processId: number | null): Promise<void> {
  const client = new pg.Client(config);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_cancel_backend($1)', [processId]);
  } finally {
    await client.end();
  }
}

class NativeTx implements Tx {
  isOpen = true;
  readonly #client: pg.PoolClient;
  readonly #types: Types;
  readonly #leave: Leave;

  constructor(client: pg.PoolClient, types: Types, leave: Leave) {
    this.#client = client;
    this.#types = types;
    this.#leave = leave;
  }

  async query<Row>(sql: string, params: readonly unknown[] = []) {
    // Always the extended protocol, which takes one statement only.
    const asked = {
      text: sql,
      values: params.map(encodeParameter),
      types: this.#types,
      queryMode: 'extended',
    };
    const { rows, rowCount } = await this.#run(() => this.#client.query(asked));
    return { rows: rows as Row[], affected: rowCount ?? 0 };
  }

  async exec(sql: string): Promise<void> {
    await this.#run(() => this.#client.query(sql));
  }

  async #run<T>(ask: () => Promise<T>): Promise<T> {
    if (!this.isOpen) throw new Error('this transaction is over');
    this.#leave.check();
    try {
      return await ask();
    } catch (error) {
      throw toDatabaseError(error);
    }
  }
}
