-- What the system knows of itself: events by month, figures by hour, models as they were and as they did.

-- Every use, kept by month: a month is dropped by dropping a table. The partitions are in `private`, where no client looks.
create table public.usage_events (
  id uuid not null default private.uuid7(),
  user_id uuid references public.profiles (id) on delete set null,
  event text not null check (event in ('generation', 'edit', 'download', 'video_conversion', 'enhancement', 'chat', 'analysis')),
  feature text check (char_length(feature) <= 100),
  model_id text check (char_length(model_id) <= 200),
  success boolean not null default true,
  duration_ms integer check (duration_ms >= 0),
  cost integer not null default 0 check (cost >= 0),
  vendor_cost_usd numeric(12, 6),
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object' and pg_column_size(metadata) <= 8192),
  created_at timestamptz not null default now(),
  primary key (id, created_at)
) partition by range (created_at);
create index usage_events_by_user on public.usage_events (user_id, created_at);
create index usage_events_by_time on public.usage_events (created_at);
alter table public.usage_events enable row level security;
create policy "own usage, all for admins" on public.usage_events
  for select to authenticated using (user_id = (select auth.uid()) or (select private.is_admin()));

-- Takes what comes for a month that has no partition, so that no event is ever refused.
create table private.usage_events_other partition of public.usage_events default;
alter table private.usage_events_other enable row level security;

-- Makes this month's partition and those of the months ahead; answers how many are new. What had gone to the default
-- partition meanwhile moves.
create function public.make_partitions(p_ahead integer default 2)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  first date;
  name text;
  made integer := 0;
begin
  for first in
    select generate_series(date_trunc('month', now() at time zone 'UTC'),
      date_trunc('month', now() at time zone 'UTC') + make_interval(months => least(greatest(p_ahead, 0), 24)), '1 month')::date
  loop
    name := 'usage_events_' || to_char(first, 'YYYY_MM');
    continue when to_regclass('private.' || name) is not null;
    -- Filled before it is attached: attaching looks into the default partition for rows of this month.
    execute format('create table private.%I (like public.usage_events including defaults including constraints)', name);
    execute format('alter table private.%I enable row level security', name);
    execute format('create policy "no client" on private.%I for select using (false)', name);
    execute format('with moved as (
        delete from private.usage_events_other where created_at >= %1$L and created_at < %2$L returning *
      ) insert into private.%3$I select * from moved',
      first || ' 00:00:00+00', (first + interval '1 month')::date || ' 00:00:00+00', name);
    execute format('alter table public.usage_events attach partition private.%I for values from (%L) to (%L)',
      name, first || ' 00:00:00+00', (first + interval '1 month')::date || ' 00:00:00+00');
    made := made + 1;
  end loop;
  return made;
end
$$;
select public.make_partitions();

-- Each job that ends is an event.
create function private.log_job_end()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.usage_events (user_id, event, feature, model_id, success, duration_ms, cost, vendor_cost_usd, metadata)
    values (
      new.user_id, case new.type when 'generate_video' then 'video_conversion' else 'generation' end, new.type,
      new.model_id, new.status = 'completed',
      least(extract(epoch from clock_timestamp() - new.started_at) * 1000, 2147483647)::integer,
      case new.status when 'completed' then new.price else 0 end, new.vendor_cost_usd,
      jsonb_strip_nulls(jsonb_build_object('attempts', new.attempts, 'error', new.error -> 'code')));
  return null;
end
$$;
create trigger jobs_log_end after update of status on public.jobs
  for each row when (new.status in ('completed', 'failed') and old.status is distinct from new.status)
  execute function private.log_job_end();

-- Notes a use that is no job.
create function public.record_usage(
  p_user uuid, p_event text, p_feature text default null, p_model text default null, p_success boolean default true,
  p_duration_ms integer default null, p_cost integer default 0, p_metadata jsonb default '{}'
)
returns void
language sql
security definer
set search_path = ''
as $$
  insert into public.usage_events (user_id, event, feature, model_id, success, duration_ms, cost, metadata)
    values (p_user, p_event, p_feature, p_model, p_success, p_duration_ms, p_cost, p_metadata)
$$;

-- Totals and the last 30 days, a row a person; under the reader's own rights.
create view public.user_stats with (security_invoker = true) as
  select
    p.id as user_id, p.total_generations, p.lifetime_credits, p.credits_balance,
    count(e.id) filter (where e.event = 'generation' and e.success) as generations_30_days,
    count(e.id) filter (where e.event = 'video_conversion' and e.success) as videos_30_days,
    count(e.id) filter (where e.event = 'download') as downloads_30_days,
    coalesce(sum(e.cost), 0) as credits_30_days,
    max(e.created_at) as last_used_at
  from public.profiles as p
    left join public.usage_events as e on e.user_id = p.id and e.created_at > now() - interval '30 days'
  group by p.id;

