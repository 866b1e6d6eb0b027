import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Postgres } from '../scripts/postgres.ts';
import { round } from './bench.ts';

const PEERS = ['pg-boss@12.35.0', 'graphile-worker@0.17.2'];

/**
 * The same number of jobs that do nothing, in two other queues on the same server. They are installed beside the bench's
 * own files, not in the project; where that cannot be done, the figures say so.
 */
export async function measurePeers(
  postgres: Postgres,
  folder: string,
  workers: readonly number[],
  jobs: number,
  batch: number,
): Promise<Record<string, number | string>> {
  try {
    await writeFile(join(folder, 'package.json'), '{"private": true, "type": "module"}\n');
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', ...PEERS], {
      cwd: folder,
    });
  } catch (error) {
    return { 'other queues': `could not be installed: ${String(error).split('\n')[0]}` };
  }
  const load = createRequire(join(folder, 'package.json'));
  const figures: Record<string, number | string> = {};
  for (const count of workers) {
    const boss = await drainPgBoss(load, await postgres.createDatabase(), count, { jobs, batch });
    figures[`pg-boss: jobs/s with ${count} workers, nothing done`] = round(boss, 0);
    const graphile = await drainGraphile(load, await postgres.createDatabase(), count, jobs);
    figures[`graphile-worker: jobs/s with ${count} workers, nothing done`] = round(graphile, 0);
  }
  return figures;
}

type Load = ReturnType<typeof createRequire>;

/** As much of it as is used here. */
interface PgBoss {
  on(event: 'error', listener: () => void): void;
  start(): Promise<unknown>;
  stop(options: { graceful: boolean }): Promise<void>;
  createQueue(name: string): Promise<void>;
  insert(name: string, jobs: { data: object }[]): Promise<unknown>;
  fetch(name: string, options: { batchSize: number }): Promise<{ id: string }[]>;
  complete(name: string, id: string): Promise<unknown>;
}

async function drainPgBoss(
  load: Load,
  url: string,
  workers: number,
  { jobs, batch }: { jobs: number; batch: number },
): Promise<number> {
  const { PgBoss } = load('pg-boss') as { PgBoss: new (url: string) => PgBoss };
  const boss = new PgBoss(url);
  boss.on('error', () => undefined);
  await boss.start();
  try {
    await boss.createQueue('nothing');
    await boss.insert(
      'nothing',
      Array.from({ length: jobs }, (_, at) => ({ data: { at } })),
    );
    return await timed(jobs, workers, async () => {
      for (;;) {
        const taken = await boss.fetch('nothing', { batchSize: batch });
        if (taken.length === 0) return;
        for (const { id } of taken) await boss.complete('nothing', id);
      }
    });
  } finally {
    await boss.stop({ graceful: false });
  }
}

interface Graphile {
  Logger: new (make: () => () => void) => object;
  makeWorkerUtils(options: object): Promise<{
    migrate(): Promise<void>;
    withPgClient(
      run: (client: {
        query(sql: string, values: unknown[]): Promise<unknown>;
      }) => Promise<unknown>,
    ): Promise<void>;
    release(): Promise<void>;
  }>;
  runOnce(options: object): Promise<void>;
}

async function drainGraphile(
  load: Load,
  url: string,
  workers: number,
  jobs: number,
): Promise<number> {
  const graphile = load('graphile-worker') as Graphile;
  const pool = new pg.Pool({ connectionString: url, max: workers + 2 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const options = { pgPool: pool, logger: new graphile.Logger(() => () => undefined) };
  const utils = await graphile.makeWorkerUtils(options);
  await utils.migrate();
  await utils.withPgClient((client) =>
    client.query(
      `select graphile_worker.add_job('nothing', json_build_object('at', at)) from generate_series(1, $1::int) as at`,
      [jobs],
    ),
  );
  await utils.release();
  const taskList = { nothing: async () => undefined };
  try {
    return await timed(jobs, 1, () =>
      graphile.runOnce({ ...options, taskList, concurrency: workers, noHandleSignals: true }),
    );
  } finally {
    await pool.end();
  }
}

/** Jobs a second until all of the workers find nothing more. */
async function timed(jobs: number, workers: number, work: () => Promise<void>): Promise<number> {
  const since = performance.now();
  await Promise.all(Array.from({ length: workers }, work));
  return jobs / ((performance.now() - since) / 1000);
}
