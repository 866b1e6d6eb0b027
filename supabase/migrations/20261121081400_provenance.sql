-- Where a result comes from, kept with it: its order, item and project, what it is told apart by, and how its prompt came
-- to be. And what its creator thinks of it.

alter table public.workspace_assets
  -- Of its brand, its order's type, its ratio: what results are told apart by.
  add column tags text[] not null default '{}' check (cardinality(tags) <= 100);
alter table public.user_library
  add column order_id uuid references public.orders (id) on delete set null,
  add column item_id uuid references public.order_items (id) on delete set null;
create index user_library_by_order on public.user_library (order_id);
create index user_library_by_item on public.user_library (item_id);
grant select (tags) on public.workspace_assets to authenticated;

-- As before; with how the prompt came to be, and what pictures from pictures and films are made of.
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
    jsonb_strip_nulls(jsonb_build_object(
      'prompt', coalesce(p_item -> 'prompt', p_request -> 'prompt'), 'negativePrompt', p_request -> 'negativePrompt',
      'aspectRatio', p_request -> 'aspectRatio', 'width', size -> 'width', 'height', size -> 'height',
      'quality', p_request -> 'quality', 'format', p_request -> 'format',
      'referenceImage', p_request -> 'referenceImage', 'strength', p_request -> 'strength', 'style', p_request -> 'style',
      'sourceImage', p_request -> 'sourceImage', 'effect', p_request -> 'effect', 'resolution', p_request -> 'resolution',
      'audio', p_request -> 'audio', 'durationSeconds', p_request -> 'durationSeconds', 'text', p_item -> 'text',
      'seed', private.seed_for(p_request, p_item, p_sequence, p_model)
    ))
  );
end
$$;

-- As before; with its tags.
create or replace function private.insert_result(p_job public.jobs, p_result jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  path constant text := p_result ->> 'path';
  size constant bigint := private.object_size('workspace-temp', path);
begin
  if not starts_with(path, p_job.user_id || '/' || p_job.id || '/')
    or not starts_with(coalesce(p_result ->> 'thumbnailPath', path), p_job.user_id || '/' || p_job.id || '/') then
    perform private.refuse('forbidden', 'A result lies outside of its job''s folder.');
  end if;
  if size is null or size = 0 then
    perform private.refuse('file_missing', 'A result was not uploaded.', jsonb_build_object('path', path));
  end if;
  insert into public.workspace_assets (
    user_id, order_id, item_id, job_id, asset_index, storage_path, sha256, mime, bytes, width, height,
    seed, prompt, model_id, recipe, expires_at, type, duration_seconds, thumbnail_path, slide_index, text, content_mode,
    tags
  ) values (
    p_job.user_id, p_job.order_id, p_job.item_id, p_job.id, (p_result ->> 'index')::integer, path,
    p_result ->> 'sha256', p_result ->> 'mime', size, (p_result ->> 'width')::integer,
    (p_result ->> 'height')::integer, (p_job.payload ->> 'seed')::bigint, p_job.payload ->> 'prompt',
    p_job.model_id, p_result -> 'recipe',
    now() + make_interval(hours => (private.config('workspace_hours', '168'))::integer),
    case when p_result ->> 'mime' like 'video/%' then 'video' else 'image' end,
    (p_result ->> 'durationSeconds')::real, p_result ->> 'thumbnailPath',
    case p_job.type when 'render_carousels' then p_job.sequence end, p_job.payload ->> 'text', p_job.content_mode,
    (select array_remove(array[b.name, o.type, p_job.payload ->> 'aspectRatio'], null)
      from public.orders as o left join public.brands as b on b.id = o.brand_id where o.id = p_job.order_id)
  );
end
$$;

-- As before; with where it comes from.
create or replace function private.promote(p_user uuid, p_item jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  asset_id constant uuid := (p_item ->> 'assetId')::uuid;
  library_id constant uuid := (p_item ->> 'libraryId')::uuid;
  asset public.workspace_assets;
  job public.jobs;
  kept public.user_library;
  place text;
begin
  select * into asset from public.workspace_assets where id = asset_id and user_id = p_user for no key update;
  if not found then
    return jsonb_build_object('id', asset_id, 'status', 'refused', 'code', 'not_found');
  end if;
  place := private.library_path(p_user, asset.sha256, asset.mime);
  if private.object_size(private.library_bucket(asset.mime), place) is null then
    return jsonb_build_object('id', asset_id, 'status', 'refused', 'code', 'file_missing');
  end if;
  select * into job from public.jobs where id = asset.job_id;
  insert into public.user_library (
    id, user_id, storage_path, sha256, mime, bytes, width, height, origin, recipe, created_at,
    type, duration_seconds, slide_index, text, content_category, project_id, order_id, item_id, cost, tags
  ) values (
    library_id, p_user, place, asset.sha256, asset.mime, asset.bytes, asset.width, asset.height, 'generated',
    asset.recipe, (p_item ->> 'createdAt')::timestamptz,
    asset.type, asset.duration_seconds, asset.slide_index, asset.text, asset.content_mode, job.project_id,
    asset.order_id, asset.item_id, job.price, asset.tags
  ) on conflict (id) do nothing;
  -- Made before by an earlier try; of somebody else, it is not told that it exists.
  select * into kept from public.user_library where id = library_id and user_id = p_user;
  if not found then
    return jsonb_build_object('id', asset_id, 'status', 'refused', 'code', 'not_found');
  end if;
  update public.workspace_assets set deleted_at = now() where id = asset_id and deleted_at is null;
  return jsonb_build_object('id', asset_id, 'status', 'done', 'row', private.seen_row(to_jsonb(kept)));
end
$$;

-- What a creator thinks of a result, 1 to 5, and how much better than before it came out (-1 to 1).
create function public.rate_job(p_user uuid, p_job uuid, p_rating integer, p_improvement real default null)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.jobs set quality_rating = p_rating, quality_improvement = coalesce(p_improvement, quality_improvement)
    where id = p_job and user_id = p_user and status = 'completed';
  if not found then
    perform private.refuse('not_found', 'There is no such result of yours.');
  end if;
end
$$;
revoke execute on function public.rate_job(uuid, uuid, integer, real) from public;
grant execute on function public.rate_job(uuid, uuid, integer, real) to service_role;
