import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database, Row } from './database.ts';
import { openPglite } from './on-pglite.ts';

let db: Database;
beforeAll(async () => {
  db = await openPglite();
}, 120_000);
afterAll(() => db.close());
beforeEach(() =>
  db.owner.query("update scheduled_tasks set last_started_at = now() + interval '1 day'"),
);

interface Task extends Row {
  name: string;
  procedure: string;
}
const tasks = () => db.owner.query<Task>('select * from scheduled_tasks order by name');
const due = async () =>
  (await db.service.query<{ name: string }>('select name from due_tasks() as name')).map(
    ({ name }) => name,
  );
const run = (p_name: string) =>
  db.service.rpc<{ task: string; result: unknown; error: string | null } | null>('run_task', {
    p_name,
  });

test('the list holds all that happens by the clock, and each of it runs', async () => {
  const all = await tasks();
  expect(all.map(({ name }) => name)).toEqual([
    'analyze-tables',
    'backup-daily',
    'backup-weekly',
    'expire-workspace',
    'make-partitions',
    'prune-analysis',
    'prune-logs',
    'purge-tombstones',
    'reap-jobs',
    'refresh-embeddings',
    'refresh-metrics',
    'reset-ad-counters',
    'resume-capped-jobs',
  ]);
  for (const { name } of all) expect(await run(name)).toMatchObject({ task: name, error: null });
});

test('a task is due once in each of its spans, and at once when it was missed', async () => {
  const began = (name: string, at: string) =>
    db.owner.query(`update scheduled_tasks set last_started_at = ${at} where name = $1`, [name]);
  expect(await due()).toEqual([]);
  await began('expire-workspace', 'null');
  await began('backup-daily', "now() - interval '3 days'");
  expect(await due()).toEqual(['expire-workspace', 'backup-daily']);
  await run('expire-workspace');
  await run('backup-daily');
  expect(await due()).toEqual([]);
});

test.each([
  ['1 hour', '7 minutes', '2026-11-21 10:06:59+00', '2026-11-21 09:07:00+00'],
  ['1 hour', '7 minutes', '2026-11-21 10:07:00+00', '2026-11-21 10:07:00+00'],
  ['1 day', '3 hours 23 minutes', '2026-11-21 03:22:00+00', '2026-11-20 03:23:00+00'],
  // The 22nd is a Sunday.
  ['7 days', '3 hours', '2026-11-21 23:00:00+00', '2026-11-15 03:00:00+00'],
  ['7 days', '3 hours', '2026-11-22 03:00:00+00', '2026-11-22 03:00:00+00'],
])('every %s at %s, seen at %s, was due at %s', async (every, at, now, expected) => {
  const [row] = await db.owner.query<{ same: boolean }>(
    'select private.due_since($1, $2, $3) = $4::timestamptz as same',
    [every, at, now, expected],
  );
  expect(row).toEqual({ same: true });
});

test('a task that fails says so, harms no other, and is tried at its next time', async () => {
  await db.owner.query(
    `create function public.broken_task() returns integer language sql set search_path = '' as 'select 1 / 0'`,
  );
  await db.owner.query(
    `insert into scheduled_tasks (name, procedure, every, description)
       values ('broken', 'broken_task', '1 minute', 'For this test.')`,
  );
  expect(await run('broken')).toMatchObject({ error: 'division by zero (22012)' });
  await run('broken');
  const [row] = await db.owner.query(
    "select failures, last_error from scheduled_tasks where name = 'broken'",
  );
  expect(row).toEqual({ failures: 2, last_error: 'division by zero (22012)' });
  expect(await due()).toEqual([]);
  await db.owner.query("delete from scheduled_tasks where name = 'broken'");
});

