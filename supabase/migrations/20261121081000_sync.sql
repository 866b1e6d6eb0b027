-- Brings what was added into the two calls by which a device and the backend agree.

-- SERVER_CLIENT_COLUMNS of contract/sync.ts; null for a table that no client writes.
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
      'custom_title', 'is_favorite', 'trashed_at', 'created_at', 'type', 'duration_seconds', 'tags', 'visibility',
      'content_category', 'roleplay_metadata', 'project_id', 'slide_index', 'text'
    ]
    when 'user_collections' then array['name', 'created_at']
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

-- What a row of a table may name: {column: table}.
create function private.parents_of(p_table text)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select case p_table
    when 'collection_items' then '{"collection_id": "user_collections", "library_id": "user_library"}'
    when 'user_library' then '{"project_id": "projects"}'
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

-- A row names only what its owner sees and what is there (rules L4, S8): of another's, only what is public. What it does
-- not name, or is not there at all, is left to the foreign keys.
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
    elsif parent ->> 'deleted_at' is not null then
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

-- What only the server may say, in a table that clients write: an agent's words, a category for all to see.
create function private.check_words(p_user uuid, p_table text, p_known jsonb, p_fields jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_table = 'messages' and (
    coalesce(p_fields ->> 'role', 'user') <> 'user' or p_known ->> 'role' = 'assistant' and p_fields ? 'content'
  ) then
    perform private.reject('forbidden', 'What an assistant said is the server''s to write.');
  elsif p_table = 'user_library' and p_fields ->> 'content_category' = 'sfw'
    and (p_known ->> 'nsfw_score')::real >= 0.7 then
    perform private.reject('forbidden', 'Analysis found this work to be for adults.');
  elsif 'nsfw' in (p_fields ->> 'content_mode', p_fields ->> 'content_rating') and not private.allows_nsfw(p_user) then
    perform private.reject('forbidden', 'Content for adults is behind the age check and the safety level.');
  end if;
end
$$;

-- As before, for any table that is written so.
create or replace function private.apply_upsert(
  p_user uuid, p_session text, p_table text, p_id uuid, p_base xid8, p_fields jsonb
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  known constant jsonb := private.lock_row(p_table, p_id);
  membership constant boolean := p_table in ('collection_items', 'character_scenes');
  fields jsonb := private.normalised(p_table, p_fields);
  conflicts jsonb := '[]';
begin
  if p_table = 'profiles' and p_id is distinct from p_user
    or known is not null and p_table <> 'profiles' and (known ->> 'user_id')::uuid <> p_user then
    perform private.reject('forbidden', 'This row is not yours.');
  elsif known is null and p_base is not null and not membership then
    -- A membership may come again when even its tombstone is forgotten: it is made of the pair alone.
    perform private.reject('deleted', 'This row was deleted.');
  end if;
  perform private.check_words(p_user, p_table, known, fields);
  if known is null then
    perform private.check_references(p_user, p_table, fields);
    perform private.write_row(p_user, p_table, p_id, fields, true);
    return conflicts;
  elsif known ->> 'deleted_at' is not null then
    if not private.revives(p_user, p_session, p_table, p_id, (known ->> 'sync_xid')::xid8,
      (known -> 'field_xids' ->> 'deleted_at')::xid8, p_base) then
      perform private.reject('deleted', 'This row was deleted.');
    end if;
    fields := fields || '{"deleted_at": null}';
  else
    conflicts := private.conflicts(p_user, p_session, known, known -> 'field_xids', p_base, fields);
  end if;
  if membership or fields ?| array['deleted_at', 'storage_path', 'sha256', 'mime'] then
    perform private.check_references(p_user, p_table, known || fields);
  else
    -- What an edit leaves alone may have been deleted since: that is no reason to refuse a new title.
    perform private.check_references(p_user, p_table, fields);
  end if;
  perform private.write_row(p_user, p_table, p_id, fields, false);
  return conflicts;
end
$$;

create or replace function private.revives(
  p_user uuid, p_session text, p_table text, p_row uuid, p_row_xid xid8, p_deleted_xid xid8, p_base xid8
)
returns boolean
language sql
stable
set search_path = ''
as $$
  select p_table in ('collection_items', 'character_scenes')
    or coalesce(p_base >= p_row_xid, false)
    or private.was_own_change(p_user, p_session, p_row, p_deleted_xid, 'delete', null)
$$;

-- What no device sees of any row. Of what is not stamped, two devices would hold different values (rule S10).
create or replace function private.seen_row(p_row jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select p_row - array[
    'field_xids', 'object_removed_at', 'last_sign_in_at', 'last_accessed_at', 'access_count', 'api_key_hash',
    'lease_token', 'lease_until', 'worker_id', 'provider_job_id', 'hold_id', 'vendor_cost_usd', 'moderated_by',
    'moderation_notes', 'started_at'
  ]
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
  union all select 'messages', user_id, sync_xid, id from public.messages;

create or replace view private.sync_rows as
  select 'profiles' as tbl, id as user_id, sync_xid, id, to_jsonb(t) as row from public.profiles as t
  union all select 'orders', user_id, sync_xid, id, to_jsonb(t) from public.orders as t
  union all select 'order_items', user_id, sync_xid, id, to_jsonb(t) from public.order_items as t
  union all select 'jobs', user_id, sync_xid, id, to_jsonb(t) from public.jobs as t
  union all select 'workspace_assets', user_id, sync_xid, id, to_jsonb(t) from public.workspace_assets as t
  union all select 'user_library', user_id, sync_xid, id, to_jsonb(t) from public.user_library as t
  union all select 'user_collections', user_id, sync_xid, id, to_jsonb(t) from public.user_collections as t
  union all select 'collection_items', user_id, sync_xid, id, to_jsonb(t) from public.collection_items as t
  union all select 'brands', user_id, sync_xid, id, to_jsonb(t) from public.brands as t
  union all select 'characters', user_id, sync_xid, id, to_jsonb(t) from public.characters as t
  union all select 'projects', user_id, sync_xid, id, to_jsonb(t) from public.projects as t
  union all select 'scenes', user_id, sync_xid, id, to_jsonb(t) from public.scenes as t
  union all select 'character_scenes', user_id, sync_xid, id, to_jsonb(t) from public.character_scenes as t
  union all select 'templates', user_id, sync_xid, id, to_jsonb(t) from public.templates as t
  union all select 'personalization_tokens', user_id, sync_xid, id, to_jsonb(t) from public.personalization_tokens as t
  union all select 'prompts', user_id, sync_xid, id, to_jsonb(t) from public.prompts as t
  union all select 'agents', user_id, sync_xid, id, to_jsonb(t) from public.agents as t
  union all select 'conversations', user_id, sync_xid, id, to_jsonb(t) from public.conversations as t
  union all select 'messages', user_id, sync_xid, id, to_jsonb(t) from public.messages as t;

-- As before, children first.
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
    'collection_items', 'user_collections', 'character_scenes', 'scenes', 'messages', 'conversations', 'prompts',
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

-- Changes that hint a client to pull (rule S7). Not characters and templates: public ones are everybody's to read, and
-- each like of one would hint everybody; another device finds one's own at the next poll.
do $$
begin
  if exists (select from pg_publication where pubname = 'supabase_realtime') then
    alter publication supabase_realtime add table
      public.brands, public.projects, public.scenes, public.character_scenes, public.personalization_tokens,
      public.prompts, public.agents, public.conversations, public.messages, public.batch_jobs;
  else
    raise notice 'There is no publication supabase_realtime: clients find changes by polling.';
  end if;
end
$$;
