-- What a creator says of their works, collections that lie in collections, and searches kept as one.

alter table public.user_library
  -- 0 is "not rated".
  add column rating smallint not null default 0 check (rating between 0 and 5),
  add column notes text check (char_length(notes) <= 4000),
  -- The order that several works came of. Works outlive orders, so it is no foreign key.
  add column stack_id uuid;

alter table public.user_collections
  -- Two devices may close a circle of parents; a reader then lets them stand at the top.
  add column parent_id uuid references public.user_collections (id) on delete set null,
  -- What a smart collection holds, as it was typed.
  add column search text check (char_length(search) between 1 and 2000);
create index user_collections_by_parent on public.user_collections (parent_id);

-- As before; with the columns above.
create or replace function private.client_columns(p_table text)
returns text[]
language sql
immutable
set search_path = ''
as $$
  select case p_table
    when 'profiles' then array[
      'full_name', 'language', 'theme', 'username', 'notifications_enabled', 'marketing_emails_enabled',
      'prompt_suggestions_enabled', 'ads_enabled', 'ai_safety_level', 'daily_spend_cap'
    ]
    when 'user_library' then array[
      'storage_path', 'sha256', 'mime', 'bytes', 'width', 'height', 'origin', 'file_name', 'recipe',
      'custom_title', 'is_favorite', 'trashed_at', 'created_at', 'tags', 'rating', 'notes', 'visibility',
      'content_category', 'project_id', 'stack_id', 'duration_seconds', 'type', 'roleplay_metadata', 'slide_index',
      'text'
    ]
    when 'user_collections' then array['name', 'parent_id', 'search', 'created_at']
    when 'collection_items' then array['collection_id', 'library_id', 'created_at']
    when 'brands' then array['name', 'description', 'voice', 'colors', 'website', 'logo_path', 'created_at']
    when 'characters' then array[
      'name', 'description', 'traits', 'appearance_tags', 'image_path', 'reference_image_path', 'preview_image_path',
      'persona', 'system_prompt', 'voice_tone', 'voice_examples', 'mood', 'creator', 'gender', 'role', 'content_rating',
      'consistency_method', 'seed_locked', 'base_prompt', 'quick_start', 'scene_behavior_rules', 'forbidden_phrases',
      'is_public', 'created_at'
    ]
    when 'projects' then array[
      'title', 'description', 'original_prompt', 'enhanced_prompt', 'media_type', 'duration_seconds', 'scene_count',
      'workflow_step', 'character_id', 'preview_path', 'reference_image_path', 'spend_cap', 'created_at'
    ]
    when 'scenes' then array[
      'project_id', 'position', 'title', 'description', 'prompt', 'enhanced_prompt', 'camera', 'dialogue',
      'duration_seconds', 'library_id', 'created_at'
    ]
    when 'character_scenes' then array['character_id', 'scene_id', 'role', 'created_at']
    when 'templates' then array[
      'name', 'description', 'category', 'data', 'preview_path', 'content_mode', 'is_public', 'created_at'
    ]
    when 'personalization_tokens' then array['name', 'tokens', 'is_default', 'created_at']
    when 'prompts' then array[
      'project_id', 'template_id', 'title', 'prompt', 'negative_prompt', 'model_id', 'aspect_ratio', 'prompt_strength',
      'steps', 'guidance_scale', 'num_outputs', 'seed', 'output_format', 'output_quality', 'safety_checker',
      'content_mode', 'loras', 'tags', 'is_favorite', 'used_count', 'last_used_at', 'created_at'
    ]
    when 'agents' then array[
      'name', 'role', 'instructions', 'model', 'temperature', 'max_tokens', 'top_p', 'allowed_origins', 'is_active',
      'created_at'
    ]
    when 'conversations' then array[
      'agent_id', 'project_id', 'character_id', 'user_character_id', 'title', 'type', 'status', 'memory_tier',
      'memory_data', 'created_at'
    ]
    when 'messages' then array['conversation_id', 'role', 'content', 'created_at']
  end
$$;

create or replace function private.parents_of(p_table text)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select case p_table
    when 'collection_items' then '{"collection_id": "user_collections", "library_id": "user_library"}'
    when 'user_library' then '{"project_id": "projects"}'
    when 'user_collections' then '{"parent_id": "user_collections"}'
    when 'projects' then '{"character_id": "characters"}'
    when 'scenes' then '{"project_id": "projects", "library_id": "user_library"}'
    when 'character_scenes' then '{"character_id": "characters", "scene_id": "scenes"}'
    when 'prompts' then '{"project_id": "projects", "template_id": "templates"}'
    when 'conversations' then '{"agent_id": "agents", "project_id": "projects", "character_id": "characters",
      "user_character_id": "characters"}'
    when 'messages' then '{"conversation_id": "conversations"}'
    else '{}'
  end::jsonb
$$;

-- As before; but a collection may name a parent that is deleted.
create or replace function private.check_references(p_user uuid, p_table text, p_row jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  reference record;
  parent jsonb;
begin
  for reference in
    select p.key as column_name, p.value as parent_table, (p_row ->> p.key)::uuid as id
      from jsonb_each_text(private.parents_of(p_table)) as p where p_row ->> p.key is not null
  loop
    execute format('select to_jsonb(t) from public.%I as t where t.id = $1', reference.parent_table)
      into parent using reference.id;
    continue when parent is null;
    if (parent ->> 'user_id')::uuid <> p_user and not (
      coalesce((parent ->> 'is_public')::boolean, false)
      and (coalesce(parent ->> 'content_rating', parent ->> 'content_mode', 'sfw') = 'sfw' or private.allows_nsfw(p_user))
    ) then
      perform private.reject('forbidden', 'A row and what it names have one owner.');
    -- A collection whose parent is gone stands at the top: that is no reason to lose it.
    elsif parent ->> 'deleted_at' is not null and p_table <> 'user_collections' then
      perform private.reject('deleted', 'What the row names is deleted.');
    end if;
  end loop;
  if p_table = 'user_library' and p_row ? 'storage_path' then
    if not starts_with(p_row ->> 'storage_path', p_user || '/') then
      perform private.reject('forbidden', 'A file lies in its owner''s folder.');
    elsif private.object_size(private.library_bucket(p_row ->> 'mime'), p_row ->> 'storage_path') is null then
      perform private.reject('file_missing', 'The file was not uploaded.');
    end if;
  end if;
end
$$;

-- As before; with the order as its stack. The tags of a result tell what made it, as its columns do: those of a work are
-- its creator's own words.
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
    asset.order_id, asset.item_id, job.price, asset.order_id
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
