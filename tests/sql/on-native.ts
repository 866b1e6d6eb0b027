import { once } from 'node:events';
import pg from 'pg';
import { startPostgres } from '../../scripts/postgres.ts';
import { type Database, type Engine, type Row, databaseOn } from './database.ts';
import { baseline, migrations, type Script, seeds } from './schema.ts';

export interface NativeDatabase extends Database {
  readonly url: string;
  /** Ends the server as a power cut would, by SIGKILL, and starts it again on what the disk holds. */
  crash(): Promise<void>;
}

/** A fresh Postgres server with many connections: for what happens at the same moment. */
export async function openNative(
  connections = 12,
  scripts: readonly Script[] = [...baseline(), ...migrations(), ...seeds()],
): Promise<NativeDatabase> {
  const server = await startPostgres();
  const pool = new pg.Pool({ connectionString: server.url(), max: connections });
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
    await server.remove();
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
  return { ...databaseOn(engine), url: server.url(), crash: () => server.crash() };
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
