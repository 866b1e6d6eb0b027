-- Orders of every format: numbers, sizes, sources and references are checked by what the model can do, a carousel is as
-- long as it has slides, and a second of video costs what its resolution does.

-- `Model` of contract/models.ts.
create or replace function private.model_json(p_model public.api_models)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', p_model.id, 'provider', p_model.provider, 'task', p_model.task, 'vendorModel', p_model.vendor_model,
    'name', p_model.name, 'description', p_model.description,
    'capabilities', p_model.capabilities, 'prices', p_model.prices, 'parameters', p_model.parameters,
    'isAi', p_model.is_ai, 'enabled', p_model.enabled, 'position', p_model.position
  )
$$;

-- Jobs of a request (`countOf`).
create function private.request_count(p_request jsonb)
returns integer
language sql
immutable
set search_path = ''
as $$
  select coalesce(
    case p_request ->> 'type' when 'carousel' then jsonb_array_length(p_request -> 'slides') end,
    (p_request ->> 'count')::integer,
    1
  )
$$;

-- Whether a number is asked for that the model does not take, or not so much of.
create function private.out_of_range(p_value jsonb, p_range jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(jsonb_typeof(p_value) = 'number' and not coalesce(
    p_value::numeric between (p_range ->> 'min')::numeric and (p_range ->> 'max')::numeric, false), false)
$$;

-- What of a picture's request a model cannot do (`pictureMisfit` of contract/misfit.ts).
create function private.picture_misfit(p_request jsonb, p_can jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  with asked as (
    select p_request -> 'source' as source, p_request #>> '{source,mode}' as mode,
      p_request #> '{source,mask}' is not null as masked, p_request -> 'size' as size, p_can -> 'customSize' as custom,
      (select coalesce(sum(value::integer), 0) from jsonb_each_text(p_request #> '{source,margins}')) as added
  )
  select case
    when private.out_of_range(p_request -> 'steps', p_can #> '{parameters,steps}') then 'steps'
    when private.out_of_range(p_request -> 'guidance', p_can #> '{parameters,guidance}') then 'guidance'
    when private.out_of_range(p_request -> 'outputQuality', p_can #> '{parameters,outputQuality}') then 'outputQuality'
    when jsonb_array_length(p_request -> 'loras') > coalesce((p_can ->> 'maxLoras')::integer, 0) then 'loras'
    when size is not null and not coalesce((
        select bool_and(edge.value::integer between (custom ->> 'min')::integer and (custom ->> 'max')::integer
            and edge.value::integer % coalesce((custom ->> 'step')::integer, 8) = 0)
          from jsonb_each_text(size) as edge where jsonb_typeof(custom) = 'object'), false) then 'size'
    when jsonb_array_length(p_request -> 'references') > coalesce((p_can ->> 'maxReferences')::integer, 0) then 'references'
    when source is not null and (
      not coalesce(p_can -> 'sourceModes' ? mode, false)
      or private.out_of_range(source -> 'strength', p_can #> '{parameters,strength}')
      or (mode = 'inpaint') is distinct from masked
        and not (mode = 'edit' and coalesce((p_can ->> 'editMasks')::boolean, false))
      or (mode = 'outpaint') <> (added > 0)
    ) then 'source'
    when exists (
      select from jsonb_array_elements(p_request -> 'slides') as slide
        where char_length(p_request ->> 'prompt') + 1 + char_length(slide.value ->> 'brief')
          > (p_can ->> 'maxPromptLength')::integer
    ) then 'slides'
  end
  from asked
$$;

-- What of a video's request a model cannot do (`videoMisfit`). A model that tells nothing of videos is asked nothing.
create function private.video_misfit(p_request jsonb, p_video jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when jsonb_typeof(p_video) is distinct from 'object' then null
    when not coalesce(p_video -> 'durations' @> (p_request -> 'durationSeconds'), false) then 'durationSeconds'
    when not coalesce(p_video -> 'resolutions' ? (p_request ->> 'resolution'), false) then 'resolution'
    when not coalesce(p_video -> 'fps' @> (p_request -> 'fps'), false) then 'fps'
    when coalesce(p_video ->> 'firstFrame', 'none') = case when p_request ? 'firstFrame' then 'none' else 'required' end
      then 'firstFrame'
    when p_request ? 'lastFrame' and not coalesce((p_video ->> 'lastFrame')::boolean, false) then 'lastFrame'
    when p_request ? 'motion' and not coalesce(p_video -> 'motions' ? (p_request #>> '{motion,kind}'), false) then 'motion'
    when p_request ? 'audio'
      and (not coalesce((p_video ->> 'audio')::boolean, false) or p_request ->> 'format' = 'gif') then 'audio'
  end
$$;

-- As before; with all that contract/misfit.ts asks.
create or replace function private.fitting_model(p_request jsonb)
returns public.api_models
language plpgsql
set search_path = ''
as $$
declare
  model public.api_models;
  is_video constant boolean := p_request ->> 'type' is not distinct from 'video';
  task constant text := case when is_video then 'video' else 'image' end;
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
    when not coalesce(can -> 'sizes' ? (p_request ->> 'aspectRatio'), false)
      and (p_request -> 'size' is null or coalesce(jsonb_typeof(can -> 'customSize'), 'null') = 'null') then 'aspectRatio'
    when not coalesce(can -> 'qualities' ? (p_request ->> 'quality'), false)
      or private.job_price(model, p_request) is null then 'quality'
    when not coalesce(can -> 'formats' ? (p_request ->> 'format'), false) then 'format'
    when p_request ->> 'type' is distinct from 'carousel'
      and private.request_count(p_request) not between 1 and (can ->> 'maxCount')::integer then 'count'
    when char_length(coalesce(p_request ->> 'prompt', '')) not between
      case when coalesce((can #>> '{video,needsPrompt}')::boolean, true) then 1 else 0 end
      and (can ->> 'maxPromptLength')::integer then 'prompt'
    when coalesce(p_request ->> 'negativePrompt', '') <> '' and not (can ->> 'negativePrompt')::boolean
      then 'negativePrompt'
    when p_request ->> 'seed' is not null and not (can ->> 'seed')::boolean then 'seed'
    when is_video then private.video_misfit(p_request, can -> 'video')
    else private.picture_misfit(p_request, can)
  end;
  if field is not null then
    perform private.refuse('invalid_input', 'The model cannot do this.', jsonb_build_object('field', field));
  end if;
  return model;
end
$$;

-- Credits one job of this request costs: pictures by quality; a second of video by its resolution where the model has
-- prices for that, else by quality (`priceOf`).
create or replace function private.job_price(p_model public.api_models, p_request jsonb)
returns integer
language sql
immutable
set search_path = ''
as $$
  select (case p_request ->> 'type'
    when 'video' then
      coalesce(p_model.prices ->> (p_request ->> 'resolution'), p_model.prices ->> (p_request ->> 'quality'))::numeric
        * coalesce((p_request ->> 'durationSeconds')::numeric, 1)
    else (p_model.prices ->> (p_request ->> 'quality'))::numeric
  end)::integer
$$;

-- As before; all of an order take one seed where that was asked for.
create or replace function private.seed_for(p_request jsonb, p_item jsonb, p_sequence integer, p_model public.api_models)
returns bigint
language sql
volatile
set search_path = ''
as $$
  select case when (p_model.capabilities ->> 'seed')::boolean then coalesce(
    (p_item ->> 'seed')::bigint,
    ((p_request ->> 'seed')::bigint
      + case p_request ->> 'seedMode' when 'fixed' then 0 else p_sequence end) % 4294967296,
    floor(random() * 4294967296)::bigint
  ) end
$$;

-- As before; less what only the queue goes by.
create or replace function private.payload_of(p_request jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select p_request - array[
    'type', 'model', 'count', 'seed', 'seedMode', 'slides', 'size', 'brandId', 'projectId', 'batchId', 'contentMode',
    'spendCap', 'destination', 'workspaceSessionId', 'originalPrompt', 'enhancedPrompt', 'enhancementStrategy',
    'enhancementMs', 'templateName', 'promptTestId', 'madeWith'
  ]
$$;

-- Pixels of what is made: a size of its own, else what the model has for the ratio. A video's is that at 720p.
create function private.request_size(p_request jsonb, p_model public.api_models)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select case
    when p_request ->> 'type' = 'video' then (
      select jsonb_build_object(
        'width', (2 * round((size ->> 'width')::numeric * scale / 2))::integer,
        'height', (2 * round((size ->> 'height')::numeric * scale / 2))::integer)
      from (select p_model.capabilities -> 'sizes' -> (p_request ->> 'aspectRatio') as size,
        case p_request ->> 'resolution' when '1080p' then 1.5 when '4k' then 3 else 1 end as scale) as at_720p
      where size is not null)
    when jsonb_typeof(p_request -> 'size') = 'object' then p_request -> 'size'
    else p_model.capabilities -> 'sizes' -> (p_request ->> 'aspectRatio')
  end
$$;

-- As before; with a size of its own.
create or replace function private.insert_job(
  p_user uuid, p_order uuid, p_request jsonb, p_item jsonb, p_sequence integer, p_model public.api_models
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  price constant integer := private.job_price(p_model, p_request);
  size constant jsonb := private.request_size(p_request, p_model);
  item_id constant uuid := (p_item ->> 'itemId')::uuid;
  job_id constant uuid := (p_item ->> 'jobId')::uuid;
  parent public.orders;
begin
  select * into parent from public.orders where id = p_order;
  -- Made anew, a slide is one more job of the item that is there.
  insert into public.order_items (id, user_id, order_id, sequence, type, brief, text)
    values (item_id, p_user, p_order, p_sequence,
      case parent.type when 'carousel' then 'slide' else parent.type end, p_item ->> 'brief', p_item ->> 'text')
    on conflict (id) do update set brief = coalesce(excluded.brief, order_items.brief)
      where order_items.order_id = p_order and order_items.sequence = p_sequence;
  if not found then
    raise unique_violation;
  end if;
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

-- As before; as many jobs as the request has parts, of files that are there.
create or replace function public.enqueue_order(p_user uuid, p_body jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  request constant jsonb := p_body -> 'request';
  order_id constant uuid := (p_body ->> 'orderId')::uuid;
  jobs constant integer := private.request_count(p_body -> 'request');
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
  if jsonb_array_length(p_body -> 'items') <> jobs then
    perform private.refuse('invalid_input', 'There are not as many items as the order has parts.',
      jsonb_build_object('field', 'items'));
  end if;
  if exists (
    select from jsonb_array_elements(p_body -> 'items') as i
      where char_length(i.value ->> 'prompt') > (model.capabilities ->> 'maxPromptLength')::integer
  ) then
    perform private.refuse('invalid_input', 'The model cannot do this.', jsonb_build_object('field', 'prompt'));
  end if;
  perform private.check_inputs(p_user, request);
  perform private.check_purpose(p_user, request);
  -- Everything that reaches the model counts: the prompt, and what single slides say instead of it.
  mode := private.check_content(p_user,
    concat_ws(E'\n', request ->> 'prompt', jsonb_path_query_array(p_body, '$.items[*].*')::text),
    request ->> 'contentMode', model.content_modes);
  total := private.job_price(model, request) * jobs;
  if total > (p_body ->> 'quote')::integer then
    perform private.refuse('conflict', 'The price has risen.', jsonb_build_object('credits', total));
  end if;
  perform private.check_quota(p_user, jobs, coalesce(request ->> 'type', 'image'), total);
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
    jsonb_build_object('model', model.id, 'count', jobs, 'contentMode', mode));
  return private.remember(p_user, order_id, private.order_answer(order_id));
exception
  when unique_violation then
    perform private.refuse('conflict', 'One of these ids is taken.');
end
$$;

revoke execute on function private.request_count(jsonb), private.out_of_range(jsonb, jsonb),
  private.picture_misfit(jsonb, jsonb), private.video_misfit(jsonb, jsonb),
  private.request_size(jsonb, public.api_models) from public;
