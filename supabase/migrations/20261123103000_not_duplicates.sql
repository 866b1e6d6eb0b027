-- That works which look alike are no duplicates of each other follows the creator to their other machines.

create table public.not_duplicates (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  -- All works of the group: one that gains or loses a work is another group. No foreign keys, for nothing is lost with a
  -- work that goes: the group is no more.
  library_ids uuid[] not null
    check (cardinality(library_ids) between 2 and 1000 and array_position(library_ids, null) is null),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null
);
create index not_duplicates_sync on public.not_duplicates (user_id, sync_xid, id);
create trigger not_duplicates_stamp before insert or update on public.not_duplicates
  for each row execute function private.stamp_sync();

alter table public.not_duplicates enable row level security;
create policy "own groups" on public.not_duplicates for select to authenticated using (user_id = (select auth.uid()));
revoke all on public.not_duplicates from anon, authenticated, service_role;
grant select on public.not_duplicates to authenticated, service_role;

-- As before; with the table above, here and below.
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
    when 'not_duplicates' then array['library_ids', 'created_at']
    when 'brands' then array['name', 'description', 'voice', 'colors', 'website', 'logo_path', 'kit', 'created_at']
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

create or replace view private.sync_places as
  select 'profiles' as tbl, id as user_id, sync_xid, id from public.profiles
  union all select 'orders', user_id, sync_xid, id from public.orders
  union all select 'order_items', user_id, sync_xid, id from public.order_items
  union all select 'jobs', user_id, sync_xid, id from public.jobs
  union all select 'workspace_assets', user_id, sync_xid, id from public.workspace_assets
  union all select 'user_library', user_id, sync_xid, id from public.user_library
  union all select 'user_collections', user_id, sync_xid, id from public.user_collections
  union all select 'collection_items', user_id, sync_xid, id from public.collection_items
  union all select 'brands', user_id, sync_xid, id from public.brands
  union all select 'characters', user_id, sync_xid, id from public.characters
  union all select 'projects', user_id, sync_xid, id from public.projects
  union all select 'scenes', user_id, sync_xid, id from public.scenes
  union all select 'character_scenes', user_id, sync_xid, id from public.character_scenes
  union all select 'templates', user_id, sync_xid, id from public.templates
  union all select 'personalization_tokens', user_id, sync_xid, id from public.personalization_tokens
  union all select 'prompts', user_id, sync_xid, id from public.prompts
  union all select 'agents', user_id, sync_xid, id from public.agents
  union all select 'conversations', user_id, sync_xid, id from public.conversations
  union all select 'messages', user_id, sync_xid, id from public.messages
  union all select 'not_duplicates', user_id, sync_xid, id from public.not_duplicates;

create or replace function public.purge_tombstones()
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  horizon constant timestamptz := now()
    - make_interval(days => (private.config('tombstone_days', '90'))::integer);
  name text;
  newest xid8;
  purged integer;
  total integer := 0;
begin
  foreach name in array array[
    'not_duplicates', 'collection_items', 'user_collections', 'character_scenes', 'scenes', 'messages', 'conversations', 'prompts',
    'templates', 'personalization_tokens', 'agents', 'projects', 'characters', 'brands', 'user_library',
    'workspace_assets'
  ] loop
    execute format(
      'with gone as (delete from public.%I where deleted_at < $1 %s returning sync_xid)
       select count(*), max(sync_xid) from gone',
      name,
      case name when 'workspace_assets' then 'and object_removed_at is not null' else '' end)
      into purged, newest using horizon;
    total := total + purged;
    update public.sync_epoch set purged_xid = greatest(purged_xid, newest) where newest is not null;
  end loop;
  delete from public.sync_mutations where created_at < horizon;
  delete from private.idempotency where created_at < horizon;
  return total;
end
$$;

create or replace function public.sync_digest(upto text)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  me constant uuid := auth.uid();
  name text;
  found_rows bigint;
  found_sum numeric;
  tables jsonb := '{}';
begin
  if me is null then
    perform private.refuse('unauthenticated', 'Sign in first.');
  elsif not coalesce(upto ~ '^[0-9]{1,20}$', false) then
    perform private.refuse('invalid_input', 'A place is the number of a transaction.');
  end if;
  if exists (select from private.sync_places where user_id = me and sync_xid > upto::xid8) then
    return jsonb_build_object('epoch', (select epoch from public.sync_epoch), 'tables', null);
  end if;
  foreach name in array array[
    'profiles', 'orders', 'order_items', 'jobs', 'workspace_assets', 'brands', 'characters', 'projects', 'user_library',
    'user_collections', 'collection_items', 'scenes', 'character_scenes', 'templates', 'personalization_tokens',
    'prompts', 'agents', 'conversations', 'messages', 'not_duplicates'
  ] loop
    execute format(
      'select count(*), coalesce(sum(private.place_hash(id, sync_xid)), 0) from public.%I
         where %I = $1 and deleted_at is null',
      name, case name when 'profiles' then 'id' else 'user_id' end
    ) into found_rows, found_sum using me;
    if found_rows > 0 then
      tables := tables || jsonb_build_object(name, jsonb_build_object('rows', found_rows, 'sum', found_sum::text));
    end if;
  end loop;
  return jsonb_build_object('epoch', (select epoch from public.sync_epoch), 'tables', tables);
end
$$;

-- A change of it hints a client to pull (rule S7).
do $$
begin
  if exists (select from pg_publication where pubname = 'supabase_realtime') then
    alter publication supabase_realtime add table public.not_duplicates;
  else
    raise notice 'There is no publication supabase_realtime: clients find changes by polling.';
  end if;
end
$$;
