import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite, type Transaction, messages } from '@electric-sql/pglite';
import { fuzzystrmatch } from '@electric-sql/pglite/contrib/fuzzystrmatch';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import { lockDataDir } from './data-lock.ts';
import { DurableFs } from './durable-fs.ts';
import { encodeParameter } from './encode.ts';
import { DatabaseError, type Engine, type RequestContext, type Tx } from './engine.ts';

/**
 * PGlite's own list without `-F` (which turns fsync off) and with Supabase's search path. 32 MB of buffers instead of
 * 128 serve one person's database as well and leave the machine its memory.
 */
const SETTINGS = [
  'search_path="$user",public,extensions',
  'shared_buffers=32MB',
  // Emscripten's fdatasync, the default, does nothing; its fsync reaches DurableFs.
  'wal_sync_method=fsync',
  'exit_on_error=false',
  'log_checkpoints=false',
  'max_worker_processes=0',
  'max_parallel_workers=0',
  'max_parallel_workers_per_gather=0',
  'max_parallel_maintenance_workers=0',
  'io_method=sync',
];
const START_PARAMS = ['--single', '-O', '-j', ...SETTINGS.flatMap((setting) => ['-c', setting])];

/** PGlite would turn each value by the type it goes to and refuse texts for numbers; ours are texts already. */
const AS_IS = new Proxy<Record<number, (value: unknown) => string>>(
  {},
  { get: () => (value: unknown) => value as string },
);

/** Postgres inside this process, on disk in `dataDir/postgres`. Throws `studio_in_use` when another process has it. */
export async function openPglite(dataDir: string): Promise<Engine> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const unlock = await lockDataDir(dataDir);
  try {
    const db = await PGlite.create({
      fs: new DurableFs(join(dataDir, 'postgres')),
      startParams: START_PARAMS,
      extensions: { fuzzystrmatch, pg_trgm, pgcrypto, uuid_ossp },
    });
    return createEngine(db, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

function createEngine(db: PGlite, unlock: () => Promise<void>): Engine {
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    await db.exec('checkpoint');
    await db.close();
    await unlock();
  }

  return {
    // PGlite queues transactions itself, first come, first served.
    transaction: (context, run) =>
      db
        .transaction(async (transaction) => {
          const tx = wrap(transaction);
          if (context !== 'admin') await enter(tx, context);
          return run(tx);
        })
        .catch(rethrow),
    async listen(channel, onPayload) {
      const stop = await db.listen(`"${channel.replaceAll('"', '""')}"`, onPayload);
      return async () => {
        if (!closing) await stop();
      };
    },
    close: () => (closing ??= close()),
  };
}

function wrap(transaction: Transaction): Tx {
  return {
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as in the interface
    async query<Row>(sql: string, params: readonly unknown[] = []) {
      const values = params.map(encodeParameter);
      const result = await transaction
        .query<Row>(sql, values, { serializers: AS_IS })
        .catch(rethrow);
      return { rows: result.rows, affected: result.affectedRows ?? 0 };
    },
    async exec(sql) {
      await transaction.exec(sql).catch(rethrow);
    },
  };
}

/** One round trip sets all of it, for this transaction only. The role comes last: it may not set the others. */
async function enter(tx: Tx, context: RequestContext): Promise<void> {
  await tx.query(
    `select set_config('request.jwt.claims', $1, true), set_config('request.headers', $2, true),
            set_config('request.method', $3, true), set_config('request.path', $4, true),
            set_config('search_path', 'public, extensions', true), set_config('role', $5, true)`,
    [
      JSON.stringify(context.claims),
      JSON.stringify(context.headers),
      context.method,
      context.path,
      context.role,
    ],
  );
}

/** Only what the protocol reports: PGlite's own error also holds the statement and its parameters, a creator's words. */
function rethrow(error: unknown): never {
  if (!(error instanceof messages.DatabaseError)) throw error;
  throw new DatabaseError({
    code: error.code ?? 'XX000',
    message: error.message,
    detail: error.detail,
    hint: error.hint,
    constraint: error.constraint,
  });
}
