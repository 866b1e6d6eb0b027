import { parentPort, workerData } from 'node:worker_threads';
import { PGlite, messages } from '@electric-sql/pglite';
import { fuzzystrmatch } from '@electric-sql/pglite/contrib/fuzzystrmatch';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import { DurableFs } from './durable-fs.ts';
import { DatabaseError } from './engine.ts';
import { OwedLog } from './owed-log.ts';
import { createPipeline } from './pipeline.ts';
import { type Answer, type Asked, BEGUN, type ThreadData } from './thread-messages.ts';
import { compileQuickly } from './wasm-code.ts';

/** Postgres in a thread of its own: a statement that runs for long holds up nobody but those who wait for it. */

/**
 * PGlite's own list without `-F` (which turns fsync off) and with Supabase's search path. 8 MB of buffers instead of
 * 128 serve one person's database as fast (the system caches the same files) and leave the machine its memory.
 */
const SETTINGS = [
  'search_path="$user",public,extensions',
  'shared_buffers=8MB',
  // As on Supabase: the files lie in the system's cache, not on a turning disk. With statistics and the default of 4 a
  // collection's page was read through the whole library (14 ms instead of 3 of 15,000 works).
  'random_page_cost=1.1',
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

compileQuickly();
const port = parentPort;
if (!port) throw new Error('This program is a thread of the database engine.');
const { folder, channels, shared } = workerData as ThreadData;
const log = new OwedLog(shared);
const db = await PGlite.create({
  fs: new DurableFs(folder, log),
  startParams: START_PARAMS,
  extensions: { fuzzystrmatch, pg_trgm, pgcrypto, uuid_ossp },
});

function tell(answer: Answer): void {
  port?.postMessage(answer);
}

/** Each of the two readers of what Postgres says, ours and PGlite's own, meets notifications. */
function onNotified(channel: string, payload: string): void {
  tell({ kind: 'notified', channel, payload });
}

const pipeline = createPipeline(db, onNotified);
db.onNotification(onNotified);

async function listen(channel: string): Promise<void> {
  await db.exec(`listen "${channel.replaceAll('"', '""')}"`);
}

async function run(asked: Asked): Promise<{ rows: unknown[]; affected: number }> {
  switch (asked.kind) {
    case 'run':
      return pipeline.run(asked.before, asked.statement);
    case 'exec':
      // Scripts are what changes tables.
      pipeline.forget();
      await db.exec(asked.sql);
      break;
    case 'listen':
      await listen(asked.channel);
      break;
    case 'close':
      await db.exec('checkpoint');
      await db.close();
  }
  return { rows: [], affected: 0 };
}

/** Only what the protocol reports: PGlite's own error also holds the statement and its parameters, a creator's words. */
function toFailure(id: number, error: unknown): Answer {
  const owed = log.owed();
  if (!(error instanceof messages.DatabaseError || error instanceof DatabaseError)) {
    return { kind: 'failed', id, owed, code: null, message: String(error) };
  }
  const { code = 'XX000', message, detail, hint, constraint } = error;
  return { kind: 'failed', id, owed, code, message, detail, hint, constraint };
}

async function answer(asked: Asked): Promise<void> {
  Atomics.store(shared, BEGUN, asked.id);
  try {
    const result = await run(asked);
    tell({ kind: 'done', id: asked.id, owed: log.owed(), ...result });
  } catch (error) {
    tell(toFailure(asked.id, error));
  }
}

for (const channel of channels) await listen(channel);
let line = Promise.resolve();
port.on('message', (asked: Asked) => {
  line = line.then(() => answer(asked));
});
log.settle();
tell({ kind: 'ready' });
