import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Extensions, PGlite } from '@electric-sql/pglite';
import { fuzzystrmatch } from '@electric-sql/pglite/contrib/fuzzystrmatch';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import { compileQuickly } from '../../backend/embedded/engine/wasm-code.ts';
import { type Database, type Engine, type Row, databaseOn } from './database.ts';
import { baseline, migrations, root, type Script, seeds } from './schema.ts';

/** What the embedded server's engine has. */
export const EXTENSIONS: Extensions = { fuzzystrmatch, pg_trgm, pgcrypto, uuid_ossp };

// As the embedded server does. To optimize code that a test runs a few times took a third of the processor's time.
compileQuickly();

interface Options {
  /** Default: baseline, all migrations and the seed. */
  scripts?: Script[];
  /** Default: what the embedded server's engine has. */
  extensions?: Extensions;
}

/**
 * A fresh database in memory with all migrations and the seed. One connection: what needs several is on native Postgres.
 * Applying them takes seconds, so what they make is kept as an archive, named by what went into it.
 */
export async function openPglite(options: Options = {}): Promise<Database> {
  return databaseOn(engineOn(await openRaw(options)));
}

/** The same, as PGlite itself gives it. */
export async function openRaw(options: Options = {}): Promise<PGlite> {
  const { scripts = [...baseline(), ...migrations(), ...seeds()], extensions = EXTENSIONS } =
    options;
  const archive = join(root, '.cache/sql', `${nameOf(scripts, extensions)}.tar`);
  const kept = read(archive);
  const db = await PGlite.create({ extensions, ...(kept && { loadDataDir: kept }) });
  if (!kept) {
    await apply(engineOn(db), scripts);
    await keep(db, archive);
  }
  return db;
}

/** Runs scripts in order; what fails is named. */
async function apply(engine: Engine, scripts: readonly Script[]): Promise<void> {
  for (const { name, sql } of scripts) {
    await engine.exec(sql).catch((cause: unknown) => {
      throw new Error(`${name}: ${String(cause)}`, { cause });
    });
  }
}

function engineOn(db: PGlite): Engine {
  return {
    transaction: (work) =>
      db.transaction((tx) =>
        work(async <T = Row>(sql: string, params: readonly unknown[] = []) => {
          const { rows } = await tx.query<T>(sql, [...params]);
          return rows;
        }),
      ),
    async exec(sql) {
      await db.exec(sql);
    },
    close: () => db.close(),
  };
}

function nameOf(scripts: readonly Script[], extensions: Extensions): string {
  const hash = createHash('sha256').update(Object.keys(extensions).join());
  hash.update(readFileSync(join(root, 'node_modules/@electric-sql/pglite/package.json')));
  for (const { name, sql } of scripts) hash.update(`\0${name}\0${sql}`);
  return hash.digest('hex').slice(0, 32);
}

function read(path: string): Blob | undefined {
  try {
    return new Blob([readFileSync(path)]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all: two test files may keep the same database at once. */
async function keep(db: PGlite, path: string): Promise<void> {
  const dump = await db.dumpDataDir('none');
  mkdirSync(join(path, '..'), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, new Uint8Array(await dump.arrayBuffer()));
  renameSync(temporary, path);
}
