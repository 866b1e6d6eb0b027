-- What a worker asks of the queue, through claim-jobs and job-callback (contract/functions/worker.ts).

-- Takes expired leases back (rule Q6): a cancelled job ends, one out of attempts fails, the others queue again.
-- The vendor's job id stays, so that the next worker resumes.
create function private.reap(p_limit integer)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  expired record;
  job public.jobs;
  reaped integer := 0;
begin
  for expired in
    select j.id, j.order_id from public.jobs as j
      where j.status = 'running' and j.lease_until < clock_timestamp()
      order by j.lease_until limit p_limit
  loop
    perform from public.orders where id = expired.order_id for no key update skip locked;
    continue when not found;
    select * into job from public.jobs
      where id = expired.id and status = 'running' and lease_until < clock_timestamp()
      for no key update skip locked;
    continue when not found;
    if job.cancel_requested then
      perform private.end_job(job, 'cancelled', null);
    elsif job.attempts >= job.max_attempts then
      perform private.end_job(job, 'failed',
        '{"code": "timeout", "message": "The worker fell silent."}');
    else
      update public.jobs set status = 'queued', lease_token = null, lease_until = null, stage = null, progress = 0
        where id = job.id;
    end if;
    -- The worker that fell silent is refused from now on (rule Q3).
    update public.jobs set lease_token = null where id = job.id and lease_token is not null;
    perform private.settle_order(expired.order_id);
    reaped := reaped + 1;
  end loop;
  return reaped;
end
$$;

create function public.reap_jobs()
returns integer
language sql
security definer
set search_path = ''
as $$
  select private.reap(1000)
$$;

-- The jobs whose turn it is, in turn: priority, then users with the fewest running, then each user's own order.
-- Users are stepped through on the index, so a queue of 100,000 jobs of ten people costs ten look-ups.
create function private.next_jobs(p_limit integer, p_providers text[])
returns table (id uuid)
language sql
volatile
set search_path = ''
as $$
  with recursive people as (
    (select j.user_id from public.jobs as j where j.status = 'queued' order by j.user_id limit 1)
    union all
    select (
      select j.user_id from public.jobs as j
        where j.status = 'queued' and j.user_id > people.user_id order by j.user_id limit 1
    )
    from people where people.user_id is not null
  )
  select due.id
    from people
    cross join lateral (
      select q.id, q.priority, q.position,
        (select count(*) from public.jobs as r where r.status = 'running' and r.user_id = people.user_id)
          + row_number() over (order by q.priority desc, q.position) as turn
      from (
        select j.id, j.priority, j.position from public.jobs as j
          where j.status = 'queued' and j.user_id = people.user_id
            and (j.run_after is null or j.run_after <= now())
            and j.provider = any (p_providers)
          order by j.priority desc, j.position
          limit p_limit
          for no key update skip locked
      ) as q
    ) as due
    where people.user_id is not null
    order by due.priority desc, due.turn, due.position
    limit p_limit
$$;

-- Gives jobs out under a lease (rule Q2). Claims take turns: two at a time would each count only their own as
-- running, and the share would not be fair. A claim takes a few milliseconds and up to ten jobs.
create function public.claim_jobs(p_key_hash text, p_limit integer, p_providers text[], p_lease_seconds integer)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  worker constant uuid := private.worker_of(p_key_hash);
  taken uuid[];
  answer jsonb;
begin
  perform pg_advisory_xact_lock(hashtextextended('atelier.claim_jobs', 0));
  perform private.reap(100);
  with claimed as (
    update public.jobs as j set
      status = 'running',
      attempts = j.attempts + 1,
      worker_id = worker,
      lease_token = gen_random_uuid(),
      lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
      run_after = null,
      stage = 'starting',
      progress = 0,
      error = null
    where j.id in (select next.id from private.next_jobs(p_limit, p_providers) as next)
    returning j.*
  )
  select array_agg(c.id), coalesce(jsonb_agg(jsonb_build_object(
      'id', c.id, 'orderId', c.order_id, 'userId', c.user_id, 'type', c.type,
      'model', private.model_json(m), 'payload', c.payload,
      'leaseToken', c.lease_token, 'leaseUntil', c.lease_until,
      'attempt', c.attempts, 'maxAttempts', c.max_attempts, 'providerJobId', c.provider_job_id
    ) order by c.priority desc, c.position), '[]')
    into taken, answer
    from claimed as c join public.api_models as m on m.id = c.model_id;
  -- Whoever has an order locked settles it himself and may wait for a job claimed here: never wait for him.
  update public.orders set status = 'processing' where id in (
    select o.id from public.orders as o
      where o.status <> 'processing'
        and o.id in (select j.order_id from public.jobs as j where j.id = any (taken))
      for no key update skip locked
  );
  update public.order_items set status = 'processing' where id in (
    select i.id from public.order_items as i
      where i.status <> 'processing'
        and i.id in (select j.item_id from public.jobs as j where j.id = any (taken))
      for no key update skip locked
  );
  return jsonb_build_object('jobs', answer);
