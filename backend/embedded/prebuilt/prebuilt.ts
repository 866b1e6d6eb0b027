import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPglite } from '../engine/pglite-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { startThread } from '../engine/thread.ts';
import { applyBaseline, readBaseline } from '../migrate/baseline.ts';
import { listMigrations, migrate } from '../migrate/migrate.ts';
import { applySeeds } from '../migrate/seed.ts';
import { packFolder } from './archive.ts';

/**
 * A database as a first start leaves it, made once at build time: unpacking it takes a tenth of what initdb, the
 * migrations and the seed take. It holds no user, no key and no secret, and what must differ between installations is
 * made anew by {@link claimPrebuilt}. A file's name is the hash of all that went into it, so one that does not fit is
 * never found.
 */
export const PREBUILT_DIR = fileURLToPath(new URL('../../../out/database/', import.meta.url));

/** What a database is made of. Without migrations: a Supabase project's state before its first one. */
export interface Sources {
  migrationsDir: string | null;
  seedFiles: readonly string[];
}

const BASELINE: Sources = { migrationsDir: null, seedFiles: [] };

/** The archive that fits, else one of the baseline alone, on which all migrations still run, else null. */
export async function findPrebuilt(directory: string, sources: Sources): Promise<Buffer | null> {
  for (const candidate of [sources, BASELINE]) {
    const found = await read(join(directory, await nameOf(candidate)));
    if (found) return found;
  }
  return null;
}

/** A project before its first migration, where a build made it: four seconds of the processor less than initdb takes. */
export function findBaseline(): Promise<Buffer | null> {
  return findPrebuilt(PREBUILT_DIR, BASELINE);
}

/**
 * Makes the archive of the sources if it is missing, and the baseline's when `withBaseline`; removes those of other
 * sources. Answers how many it made.
 */
export async function buildPrebuilt(
  directory: string,
  sources: Sources,
  { withBaseline }: { withBaseline: boolean },
): Promise<number> {
  await mkdir(directory, { recursive: true });
  const [name, baseline] = [await nameOf(sources), await nameOf(BASELINE)];
  const present = new Set(await readdir(directory));
  for (const old of present) {
    if (old !== name && old !== baseline) await rm(join(directory, old), { force: true });
  }
  const missing = [
    ...(present.has(name) ? [] : [{ name, sources }]),
    ...(withBaseline && !present.has(baseline) ? [{ name: baseline, sources: BASELINE }] : []),
  ];
  await Promise.all(missing.map((one) => build(join(directory, one.name), one.sources)));
  return missing.length;
}

/** Gives a database that was unpacked an identity of its own. Once; does nothing to one that was made here. */
export async function claimPrebuilt(engine: Engine): Promise<void> {
  await engine.transaction('admin', async (tx) => {
    const { rows } = await tx.query<{ unclaimed: boolean; epochs: boolean }>(
      `select to_regclass('atelier_embedded.unclaimed') is not null as unclaimed,
              to_regprocedure('public.start_sync_epoch()') is not null as epochs`,
    );
    if (!rows[0]?.unclaimed) return;
    // Devices tell databases apart by their epoch.
    if (rows[0].epochs) await tx.exec('select public.start_sync_epoch()');
    await tx.exec('drop table atelier_embedded.unclaimed');
  });
}

async function build(target: string, { migrationsDir, seedFiles }: Sources): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-prebuilt-'));
  try {
    const engine = await openPglite(folder);
    try {
      await applyBaseline(engine);
      if (migrationsDir) {
        await migrate(engine, migrationsDir);
        await applySeeds(engine, dirname(migrationsDir), seedFiles);
      }
      await engine.transaction('admin', (tx) =>
        tx.exec('create table atelier_embedded.unclaimed ()'),
      );
    } finally {
      await engine.close();
    }
    await dropTemplates(join(folder, 'postgres'));
    const archive = await packFolder(join(folder, 'postgres'));
    // Whole or not at all: two builds may run side by side.
    const temporary = `${target}.${process.pid}`;
    await writeFile(temporary, archive);
    await rename(temporary, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Two thirds of the files are databases that only `create database` would copy, and here nobody says that. */
async function dropTemplates(folder: string): Promise<void> {
  const thread = await startThread({ folder, channels: [] }, () => undefined);
  try {
    for (const sql of [
      `update pg_database set datistemplate = false where datname in ('template0', 'template1')`,
      'drop database template0',
      'drop database template1',
      // Begins a new log and forgets what came before: 16 MB that each first start would write for nothing.
      'set wal_recycle = off',
      'select pg_switch_wal()',
      'checkpoint',
    ]) {
      await thread.ask({ kind: 'exec', sql }, null);
    }
    await thread.ask({ kind: 'close' }, null);
  } finally {
    await thread.end();
  }
}

/** A hash of everything that decides what is in the archive. */
async function nameOf({ migrationsDir, seedFiles }: Sources): Promise<string> {
  const hash = createHash('sha256');
  hash.update(`pglite ${await pgliteVersion()}`);
  for (const { name, hash: content } of await readBaseline()) hash.update(`\0${name}\0${content}`);
  if (migrationsDir) {
    for (const { file } of await listMigrations(migrationsDir)) {
      hash.update(`\0${file}\0`).update(await readFile(join(migrationsDir, file)));
    }
  }
  for (const file of seedFiles) {
    const seed = await read(file);
    if (seed) hash.update('\0seed\0').update(seed);
  }
  return `${hash.digest('hex').slice(0, 32)}.zst`;
}

/** Another version may write its pages otherwise. */
async function pgliteVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const text = await readFile(join(dirname(entry), '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

async function read(path: string): Promise<Buffer | null> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}
