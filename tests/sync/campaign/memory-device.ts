import { fileURLToPath } from 'node:url';
import { createLibraryContext, type LibraryContext } from '../../../core/library/context.ts';
import { MIGRATIONS } from '../../../core/library/migrations/all.ts';
import { replaceModels } from '../../../core/library/models.ts';
import { nextUpload } from '../../../core/library/outbox.ts';
import type { SyncDeps } from '../../../core/library/sync-engine.ts';
import { DRAFT } from '../../../core/library/test-library.ts';
import { orderRefused } from '../../../core/generate/end-order.ts';
import { promotionRefused } from '../../../core/workspace/move-results.ts';
import { type Connection, syncPass } from '../../../core/sync/pass.ts';
import { createUploads } from '../../../core/sync/uploads.ts';
import { type Clock, instant } from '../../../core/system/clock.ts';
import { type Database, openDatabase } from '../../../core/system/database.ts';
import { silentLog } from '../../../core/system/log.ts';
import { Crash } from '../device.ts';
import type { Wire } from './model-wire.ts';

/** One library in memory. Emptied and used again: to make one anew costs more than a whole schedule. */
export interface Memory {
  raw: Database;
  /** Tables that were written since it was empty. */
  dirty: Set<string>;
  empty(): void;
}

export function openMemory(): Memory {
  const raw = openDatabase({ path: ':memory:', migrations: MIGRATIONS });
  const tables = raw.all<{ name: string; sql: string }>(
    "select name, sql from sqlite_master where type = 'table' and name not like 'sqlite_%'",
  );
  const virtual = tables.filter(({ sql }) => sql.startsWith('CREATE VIRTUAL'));
  const isShadow = (name: string) => virtual.some((owner) => name.startsWith(`${owner.name}_`));
  const statements = new Map(
    tables
      .filter(({ name, sql }) => !isShadow(name) && !sql.includes('fts5vocab'))
      .map(({ name, sql }) => [
        name,
        sql.startsWith('CREATE VIRTUAL')
          ? `insert into ${name} (${name}) values ('delete-all')`
          : `delete from ${name}`,
      ]),
  );
  replaceModels(raw, [DRAFT]);
  const dirty = new Set<string>();
  return {
    raw,
    dirty,
    empty() {
      raw.transaction(() => {
        // Tables were written in any order.
        raw.run('pragma defer_foreign_keys = on');
        for (const table of dirty) raw.run(statements.get(table) ?? `delete from ${table}`);
        // Cascades reach it without a statement of their own.
        raw.run('delete from outbox_effects');
      });
      dirty.clear();
    },
  };
}

export interface MemoryDevice {
  readonly name: string;
  readonly user: string;
  readonly context: LibraryContext & { lacksKey: () => boolean };
  readonly db: Database;
  /** The same for whoever only looks: no statement of theirs is one of the process's. */
  readonly eyes: Database;
  readonly wire: Wire;
  /** Tables that the creator sees and that were written since it was last asked. */
  written(): Set<string>;
  /** Uploads first, then one pass of the engine. */
  pass(): Promise<void>;
  /** The next pass that finds nothing to send compares what is here with the server's digest (rule S10). */
  compareNext(): void;
  /** From the n-th statement on, nothing reaches the database. */
  crashIn(statements: number): void;
  /** What a killed process loses is lost. */
  restart(): void;
}

/** The bytes are of no interest here; they only have to be a file. */
const SOME_FILE = fileURLToPath(import.meta.url);

