import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SupabaseClient, createClient } from '@supabase/supabase-js';
import { type EmbeddedServer, startEmbedded } from '../../backend/embedded/server.ts';
import { databaseUrl } from './test-database.ts';

export interface Harness {
  server: EmbeddedServer;
  dataDir: string;
  /** Signed in as nobody, or with the given token. */
  client(token?: string): SupabaseClient;
  admin: SupabaseClient;
  /** The log's errors: a request that failed on our side stands here. */
  errors: unknown[];
  close(): Promise<void>;
}

/** A server of its own on a fresh directory, with one migration, and a project's settings if there are any. */
export async function startHarness(migration: string, config = ''): Promise<Harness> {
  const root = await mkdtemp(join(tmpdir(), 'atelier-rest-'));
  const migrationsDir = join(root, 'supabase', 'migrations');
  await mkdir(migrationsDir, { recursive: true });
  await writeFile(join(migrationsDir, '20260101000000_test.sql'), migration);
  await writeFile(join(root, 'supabase', 'config.toml'), config);
  const errors: unknown[] = [];
  const ignore = (): void => undefined;
  const log = {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: (message: string, fields?: object) => void errors.push({ message, ...fields }),
  };
  const dataDir = join(root, 'data');
  const server = await startEmbedded({
    dataDir,
    databaseUrl: await databaseUrl(dataDir),
    migrationsDir,
    log,
  });
  const options = { auth: { persistSession: false, autoRefreshToken: false } };
  return {
    server,
    dataDir,
    errors,
    admin: createClient(server.url, server.serviceRoleKey, options),
    client: (token) =>
      createClient(server.url, server.anonKey, {
        ...options,
        ...(token ? { global: { headers: { authorization: `Bearer ${token}` } } } : {}),
      }),
    async close() {
      await server.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
