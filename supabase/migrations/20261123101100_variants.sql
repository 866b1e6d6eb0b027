-- Variants of a picture that its order asks for: they are orders like any other, and lie in the stack of the first.

-- As before; less what is made of the results.
create or replace function private.payload_of(p_request jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select p_request - array[
    'type', 'model', 'count', 'prompts', 'seed', 'seedMode', 'slides', 'size', 'brandId', 'projectId', 'batchId',
    'contentMode', 'spendCap', 'destination', 'workspaceSessionId', 'originalPrompt', 'enhancedPrompt',
    'enhancementStrategy', 'enhancementMs', 'templateName', 'promptTestId', 'madeWith', 'variants', 'variantOf'
  ]
$$;

-- The works of an order are one stack; variants of its picture, ordered by themselves, lie in it too.
create function private.stack_of(p_order uuid)
returns uuid
language sql
stable
set search_path = ''
as $$
  select coalesce((select (o.request ->> 'variantOf')::uuid from public.orders as o where o.id = p_order), p_order)
$$;

-- As before; with the stack that its order belongs to.
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
    type, duration_seconds, slide_index, text, content_category, project_id, order_id, item_id, cost, stack_id
  ) values (
    library_id, p_user, place, asset.sha256, asset.mime, asset.bytes, asset.width, asset.height, 'generated',
    asset.recipe, (p_item ->> 'createdAt')::timestamptz,
    asset.type, asset.duration_seconds, asset.slide_index, asset.text, asset.content_mode, job.project_id,
    asset.order_id, asset.item_id, job.price, private.stack_of(asset.order_id)
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

revoke execute on function private.stack_of(uuid) from public;