/** The real library and sync of one device, on a database in memory and a wire into the model. */
export function openMemoryDevice(options: {
  name: string;
  user: string;
  memory: Memory;
  wire: Wire;
  clock: Clock;
  /** A bug may be planted between library and database. */
  through: (db: Database) => Database;
}): MemoryDevice {
  const { name, user, memory, wire, clock } = options;
  const watched = watch(memory.raw, memory.dirty);
  const db = options.through(watched.db);
  const base = createLibraryContext({
    db,
    clock,
    changed: () => undefined,
    wakeSync: () => undefined,
  });
  const context = { ...base, lacksKey: () => false };
  const deps: SyncDeps = {
    db,
    clock,
    log: {
      ...silentLog,
      error: (message) => void (differs ||= message.startsWith('the rows of this device differ')),
    },
    fetch,
    session: { read: async () => undefined, write: async () => undefined },
    hooks: {
      changed: () => undefined,
      callRefused: (row, error) => orderRefused(context, row, error),
      promotionRefused: (item) => promotionRefused(context, item),
      receiveFile: async () => undefined,
      receivePreview: async () => undefined,
      fileAt: () => SOME_FILE,
      inputAt: () => SOME_FILE,
      fontAt: async () => undefined,
      receiveFont: async () => undefined,
    },
  };
  let differs = false;
  let connection = start();

  function start(): Connection {
    return {
      link: { url: 'http://model', anonKey: 'anon' },
      client: wire.client,
      session: null,
      modelsAt: Date.now(),
      digestAt: Date.now(),
      silent: true,
      ending: new AbortController().signal,
    };
  }

  /** Before the pass and not beside it: so the same seed runs the same schedule. */
  async function sendFiles(): Promise<void> {
    if (!nextUpload(db, instant(clock))) return;
    let trouble: unknown;
    const uploads = createUploads(deps, {
      sent: () => undefined,
      failed: (error) => (trouble = error),
    });
    const { link, ending, client } = connection;
    uploads.wake({ link, session: { client, userId: user }, signal: ending });
    await uploads.idle();
    if (trouble !== undefined) throw trouble;
  }

  return {
    name,
    user,
    context,
    db,
    eyes: memory.raw,
    wire,
    written: () => watched.written(),
    async pass() {
      try {
        await sendFiles();
        await syncPass(deps, connection, {
          signedIn: () => undefined,
          uploads: () => undefined,
          woken: () => true,
        });
      } catch (error) {
        connection.silent = true;
        throw error;
      }
      if (differs) throw new Error(`${name} has pulled everything and holds other rows`);
    },
    compareNext: () => void (connection.digestAt = 0),
    crashIn: watched.crashIn,
    restart() {
      watched.crashIn(Infinity);
      connection = start();
    },
  };
}

const WRITES = /^\s*(?:insert(?: or \w+)? into|update|delete from)\s+(\w+)/i;

/** A database that dies at its n-th statement, as the process would, and tells which tables were written. */
function watch(raw: Database, dirty: Set<string>) {
  let left = Infinity;
  const tables = new Map<string, string | null>();
  let written = new Set<string>();
  const count = () => {
    left -= 1;
    if (left < 0) throw new Crash();
  };
  function note(sql: string): void {
    let table = tables.get(sql);
    if (table === undefined) {
      table = WRITES.exec(sql)?.[1] ?? null;
      tables.set(sql, table);
    }
    if (table === null) return;
    written.add(table);
    dirty.add(table);
  }
  const db: Database = {
    ...raw,
    get inTransaction() {
      return raw.inTransaction;
    },
    column(sql, ...params) {
      count();
      return raw.column(sql, ...params);
    },
    all(sql, ...params) {
      count();
      return raw.all(sql, ...params);
    },
    get(sql, ...params) {
      count();
      return raw.get(sql, ...params);
    },
    run(sql, ...params) {
      count();
      note(sql);
      return raw.run(sql, ...params);
    },
    transaction(work) {
      count();
      return raw.transaction(work);
    },
    transactionToldAgain(work) {
      count();
      return raw.transactionToldAgain(work);
    },
    close: () => undefined,
  };
  return {
    db,
    crashIn: (statements: number) => void (left = statements),
    written() {
      const now = written;
      written = new Set();
      return now;
    },
  };
}
