import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lockDataDir } from './data-lock.ts';
import { prepareFolder } from './database-folder.ts';
import { settingsStatements } from './begin.ts';
import { encodeParameter } from './encode.ts';
import {
  DatabaseError,
  type Engine,
  type RequestContext,
  STATEMENT_MS,
  type TransactionOptions,
  type Tx,
} from './engine.ts';
import type { Statement } from './protocol.ts';
import { NotBegun, type Result, type Thread, startThread } from './thread.ts';
import type { Request } from './thread-messages.ts';

export interface PgliteOptions {
  /** Asked for what a missing database is made from; without it, initdb makes it. */
  prebuilt?: (() => Promise<Buffer | null>) | undefined;
  /** How long one statement of a request may run. */
  statementMs?: number | undefined;
  /** Called once Postgres is on its way, in its thread: the time to do something else. */
  onStarting?: (() => void) | undefined;
}

/** Postgres inside this process, on disk in `dataDir/postgres`. Throws `studio_in_use` when another process has it. */
export async function openPglite(dataDir: string, options: PgliteOptions = {}): Promise<Engine> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const unlock = await lockDataDir(dataDir);
  const engine = new ThreadedEngine(join(dataDir, 'postgres'), options, unlock);
  try {
    const settle = await prepareFolder(engine.folder, options.prebuilt);
    const starting = engine.start();
    options.onStarting?.();
    await starting;
    await settle();
    return engine;
  } catch (error) {
    await engine.abandon();
    throw error;
  }
}

/**
 * Transactions wait in line; those of one statement follow each other into the thread without waiting for the answer of
 * the one before. PGlite knows no way to cancel a statement and honours no statement_timeout: one that takes too long
 * ends with its thread, and the next life of the thread recovers from the log, as Postgres does after a crash. All that
 * was acknowledged is there again, and what had not been begun is asked again.
 */
