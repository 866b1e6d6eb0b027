import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { AtelierError } from '../../contract/errors.ts';

export type SqlValue = string | number | bigint | null | Uint8Array;
/** `?` parameters in order, or one object for `@name` parameters. */
export type SqlParams = SqlValue[] | [Readonly<Record<string, SqlValue>>];

/** A number, a name and SQL. Append-only: what was released is never edited. */
export interface Migration {
  number: number;
  name: string;
  sql: string;
}

/** SQLite with statements prepared once each. The caller names the row type: the tables are ours and STRICT. */
export interface Database {
  readonly path: string;
  all<Row>(sql: string, ...params: SqlParams): Row[];
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the row
  get<Row>(sql: string, ...params: SqlParams): Row | undefined;
  /** The first column alone: a million of them are read several times as quickly as a million rows. */
  column<Value>(sql: string, ...params: SqlParams): Value[];
  /** Answers how many rows changed. */
  run(sql: string, ...params: SqlParams): number;
  /** All of `work` or nothing. Inside another transaction it is a savepoint. `work` must not await. */
  transaction<T>(work: () => T): T;
  /** What is read now may yet be rolled back. */
  readonly inTransaction: boolean;
  close(): void;
}

export interface DatabaseOptions {
  path: string;
  migrations: readonly Migration[];
}

/**
 * Opens the database and brings it up to date, after a backup copy beside it
 * (`studio.sqlite.before-0002`). Errors: `library_newer` if a newer program made it.
 */
export function openDatabase({ path, migrations }: DatabaseOptions): Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const sqlite = new Sqlite(path, { timeout: 5_000 });
  try {
    sqlite.pragma('journal_mode = WAL');
    // FULL: a committed command survives a power cut, not only a crash (rule F1).
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    sqlite.pragma('temp_store = MEMORY');
    migrate(sqlite, path, migrations);
  } catch (error) {
    sqlite.close();
    throw error;
  }
  return wrap(sqlite, path);
}

function migrate(sqlite: Sqlite.Database, path: string, migrations: readonly Migration[]): void {
  const version = sqlite.pragma('user_version', { simple: true }) as number;
  const newest = migrations.at(-1)?.number ?? 0;
  if (version > newest) {
    throw new AtelierError(
      'library_newer',
      `This library was opened by a newer Atelier (${version}; this one knows ${newest}).`,
      { version, newest },
    );
  }
  for (const migration of migrations) {
    if (migration.number <= version) continue;
    if (version > 0) backUp(sqlite, `${path}.before-${String(migration.number).padStart(4, '0')}`);
    sqlite.transaction(() => {
      sqlite.exec(migration.sql);
      sqlite.pragma(`user_version = ${migration.number}`);
    })();
  }
}

function backUp(sqlite: Sqlite.Database, target: string): void {
  // Left behind by a migration that failed: the copy made now is of the same state, and whole.
  if (existsSync(target)) rmSync(target);
  sqlite.prepare('vacuum into ?').run(target);
}

function wrap(sqlite: Sqlite.Database, path: string): Database {
  const prepared = new Map<string, Sqlite.Statement>();
  const plucked = new Map<string, Sqlite.Statement>();

  function prepare(sql: string, cache = prepared): Sqlite.Statement {
    let statement = cache.get(sql);
    if (!statement) {
      statement = sqlite.prepare(sql);
      if (cache === plucked) statement.pluck();
      cache.set(sql, statement);
    }
    return statement;
  }

  return {
    path,
    all: <Row>(sql: string, ...params: SqlParams) => prepare(sql).all(...params) as Row[],
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the row
    get: <Row>(sql: string, ...params: SqlParams) => prepare(sql).get(...params) as Row | undefined,
    column: <Value>(sql: string, ...params: SqlParams) =>
      prepare(sql, plucked).all(...params) as Value[],
    run: (sql, ...params) => prepare(sql).run(...params).changes,
    // Immediate: a transaction that will write takes its lock first, so it never fails half-way as busy.
    transaction: (work) => sqlite.transaction(work).immediate(),
    get inTransaction() {
      return sqlite.inTransaction;
    },
    close() {
      prepared.clear();
      plucked.clear();
      sqlite.close();
    },
  };
}
