import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { Engine } from '../engine/engine.ts';
import { lockMigrations } from './lock-migrations.ts';

const BASELINE_DIR = fileURLToPath(new URL('../baseline/', import.meta.url));

interface BaselineFile {
  name: string;
  sql: string;
  hash: string;
}

export async function readBaseline(): Promise<BaselineFile[]> {
  const names = (await readdir(BASELINE_DIR)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(BASELINE_DIR, name), 'utf8');
      return { name, sql, hash: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * What a Supabase project has before its first migration. Every file may run again on what it made, so a changed file
 * simply runs once more; an unchanged one costs a comparison of hashes.
 */
export async function applyBaseline(engine: Engine): Promise<void> {
  const files = await readBaseline();
  await engine.transaction('admin', async (tx) => {
    await lockMigrations(tx);
    await tx.exec(
      `create schema if not exists atelier_embedded;
       create table if not exists atelier_embedded.baseline (
         name text primary key, hash text not null, applied_at timestamptz not null default now()
       )`,
    );
    const { rows } = await tx.query<{ name: string; hash: string }>(
      'select name, hash from atelier_embedded.baseline',
    );
    const applied = new Map(rows.map((row) => [row.name, row.hash]));
    for (const file of files) {
      if (applied.get(file.name) === file.hash) continue;
      await tx.exec(file.sql);
      await tx.query(
        `insert into atelier_embedded.baseline (name, hash) values ($1, $2)
         on conflict (name) do update set hash = excluded.hash, applied_at = now()`,
        [file.name, file.hash],
      );
    }
  });
}
