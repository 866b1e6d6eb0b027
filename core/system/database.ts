import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { AtelierError } from '../../contract/errors.ts';
import { createCheckpoints } from './checkpoints.ts';

export type SqlValue = string | number | bigint | null | Uint8Array;
/** `?` parameters in order, or one object for `@name` parameters. */
export type SqlParams = SqlValue[] | [Readonly<Record<string, SqlValue>>];

/** A number, a name and SQL. Append-only: what was released is never edited. */
export interface Migration {
  number: number;
  name: string;
  sql: string;
}

/**
 * SQLite with statements prepared once each. The caller names the row type: the tables are ours and STRICT.
 * With STAT4, which better-sqlite3 builds in, SQLite plans a statement with `column = ?` anew at every call where it
 * also orders or joins (20 to 60 µs). `column = +?` says that no value may change the plan: for what runs once a row.
 */
export interface Database {
  readonly path: string;
  /** A newer program made it: it is only read, and whatever writes is `library_newer`. */
  readonly newer: boolean;
  all<Row>(sql: string, ...params: SqlParams): Row[];
  get<Row>(sql: string, ...params: SqlParams): Row | undefined;
  /** The first column alone: a million of them are read several times as quickly as a million rows. */
  column<Value>(sql: string, ...params: SqlParams): Value[];
  /** Answers how many rows changed. */
  run(sql: string, ...params: SqlParams): number;
  /** All of `work` or nothing. Inside another transaction it is a savepoint. `work` must not await. */
  transaction<T>(work: () => T): T;
  /**
   * As `transaction`, but not flushed: a power cut may take it back, with all that was written after it and none of what
   * was written before. For what is told again then, like a page of a pull, which brings its cursor along. What is
   * flushed later flushes it too.
   */
  transactionToldAgain<T>(work: () => T): T;
  /** What is read now may yet be rolled back. */
  readonly inTransaction: boolean;
  /**
   * Copies the database as it is at one moment into one file, while it is in use. Errors: those of the disk; what
   * was written of the copy stays.
   */
  snapshot(target: string): Promise<void>;
  close(): void;
}

export interface DatabaseOptions {
  path: string;
  migrations: readonly Migration[];
  /** What to do with a database that a newer program made: refuse it (the default), or open it for reading. */
  newer?: 'refuse' | 'read';
}

/**
 * Opens the database and brings it up to date, after a backup copy beside it
 * (`studio.sqlite.before-0002`). Errors: `library_newer` if a newer program made it.
 */
export function openDatabase({ path, migrations, newer = 'refuse' }: DatabaseOptions): Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const sqlite = new Sqlite(path, { timeout: 5_000 });
  try {
    const version = sqlite.pragma('user_version', { simple: true }) as number;
    const newest = migrations.at(-1)?.number ?? 0;
    if (version > newest) {
      if (newer === 'refuse')
        throw new AtelierError('library_newer', NEWER, {
          version,
          newest,
        });
      sqlite.close();
      return wrap(new Sqlite(path, { timeout: 5_000, readonly: true }), path, true);
    }
    sqlite.pragma('journal_mode = WAL');
    // FULL: a committed command survives a power cut, not only a crash (rule F1).
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    sqlite.pragma('temp_store = MEMORY');
    migrate(sqlite, path, { migrations, version });
  } catch (error) {
    sqlite.close();
    throw error;
  }
  return wrap(sqlite, path, false);
}

/** Opens the database of a library that is not the open one, for a look; nothing if there is none. */
export function readDatabase(path: string): Database | undefined {
  if (!existsSync(path)) return undefined;
  return wrap(new Sqlite(path, { timeout: 5_000, readonly: true }), path, true);
}

const NEWER =
  'This library was opened by a newer Atelier. This one can show it and export from it, and changes nothing.';

/** Copies from before a migration that are kept, the newest ones. */
const KEPT_COPIES = 3;

