import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Log, noLog } from '../gateway/log.ts';
import { type EmbeddedServer, startEmbedded } from '../server.ts';
import { startSchedule } from './schedule.ts';

let dataDir: string;
let server: EmbeddedServer;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'atelier-schedule-'));
  server = await startEmbedded({ dataDir });
}, 120_000);
afterAll(async () => {
  await server.close();
  await rm(dataDir, { recursive: true, force: true });
});

const query = <Row>(sql: string) =>
  server.engine.transaction('admin', async (tx) => (await tx.query<Row>(sql)).rows);

test('the timer runs what the list in the database says is due, and what fails is logged', async () => {
  await query(
    `create function public.broken_task() returns integer language sql set search_path = '' as 'select 1 / 0'`,
  );
  await query(
    `insert into scheduled_tasks (name, procedure, every, description)
       values ('broken', 'broken_task', '1 hour', 'For this test.')`,
  );
  const errors: unknown[] = [];
  const log: Log = { ...noLog, error: (_, fields) => errors.push(fields) };
  const stop = startSchedule(server.engine, log, { everyMs: 20 });
  await vi.waitFor(
    async () => {
      const rows = await query<{ left: string }>(
        'select count(*) as left from scheduled_tasks where last_started_at is null',
      );
      expect(Number(rows[0]?.left)).toBe(0);
    },
    { timeout: 50_000, interval: 50 },
  );
  await stop();
  expect(errors).toEqual([{ task: 'broken', error: 'division by zero (22012)' }]);
  const [row] = await query<{ backups: string; partitions: string }>(
    `select count(*) as backups,
       (select count(*) from pg_inherits where inhparent = 'usage_events'::regclass) as partitions
       from private.backups`,
  );
  expect(Number(row?.backups)).toBeGreaterThan(20);
  expect(Number(row?.partitions)).toBeGreaterThanOrEqual(4);
});

test('a database without the list is left alone', async () => {
  const errors: unknown[] = [];
  const log: Log = { ...noLog, error: (_, fields) => errors.push(fields) };
  await query('alter function public.due_tasks() rename to other_tasks');
  const stop = startSchedule(server.engine, log, { everyMs: 10 });
  await new Promise((resolve) => setTimeout(resolve, 200));
  await stop();
  await query('alter function public.other_tasks() rename to due_tasks');
  expect(errors).toEqual([]);
});
