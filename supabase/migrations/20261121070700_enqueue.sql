-- What a creator asks of the queue, through the function queue-job: enqueue, cancel, retry.
-- Locks are taken in one order everywhere, so nobody waits in a circle: order, jobs by id, profile.

-- Answers a stored answer when this key came before with this body; raises when with another (rule Q1).
-- Null: the caller is the first, and nobody else is with this key until its transaction ends.
create function private.recall(p_user uuid, p_key uuid, p_body jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  known private.idempotency;
begin
  insert into private.idempotency (user_id, key, fingerprint)
    values (p_user, p_key, private.fingerprint(p_body))
    on conflict do nothing;
  if found then
    return null;
  end if;
  select * into known from private.idempotency where user_id = p_user and key = p_key;
  if known.fingerprint <> private.fingerprint(p_body) then
    perform private.refuse('idempotency_conflict', 'This id was used for another request.');
  end if;
  return known.answer;
end
$$;

create function private.remember(p_user uuid, p_key uuid, p_answer jsonb)
returns jsonb
language sql
set search_path = ''
as $$
  update private.idempotency set answer = p_answer where user_id = p_user and key = p_key returning answer
$$;

-- `QueueJobAnswer` of contract/functions/queue-job.ts.
create function private.order_answer(p_order uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'orderId', o.id, 'status', o.status,
    'held', private.held_for(o.id), 'balance', p.credits_balance
  )
  from public.orders as o join public.profiles as p on p.id = o.user_id
  where o.id = p_order
$$;

-- Quota by tier (system_config.quotas); admins are exempt. The caller holds the profile's lock, so that two
-- orders at a time cannot both fit into the last place.
create function private.check_quota(p_user uuid, p_count integer)
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
end
$$;

-- The model, if it can do what is asked: the same checks as `misfit` of contract/orders.ts.
create function private.fitting_model(p_request jsonb)
returns public.api_models
language plpgsql
set search_path = ''
as $$
declare
  model public.api_models;
  can jsonb;
  field text;
begin
  select m.* into model from public.api_models as m join public.api_providers as p on p.id = m.provider
    where m.id = p_request ->> 'model' and m.enabled and p.enabled;
  if not found then
    perform private.refuse('model_unavailable', 'There is no such model, or it is switched off.');
  end if;
  can := model.capabilities;
  field := case
    when not coalesce(can -> 'sizes' ? (p_request ->> 'aspectRatio'), false) then 'aspectRatio'
    when not coalesce(can -> 'qualities' ? (p_request ->> 'quality'), false)
      or not coalesce(model.prices ? (p_request ->> 'quality'), false) then 'quality'
    when not coalesce(can -> 'formats' ? (p_request ->> 'format'), false) then 'format'
    when (p_request ->> 'count')::integer not between 1 and (can ->> 'maxCount')::integer then 'count'
    when char_length(p_request ->> 'prompt') not between 1 and (can ->> 'maxPromptLength')::integer then 'prompt'
    when coalesce(p_request ->> 'negativePrompt', '') <> '' and not (can ->> 'negativePrompt')::boolean
      then 'negativePrompt'
    when p_request ->> 'seed' is not null and not (can ->> 'seed')::boolean then 'seed'
  end;
  if field is not null then
    perform private.refuse('invalid_input', 'The model cannot do this.', jsonb_build_object('field', field));
  end if;
  return model;
end
$$;

-- Seeds are those of the client, else counted on from the request's, else drawn here; none where the model has none.
create function private.seed_for(p_request jsonb, p_item jsonb, p_sequence integer, p_model public.api_models)
returns bigint
language sql
volatile
set search_path = ''
as $$
  select case when (p_model.capabilities ->> 'seed')::boolean then coalesce(
    (p_item ->> 'seed')::bigint,
    ((p_request ->> 'seed')::bigint + p_sequence) % 4294967296,
    floor(random() * 4294967296)::bigint
  ) end
$$;

create function private.insert_job(
  p_user uuid, p_order uuid, p_request jsonb, p_item jsonb, p_sequence integer, p_model public.api_models
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  price constant integer := (p_model.prices ->> (p_request ->> 'quality'))::integer;
  size constant jsonb := p_model.capabilities -> 'sizes' -> (p_request ->> 'aspectRatio');
  item_id constant uuid := (p_item ->> 'itemId')::uuid;
  job_id constant uuid := (p_item ->> 'jobId')::uuid;
begin
  insert into public.order_items (id, user_id, order_id, sequence)
    values (item_id, p_user, p_order, p_sequence);
  insert into public.jobs (
    id, user_id, order_id, item_id, sequence, type, provider, model_id, price, max_attempts, hold_id, payload
  ) values (
    job_id, p_user, p_order, item_id, p_sequence, 'render_images', p_model.provider, p_model.id, price,
    coalesce((private.config('queue', '{}') ->> 'max_attempts')::integer, 3),
    private.hold_credits(p_user, price, p_order, job_id),
    jsonb_strip_nulls(jsonb_build_object(
      'prompt', p_request -> 'prompt', 'negativePrompt', p_request -> 'negativePrompt',
      'aspectRatio', p_request -> 'aspectRatio', 'width', size -> 'width', 'height', size -> 'height',
      'quality', p_request -> 'quality', 'format', p_request -> 'format',
      'seed', private.seed_for(p_request, p_item, p_sequence, p_model)
    ))
  );
end
$$;

-- `Enqueue` of contract/functions/queue-job.ts; the body was parsed by it. One transaction (rules Q1, L3).
create function public.enqueue_order(p_user uuid, p_body jsonb)
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
  total := (model.prices ->> (request ->> 'quality'))::integer * (request ->> 'count')::integer;
  if total > (p_body ->> 'quote')::integer then
    perform private.refuse('conflict', 'The price has risen.', jsonb_build_object('credits', total));
  end if;
  perform private.check_quota(p_user, (request ->> 'count')::integer);
  insert into public.orders (id, user_id, type, request, provider, quote)
    values (order_id, p_user, request ->> 'type', request, model.provider, total);
  for item in select value, ordinality from jsonb_array_elements(p_body -> 'items') with ordinality loop
    perform private.insert_job(p_user, order_id, request, item.value, item.ordinality::integer - 1, model);
  end loop;
  return private.remember(p_user, order_id, private.order_answer(order_id));
exception
  when unique_violation then
    perform private.refuse('conflict', 'One of these ids is taken.');
end
$$;

-- Makes an order and its items say what its jobs say: open jobs keep it open; then one good job makes it good,
-- else one failed makes it failed. The caller holds the order's lock.
create function private.settle_order(p_order uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  outcome text;
  failure jsonb;
begin
  -- What was once begun never looks untouched again: it is processing.
  update public.order_items as i set status = case n.status when 'pending' then 'processing' else n.status end
    from (
      select item_id, case
        when bool_or(status = 'running') then 'processing'
        when bool_or(status = 'queued') then case when bool_and(attempts = 0) then 'pending' else 'processing' end
        else max(status)
      end as status
      from public.jobs where order_id = p_order group by item_id
    ) as n
    where i.id = n.item_id and i.status <> n.status
      and not (i.status = 'processing' and n.status = 'pending');
  select case
      when bool_or(status in ('queued', 'running')) then
        case when bool_and(status in ('queued', 'cancelled') and attempts = 0) then 'pending' else 'processing' end
      when bool_or(status = 'completed') then 'completed'
      when bool_or(status = 'failed') then 'failed'
      else 'cancelled'
    end,
    (array_agg(error order by sequence) filter (where status = 'failed'))[1]
    into outcome, failure
    from public.jobs where order_id = p_order;
  update public.orders set
    status = case when outcome = 'pending' and status <> 'pending' then 'processing' else outcome end,
    error = failure,
    completed_at = case when outcome in ('completed', 'failed', 'cancelled') then coalesce(completed_at, now()) end
    where id = p_order;
end
$$;

-- Ends a job without a result: nothing is charged (rule L3). The caller holds the locks of order and job.
create function private.end_job(p_job public.jobs, p_status text, p_error jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.release_hold(p_job.user_id, p_job.hold_id);
  update public.jobs set
    status = p_status, error = p_error, run_after = null, stage = null, lease_until = null, hold_id = null
    where id = p_job.id;
end
$$;

create function private.lock_order(p_user uuid, p_order uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform from public.orders where id = p_order and user_id = p_user for no key update;
  if not found then
    perform private.refuse('not_found', 'There is no such order.');
  end if;
end
$$;

-- Queued jobs end at once; running ones are asked to stop (rule Q7). Null: the whole order. Ended ones stay as they are.
create function public.cancel_jobs(p_user uuid, p_order uuid, p_job_ids uuid[] default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  job public.jobs;
begin
  perform private.lock_order(p_user, p_order);
  for job in
    select * from public.jobs
      where order_id = p_order and (p_job_ids is null or id = any (p_job_ids)) and status in ('queued', 'running')
      order by id
      for no key update
  loop
    if job.status = 'queued' then
      perform private.end_job(job, 'cancelled', null);
    else
      update public.jobs set cancel_requested = true where id = job.id;
    end if;
  end loop;
  perform private.settle_order(p_order);
  return private.order_answer(p_order);
end
$$;

-- Queues ended jobs again under new holds, at no more than they were quoted (rule L3).
create function public.retry_jobs(p_user uuid, p_request uuid, p_order uuid, p_job_ids uuid[])
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  answer jsonb;
  model public.api_models;
  request jsonb;
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
  select o.request into request from public.orders as o where o.id = p_order;
  model := private.fitting_model(request);
  for job in
    select * from public.jobs
      where order_id = p_order and id = any (p_job_ids) and status in ('failed', 'cancelled')
      order by id
      for no key update
  loop
    new_price := (model.prices ->> (request ->> 'quality'))::integer;
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