class ThreadedEngine implements Engine {
  readonly folder: string;
  readonly #statementMs: number;
  readonly #unlock: () => Promise<void>;
  readonly #listeners = new Map<string, Set<(payload: string) => void>>();
  #thread: Promise<Thread> | undefined;
  #line: Promise<unknown> = Promise.resolve();
  /** Transactions of one statement that the thread has not answered. */
  readonly #asked = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(folder: string, { statementMs }: PgliteOptions, unlock: () => Promise<void>) {
    this.folder = folder;
    this.#statementMs = statementMs ?? STATEMENT_MS;
    this.#unlock = unlock;
  }

  /** The living thread; a new one where the last has ended. */
  async start(): Promise<Thread> {
    if (this.#thread) {
      const current = await this.#thread.catch(() => undefined);
      if (current && !current.isOver()) return current;
      await current?.end();
    }
    const data = { folder: this.folder, channels: [...this.#listeners.keys()] };
    this.#thread = startThread(data, (channel, payload) => {
      for (const callback of this.#listeners.get(channel) ?? []) callback(payload);
    });
    return this.#thread;
  }

  transaction<T>(
    context: RequestContext | 'admin',
    run: (tx: Tx) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    return this.#inLine(async () => {
      const thread = await this.start();
      const limit = context === 'admin' ? null : this.#statementMs;
      const begin = plain(options.readOnly ? 'begin read only' : 'begin');
      const tx = new ThreadTx(thread, limit, [begin, ...settingsStatements(context, {})]);
      try {
        const result = await run(tx);
        await tx.end('commit');
        return result;
      } catch (error) {
        // Where the thread is gone, so is the transaction.
        if (!thread.isOver()) await tx.end('rollback');
        throw error;
      } finally {
        tx.isOpen = false;
      }
    });
  }

  async once<Row>(
    context: RequestContext | 'admin',
    sql: string,
    params: readonly unknown[] = [],
    options: TransactionOptions = {},
  ): Promise<{ rows: Row[]; affected: number }> {
    const before = settingsStatements(context, options);
    const statement = { sql, values: params.map(encodeParameter) };
    const limit = context === 'admin' ? null : this.#statementMs;
    const { rows, affected } = await this.#askAlone({ kind: 'run', before, statement }, limit);
    return { rows: rows as Row[], affected };
  }

  /** The next in line has its turn as soon as this one is asked. */
  async #askAlone(request: Request, limitMs: number | null): Promise<Result> {
    const { answer } = await this.#turn(async () => {
      const thread = await this.start();
      const asked = thread.ask(request, limitMs);
      this.#asked.add(asked);
      const forget = (): void => void this.#asked.delete(asked);
      asked.then(forget, forget);
      return { answer: asked };
    });
    try {
      return await answer;
    } catch (error) {
      if (error instanceof NotBegun) return this.#askAlone(request, limitMs);
      throw error;
    }
  }

  async listen(
    channel: string,
    onPayload: (payload: string) => void,
  ): Promise<() => Promise<void>> {
    const known = this.#listeners.get(channel);
    const callbacks = known ?? new Set();
    callbacks.add(onPayload);
    if (!known) {
      this.#listeners.set(channel, callbacks);
      await this.#inLine(async () => {
        const thread = await this.start();
        await thread.ask({ kind: 'listen', channel }, null);
      });
    }
    // The thread goes on hearing the channel: nobody is called, and a later listener need not wait.
    return async () => {
      callbacks.delete(onPayload);
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#line.then(async () => {
      await Promise.allSettled(this.#asked);
      const thread = await this.start();
      try {
        await thread.ask({ kind: 'close' }, null);
      } finally {
        await thread.end();
        await this.#unlock();
      }
    });
    return this.#closing;
  }

  /** After a start that failed. */
  async abandon(): Promise<void> {
    const thread = await this.#thread?.catch(() => undefined);
    await thread?.end();
    await this.#unlock();
  }

  /** Alone with the thread. */
  #inLine<T>(run: () => Promise<T>): Promise<T> {
    return this.#turn(async () => {
      await Promise.allSettled(this.#asked);
      return run();
    });
  }

  #turn<T>(run: () => Promise<T>): Promise<T> {
    if (this.#closing) {
      return Promise.reject(
        new DatabaseError({ code: '57P01', message: 'the database is closed' }),
      );
    }
    const turn = this.#line.then(run);
    this.#line = turn.catch(() => undefined);
    return turn;
  }
}

function plain(sql: string): Statement {
  return { sql, values: [] };
}

class ThreadTx implements Tx {
  isOpen = true;
  readonly #thread: Thread;
  readonly #limitMs: number | null;
  /** What begins the transaction travels with its first statement; empty once it has. */
  #before: readonly Statement[];

  constructor(thread: Thread, limitMs: number | null, before: readonly Statement[]) {
    this.#thread = thread;
    this.#limitMs = limitMs;
    this.#before = before;
  }

  async query<Row>(sql: string, params: readonly unknown[] = []) {
    this.#check();
    const values = params.map(encodeParameter);
    const { rows, affected } = await this.#run({ sql, values });
    return { rows: rows as Row[], affected };
  }

  async exec(sql: string): Promise<void> {
    this.#check();
    const [last, ...rest] = this.#before.toReversed();
    if (last) await this.#run(last, rest.toReversed());
    await this.#thread.ask({ kind: 'exec', sql }, this.#limitMs);
  }

  /** Nothing is to be ended where nothing was begun. */
  async end(how: 'commit' | 'rollback'): Promise<void> {
    if (this.#before.length === 0) await this.#run(plain(how));
  }

  #run(statement: Statement, before = this.#before): ReturnType<Thread['ask']> {
    this.#before = [];
    return this.#thread.ask({ kind: 'run', before, statement }, this.#limitMs);
  }

  #check(): void {
    if (!this.isOpen) throw new Error('this transaction is over');
  }
}
