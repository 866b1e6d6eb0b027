-- What happens by the clock, as one list. pg_cron runs it on a Supabase project, the embedded server's timer on this
-- machine: both say run_task(name), and which tasks there are, when and how, is told nowhere else.

create table public.scheduled_tasks (
  name text primary key check (name ~ '^[a-z][a-z-]{1,60}$'),
  description text not null check (char_length(description) <= 500),
  -- A function of schema public that needs no arguments.
  procedure text not null check (procedure ~ '^[a-z_]{1,60}$'),
  -- Due once in each span of this length, `at` after the span's beginning. Spans are counted from a Sunday midnight, UTC.
  every interval not null check (every between '1 second' and '7 days'),
  at interval not null default '0' check (at >= '0' and at < every),
  enabled boolean not null default true,
  last_started_at timestamptz,
  last_ms integer,
  last_result jsonb,
  last_error text,
  -- Until somebody looks: how often in a row it failed.
  failures integer not null default 0 check (failures >= 0)
);
alter table public.scheduled_tasks enable row level security;
create policy "admins read" on public.scheduled_tasks for select to authenticated using ((select private.is_admin()));

-- Copies of what cannot be made again. A Supabase project keeps backups of its own; this is what an operator of a small
-- installation takes home, and what tells one day from another.
create table private.backups (
  id uuid primary key default private.uuid7(),
  kind text not null check (kind in ('daily', 'weekly')),
  table_name text not null,
  row_count integer not null,
  -- Null where the table was too large (system_config.backup.max_rows): then it is the platform's to keep.
  rows jsonb,
  fingerprint text,
  taken_at timestamptz not null default now()
);
create index backups_by_table on private.backups (kind, table_name, taken_at);
alter table private.backups enable row level security;
create policy "no client" on private.backups for select using (false);

insert into public.system_config (key, value, description) values
  ('backup', '{"max_rows": 20000, "keep_daily": 7, "keep_weekly": 4}',
    'How large a table is copied at most, and how many copies are kept.')
on conflict (key) do nothing;

create function private.take_backup(p_kind text, p_tables text[])
returns integer
language plpgsql
set search_path = ''
as $$
declare
  settings constant jsonb := private.config('backup', '{}');
  keep constant integer := coalesce((settings ->> ('keep_' || p_kind))::integer, 7);
  name text;
  count integer;
  copied jsonb;
begin
  foreach name in array p_tables loop
    execute format('select count(*) from public.%I', name) into count;
    copied := null;
    if count <= coalesce((settings ->> 'max_rows')::integer, 20000) then
      execute format('select coalesce(jsonb_agg(to_jsonb(t)), ''[]'') from public.%I as t', name) into copied;
    end if;
    insert into private.backups (kind, table_name, row_count, rows, fingerprint)
      values (p_kind, name, count, copied, private.fingerprint(copied));
  end loop;
  delete from private.backups as b using (
    select id, row_number() over (partition by table_name order by taken_at desc, id desc) as nr
      from private.backups where kind = p_kind
  ) as aged where aged.id = b.id and aged.nr > keep;
  return cardinality(p_tables);
end
$$;

-- Money, people and what an operator set up.
create function public.backup_daily()
returns integer
language sql
security definer
set search_path = ''
as $$
  select private.take_backup('daily', array[
    'profiles', 'user_roles', 'credit_transactions', 'payments', 'plans', 'brands', 'system_config', 'api_providers',
    'api_models', 'prompt_templates', 'negative_prompts', 'enhancement_presets', 'compel_configs', 'agents'
  ])
$$;

-- Everything but what can be counted again.
create function public.backup_weekly()
returns integer
language sql
security definer
set search_path = ''
as $$
  select private.take_backup('weekly', array(
    select c.relname::text from pg_catalog.pg_class as c
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and c.relname not in ('performance_metrics', 'model_performance_logs', 'sync_mutations', 'scheduled_tasks')
      order by c.relname
  ))
$$;

-- Forgets what only the last hours needed.
create function public.prune_logs()
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  pruned integer;
  total integer := 0;
begin
  delete from private.rate_limits where window_start < now() - interval '1 day';
  get diagnostics pruned = row_count;
  total := total + pruned;
  -- A replayed webhook older than 300 s is refused by its time alone.
  delete from private.webhook_events where received_at < now() - interval '30 days';
  get diagnostics pruned = row_count;
  total := total + pruned;
  delete from public.user_activity_log where created_at < now() - interval '1 year';
  get diagnostics pruned = row_count;
  return total + pruned;
end
$$;