create table public.performance_metrics (
  hour timestamptz not null,
  operation text not null check (char_length(operation) <= 100),
  operations integer not null,
  errors integer not null,
  mean_ms real,
  p95_ms real,
  primary key (hour, operation)
);
alter table public.performance_metrics enable row level security;
create policy "admins read" on public.performance_metrics for select to authenticated using ((select private.is_admin()));

create table public.model_performance_logs (
  model_id text not null,
  hour timestamptz not null,
  jobs integer not null,
  failures integer not null,
  mean_ms real,
  p95_ms real,
  credits integer not null default 0,
  vendor_cost_usd numeric(14, 6),
  primary key (model_id, hour)
);
create index model_performance_logs_by_hour on public.model_performance_logs (hour);
alter table public.model_performance_logs enable row level security;
create policy "admins read" on public.model_performance_logs
  for select to authenticated using ((select private.is_admin()));

-- Counts the hours since the last count, anew: an hour that is not over is counted again the next time.
create function public.refresh_metrics()
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  since constant timestamptz := greatest(
    coalesce((select max(hour) from public.performance_metrics), '-infinity') - interval '1 hour',
    date_trunc('hour', now()) - interval '7 days');
  counted integer;
begin
  insert into public.performance_metrics (hour, operation, operations, errors, mean_ms, p95_ms)
    select date_trunc('hour', created_at), event, count(*), count(*) filter (where not success),
        avg(duration_ms), percentile_cont(0.95) within group (order by duration_ms)
      from public.usage_events where created_at >= since group by 1, 2
    on conflict (hour, operation) do update set
      operations = excluded.operations, errors = excluded.errors, mean_ms = excluded.mean_ms, p95_ms = excluded.p95_ms;
  get diagnostics counted = row_count;
  insert into public.model_performance_logs (model_id, hour, jobs, failures, mean_ms, p95_ms, credits, vendor_cost_usd)
    select model_id, date_trunc('hour', created_at), count(*), count(*) filter (where not success),
        avg(duration_ms), percentile_cont(0.95) within group (order by duration_ms), sum(cost), sum(vendor_cost_usd)
      from public.usage_events where created_at >= since and model_id is not null group by 1, 2
    on conflict (model_id, hour) do update set
      jobs = excluded.jobs, failures = excluded.failures, mean_ms = excluded.mean_ms, p95_ms = excluded.p95_ms,
      credits = excluded.credits, vendor_cost_usd = excluded.vendor_cost_usd;
  return counted;
end
$$;

-- Models as they were: every change of what they can, cost or are called.
create table public.model_config_history (
  id uuid primary key default private.uuid7(),
  -- No foreign key: what was, stays.
  model_id text not null,
  changed_by uuid,
  operation text not null check (operation in ('insert', 'update', 'delete')),
  before jsonb,
  after jsonb,
  created_at timestamptz not null default now()
);
create index model_config_history_by_model on public.model_config_history (model_id, created_at);
alter table public.model_config_history enable row level security;
create policy "admins read" on public.model_config_history for select to authenticated using ((select private.is_admin()));

create function private.remember_model()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  before constant jsonb := to_jsonb(old) - 'updated_at';
  after constant jsonb := to_jsonb(new) - 'updated_at';
begin
  if before is distinct from after then
    insert into public.model_config_history (model_id, changed_by, operation, before, after)
      values (coalesce(after ->> 'id', before ->> 'id'), auth.uid(), lower(tg_op), before, after);
  end if;
  return null;
end
$$;
create trigger api_models_history after insert or update or delete on public.api_models
  for each row execute function private.remember_model();
create trigger api_models_touch before update on public.api_models for each row execute function private.touch();
create trigger api_providers_touch before update on public.api_providers for each row execute function private.touch();
create trigger system_config_touch before update on public.system_config for each row execute function private.touch();

create table public.model_test_results (
  id uuid primary key default private.uuid7(),
  model_id text not null references public.api_models (id) on delete cascade,
  tested_by uuid references public.profiles (id) on delete set null,
  kind text not null check (kind in ('connection', 'image', 'chat', 'video')),
  prompt text check (char_length(prompt) <= 2000),
  success boolean not null,
  latency_ms integer check (latency_ms >= 0),
  cost_usd numeric(12, 6) check (cost_usd >= 0),
  error text check (char_length(error) <= 2000),
  result jsonb check (pg_column_size(result) <= 65536),
  created_at timestamptz not null default now()
);
create index model_test_results_by_model on public.model_test_results (model_id, created_at);
create index model_test_results_by_person on public.model_test_results (tested_by);
alter table public.model_test_results enable row level security;
create policy "admins read" on public.model_test_results for select to authenticated using ((select private.is_admin()));

-- A window of time and how often somebody came in it. Unlogged: after a crash everyone starts anew, and that is well.
create unlogged table private.rate_limits (
  key text not null check (char_length(key) between 1 and 200),
  window_start timestamptz not null,
  count integer not null,
  primary key (key, window_start)
);
create index rate_limits_by_age on private.rate_limits (window_start);
alter table private.rate_limits enable row level security;