function migrate(
  sqlite: Sqlite.Database,
  path: string,
  { migrations, version }: { migrations: readonly Migration[]; version: number },
): void {
  const waiting = migrations.filter((migration) => migration.number > version);
  const [first] = waiting;
  if (!first) return;
  if (version > 0) backUp(sqlite, `${path}.before-${String(first.number).padStart(4, '0')}`);
  for (const migration of waiting) {
    sqlite.transaction(() => {
      sqlite.exec(migration.sql);
      sqlite.pragma(`user_version = ${migration.number}`);
    })();
  }
  for (const old of copiesOf(path).slice(0, -KEPT_COPIES)) rmSync(old, { force: true });
}

/** Copies of a database from before its migrations, oldest first. */
export function copiesOf(path: string): string[] {
  const start = `${basename(path)}.before-`;
  const names = readdirSync(dirname(path)).filter((name) => name.startsWith(start));
  return names.toSorted().map((name) => join(dirname(path), name));
}

function backUp(sqlite: Sqlite.Database, target: string): void {
  // Left behind by a migration that failed: the copy made now is of the same state, and whole.
  if (existsSync(target)) rmSync(target);
  sqlite.prepare('vacuum into ?').run(target);
}

/** How many pages of a snapshot are copied before others have their turn: 4 MB. */
const SNAPSHOT_PAGES = 1_024;

function wrap(sqlite: Sqlite.Database, path: string, newer: boolean): Database {
  const prepared = new Map<string, Sqlite.Statement>();
  const plucked = new Map<string, Sqlite.Statement>();

  function prepare(sql: string, cache = prepared): Sqlite.Statement {
    let statement = cache.get(sql);
    if (!statement) {
      statement = newer ? prepareForReading(sqlite, sql) : sqlite.prepare(sql);
      if (cache === plucked) statement.pluck();
      cache.set(sql, statement);
    }
    return statement;
  }

  // Made once: to make one costs more than most transactions do.
  const inOne = sqlite.transaction((work: () => unknown) => work());
  const checkpoints = newer || sqlite.memory ? undefined : createCheckpoints(sqlite, path);
  const written = () => {
    if (!sqlite.inTransaction) checkpoints?.committed();
  };

  const transaction = <T>(work: () => T) => {
    const answer = (newer ? inOne.deferred(work) : inOne.immediate(work)) as T;
    written();
    return answer;
  };

  return {
    path,
    newer,
    all: <Row>(sql: string, ...params: SqlParams) => prepare(sql).all(...params) as Row[],
    get: <Row>(sql: string, ...params: SqlParams) => prepare(sql).get(...params) as Row | undefined,
    column: <Value>(sql: string, ...params: SqlParams) =>
      prepare(sql, plucked).all(...params) as Value[],
    run(sql, ...params) {
      const { changes } = prepare(sql).run(...params);
      checkpoints?.changed(changes);
      written();
      return changes;
    },
    // Immediate: a transaction that will write takes its lock first, so it never fails half-way as busy.
    get inTransaction() {
      return sqlite.inTransaction;
    },
    transaction,
    transactionToldAgain(work) {
      // Inside another one it is that one's end that counts, and SQLite changes nothing there.
      if (newer || sqlite.inTransaction) return transaction(work);
      sqlite.pragma('synchronous = NORMAL');
      try {
        return transaction(work);
      } finally {
        sqlite.pragma('synchronous = FULL');
      }
    },
    async snapshot(target) {
      await sqlite.backup(target, { progress: () => SNAPSHOT_PAGES });
      // The copy says that it has a write-ahead log, like its model: one file is easier to keep whole.
      const copy = new Sqlite(target);
      try {
        copy.pragma('journal_mode = DELETE');
      } finally {
        copy.close();
      }
    },
    close() {
      prepared.clear();
      plucked.clear();
      checkpoints?.close();
      sqlite.close();
    },
  };
}

/** A statement that writes, or asks for what the newer program no longer has, is not for this one. */
function prepareForReading(sqlite: Sqlite.Database, sql: string): Sqlite.Statement {
  let statement: Sqlite.Statement;
  try {
    statement = sqlite.prepare(sql);
  } catch (error) {
    throw new AtelierError('library_newer', NEWER, undefined, error);
  }
  if (statement.readonly) return statement;
  throw new AtelierError('library_newer', NEWER);
}