insert into public.scheduled_tasks (name, procedure, every, at, description) values
  ('reap-jobs', 'reap_jobs', '10 seconds', '0', 'Takes jobs back whose worker fell silent (rule Q6).'),
  ('resume-capped-jobs', 'resume_capped_jobs', '1 minute', '20 seconds', 'Lets jobs go on whose spend cap allows it again (rule L5).'),
  ('expire-workspace', 'expire_workspace', '1 hour', '7 minutes', 'Ends results whose time is over.'),
  ('refresh-metrics', 'refresh_metrics', '1 hour', '2 minutes', 'Counts the hour: operations, mean time, errors.'),
  ('refresh-embeddings', 'refresh_embeddings', '1 day', '0', 'Queues works of the last 7 days for new embeddings.'),
  ('reset-ad-counters', 'reset_ad_counters', '1 day', '0', 'Begins a new day of advertisements.'),
  ('make-partitions', 'make_partitions', '1 day', '1 hour', 'Makes the usage tables of the months ahead.'),
  ('backup-daily', 'backup_daily', '1 day', '2 hours', 'Copies the critical tables.'),
  ('purge-tombstones', 'purge_tombstones', '1 day', '3 hours 23 minutes', 'Forgets deleted rows past their time (rule S6).'),
  ('prune-logs', 'prune_logs', '1 day', '4 hours', 'Forgets counters, webhooks and activity past their time.'),
  ('prune-analysis', 'prune_analysis', '7 days', '3 hours', 'On Sundays, forgets analysis older than 30 days; never vision and safety.'),
  ('backup-weekly', 'backup_weekly', '7 days', '5 hours', 'On Sundays, copies all tables.');

-- When a task was due last: the beginning of the span that p_now lies in. The origin is a Sunday.
create function private.due_since(p_every interval, p_at interval, p_now timestamptz)
returns timestamptz
language sql
immutable
set search_path = ''
as $$
  select date_bin(p_every, p_now, '2000-01-02 00:00:00+00'::timestamptz + p_at)
$$;

-- The tasks that have not begun since they were due, the longest waiting first. A machine that slept through the night
-- finds the night's tasks here in the morning; a new database begins with all of them once.
create function public.due_tasks()
returns setof text
language sql
stable
security definer
set search_path = ''
as $$
  select name from public.scheduled_tasks
    where enabled and (last_started_at is null or last_started_at < private.due_since(every, at, clock_timestamp()))
    order by last_started_at nulls first, every, name
$$;

-- Runs a task now and keeps what came of it; null if somebody else runs it, or it is switched off. A task that fails
-- takes nothing along but itself, and is due again at its next time. A task of every minute or oftener that found
-- nothing to do is noted once in ten minutes: a machine at rest writes nothing, and its disk sleeps.
create function public.run_task(p_name text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  task public.scheduled_tasks;
  started constant timestamptz := clock_timestamp();
  result jsonb;
  failure text;
begin
  select * into task from public.scheduled_tasks where name = p_name and enabled for no key update skip locked;
  if not found then
    return null;
  end if;
  begin
    execute format('select to_jsonb(public.%I())', task.procedure) into result;
  exception
    when others then
      failure := format('%s (%s)', sqlerrm, sqlstate);
      raise warning 'task % failed: %', p_name, failure;
  end;
  update public.scheduled_tasks set
    last_started_at = started,
    last_ms = extract(epoch from clock_timestamp() - started) * 1000,
    last_result = coalesce(result, 'null'),
    last_error = failure,
    failures = case when failure is null then 0 else failures + 1 end
    where name = p_name and (
      failure is not null or task.failures > 0 or coalesce(result, 'null') not in ('0', 'null')
      or task.every > '1 minute' or task.last_started_at is null
      or task.last_started_at < started - interval '10 minutes'
    );
  return jsonb_build_object('task', p_name, 'result', result, 'error', failure);
end
$$;

-- A task's time as pg_cron says it: seconds below a minute, else minute, hour and day of the week.
create function private.cron_of(p_every interval, p_at interval)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when p_every < '1 minute' then extract(second from p_every)::integer || ' seconds'
    when p_every = '1 minute' then '* * * * *'
    when p_every = '1 hour' then extract(minute from p_at) || ' * * * *'
    when p_every = '1 day' then format('%s %s * * *', extract(minute from p_at), extract(hour from p_at))
    when p_every = '7 days' then
      format('%s %s * * %s', extract(minute from p_at), extract(hour from p_at), extract(day from p_at))
  end
$$;

-- Gives the list to pg_cron, where there is one; answers how many tasks it took. Call it again after changing the list.
create function private.schedule_tasks()
returns integer
language plpgsql
set search_path = ''
as $$
declare
  task public.scheduled_tasks;
  scheduled integer := 0;
  old text;
begin
  if to_regnamespace('cron') is null then
    return 0;
  end if;
  foreach old in array array['atelier-reap-jobs', 'atelier-expire-workspace', 'atelier-purge-tombstones'] loop
    execute 'select cron.unschedule(jobname) from cron.job where jobname = $1' using old;
  end loop;
  for task in select * from public.scheduled_tasks where enabled order by name loop
    execute 'select cron.schedule($1, $2, $3)' using 'atelier-' || task.name, private.cron_of(task.every, task.at),
      format('select public.run_task(%L)', task.name);
    scheduled := scheduled + 1;
  end loop;
  return scheduled;
end
$$;
do $$
begin
  if private.schedule_tasks() = 0 then
    raise notice 'pg_cron is not available here: the embedded server runs the list of tasks by its own timer.';
  end if;
end
$$;