test('what is switched off is neither due nor run', async () => {
  await db.service.query("update scheduled_tasks set enabled = false where name = 'prune-logs'");
  await db.owner.query(
    "update scheduled_tasks set last_started_at = null where name = 'prune-logs'",
  );
  expect(await due()).toEqual([]);
  expect(await run('prune-logs')).toBeNull();
  await db.service.query("update scheduled_tasks set enabled = true where name = 'prune-logs'");
});

test('a frequent task that finds nothing to do writes nothing', async () => {
  await db.owner.query(
    "update scheduled_tasks set last_started_at = now() - interval '1 minute' where name = 'reap-jobs'",
  );
  const version = async () =>
    (await db.owner.query("select xmin::text from scheduled_tasks where name = 'reap-jobs'"))[0];
  const before = await version();
  await run('reap-jobs');
  expect(await version()).toEqual(before);
});

test('pg_cron gets the same list, the same SQL, and forgets what came before', async () => {
  // Stands for the extension, which no engine here has: its table and the two functions that are called.
  await db.engine.exec(`
    create schema cron;
    create table cron.job (jobname text primary key, schedule text, command text);
    create function cron.schedule(text, text, text) returns void language sql as
      'insert into cron.job values ($1, $2, $3)
         on conflict (jobname) do update set schedule = excluded.schedule, command = excluded.command';
    create function cron.unschedule(text) returns void language sql as
      'delete from cron.job where jobname = $1';
    insert into cron.job values ('atelier-reap-jobs', '10 seconds', 'select public.reap_jobs()');
  `);
  await db.owner.query('select private.schedule_tasks()');
  const jobs = await db.owner.query<{ jobname: string; schedule: string; command: string }>(
    'select * from cron.job order by jobname',
  );
  expect(jobs.map(({ jobname, command }) => [jobname, command])).toEqual(
    (await tasks()).map(({ name }) => [`atelier-${name}`, `select public.run_task('${name}')`]),
  );
  const times = Object.fromEntries(jobs.map(({ jobname, schedule }) => [jobname, schedule]));
  expect(times).toMatchObject({
    'atelier-reap-jobs': '10 seconds',
    'atelier-resume-capped-jobs': '* * * * *',
    'atelier-expire-workspace': '7 * * * *',
    'atelier-purge-tombstones': '23 3 * * *',
    'atelier-prune-analysis': '0 3 * * 0',
  });
});

test('backups keep what cannot be made again, and no more of them than set', async () => {
  await db.service.query(
    `update system_config set value = '{"max_rows": 5, "keep_daily": 2, "keep_weekly": 4}' where key = 'backup'`,
  );
  const user = await db.signUp();
  for (let nr = 0; nr < 4; nr += 1) await db.service.rpc('backup_daily');
  const copies = await db.owner.query<{ row_count: number; rows: Row[] | null }>(
    "select row_count, rows from private.backups where kind = 'daily' and table_name = $1",
    ['profiles'],
  );
  expect(copies).toHaveLength(2);
  expect(copies[0]?.rows).toMatchObject([{ id: user }]);
  const [models] = await db.owner.query(
    "select rows, row_count from private.backups where kind = 'daily' and table_name = 'api_models'",
  );
  expect(models).toMatchObject({ rows: null });
});

test('a month’s events go to its own partition; what comes for a month without one moves when it is made', async () => {
  const user = await db.signUp();
  await db.owner.query(
    `insert into usage_events (user_id, event, created_at)
       values ($1, 'edit', now()), ($1, 'edit', date_trunc('month', now()) + interval '5 months 10 days')`,
    [user],
  );
  const places = async () =>
    (
      await db.owner.query<{ at: string }>(
        'select tableoid::regclass::text as at from usage_events where user_id = $1 order by created_at',
        [user],
      )
    ).map(({ at }) => at);
  const [, later] = await places();
  expect(later).toBe('private.usage_events_other');
  expect(await db.service.rpc('make_partitions', { p_ahead: 6 })).toBe(4);
  for (const place of await places()) {
    expect(place).toMatch(/^private\.usage_events_\d{4}_\d{2}$/);
  }
});