-- Counts one more request of a key (a person, an address, an agent) in the window it falls into; answers
-- {allowed, limit, remaining, resetAt}. What is over the limit is not counted.
create function public.take_rate_limit(p_key text, p_limit integer default 100, p_window_seconds integer default 60)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  started constant timestamptz := to_timestamp(
    floor(extract(epoch from clock_timestamp()) / p_window_seconds) * p_window_seconds);
  used integer;
begin
  insert into private.rate_limits as r (key, window_start, count) values (p_key, started, 1)
    on conflict (key, window_start) do update set count = r.count + 1 where r.count < p_limit
    returning count into used;
  return jsonb_build_object(
    'allowed', used is not null and used <= p_limit, 'limit', p_limit,
    'remaining', greatest(p_limit - coalesce(used, p_limit), 0),
    'resetAt', started + make_interval(secs => p_window_seconds));
end
$$;

-- Tables and columns as an admin's screen shows them. Nothing of other schemas.
create function public.schema_info()
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_agg(jsonb_build_object(
      'table', c.relname, 'kind', case c.relkind when 'v' then 'view' else 'table' end,
      'rows', greatest(c.reltuples, 0)::bigint, 'secured', c.relrowsecurity,
      'columns', (
        select jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
            'nullable', not a.attnotnull) order by a.attnum)
          from pg_catalog.pg_attribute as a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)
    ) order by c.relname)
    from pg_catalog.pg_class as c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
$$;

-- What an admin reads of tables whose rows are otherwise their owners' alone. Those tables are in Realtime: a policy that
-- shows an admin everything would hint an admin's own studio at everybody's changes. Equality by column, newest first.
create function public.admin_rows(p_table text, p_where jsonb default '{}', p_limit integer default 100, p_offset integer default 0)
returns setof jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if not private.is_admin() then
    perform private.refuse('forbidden', 'Only admins see what is others''.');
  end if;
  if p_table is null or p_table not in (
    'profiles', 'orders', 'order_items', 'jobs', 'batch_jobs', 'workspace_assets', 'user_library', 'user_collections', 'projects', 'scenes',
    'characters', 'prompts', 'templates', 'agents', 'conversations', 'messages', 'brands'
  ) or exists (
    select from jsonb_object_keys(p_where) as key where not exists (
      select from pg_catalog.pg_attribute
        where attrelid = format('public.%I', p_table)::regclass and attname = key and attnum > 0 and not attisdropped)
  ) then
    perform private.refuse('invalid_input', 'There is no such table or column.');
  end if;
  return query execute format(
    'select private.seen_row(to_jsonb(t)) from public.%I as t
       where not exists (select from jsonb_each_text($1) as w where to_jsonb(t) ->> w.key is distinct from w.value)
       order by t.created_at desc limit $2 offset $3', p_table)
    using p_where, least(greatest(coalesce(p_limit, 100), 1), 1000), greatest(coalesce(p_offset, 0), 0);
end
$$;

-- Admins read and write what an operator sets up; everybody signed in reads models and providers, as before.
do $$
declare
  name text;
begin
  foreach name in array array[
    'system_config', 'prompt_templates', 'negative_prompts', 'enhancement_presets', 'compel_configs', 'prompt_ab_tests'
  ] loop
    execute format('alter table public.%I enable row level security', name);
    execute format('create policy "admins read" on public.%I for select to authenticated
      using ((select private.is_admin()))', name);
  end loop;
  foreach name in array array[
    'system_config', 'prompt_templates', 'negative_prompts', 'enhancement_presets', 'compel_configs', 'prompt_ab_tests',
    'api_providers', 'api_models', 'plans', 'model_test_results'
  ] loop
    execute format('create policy "admins add" on public.%I for insert to authenticated
      with check ((select private.is_admin()))', name);
    execute format('create policy "admins change" on public.%I for update to authenticated
      using ((select private.is_admin())) with check ((select private.is_admin()))', name);
    execute format('create policy "admins remove" on public.%I for delete to authenticated
      using ((select private.is_admin()))', name);
  end loop;
  foreach name in array array[
    'prompt_templates', 'negative_prompts', 'enhancement_presets', 'compel_configs', 'prompt_ab_tests'
  ] loop
    execute format('create trigger %I before update on public.%I for each row execute function private.touch()',
      name || '_touch', name);
  end loop;
end
$$;
create policy "admins read" on public.workers for select to authenticated using ((select private.is_admin()));
alter policy "own transactions" on public.credit_transactions
  using (user_id = (select auth.uid()) or (select private.is_admin()));
alter policy "own counters" on public.counters_monthly
  using (user_id = (select auth.uid()) or (select private.is_admin()));

-- What no client ever reads says so itself.
create policy "no client" on public.sync_epoch for select using (false);
create policy "no client" on public.sync_mutations for select using (false);
create policy "no client" on private.idempotency for select using (false);
create policy "no client" on private.webhook_events for select using (false);
create policy "no client" on private.rate_limits for select using (false);
create policy "no client" on private.usage_events_other for select using (false);
