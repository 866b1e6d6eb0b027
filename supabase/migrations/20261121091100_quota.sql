-- Each quota counts what it is for: pictures, videos, credits. Before, a month's videos stood in the way of pictures, and a
-- video in that of the pictures, and of its own quota the order itself was left out.

drop function private.check_quota(uuid, integer);

-- Quota by tier (system_config.quotas); null is none, and admins are exempt. What waits counts as if it were made. Without a
-- type all of them are looked at: jobs that are tried again stand among the waiting ones already. The caller holds the
-- profile's lock, so that two orders at a time cannot both fit into the last place.
create function private.check_quota(
  p_user uuid, p_count integer, p_type text default null, p_price integer default 0
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  quota jsonb;
  used record;
  waiting record;
  broken text;
begin
  if exists (select from public.user_roles where user_id = p_user and role = 'admin') then
    return;
  end if;
  select private.config('quotas', '{}') -> subscription_tier into quota from public.profiles where id = p_user;
  select count(*) as jobs, count(*) filter (where type <> 'generate_video') as images,
      count(*) filter (where type = 'generate_video') as reels, coalesce(sum(price), 0) as woofs
    into waiting from public.jobs where user_id = p_user and status in ('queued', 'running');
  select coalesce(sum(images_used), 0) as images, coalesce(sum(reels_used), 0) as reels,
      coalesce(sum(woofs_used), 0) as woofs
    into used from public.counters_monthly
    where user_id = p_user and month = date_trunc('month', now())::date;
  broken := case
    when waiting.jobs + p_count > (quota ->> 'open_jobs')::integer then 'open_jobs'
    when p_type is distinct from 'video'
      and used.images + waiting.images + p_count > (quota ->> 'images_per_month')::integer then 'images_per_month'
    when coalesce(p_type, 'video') = 'video'
      and used.reels + waiting.reels + p_count > (quota ->> 'reels_per_month')::integer then 'reels_per_month'
    when used.woofs + waiting.woofs + p_price > (quota ->> 'woofs_per_month')::integer then 'woofs_per_month'
  end;
  if broken is not null then
    perform private.refuse('quota_exceeded', 'This is more than the plan has.',
      jsonb_build_object('quota', broken, 'limit', quota -> broken));
  end if;
end
$$;
revoke execute on function private.check_quota(uuid, integer, text, integer) from public;

-- As before; and told what it is for and what it costs.
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
  perform private.check_quota(p_user, (request ->> 'count')::integer, coalesce(request ->> 'type', 'image'), total);
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
