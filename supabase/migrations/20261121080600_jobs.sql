-- The rest of the queue: what orders and jobs are for, batches, moderation, a creator's own order of things (rule Q8),
-- caps that pause (rule L5), workers' health. States stay as they are: a paused job is a queued one that nobody claims.

alter table public.api_models
  add column task text not null default 'image' check (task in ('image', 'video', 'chat', 'embedding', 'vision')),
  -- sdxl, rv51, …: by which negative prompts and weights are chosen.
  add column model_type text check (char_length(model_type) <= 50),
  add column content_modes text[] not null default '{sfw}' check (content_modes <@ array['sfw', 'nsfw'] and 'sfw' = any (content_modes)),
  add column limits jsonb not null default '{}' check (jsonb_typeof(limits) = 'object');

create table public.batch_jobs (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  project_id uuid references public.projects (id) on delete set null,
  name text not null check (char_length(name) between 1 and 200),
  model_id text not null references public.api_models (id),
  settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object' and pg_column_size(settings) <= 65536),
  status text not null default 'pending'
    check (status in ('pending', 'processing', 'completed', 'failed', 'cancelled')),
  total integer not null check (total between 1 and 10000),
  completed integer not null default 0 check (completed >= 0),
  failed integer not null default 0 check (failed >= 0),
  results jsonb not null default '[]' check (jsonb_typeof(results) = 'array'),
  total_cost integer not null default 0 check (total_cost >= 0),
  -- Credits after which this batch's jobs wait (rule L5); null is no cap.
  spend_cap integer check (spend_cap >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint within_total check (completed + failed <= total)
);
create index batch_jobs_by_user on public.batch_jobs (user_id, created_at);
create index batch_jobs_by_project on public.batch_jobs (project_id);
create index batch_jobs_by_model on public.batch_jobs (model_id);
create trigger batch_jobs_touch before update on public.batch_jobs for each row execute function private.touch();
alter table public.batch_jobs enable row level security;
create policy "own batches" on public.batch_jobs for select to authenticated using (user_id = (select auth.uid()));

-- What comes of a batch is counted from its orders: each that ends says so in its own transaction.
create function private.count_batch()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  batch public.batch_jobs;
begin
  -- Orders of one batch that end at the same moment take turns here, so the last one counts them all.
  select * into batch from public.batch_jobs where id = new.batch_id for no key update;
  update public.batch_jobs as b set
    completed = least(n.completed, b.total), failed = least(n.failed, b.total - least(n.completed, b.total)),
    total_cost = n.cost,
    status = case
      when n.open > 0 or n.completed + n.failed + n.cancelled < b.total then 'processing'
      when n.completed > 0 then 'completed'
      when n.failed > 0 then 'failed'
      else 'cancelled'
    end
    from (
      select count(*) filter (where j.status = 'completed') as completed,
          count(*) filter (where j.status = 'failed') as failed,
          count(*) filter (where j.status = 'cancelled') as cancelled,
          count(*) filter (where j.status in ('queued', 'running')) as open,
          coalesce(sum(j.price) filter (where j.status = 'completed'), 0) as cost
        from public.jobs as j join public.orders as o on o.id = j.order_id where o.batch_id = new.batch_id
    ) as n
    where b.id = batch.id;
  return null;
end
$$;

alter table public.orders
  drop constraint orders_type_check,
  add constraint orders_type_check check (type in ('image', 'carousel', 'video')),
  add column brand_id uuid references public.brands (id) on delete set null,
  add column project_id uuid references public.projects (id) on delete set null,
  add column batch_id uuid references public.batch_jobs (id) on delete set null,
  add column content_mode text not null default 'sfw' check (content_mode in ('sfw', 'nsfw')),
  -- Credits after which this order's jobs wait (rule L5); null is no cap.
  add column spend_cap integer check (spend_cap >= 0);
create index orders_by_brand on public.orders (brand_id);
create index orders_by_project on public.orders (project_id);
create index orders_by_batch on public.orders (batch_id);
create trigger orders_count_batch after update of status on public.orders
  for each row when (new.batch_id is not null and new.status is distinct from old.status)
  execute function private.count_batch();

alter table public.order_items
  drop constraint order_items_type_check,
  add constraint order_items_type_check check (type in ('image', 'slide', 'video')),
  add column brief text check (char_length(brief) <= 4000),
  add column text text check (char_length(text) <= 4000);

alter table public.jobs
  drop constraint jobs_type_check,
  add constraint jobs_type_check check (type in ('render_images', 'render_carousels', 'generate_video')),
  add column kind text check (char_length(kind) <= 50),
  add column project_id uuid references public.projects (id) on delete set null,
  add column format text check (char_length(format) <= 20),
  add column quality text check (char_length(quality) <= 20),
  add column model_type text check (char_length(model_type) <= 50),
  add column original_prompt text check (char_length(original_prompt) <= 2000),
  add column enhanced_prompt text check (char_length(enhanced_prompt) <= 4000),
  add column enhancement_strategy text check (char_length(enhancement_strategy) <= 50),
  add column enhancement_ms integer check (enhancement_ms >= 0),
  add column quality_rating smallint check (quality_rating between 1 and 5),
  add column quality_improvement real check (quality_improvement between -1 and 1),
  add column compel_weights jsonb check (jsonb_typeof(compel_weights) = 'object'),
  add column destination text not null default 'workspace' check (destination in ('workspace', 'library')),
  add column workspace_session_id text check (char_length(workspace_session_id) <= 100),
  add column template_name text check (char_length(template_name) <= 120),
  add column prompt_test_id uuid references public.prompt_ab_tests (id) on delete set null,
  add column content_mode text not null default 'sfw' check (content_mode in ('sfw', 'nsfw')),
  add column moderation_status text not null default 'none'
    check (moderation_status in ('none', 'pending', 'approved', 'rejected')),
  add column moderated_by uuid references public.profiles (id) on delete set null,
  add column moderated_at timestamptz,
  add column moderation_notes text check (char_length(moderation_notes) <= 2000),
  -- Set: nobody claims it. By the creator, or by a cap (rule L5).
  add column paused_at timestamptz,
  add column pause_reason text check (pause_reason in ('user', 'order_cap', 'batch_cap', 'project_cap', 'day_cap')),
  add column started_at timestamptz,
  add constraint paused check ((paused_at is null) = (pause_reason is null));
create index jobs_by_project on public.jobs (project_id);
create index jobs_by_test on public.jobs (prompt_test_id) where prompt_test_id is not null;
create index jobs_by_moderator on public.jobs (moderated_by) where moderated_by is not null;
create index jobs_to_moderate on public.jobs (created_at) where moderation_status = 'pending';
create index jobs_capped on public.jobs (user_id, position) where status = 'queued' and pause_reason <> 'user';
-- Replaces jobs_queued: what is paused is never looked at.
drop index public.jobs_queued;
create index jobs_waiting on public.jobs (user_id, priority desc, position)
  where status = 'queued' and paused_at is null;

create or replace trigger jobs_stamp before insert or update on public.jobs
  for each row execute function private.stamp_sync(
    'lease_token,lease_until,worker_id,provider_job_id,hold_id,vendor_cost_usd,moderated_by,moderation_notes,started_at');

insert into public.system_config (key, value, description) values
  ('priorities', '{"free": 0, "pro": 10, "enterprise": 20}', 'Jobs of a higher number come first (rule Q2), by subscription tier.'),
  ('ad_reward', '1', 'Credits for one watched advertisement.')
on conflict (key) do nothing;
update public.system_config
  set value = '{"free": {"images_per_month": null, "reels_per_month": null, "open_jobs": 500}, "pro": {"images_per_month": null, "reels_per_month": null, "open_jobs": 1000}, "enterprise": {"images_per_month": null, "reels_per_month": null, "open_jobs": 5000}}'
  where key = 'quotas'
    and value = '{"free": {"images_per_month": null, "open_jobs": 500}, "pro": {"images_per_month": null, "open_jobs": 1000}, "enterprise": {"images_per_month": null, "open_jobs": 5000}}';

-- Credits one job of this request costs: pictures by quality, a video by quality and second.
create function private.job_price(p_model public.api_models, p_request jsonb)
returns integer
language sql
immutable
set search_path = ''
as $$
  select ((p_model.prices ->> (p_request ->> 'quality'))::numeric
    * case p_request ->> 'type' when 'video' then coalesce((p_request ->> 'durationSeconds')::numeric, 1) else 1 end)::integer
$$;

create or replace function private.insert_job(
  p_user uuid, p_order uuid, p_request jsonb, p_item jsonb, p_sequence integer, p_model public.api_models
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  price constant integer := private.job_price(p_model, p_request);
  size constant jsonb := p_model.capabilities -> 'sizes' -> (p_request ->> 'aspectRatio');
  item_id constant uuid := (p_item ->> 'itemId')::uuid;
  job_id constant uuid := (p_item ->> 'jobId')::uuid;
  parent public.orders;
begin
  select * into parent from public.orders where id = p_order;
  insert into public.order_items (id, user_id, order_id, sequence, type, brief, text)
    values (item_id, p_user, p_order, p_sequence,
      case parent.type when 'carousel' then 'slide' else parent.type end, p_item ->> 'brief', p_item ->> 'text');
  insert into public.jobs (
    id, user_id, order_id, item_id, sequence, type, provider, model_id, price, max_attempts, hold_id, priority,
    project_id, content_mode, format, quality, model_type, original_prompt, destination, workspace_session_id, payload
  ) values (
    job_id, p_user, p_order, item_id, p_sequence,
    case parent.type when 'carousel' then 'render_carousels' when 'video' then 'generate_video' else 'render_images' end,
    p_model.provider, p_model.id, price,
    coalesce((private.config('queue', '{}') ->> 'max_attempts')::integer, 3),
    private.hold_credits(p_user, price, p_order, job_id),
    coalesce((private.config('priorities', '{}')
      ->> (select subscription_tier from public.profiles where id = p_user))::integer, 0),
    parent.project_id, parent.content_mode, p_request ->> 'format', p_request ->> 'quality', p_model.model_type,
    p_request ->> 'originalPrompt', coalesce(p_request ->> 'destination', 'workspace'),
    p_request ->> 'workspaceSessionId',
    jsonb_strip_nulls(jsonb_build_object(
      'prompt', coalesce(p_item -> 'prompt', p_request -> 'prompt'), 'negativePrompt', p_request -> 'negativePrompt',
      'aspectRatio', p_request -> 'aspectRatio', 'width', size -> 'width', 'height', size -> 'height',
      'quality', p_request -> 'quality', 'format', p_request -> 'format',
      'durationSeconds', p_request -> 'durationSeconds', 'text', p_item -> 'text',
      'seed', private.seed_for(p_request, p_item, p_sequence, p_model)
    ))
  );
end
$$;

-- What an order may be for is its owner's (rule L4).
create function private.check_purpose(p_user uuid, p_request jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_request ->> 'brandId' is not null and not exists (
      select from public.brands where id = (p_request ->> 'brandId')::uuid and user_id = p_user and deleted_at is null)
    or p_request ->> 'projectId' is not null and not exists (
      select from public.projects where id = (p_request ->> 'projectId')::uuid and user_id = p_user and deleted_at is null)
    or p_request ->> 'batchId' is not null and not exists (
      select from public.batch_jobs where id = (p_request ->> 'batchId')::uuid and user_id = p_user) then
    perform private.refuse('not_found', 'There is no such brand, project or batch.');
  end if;
end
$$;

-- Quota by tier (system_config.quotas); admins are exempt. The caller holds the profile's lock.
create or replace function private.check_quota(p_user uuid, p_count integer)
returns void
language plpgsql
set search_path = ''
as $$
declare
  quota jsonb;
  open_jobs integer;
  used integer;
begin
  if exists (select from public.user_roles where user_id = p_user and role = 'admin') then
    return;
  end if;
  select private.config('quotas', '{}') -> subscription_tier into quota from public.profiles where id = p_user;
  select count(*) into open_jobs from public.jobs where user_id = p_user and status in ('queued', 'running');
  if open_jobs + p_count > (quota ->> 'open_jobs')::integer then
    perform private.refuse('quota_exceeded', 'Too many jobs are waiting.',
      jsonb_build_object('quota', 'open_jobs', 'limit', quota -> 'open_jobs'));
  end if;
  select coalesce(sum(images_used), 0) into used from public.counters_monthly
    where user_id = p_user and month = date_trunc('month', now())::date;
  if used + open_jobs + p_count > (quota ->> 'images_per_month')::integer then
    perform private.refuse('quota_exceeded', 'This month''s pictures are used up.',
      jsonb_build_object('quota', 'images_per_month', 'limit', quota -> 'images_per_month'));
  end if;
  select coalesce(sum(reels_used), 0) into used from public.counters_monthly
    where user_id = p_user and month = date_trunc('month', now())::date;
  if used > (quota ->> 'reels_per_month')::integer then
    perform private.refuse('quota_exceeded', 'This month''s videos are used up.',
      jsonb_build_object('quota', 'reels_per_month', 'limit', quota -> 'reels_per_month'));
  end if;
end
$$;

-- As before; and what an order is for, its content mode, its cap, and a record of who asked for what.
create or replace function public.enqueue_order(p_user uuid, p_body jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  request constant jsonb := p_body -> 'request';
  order_id constant uuid := (p_body ->> 'orderId')::uuid;
  answer jsonb;
  model public.api_models;
  mode text;
  total integer;
  item record;
begin
  perform from public.profiles where id = p_user for no key update;
  if not found then
    perform private.refuse('unauthenticated', 'There is no such profile.');
  end if;
  answer := private.recall(p_user, order_id, p_body);
  if answer is not null then
    return answer;
  end if;
  model := private.fitting_model(request);
  if jsonb_array_length(p_body -> 'items') <> (request ->> 'count')::integer then
    perform private.refuse('invalid_input', 'There are not as many items as pictures.',
      jsonb_build_object('field', 'items'));
  end if;
  perform private.check_purpose(p_user, request);
  -- Everything that reaches the model counts: the prompt, and what single slides say instead of it.
  mode := private.check_content(p_user,
    concat_ws(E'\n', request ->> 'prompt', jsonb_path_query_array(p_body, '$.items[*].*')::text),
    request ->> 'contentMode', model.content_modes);
  total := private.job_price(model, request) * (request ->> 'count')::integer;
  if total > (p_body ->> 'quote')::integer then
    perform private.refuse('conflict', 'The price has risen.', jsonb_build_object('credits', total));
  end if;
  perform private.check_quota(p_user, (request ->> 'count')::integer);
  insert into public.orders (
    id, user_id, type, request, provider, quote, brand_id, project_id, batch_id, content_mode, spend_cap
  ) values (
    order_id, p_user, request ->> 'type', request, model.provider, total, (request ->> 'brandId')::uuid,
    (request ->> 'projectId')::uuid, (request ->> 'batchId')::uuid, mode, (request ->> 'spendCap')::integer
  );
  for item in select value, ordinality from jsonb_array_elements(p_body -> 'items') with ordinality loop
    perform private.insert_job(p_user, order_id, request, item.value, item.ordinality::integer - 1, model);
  end loop;
  perform private.audit(p_user, 'generate', 'orders', order_id,
    jsonb_build_object('model', model.id, 'count', request -> 'count', 'contentMode', mode));
  return private.remember(p_user, order_id, private.order_answer(order_id));
exception
  when unique_violation then
    perform private.refuse('conflict', 'One of these ids is taken.');
end
$$;

-- Caps (rule L5) -----------------------------------------------------------------------------------------------------

-- The cap that a job would break if it ran now, by the name of pause_reason; null if none. Against a cap count what was
-- captured and what is running; what waits costs nothing yet. The day is the database's, in UTC.
create function private.broken_cap(p_job public.jobs)
returns text
language sql
stable
set search_path = ''
as $$
  select case
    when p_job.price = 0 then null
    when o.spend_cap < o.charged + p_job.price + (
      select coalesce(sum(r.price), 0) from public.jobs as r where r.order_id = o.id and r.status = 'running'
        and r.id <> p_job.id
    ) then 'order_cap'
    when b.spend_cap < p_job.price + (
      select coalesce(sum(s.charged), 0) from public.orders as s where s.batch_id = b.id
    ) + (
      select coalesce(sum(r.price), 0) from public.jobs as r join public.orders as s on s.id = r.order_id
        where s.batch_id = b.id and r.user_id = p_job.user_id and r.status = 'running' and r.id <> p_job.id
    ) then 'batch_cap'
    when pr.spend_cap < p_job.price + (
      select coalesce(sum(s.charged), 0) from public.orders as s where s.project_id = pr.id
    ) + (
      select coalesce(sum(r.price), 0) from public.jobs as r
        where r.project_id = pr.id and r.user_id = p_job.user_id and r.status = 'running' and r.id <> p_job.id
    ) then 'project_cap'
    when me.daily_spend_cap < p_job.price + (
      select coalesce(sum(t.captured), 0) from public.credit_transactions as t
        where t.user_id = me.id and t.kind = 'capture'
          and t.created_at >= date_trunc('day', now() at time zone 'UTC') at time zone 'UTC'
    ) + (
      select coalesce(sum(r.price), 0) from public.jobs as r
        where r.user_id = me.id and r.status = 'running' and r.id <> p_job.id
    ) then 'day_cap'
  end
  from public.orders as o
    join public.profiles as me on me.id = o.user_id
    left join public.batch_jobs as b on b.id = o.batch_id
    left join public.projects as pr on pr.id = o.project_id
  where o.id = p_job.order_id
$$;

-- As before, without what is paused.
create or replace function private.next_jobs(p_limit integer, p_providers text[])
returns table (id uuid)
language sql
volatile
set search_path = ''
as $$
  with recursive people as (
    (select j.user_id from public.jobs as j where j.status = 'queued' and j.paused_at is null order by j.user_id limit 1)
    union all
    select (
      select j.user_id from public.jobs as j
        where j.status = 'queued' and j.paused_at is null and j.user_id > people.user_id order by j.user_id limit 1
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
          where j.status = 'queued' and j.paused_at is null and j.user_id = people.user_id
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

create function private.lease(p_jobs uuid[], p_worker uuid, p_lease_seconds integer)
returns void
language sql
set search_path = ''
as $$
  update public.jobs set
    status = 'running',
    attempts = attempts + 1,
    worker_id = p_worker,
    lease_token = gen_random_uuid(),
    lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
    started_at = clock_timestamp(),
    run_after = null,
    stage = 'starting',
    progress = 0,
    error = null
    where id = any (p_jobs)
$$;

-- Whether any cap at all is set for one of these jobs: most have none, and are leased in one statement.
create function private.any_cap(p_jobs uuid[])
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from public.jobs as j
      join public.orders as o on o.id = j.order_id
      join public.profiles as me on me.id = j.user_id
      left join public.batch_jobs as b on b.id = o.batch_id
      left join public.projects as pr on pr.id = o.project_id
      where j.id = any (p_jobs)
        and coalesce(o.spend_cap, me.daily_spend_cap, b.spend_cap, pr.spend_cap) is not null
  )
$$;

-- Begins the jobs whose turn it is. One that would break a cap is paused instead, and the next one is asked, until there
-- are enough or none is left; each that begins counts for the caps of those after it.
create function private.begin_jobs(p_worker uuid, p_limit integer, p_providers text[], p_lease_seconds integer)
returns uuid[]
language plpgsql
set search_path = ''
as $$
declare
  begun uuid[] := '{}';
  candidates uuid[];
  candidate uuid;
  cap text;
  paused boolean;
begin
  loop
    candidates := array(select next.id from private.next_jobs(p_limit - cardinality(begun), p_providers) as next);
    if not private.any_cap(candidates) then
      perform private.lease(candidates, p_worker, p_lease_seconds);
      return begun || candidates;
    end if;
    paused := false;
    foreach candidate in array candidates loop
      select private.broken_cap(j) into cap from public.jobs as j where j.id = candidate;
      if cap is null then
        perform private.lease(array[candidate], p_worker, p_lease_seconds);
        begun := begun || candidate;
      else
        update public.jobs set paused_at = now(), pause_reason = cap where id = candidate;
        paused := true;
      end if;
    end loop;
    exit when not paused or cardinality(begun) >= p_limit;
  end loop;
  return begun;
end
$$;

create or replace function public.claim_jobs(p_key_hash text, p_limit integer, p_providers text[], p_lease_seconds integer)
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
  taken := private.begin_jobs(worker, p_limit, p_providers, p_lease_seconds);
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', c.id, 'orderId', c.order_id, 'userId', c.user_id, 'type', c.type,
      'model', private.model_json(m), 'payload', c.payload,
      'leaseToken', c.lease_token, 'leaseUntil', c.lease_until,
      'attempt', c.attempts, 'maxAttempts', c.max_attempts, 'providerJobId', c.provider_job_id
    ) order by c.priority desc, c.position), '[]')
    into answer
    from public.jobs as c join public.api_models as m on m.id = c.model_id
    where c.id = any (taken);
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

-- As before, and in turn with claims: two that take jobs back at once could each wait for a profile that the other has.
create or replace function public.reap_jobs()
returns integer
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('atelier.claim_jobs', 0));
  return private.reap(1000);
end
$$;

-- Lets jobs go on whose cap was raised, or whose day is over; a claim pauses those again that are still too many.
create function public.resume_capped_jobs()
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  job public.jobs;
  resumed integer := 0;
begin
  for job in
    select * from public.jobs where status = 'queued' and pause_reason <> 'user'
      order by user_id, position for no key update skip locked
  loop
    if private.broken_cap(job) is null then
      update public.jobs set paused_at = null, pause_reason = null where id = job.id;
      resumed := resumed + 1;
    end if;
  end loop;
  return resumed;
end
$$;

-- As before; an ended job is not paused any more.
create or replace function private.end_job(p_job public.jobs, p_status text, p_error jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.release_hold(p_job.user_id, p_job.hold_id);
  update public.jobs set
    status = p_status, error = p_error, run_after = null, stage = null, lease_until = null, hold_id = null,
    paused_at = null, pause_reason = null
    where id = p_job.id;
end
$$;

-- As before, with the price of any kind of job, and under today's content rules: what was allowed once may not be now.
create or replace function public.retry_jobs(p_user uuid, p_request uuid, p_order uuid, p_job_ids uuid[])
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  answer jsonb;
  model public.api_models;
  parent public.orders;
  job public.jobs;
  new_price integer;
  again integer := 0;
begin
  answer := private.recall(p_user, p_request,
    jsonb_build_object('action', 'retry', 'orderId', p_order, 'jobIds', p_job_ids));
  if answer is not null then
    return answer;
  end if;
  perform private.lock_order(p_user, p_order);
  if (select count(distinct wanted) from unnest(p_job_ids) as wanted)
    <> (select count(*) from public.jobs where order_id = p_order and id = any (p_job_ids)) then
    perform private.refuse('not_found', 'There is no such job in this order.');
  end if;
  select * into parent from public.orders where id = p_order;
  model := private.fitting_model(parent.request);
  perform private.check_content(p_user, concat_ws(E'\n', parent.request ->> 'prompt', (
      select string_agg(concat_ws(E'\n', j.payload ->> 'prompt', j.payload ->> 'text'), E'\n')
        from public.jobs as j where j.order_id = p_order and j.id = any (p_job_ids)
    )), parent.content_mode, model.content_modes);
  new_price := private.job_price(model, parent.request);
  for job in
    select * from public.jobs
      where order_id = p_order and id = any (p_job_ids) and status in ('failed', 'cancelled')
      order by id
      for no key update
  loop
    if new_price > job.price then
      perform private.refuse('conflict', 'The price has risen.', jsonb_build_object('credits', new_price));
    end if;
    update public.jobs set
      status = 'queued', attempts = 0, error = null, run_after = null, progress = 0, stage = null,
      cancel_requested = false, provider_job_id = null, lease_token = null, lease_until = null,
      price = new_price, hold_id = private.hold_credits(p_user, new_price, p_order, job.id)
      where id = job.id;
    again := again + 1;
  end loop;
  if again = 0 then
    perform private.refuse('conflict', 'None of these jobs has ended badly.');
  end if;
  perform from public.profiles where id = p_user for no key update;
  perform private.check_quota(p_user, 0);
  perform private.settle_order(p_order);
  return private.remember(p_user, p_request, private.order_answer(p_order));
end
$$;

-- A creator's own order of things (rule Q8) ---------------------------------------------------------------------------

-- The open or ended jobs of this user that a selection names, in turn. A selection is one of
--   {"jobIds": […]}  {"allBut": id}  {"orderId": id}  {"batchId": id}  {"all": true}
-- Ids of other people's jobs name nothing.
create function private.selected_jobs(p_user uuid, p_selection jsonb)
returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
begin
  if jsonb_typeof(p_selection) is distinct from 'object' or (
    select count(*) from jsonb_object_keys(p_selection) as key
      where key in ('jobIds', 'allBut', 'orderId', 'batchId', 'all')
  ) <> 1 or (select count(*) from jsonb_object_keys(p_selection)) <> 1 then
    perform private.refuse('invalid_input', 'A selection names jobs in one way.', '{"field": "selection"}');
  end if;
  return array(
    select j.id from public.jobs as j join public.orders as o on o.id = j.order_id
      where j.user_id = p_user and case
        when p_selection ? 'jobIds' then p_selection -> 'jobIds' ? j.id::text
        when p_selection ? 'allBut' then j.id::text <> p_selection ->> 'allBut'
        when p_selection ? 'orderId' then j.order_id::text = p_selection ->> 'orderId'
        when p_selection ? 'batchId' then o.batch_id::text = p_selection ->> 'batchId'
        else p_selection -> 'all' = 'true'
      end
      order by j.priority desc, j.position
  );
end
$$;

-- The locks of everybody who touches several jobs, in the one order: orders by id, then jobs by id.
create function private.lock_jobs(p_jobs uuid[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform from public.orders where id in (select order_id from public.jobs where id = any (p_jobs))
    order by id for no key update;
  perform from public.jobs where id = any (p_jobs) order by id for no key update;
end
$$;

-- Pauses what has not begun; answers how many. What runs goes on: it is paid for already.
create function public.pause_jobs(p_user uuid, p_selection jsonb)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  chosen constant uuid[] := private.selected_jobs(p_user, p_selection);
  paused integer;
begin
  perform private.lock_jobs(chosen);
  update public.jobs set paused_at = now(), pause_reason = 'user'
    where id = any (chosen) and status = 'queued' and pause_reason is distinct from 'user';
  get diagnostics paused = row_count;
  return paused;
end
$$;

-- Lets paused jobs go on; answers how many. A cap pauses them again when it is their turn.
create function public.resume_jobs(p_user uuid, p_selection jsonb)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  chosen constant uuid[] := private.selected_jobs(p_user, p_selection);
  resumed integer;
begin
  perform private.lock_jobs(chosen);
  update public.jobs set paused_at = null, pause_reason = null
    where id = any (chosen) and status = 'queued' and paused_at is not null;
  get diagnostics resumed = row_count;
  return resumed;
end
$$;

-- Moves waiting jobs before another of one's own, or to the end; answers how many moved. They keep the order they are
-- named in. Only this user's places are dealt out anew, so nobody else's turn changes.
create function public.move_jobs(p_user uuid, p_job_ids uuid[], p_before uuid default null)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  waiting uuid[];
  places bigint[];
  moved uuid[];
  rest uuid[];
  at integer;
  moved_count integer;
begin
  perform private.lock_jobs(array(select id from public.jobs where user_id = p_user and status = 'queued'));
  select array_agg(id order by position), array_agg(position order by position) into waiting, places
    from public.jobs where user_id = p_user and status = 'queued';
  select array_agg(wanted.id order by wanted.nr) into moved
    from unnest(p_job_ids) with ordinality as wanted (id, nr) where wanted.id = any (waiting);
  if moved is null or cardinality(moved) <> (select count(distinct m) from unnest(moved) as m) then
    perform private.refuse('not_found', 'None of these jobs is waiting, or one is named twice.');
  end if;
  rest := array(select w.id from unnest(waiting) with ordinality as w (id, nr) where w.id <> all (moved) order by w.nr);
  at := coalesce(array_position(rest, p_before), cardinality(rest) + 1);
  if p_before is not null and at > cardinality(rest) then
    perform private.refuse('not_found', 'The job to go before is not waiting.');
  end if;
  update public.jobs as j set position = places[target.nr]
    from unnest(rest[:at - 1] || moved || rest[at:]) with ordinality as target (id, nr)
    where j.id = target.id and j.position <> places[target.nr];
  get diagnostics moved_count = row_count;
  return moved_count;
end
$$;

-- Cancels a selection over any number of orders; answers how many of its jobs ended or were asked to. All orders are
-- locked before the first hold is released, so nobody waits in a circle.
create function public.cancel_selection(p_user uuid, p_selection jsonb)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  chosen constant uuid[] := private.selected_jobs(p_user, p_selection);
  one record;
  cancelled integer;
begin
  perform private.lock_jobs(chosen);
  select count(*) into cancelled from public.jobs where id = any (chosen) and status in ('queued', 'running');
  for one in
    select order_id, array_agg(id) as ids from public.jobs
      where id = any (chosen) and status in ('queued', 'running') group by order_id order by order_id
  loop
    perform public.cancel_jobs(p_user, one.order_id, one.ids);
  end loop;
  return cancelled;
end
$$;

-- Tries what failed or was cancelled in a selection again, once for each request; answers how many.
create function public.retry_selection(p_user uuid, p_request uuid, p_selection jsonb)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  answer jsonb;
  chosen uuid[];
  one record;
  again integer := 0;
begin
  answer := private.recall(p_user, p_request, jsonb_build_object('action', 'retry', 'selection', p_selection));
  if answer is not null then
    return (answer ->> 'again')::integer;
  end if;
  chosen := private.selected_jobs(p_user, p_selection);
  perform private.lock_jobs(chosen);
  for one in
    select order_id, array_agg(id) as ids from public.jobs
      where id = any (chosen) and status in ('failed', 'cancelled') group by order_id order by order_id
  loop
    perform public.retry_jobs(p_user, gen_random_uuid(), one.order_id, one.ids);
    again := again + cardinality(one.ids);
  end loop;
  perform private.remember(p_user, p_request, jsonb_build_object('again', again));
  return again;
end
$$;

-- What ends, and who looks at it ---------------------------------------------------------------------------------------

create function private.count_made(p_job public.jobs, p_count integer)
returns void
language sql
set search_path = ''
as $$
  insert into public.counters_monthly (user_id, month, brand_id, images_used, reels_used)
    select p_job.user_id, date_trunc('month', now())::date, o.brand_id,
      case p_job.type when 'generate_video' then 0 else p_count end,
      case p_job.type when 'generate_video' then p_count else 0 end
      from public.orders as o where o.id = p_job.order_id
    on conflict (user_id, month, brand_id) do update set
      images_used = counters_monthly.images_used + excluded.images_used,
      reels_used = counters_monthly.reels_used + excluded.reels_used;
  update public.profiles set total_generations = total_generations + p_count where id = p_job.user_id;
$$;

create or replace function public.complete_job(
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
    perform private.count_made(job, jsonb_array_length(p_results));
    update public.jobs set
      status = 'completed', progress = 1, stage = null, lease_until = null, hold_id = null,
      vendor_cost_usd = p_vendor_cost_usd,
      moderation_status = case job.content_mode when 'nsfw' then 'pending' else moderation_status end
      where id = job.id;
    update public.orders set charged = charged + job.price where id = job.order_id;
    perform private.settle_order(job.order_id);
  end if;
  return private.end_answer(job.id);
end
$$;
drop function private.count_images(uuid, integer);

-- Says what a moderator thinks of a job's results; rejected ones leave the creator's workspace.
create function public.moderate_job(p_moderator uuid, p_job uuid, p_status text, p_notes text default null)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  if not exists (select from public.user_roles where user_id = p_moderator and role in ('admin', 'moderator')) then
    perform private.refuse('forbidden', 'Only moderators judge.');
  end if;
  if p_status is null or p_status not in ('approved', 'rejected') then
    perform private.refuse('invalid_input', 'A judgement is approved or rejected.', '{"field": "status"}');
  end if;
  update public.jobs set
    moderation_status = p_status, moderated_by = p_moderator, moderated_at = now(), moderation_notes = p_notes
    where id = p_job;
  if not found then
    perform private.refuse('not_found', 'There is no such job.');
  end if;
  if p_status = 'rejected' then
    update public.workspace_assets set deleted_at = now(), expires_at = least(expires_at, now())
      where job_id = p_job and deleted_at is null;
  end if;
  perform private.audit(p_moderator, 'update', 'jobs', p_job, jsonb_build_object('moderation', p_status));
end
$$;

-- Workers that have an address, and how they do (register-worker, worker-heartbeat, get-active-worker-url …).
alter table public.workers
  add column kind text not null default 'queue' check (kind in ('queue', 'image', 'video', 'chat')),
  add column url text check (char_length(url) <= 2000 and url ~ '^https?://'),
  add column capabilities jsonb not null default '{}' check (jsonb_typeof(capabilities) = 'object'),
  add column health text not null default 'unknown' check (health in ('unknown', 'healthy', 'unhealthy')),
  add column health_checked_at timestamptz,
  add column response_ms integer check (response_ms >= 0),
  add column failures integer not null default 0 check (failures >= 0),
  add column updated_at timestamptz not null default now();
create trigger workers_touch before update on public.workers
  for each row when (new.url is distinct from old.url or new.health is distinct from old.health
    or new.disabled_at is distinct from old.disabled_at)
  execute function private.touch();

-- A worker tells where it is reached; a new address is not known to be well. Answers its id.
create function public.register_worker(p_key_hash text, p_kind text, p_url text, p_capabilities jsonb default '{}')
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  worker constant uuid := private.worker_of(p_key_hash);
begin
  update public.workers set
    kind = p_kind, capabilities = coalesce(p_capabilities, '{}'), last_seen_at = now(),
    health = case when url is distinct from p_url then 'unknown' else health end,
    failures = case when url is distinct from p_url then 0 else failures end,
    url = p_url
    where id = worker;
  return worker;
end
$$;

-- Writes what a health check found. Three failures in a row make a worker unhealthy, one answer makes it well.
create function public.report_worker_health(p_worker uuid, p_ok boolean, p_response_ms integer default null)
returns text
language sql
security definer
set search_path = ''
as $$
  update public.workers set
    failures = case when p_ok then 0 else failures + 1 end,
    health = case when p_ok then 'healthy' when failures + 1 >= 3 then 'unhealthy' else health end,
    response_ms = coalesce(p_response_ms, response_ms),
    health_checked_at = now()
    where id = p_worker
    returning health
$$;

-- The addresses to try for a kind of work, best first: healthy before unknown, quick before slow. None of the dead.
create function public.active_worker_urls(p_kind text)
returns setof text
language sql
stable
security definer
set search_path = ''
as $$
  select url from public.workers
    where kind = p_kind and url is not null and disabled_at is null and health <> 'unhealthy'
      and last_seen_at > now() - interval '5 minutes'
    order by health = 'healthy' desc, response_ms nulls last, last_seen_at desc
$$;

-- What an operator watches: depth and age of the queue, workers, success and time by type, what is stuck.
create function public.queue_metrics()
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'queued', (select count(*) from public.jobs where status = 'queued' and paused_at is null),
    'paused', (select count(*) from public.jobs where status = 'queued' and paused_at is not null),
    'running', (select count(*) from public.jobs where status = 'running'),
    'oldestQueuedSeconds', (select coalesce(extract(epoch from now() - min(coalesce(run_after, created_at))), 0)
      from public.jobs where status = 'queued' and paused_at is null),
    'stuck', (select count(*) from public.jobs where status = 'running' and lease_until < now() - interval '30 seconds'),
    'workers', (select coalesce(jsonb_agg(jsonb_build_object(
        'id', id, 'name', name, 'kind', kind, 'health', health, 'lastSeenAt', last_seen_at, 'responseMs', response_ms
      ) order by name), '[]') from public.workers where disabled_at is null),
    'byType', (select coalesce(jsonb_object_agg(type, stats), '{}') from (
        select type, jsonb_build_object(
          'completed', count(*) filter (where status = 'completed'),
          'failed', count(*) filter (where status = 'failed'),
          'successRate', round(avg((status = 'completed')::integer), 4),
          'meanSeconds', round(avg(extract(epoch from updated_at - started_at)) filter (where status = 'completed'), 3)
        ) as stats
        from public.jobs where status in ('completed', 'failed') and updated_at > now() - interval '24 hours'
        group by type
      ) as by_type)
  )
$$;