end
$$;

-- The job under this lease, running or ended under it; else the caller is a stale worker (rule Q3). Locks order and job.
create function private.leased_job(p_key_hash text, p_job uuid, p_lease uuid)
returns public.jobs
language plpgsql
set search_path = ''
as $$
declare
  worker constant uuid := private.worker_of(p_key_hash);
  job public.jobs;
begin
  perform from public.orders where id = (select order_id from public.jobs where id = p_job) for no key update;
  select * into job from public.jobs
    where id = p_job and lease_token = p_lease and worker_id = worker
    for no key update;
  if not found then
    perform private.refuse('lease_lost', 'This job is not leased to you any more.');
  end if;
  return job;
end
$$;

-- `EndAnswer` of contract/functions/worker.ts.
create function private.end_answer(p_job uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object('status', status, 'retryAt', case status when 'queued' then run_after end)
    from public.jobs where id = p_job
$$;

-- Renews the lease and tells how far the job is; answers `HeartbeatAnswer`. It leaves the order alone, so it waits for nobody.
create function public.heartbeat_job(
  p_key_hash text, p_job uuid, p_lease uuid, p_lease_seconds integer,
  p_stage text default null, p_progress real default null, p_provider_job_id text default null
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  worker constant uuid := private.worker_of(p_key_hash);
  answer jsonb;
begin
  update public.jobs set
    lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
    stage = coalesce(p_stage, stage),
    progress = greatest(progress, coalesce(p_progress, 0)),
    provider_job_id = coalesce(p_provider_job_id, provider_job_id)
    where id = p_job and lease_token = p_lease and worker_id = worker and status = 'running'
    returning jsonb_build_object('leaseUntil', lease_until, 'cancelRequested', cancel_requested) into answer;
  if not found then
    perform private.refuse('lease_lost', 'This job is not leased to you any more.');
  end if;
  return answer;
end
$$;

-- Where this job's results go: the folder in workspace-temp, for a worker that has the lease.
create function public.job_upload_folder(p_key_hash text, p_job uuid, p_lease uuid)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  worker constant uuid := private.worker_of(p_key_hash);
  folder text;
begin
  select user_id || '/' || id into folder from public.jobs
    where id = p_job and lease_token = p_lease and worker_id = worker and status = 'running';
  if not found then
    perform private.refuse('lease_lost', 'This job is not leased to you any more.');
  end if;
  return folder;
end
$$;

-- Writes the row of one result, whose object must lie in the job's folder; its size is what Storage says.
create function private.insert_result(p_job public.jobs, p_result jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  path constant text := p_result ->> 'path';
  size constant bigint := private.object_size('workspace-temp', path);
begin
  if not starts_with(path, p_job.user_id || '/' || p_job.id || '/') then
    perform private.refuse('forbidden', 'A result lies outside of its job''s folder.');
  end if;
  if size is null or size = 0 then
    perform private.refuse('file_missing', 'A result was not uploaded.', jsonb_build_object('path', path));
  end if;
  insert into public.workspace_assets (
    user_id, order_id, item_id, job_id, asset_index, storage_path, sha256, mime, bytes, width, height,
    seed, prompt, model_id, recipe, expires_at
  ) values (
    p_job.user_id, p_job.order_id, p_job.item_id, p_job.id, (p_result ->> 'index')::integer, path,
    p_result ->> 'sha256', p_result ->> 'mime', size, (p_result ->> 'width')::integer,
    (p_result ->> 'height')::integer, (p_job.payload ->> 'seed')::bigint, p_job.payload ->> 'prompt',
    p_job.model_id, p_result -> 'recipe',
    now() + make_interval(hours => (private.config('workspace_hours', '168'))::integer)
  );
end
$$;

create function private.count_images(p_user uuid, p_count integer)
returns void
language sql
set search_path = ''
as $$
  insert into public.counters_monthly (user_id, month, images_used)
    values (p_user, date_trunc('month', now())::date, p_count)
    on conflict (user_id, month) do update set images_used = counters_monthly.images_used + excluded.images_used;
  update public.profiles set total_generations = total_generations + p_count where id = p_user;
$$;

-- Ends a job well: assets, ledger, counters, item and order in one transaction, once (rule Q4); repeated, it
-- answers the same. A job that the creator cancelled ends cancelled and costs nothing, even if a result came
-- (rules Q7, L3): he was told that it stops.
create function public.complete_job(
  p_key_hash text, p_job uuid, p_lease uuid, p_results jsonb, p_vendor_cost_usd numeric default null
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  job constant public.jobs := private.leased_job(p_key_hash, p_job, p_lease);
  result jsonb;
begin
  if job.status = 'queued' then
    perform private.refuse('lease_lost', 'This job went back to the queue.');
  elsif job.status = 'running' and job.cancel_requested then
    perform private.end_job(job, 'cancelled', null);
    update public.jobs set vendor_cost_usd = p_vendor_cost_usd where id = job.id;
    perform private.settle_order(job.order_id);
  elsif job.status = 'running' then
    for result in select value from jsonb_array_elements(p_results) loop
      perform private.insert_result(job, result);
    end loop;
    perform private.capture_hold(job.user_id, job.hold_id, job.price);
    perform private.count_images(job.user_id, jsonb_array_length(p_results));
    update public.jobs set
      status = 'completed', progress = 1, stage = null, lease_until = null, hold_id = null,
      vendor_cost_usd = p_vendor_cost_usd
      where id = job.id;
    update public.orders set charged = charged + job.price where id = job.order_id;
    perform private.settle_order(job.order_id);
  end if;
  return private.end_answer(job.id);
end
$$;

-- Seconds until the next attempt (rule Q5): min(cap, base * 2^attempts), of which at least half, so that jobs that
-- failed together do not return together; never sooner than the vendor asked.
create function private.backoff_seconds(p_attempts integer, p_retry_after numeric)
returns double precision
language sql
volatile
set search_path = ''
as $$
  select greatest(
    least(
      coalesce((q ->> 'backoff_cap_seconds')::double precision, 300),
      coalesce((q ->> 'backoff_base_seconds')::double precision, 2) * power(2, least(p_attempts, 30))
    ) * (0.5 + random() / 2),
    coalesce(p_retry_after, 0) * (1 + random() / 10)
  )
  from private.config('queue', '{}') as q
$$;

-- `isRetryable` of contract/errors.ts.
create function private.is_retryable(p_code text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select p_code in (
    'rate_limited', 'provider_rate_limited', 'provider_unavailable', 'provider_answer_invalid',
    'timeout', 'offline', 'backend_unavailable', 'internal'
  )
$$;

-- Ends an attempt badly; answers `EndAnswer`. An answer that made no sense, or a fault of ours, starts anew with the
-- vendor; after all other codes the vendor's job may still live, and the next attempt resumes it (rule Q6).
create function public.fail_job(
  p_key_hash text, p_job uuid, p_lease uuid, p_code text, p_message text,
  p_retry_after_seconds numeric default null
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  job constant public.jobs := private.leased_job(p_key_hash, p_job, p_lease);
  failure constant jsonb := jsonb_build_object('code', p_code, 'message', left(p_message, 2000));
begin
  if job.status <> 'running' then
    return private.end_answer(job.id);
  end if;
  if job.cancel_requested or p_code = 'cancelled' then
    perform private.end_job(job, 'cancelled', null);
  elsif private.is_retryable(p_code) and job.attempts < job.max_attempts then
    update public.jobs set
      status = 'queued', stage = null, progress = 0, lease_until = null, error = failure,
      run_after = clock_timestamp()
        + make_interval(secs => private.backoff_seconds(job.attempts, p_retry_after_seconds)),
      provider_job_id = case when p_code not in ('provider_answer_invalid', 'internal') then provider_job_id end
      where id = job.id;
  else
    perform private.end_job(job, 'failed', failure);
  end if;
  perform private.settle_order(job.order_id);
  return private.end_answer(job.id);
end
$$;

-- Gives a job back unharmed: the attempt does not count. Answers `EndAnswer`.
create function public.release_job(p_key_hash text, p_job uuid, p_lease uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  job constant public.jobs := private.leased_job(p_key_hash, p_job, p_lease);
begin
  if job.status <> 'running' then
    return private.end_answer(job.id);
  end if;
  if job.cancel_requested then
    perform private.end_job(job, 'cancelled', null);
  else
    update public.jobs set
      status = 'queued', attempts = greatest(attempts - 1, 0), stage = null, progress = 0, lease_until = null
      where id = job.id;
  end if;
  perform private.settle_order(job.order_id);
  return private.end_answer(job.id);
end
$$;
