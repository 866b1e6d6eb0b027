-- What a creator does with results, through the function workspace-actions. Nothing here moves bytes: the function
-- copies objects first and tells afterwards, so a crash between leaves an object without a row, never the reverse.

create function private.seen_row(p_row jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select p_row - array['field_xids', 'object_removed_at']
$$;

-- What to copy where: one {assetId, from, to} for each result of this user that is still in its bucket.
create function public.plan_promotion(p_user uuid, p_asset_ids uuid[])
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'assetId', a.id, 'from', a.storage_path, 'to', private.library_path(a.user_id, a.sha256, a.mime)
    )), '[]')
    from public.workspace_assets as a
    where a.user_id = p_user and a.id = any (p_asset_ids)
      and private.object_size('user-library', private.library_path(a.user_id, a.sha256, a.mime)) is null
$$;

create function private.promote(p_user uuid, p_item jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  asset_id constant uuid := (p_item ->> 'assetId')::uuid;
  library_id constant uuid := (p_item ->> 'libraryId')::uuid;
  asset public.workspace_assets;
  kept public.user_library;
begin
  select * into asset from public.workspace_assets where id = asset_id and user_id = p_user for no key update;
  if not found then
    return jsonb_build_object('id', asset_id, 'status', 'refused', 'code', 'not_found');
  end if;
  if private.object_size('user-library', private.library_path(p_user, asset.sha256, asset.mime)) is null then
    return jsonb_build_object('id', asset_id, 'status', 'refused', 'code', 'file_missing');
  end if;
  insert into public.user_library (
    id, user_id, storage_path, sha256, mime, bytes, width, height, origin, recipe, created_at
  ) values (
    library_id, p_user, private.library_path(p_user, asset.sha256, asset.mime), asset.sha256, asset.mime,
    asset.bytes, asset.width, asset.height, 'generated', asset.recipe, (p_item ->> 'createdAt')::timestamptz
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

-- Writes the library rows of results whose objects were copied. Repeatable. `row` is the row of user_library.
create function public.promote_assets(p_user uuid, p_items jsonb)
returns jsonb
language sql
security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(private.promote(p_user, item.value) order by item.ordinality), '[]')
    from jsonb_array_elements(p_items) with ordinality as item
$$;

create function private.set_aside(p_user uuid, p_id uuid, p_deleted boolean)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  asset public.workspace_assets;
begin
  select * into asset from public.workspace_assets where id = p_id and user_id = p_user for no key update;
  if not found then
    return jsonb_build_object('id', p_id, 'status', 'refused', 'code', 'not_found');
  end if;
  if not p_deleted and (
    asset.expires_at <= now() or private.object_size('workspace-temp', asset.storage_path) is null
  ) then
    return jsonb_build_object('id', p_id, 'status', 'refused', 'code', 'file_missing');
  end if;
  update public.workspace_assets set deleted_at = case when p_deleted then now() end
    where id = p_id and (deleted_at is not null) <> p_deleted
    returning * into asset;
  if not found then
    select * into asset from public.workspace_assets where id = p_id;
  end if;
  return jsonb_build_object('id', p_id, 'status', 'done', 'row', private.seen_row(to_jsonb(asset)));
end
$$;

-- Throws results away. Their objects stay until they would have expired, so that it can be taken back.
create function public.discard_assets(p_user uuid, p_ids uuid[])
returns jsonb
language sql
security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(private.set_aside(p_user, wanted.id, true) order by wanted.nr), '[]')
    from unnest(p_ids) with ordinality as wanted (id, nr)
$$;

-- Makes thrown-away or saved results results again, while their objects are there.
create function public.restore_assets(p_user uuid, p_ids uuid[])
returns jsonb
language sql
security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(private.set_aside(p_user, wanted.id, false) order by wanted.nr), '[]')
    from unnest(p_ids) with ordinality as wanted (id, nr)
$$;

-- Ends results whose time is over; answers how many.
create function public.expire_workspace()
returns integer
language sql
security definer
set search_path = ''
as $$
  with expired as (
    update public.workspace_assets set deleted_at = now()
      where expires_at <= now() and deleted_at is null and object_removed_at is null
      returning id
  )
  select count(*)::integer from expired
$$;

-- Objects of expired results. SQL must not delete from Storage: whoever has the service key removes them there,
-- and says so with forget_objects.
create function public.expired_objects(p_limit integer)
returns setof text
language sql
stable
security definer
set search_path = ''
as $$
  select storage_path from public.workspace_assets
    where expires_at <= now() and object_removed_at is null order by expires_at limit p_limit
$$;

create function public.forget_objects(p_paths text[])
returns void
language sql
security definer
set search_path = ''
as $$
  update public.workspace_assets set object_removed_at = now(), deleted_at = coalesce(deleted_at, now())
    where expires_at <= now() and object_removed_at is null and storage_path = any (p_paths)
$$;
