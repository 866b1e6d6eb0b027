import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError } from '../../../contract/errors.ts';
import { DatabaseError, type Engine } from '../engine/engine.ts';
import { lockMigrations } from './lock-migrations.ts';
import { splitStatements } from './split-statements.ts';

interface Migration {
  version: string;
  name: string;
  file: string;
}

/**
 * Applies what is new in `directory`, in order, each migration and its record in one transaction: killed midway, the
 * next start goes on where this one stopped. The record is the Supabase CLI's own table. Returns how many ran.
 * Throws `library_newer` when the database holds a migration this program does not know.
 */
export async function migrate(engine: Engine, directory: string): Promise<number> {
  const known = await listMigrations(directory);
  const applied = await readApplied(engine);
  const names = new Set(known.map((migration) => migration.version));
  const unknown = applied.filter((version) => !names.has(version));
  if (unknown.length > 0) {
    throw new AtelierError(
      'library_newer',
      `The database was made by a newer version of Atelier (migration ${unknown.at(-1)}). Update Atelier to open it.`,
      { versions: unknown },
    );
  }
  const done = new Set(applied);
  const pending = known.filter((migration) => !done.has(migration.version));
  for (const migration of pending) await apply(engine, directory, migration);
  return pending.length;
}

/** In the order in which they run. Throws `invalid_input` when two have the same version. */
export async function listMigrations(directory: string): Promise<Migration[]> {
  const files = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const migrations = files.flatMap((file) => {
    const [, version, name] = /^(\d+)_(.+)\.sql$/.exec(file) ?? [];
    return version && name ? [{ version, name, file }] : [];
  });
  migrations.sort((a, b) => (a.version < b.version ? -1 : 1));
  const twice = migrations.find(({ version }, at) => version === migrations[at - 1]?.version);
  if (twice) throw sameVersion(twice.version, migrations);
  return migrations;
}

/** What ran is recorded by version: of two that share one, the second would never run, and nobody would see it. */
function sameVersion(version: string, migrations: readonly Migration[]): AtelierError {
  const files = migrations.flatMap((one) => (one.version === version ? [one.file] : [])).sort();
  return new AtelierError(
    'invalid_input',
    `Migrations ${files.join(' and ')} have the same version: give one of them another.`,
    { version, files },
  );
}

async function readApplied(engine: Engine): Promise<string[]> {
  return engine.transaction('admin', async (tx) => {
    await lockMigrations(tx);
    await tx.exec(
      `create schema if not exists supabase_migrations;
       create table if not exists supabase_migrations.schema_migrations (
         version text not null primary key, statements text[], name text
       )`,
    );
    const { rows } = await tx.query<{ version: string }>(
      'select version from supabase_migrations.schema_migrations order by version',
    );
    return rows.map((row) => row.version);
  });
}

async function apply(engine: Engine, directory: string, migration: Migration): Promise<void> {
  const sql = await readFile(join(directory, migration.file), 'utf8');
  try {
    await engine.transaction('admin', async (tx) => {
      await lockMigrations(tx);
      const { rows } = await tx.query(
        'select from supabase_migrations.schema_migrations where version = $1',
        [migration.version],
      );
      // Another server has been faster.
      if (rows.length > 0) return;
      await tx.exec(sql);
      // A migration may leave any of these behind on the one connection; the CLI opens a new one each time.
      await tx.exec('reset role; reset search_path; reset session authorization');
      await tx.query(
        `insert into supabase_migrations.schema_migrations (version, statements, name) values ($1, $2, $3)`,
        [migration.version, splitStatements(sql), migration.name],
      );
    });
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new Error(`migration ${migration.file} failed: ${error.message} (${error.code})`, {
      cause: error,
    });
  }
}
