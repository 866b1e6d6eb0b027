import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import { type EmbeddedServer, startEmbedded } from '../../backend/embedded/server.ts';
import type { BackendLink } from '../../contract/solo.ts';
import { databaseUrl } from '../backend/test-database.ts';

/** The real embedded backend on a folder of its own, which it takes along when it goes. */
export interface TestBackend {
  /** Another one after `whileStopped`, on another port. */
  readonly server: EmbeddedServer;
  dataDir: string;
  /** A new account; `userId` names its rows on the server. */
  newAccount(): Promise<{ userId: string; link: BackendLink }>;
  /** Rows of the server, as its owner sees them. */
  query<Row>(sql: string, ...params: unknown[]): Promise<Row[]>;
  /** Does something to the disks of a server that is not running, and starts it again. */
  whileStopped(work: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** On the engine that `ATELIER_TEST_ENGINE` names, or on a Postgres server that is the caller's. */
const CUT_OFF: ReadonlySet<string> = new Set(['AuthRetryableFetchError', 'AuthUnknownError']);

export async function startBackend(url?: string): Promise<TestBackend> {
  const dataDir = mkdtempSync(join(tmpdir(), 'atelier-sync-'));
  const options = { dataDir, databaseUrl: url ?? (await databaseUrl(dataDir)) };
  let server = await startEmbedded(options);
  return {
    get server() {
      return server;
    },
    dataDir,
    async newAccount() {
      const email = `${randomUUID()}@example.com`;
      const password = 'correct horse battery';
      const client = createClient(server.url, server.anonKey, {
        auth: { persistSession: false, autoRefreshToken: false },
      });
      const signUp = () => client.auth.signUp({ email, password });
      let { data, error } = await signUp();
      // A test that kept the thread busy for long finds its idle connections closed, or what it began to ask cut off (408).
      if (error && CUT_OFF.has(error.name)) ({ data, error } = await signUp());
      if (error || !data.user) throw error ?? new Error('no user');
      const { url, anonKey } = server;
      return { userId: data.user.id, link: { url, anonKey, email, password } };
    },
    query: (sql, ...params) =>
      server.engine.transaction('admin', async (tx) => (await tx.query<never>(sql, params)).rows),
    async whileStopped(work) {
      await server.close();
      await work();
      server = await startEmbedded(options);
    },
    async stop() {
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
