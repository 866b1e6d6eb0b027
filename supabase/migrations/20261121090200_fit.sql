-- An order fits its model by what it makes, too; a worker is given all that was asked for; and the template for a task is
-- the one meant for it.

-- As before; and a model of films draws no pictures, nor does one that talks make either.
create or replace function private.fitting_model(p_request jsonb)
returns public.api_models
language plpgsql
set search_path = ''
as $$
declare
  model public.api_models;
  task constant text := case p_request ->> 'type' when 'video' then 'video' else 'image' end;
  can jsonb;
  field text;
begin
  select m.* into model from public.api_models as m join public.api_providers as p on p.id = m.provider
    where m.id = p_request ->> 'model' and m.enabled and p.enabled;
  if not found then
    perform private.refuse('model_unavailable', 'There is no such model, or it is switched off.');
  end if;
  if model.task <> task then
    perform private.refuse('model_unavailable', 'This model is for something else.',
      jsonb_build_object('field', 'model', 'task', model.task, 'needed', task));
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

-- What a worker is given of a request: all of it, but what only the queue and the books go by. A list of what to leave
-- out, since with a list of what to pass on each new wish was forgotten here.
create function private.payload_of(p_request jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select p_request - array[
    'type', 'model', 'count', 'seed', 'brandId', 'projectId', 'batchId', 'contentMode', 'spendCap', 'destination',
    'workspaceSessionId', 'originalPrompt', 'enhancedPrompt', 'enhancementStrategy', 'enhancementMs', 'templateName',
    'promptTestId'
  ]
$$;
revoke execute on function private.payload_of(jsonb) from public;

-- As before; with all that was asked for.
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
    project_id, content_mode, format, quality, model_type, original_prompt, enhanced_prompt, enhancement_strategy,
    enhancement_ms, template_name, prompt_test_id, compel_weights, destination, workspace_session_id, payload
  ) values (
    job_id, p_user, p_order, item_id, p_sequence,
    case parent.type when 'carousel' then 'render_carousels' when 'video' then 'generate_video' else 'render_images' end,
    p_model.provider, p_model.id, price,
    coalesce((private.config('queue', '{}') ->> 'max_attempts')::integer, 3),
    private.hold_credits(p_user, price, p_order, job_id),
    coalesce((private.config('priorities', '{}')
      ->> (select subscription_tier from public.profiles where id = p_user))::integer, 0),
    parent.project_id, parent.content_mode, p_request ->> 'format', p_request ->> 'quality', p_model.model_type,
    p_request ->> 'originalPrompt', p_request ->> 'enhancedPrompt', p_request ->> 'enhancementStrategy',
    (p_request ->> 'enhancementMs')::integer, p_request ->> 'templateName', (p_request ->> 'promptTestId')::uuid,
    p_request -> 'compelWeights', coalesce(p_request ->> 'destination', 'workspace'), p_request ->> 'workspaceSessionId',
    jsonb_strip_nulls(private.payload_of(p_request) || jsonb_build_object(
      'prompt', coalesce(p_item -> 'prompt', p_request -> 'prompt'), 'width', size -> 'width', 'height', size -> 'height',
      'text', p_item -> 'text', 'seed', private.seed_for(p_request, p_item, p_sequence, p_model)
    ))
  );
end
$$;

-- Of several templates that fit a task equally well, the operator's first choice: higher first. Without it the name
-- decided, and a plain wish for a picture got the one for action figures.
alter table public.prompt_templates add column priority integer not null default 0;
update public.prompt_templates set priority = 10
  where template_name in ('image-enhance', 'image-enhance-mature', 'video-enhance', 'chat-assistant');

-- The template for a task: of the content mode first, else the tame one stands in, never the other way round; then of
-- the exact model, then of the exact kind of job, then the operator's first choice; the newest version of it.
create or replace function public.prompt_template_for(
  p_use_case text, p_job_type text, p_content_mode text default 'sfw', p_target_model text default null
)
returns setof public.prompt_templates
language sql
stable
security definer
set search_path = ''
as $$
  select t.* from public.prompt_templates as t
    where t.is_active and t.use_case = p_use_case
      and t.job_type in (p_job_type, 'any')
      and (t.target_model is null or t.target_model = p_target_model)
      and t.content_mode in (p_content_mode, 'sfw')
    order by t.content_mode = p_content_mode desc, t.target_model is null, t.job_type = 'any', t.priority desc,
      t.template_name, t.version desc
    limit 1
$$;
