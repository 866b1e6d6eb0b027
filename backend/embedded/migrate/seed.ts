import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { Engine } from '../engine/engine.ts';
import { lockMigrations } from './lock-migrations.ts';

/** Runs the files of a project's folder in order. Answers whether any was new. */
export async function applySeeds(
  engine: Engine,
  folder: string,
  files: readonly string[],
): Promise<boolean> {
  let any = false;
  for (const file of files) {
    const path = `supabase/${relative(folder, file).replaceAll(sep, '/')}`;
    any = (await applySeed(engine, file, path)) || any;
  }
  return any;
}

/** Runs a seed file once for each content it has had, in the CLI's table of seeds. Without a file, nothing happens. */
async function applySeed(engine: Engine, file: string, path: string): Promise<boolean> {
  const sql = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (sql === null) return false;
  const hash = createHash('sha256').update(sql).digest('hex');
  return engine.transaction('admin', async (tx) => {
    await lockMigrations(tx);
    await tx.exec(
      `create schema if not exists supabase_migrations;
       create table if not exists supabase_migrations.seed_files (path text not null primary key, hash text not null)`,
    );
    const { rows } = await tx.query<{ hash: string }>(
      'select hash from supabase_migrations.seed_files where path = $1',
      [path],
    );
    if (rows[0]?.hash === hash) return false;
    await tx.exec(sql);
    await tx.exec('reset role; reset search_path; reset session authorization');
    await tx.query(
      `insert into supabase_migrations.seed_files (path, hash) values ($1, $2)
       on conflict (path) do update set hash = excluded.hash`,
      [path, hash],
    );
    return true;
  });
}
