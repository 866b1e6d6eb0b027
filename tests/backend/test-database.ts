import { afterAll } from 'vitest';
import type { Engine } from '../../backend/embedded/engine/engine.ts';
import { openNative } from '../../backend/embedded/engine/native-engine.ts';
import { openPglite } from '../../backend/embedded/engine/pglite-engine.ts';
import { findBaseline } from '../../backend/embedded/prebuilt/prebuilt.ts';
import { type Postgres, startPostgres } from '../../scripts/postgres.ts';

/**
 * On which engine these tests run: `ATELIER_TEST_ENGINE=native` puts every file that asks here on a Postgres server;
 * the files of `on-native/` say it for those that always run on both.
 */
const isNative = process.env['ATELIER_TEST_ENGINE'] === 'native';

let server: Promise<Postgres> | undefined;
const databases = new Map<string, Promise<string>>();

/**
 * The address of a database on this file's own Postgres server: empty for a new directory, and the same one again when
 * a server comes back on it. Undefined where PGlite is meant.
 */
export async function databaseUrl(dataDir: string): Promise<string | undefined> {
  if (!isNative) return undefined;
  server ??= startPostgres(['fsync=off']);
  const postgres = await server;
  const url = databases.get(dataDir) ?? postgres.createDatabase();
  databases.set(dataDir, url);
  return url;
}

/** An engine without a server above it. */
export async function openEngine(dataDir: string): Promise<Engine> {
  const url = await databaseUrl(dataDir);
  return url === undefined
    ? openPglite(dataDir, { prebuilt: findBaseline })
    : openNative(dataDir, url);
}

afterAll(async () => {
  await (await server)?.remove();
});
