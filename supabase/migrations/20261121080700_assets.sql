-- More of results and works: videos, texts of slides, tags, visibility, what analysis found, and how to find them again.

create or replace function private.extension_of(p_mime text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case p_mime
    when 'image/webp' then 'webp'
    when 'image/png' then 'png'
    when 'image/jpeg' then 'jpg'
    when 'image/gif' then 'gif'
    when 'image/avif' then 'avif'
    when 'image/tiff' then 'tiff'
    when 'video/mp4' then 'mp4'
    when 'video/webm' then 'webm'
  end
$$;

-- The bucket a kept file lies in.
create function private.library_bucket(p_mime text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case when p_mime like 'video/%' then 'videos' else 'user-library' end
$$;

alter table public.workspace_assets
  drop constraint workspace_assets_type_check,
  add constraint workspace_assets_type_check check (type in ('image', 'video')),
  add column duration_seconds real check (duration_seconds between 0 and 7200),
  add column thumbnail_path text check (char_length(thumbnail_path) <= 1000),
  add column slide_index integer check (slide_index >= 0),
  add column text text check (char_length(text) <= 4000),
  add column content_mode text not null default 'sfw' check (content_mode in ('sfw', 'nsfw'));

alter table public.user_library
  drop constraint user_library_type_check,
  add constraint user_library_type_check check (type in ('image', 'video')),
  add column duration_seconds real check (duration_seconds between 0 and 7200),
  add column thumbnail_path text check (char_length(thumbnail_path) <= 1000),
  add column tags text[] not null default '{}' check (cardinality(tags) <= 100),
  add column visibility text not null default 'private' check (visibility in ('private', 'public')),
  add column content_category text not null default 'sfw' check (content_category in ('sfw', 'nsfw')),
  add column roleplay_metadata jsonb
    check (jsonb_typeof(roleplay_metadata) = 'object' and pg_column_size(roleplay_metadata) <= 16384),
  add column project_id uuid references public.projects (id) on delete set null,
  add column slide_index integer check (slide_index >= 0),
  add column text text check (char_length(text) <= 4000),
  add column cost integer check (cost >= 0),
  -- What analysis found; written by the server alone.
  add column description text check (char_length(description) <= 4000),
  add column labels text[] not null default '{}' check (cardinality(labels) <= 100),
  add column style_tags text[] not null default '{}' check (cardinality(style_tags) <= 50),
  add column dominant_colors text[] not null default '{}' check (cardinality(dominant_colors) <= 16),
  add column palette jsonb check (jsonb_typeof(palette) = 'array' and pg_column_size(palette) <= 8192),
  add column technical jsonb check (jsonb_typeof(technical) = 'object' and pg_column_size(technical) <= 16384),
  add column nsfw_score real check (nsfw_score between 0 and 1),
  -- How often it is looked at is told to nobody's devices: it would cost each of them a pull.
  add column last_accessed_at timestamptz,
  add column access_count integer not null default 0 check (access_count >= 0);
create index user_library_by_project on public.user_library (project_id);
create index user_library_public on public.user_library (created_at desc)
  where visibility = 'public' and deleted_at is null and trashed_at is null;
create index user_library_tags on public.user_library using gin (tags);

create or replace trigger user_library_stamp before insert or update on public.user_library
  for each row execute function private.stamp_sync('prompt,model_id,seed,last_accessed_at,access_count');

-- Shared works are read through a function, not through a wider policy: Realtime would hint every studio at everybody's
-- changes, and one's own library would be searched with an `or`. Newest first, before p_before.
create function public.shared_works(p_limit integer default 50, p_before timestamptz default null)
returns table (
  id uuid, user_id uuid, username text, storage_path text, mime text, width integer, height integer,
  custom_title text, prompt text, tags text[], created_at timestamptz
)
language sql
stable
security definer
set search_path = ''
as $$
  select l.id, l.user_id, p.username, l.storage_path, l.mime, l.width, l.height, l.custom_title, l.prompt, l.tags,
      l.created_at
    from public.user_library as l join public.profiles as p on p.id = l.user_id
    where l.visibility = 'public' and l.deleted_at is null and l.trashed_at is null
      and (l.content_category = 'sfw' or (select private.i_allow_nsfw()))
      and (p_before is null or l.created_at < p_before)
    order by l.created_at desc
    limit least(greatest(coalesce(p_limit, 50), 1), 200)
$$;

create function private.audit_library()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if new.deleted_at is not null and old.deleted_at is null then
    perform private.audit(new.user_id, 'delete', 'user_library', new.id);
  elsif new.visibility <> old.visibility then
    perform private.audit(new.user_id, 'share', 'user_library', new.id,
      jsonb_build_object('visibility', new.visibility));
  end if;
  return null;
end
$$;
create trigger user_library_audit after update on public.user_library
  for each row when (new.deleted_at is distinct from old.deleted_at or new.visibility <> old.visibility)
  execute function private.audit_library();

-- Writes the row of one result, whose object must lie in the job's folder; its size is what Storage says.
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
    seed, prompt, model_id, recipe, expires_at, type, duration_seconds, thumbnail_path, slide_index, text, content_mode
  ) values (
    p_job.user_id, p_job.order_id, p_job.item_id, p_job.id, (p_result ->> 'index')::integer, path,
    p_result ->> 'sha256', p_result ->> 'mime', size, (p_result ->> 'width')::integer,
    (p_result ->> 'height')::integer, (p_job.payload ->> 'seed')::bigint, p_job.payload ->> 'prompt',
    p_job.model_id, p_result -> 'recipe',
    now() + make_interval(hours => (private.config('workspace_hours', '168'))::integer),
    case when p_result ->> 'mime' like 'video/%' then 'video' else 'image' end,
    (p_result ->> 'durationSeconds')::real, p_result ->> 'thumbnailPath',
    case p_job.type when 'render_carousels' then p_job.sequence end, p_job.payload ->> 'text', p_job.content_mode
  );
end
$$;

-- As before; where each is kept, and with the object of its thumbnail.
create or replace function public.plan_promotion(p_user uuid, p_asset_ids uuid[])
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'assetId', a.id, 'from', a.storage_path, 'bucket', private.library_bucket(a.mime),
      'to', private.library_path(a.user_id, a.sha256, a.mime)
    )), '[]')
    from public.workspace_assets as a
    where a.user_id = p_user and a.id = any (p_asset_ids)
      and private.object_size(private.library_bucket(a.mime), private.library_path(a.user_id, a.sha256, a.mime)) is null
$$;

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
    type, duration_seconds, slide_index, text, content_category, project_id, cost
  ) values (
    library_id, p_user, place, asset.sha256, asset.mime, asset.bytes, asset.width, asset.height, 'generated',
    asset.recipe, (p_item ->> 'createdAt')::timestamptz,
    asset.type, asset.duration_seconds, asset.slide_index, asset.text, asset.content_mode, job.project_id, job.price
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

create or replace function public.expired_objects(p_limit integer)
returns setof text
language sql
stable
security definer
set search_path = ''
as $$
  select path.name from (
      select storage_path, thumbnail_path, expires_at from public.workspace_assets
        where expires_at <= now() and object_removed_at is null order by expires_at limit p_limit
    ) as expired
    cross join lateral (values (storage_path), (thumbnail_path)) as path (name)
    where path.name is not null
    order by expired.expires_at
$$;

-- What is known of a picture, a row a kind. Pending rows are the work list of the functions that look at pictures.
create table public.image_analysis (
  id uuid primary key default private.uuid7(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  library_id uuid not null references public.user_library (id) on delete cascade,
  type text not null check (type in ('vision', 'safety', 'style', 'color')),
  version text not null default '1' check (char_length(version) <= 100),
  status text not null default 'pending' check (status in ('pending', 'completed', 'failed')),
  result jsonb check (pg_column_size(result) <= 65536),
  raw_response jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (library_id, type, version)
);
create index image_analysis_by_user on public.image_analysis (user_id);
create index image_analysis_pending on public.image_analysis (created_at) where status = 'pending';
create index image_analysis_by_age on public.image_analysis (created_at) where type in ('style', 'color');
create trigger image_analysis_touch before update on public.image_analysis
  for each row execute function private.touch();
alter table public.image_analysis enable row level security;
create policy "analysis of own pictures" on public.image_analysis
  for select to authenticated using (user_id = (select auth.uid()));

insert into public.system_config (key, value, description) values
  ('analyse_new_works', '[]',
    'Kinds of analysis every new picture gets: vision, safety, style, color. They cost what their vendor takes.')
on conflict (key) do nothing;

-- A new picture is analysed by itself, in the ways the operator switched on.
create function private.queue_analysis()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.image_analysis (user_id, library_id, type)
    select new.user_id, new.id, kind from jsonb_array_elements_text(private.config('analyse_new_works', '[]')) as kind
      where kind in ('vision', 'safety', 'style', 'color')
    on conflict do nothing;
  return null;
end
$$;
create trigger user_library_analysis after insert on public.user_library
  for each row when (new.type = 'image') execute function private.queue_analysis();

-- Keeps what an analysis found, and on the work itself what is searched and shown. A picture that looks adult is
-- categorised so from 0.7 on, whatever its creator said.
create function public.record_analysis(
  p_library uuid, p_type text, p_version text, p_result jsonb, p_raw jsonb default null
)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  work public.user_library;
  recorded uuid;
begin
  select * into work from public.user_library where id = p_library for no key update;
  if not found then
    perform private.refuse('not_found', 'There is no such work.');
  end if;
  -- The pending row becomes this version's.
  update public.image_analysis set version = p_version
    where library_id = p_library and type = p_type and status = 'pending'
      and not exists (
        select from public.image_analysis where library_id = p_library and type = p_type and version = p_version);
  insert into public.image_analysis (user_id, library_id, type, version, status, result, raw_response)
    values (work.user_id, p_library, p_type, p_version, 'completed', p_result, p_raw)
    on conflict (library_id, type, version) do update set
      status = 'completed', result = excluded.result, raw_response = excluded.raw_response
    returning id into recorded;
  update public.user_library set
    description = coalesce(left(p_result ->> 'description', 4000), description),
    labels = coalesce(private.texts(p_result -> 'labels', 100), labels),
    style_tags = coalesce(private.texts(p_result -> 'styleTags', 50), style_tags),
    dominant_colors = coalesce(private.texts(p_result -> 'dominantColors', 16), dominant_colors),
    palette = coalesce(p_result -> 'palette', palette),
    technical = coalesce(p_result -> 'technical', technical),
    nsfw_score = coalesce((p_result ->> 'nsfwScore')::real, nsfw_score),
    content_category = case when (p_result ->> 'nsfwScore')::real >= 0.7 then 'nsfw' else content_category end
    where id = p_library;
  perform private.audit(work.user_id, 'analyze', 'user_library', p_library, jsonb_build_object('type', p_type));
  return recorded;
end
$$;

create function private.texts(p_list jsonb, p_most integer)
returns text[]
language sql
immutable
set search_path = ''
as $$
  select case when jsonb_typeof(p_list) = 'array' then array(
    select left(value, 200) from jsonb_array_elements_text(p_list) with ordinality as t (value, nr)
      order by nr limit p_most
  ) end
$$;

-- Forgets analysis older than 30 days; never what was seen in a picture, nor whether it is safe.
create function public.prune_analysis()
returns integer
language sql
security definer
set search_path = ''
as $$
  with pruned as (
    delete from public.image_analysis
      where type in ('style', 'color') and created_at < now() - interval '30 days' returning id
  )
  select count(*)::integer from pruned
$$;

-- Numbers by which likeness is measured: 1536 of them (text-embedding-3-small). Without pgvector they are kept as plain
-- numbers, and private.adopt_vectors turns them when it comes.
create table public.asset_embeddings (
  id uuid primary key default private.uuid7(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  library_id uuid not null unique references public.user_library (id) on delete cascade,
  model text not null default 'text-embedding-3-small' check (char_length(model) <= 100),
  status text not null default 'pending' check (status in ('pending', 'completed', 'failed')),
  -- Fingerprint of what was embedded: what has not changed is not paid for again.
  source_hash text check (char_length(source_hash) <= 64),
  embedding real[],
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint dimensions check (cardinality(embedding) = 1536)
);
create index asset_embeddings_by_user on public.asset_embeddings (user_id);
create index asset_embeddings_pending on public.asset_embeddings (updated_at) where status = 'pending';
create trigger asset_embeddings_touch before update on public.asset_embeddings
  for each row execute function private.touch();
alter table public.asset_embeddings enable row level security;
create policy "embeddings of own works" on public.asset_embeddings
  for select to authenticated using (user_id = (select auth.uid()));
alter table public.prompt_suggestions
  add column embedding real[],
  add constraint dimensions check (cardinality(embedding) = 1536);

-- Once pgvector is here, embeddings become vectors with an index. Repeatable: the task that refreshes embeddings calls it.
create function private.adopt_vectors()
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  home text;
  name text;
begin
  select n.nspname into home from pg_catalog.pg_extension as e
    join pg_catalog.pg_namespace as n on n.oid = e.extnamespace where e.extname = 'vector';
  if home is null then
    return false;
  end if;
  foreach name in array array['asset_embeddings', 'prompt_suggestions'] loop
    continue when exists (
      select from pg_catalog.pg_attribute
        where attrelid = format('public.%I', name)::regclass and attname = 'embedding'
          and atttypid = format('%I.vector', home)::regtype);
    execute format('alter table public.%I drop constraint dimensions', name);
    execute format('alter table public.%1$I alter column embedding type %2$I.vector(1536)
      using embedding::%2$I.vector(1536)', name, home);
    execute format('create index %1$I on public.%2$I using hnsw (embedding %3$I.vector_cosine_ops)',
      name || '_likeness', name, home);
  end loop;
  return true;
end
$$;
select private.adopt_vectors();

-- Keeps the numbers of a work.
create function public.record_embedding(p_library uuid, p_embedding real[], p_model text, p_source_hash text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- As text, which both kinds of column read.
  execute format('insert into public.asset_embeddings (user_id, library_id, model, status, source_hash, embedding)
    select user_id, id, $2, ''completed'', $3, %L from public.user_library where id = $1
    on conflict (library_id) do update set
      model = excluded.model, status = excluded.status, source_hash = excluded.source_hash, embedding = excluded.embedding',
    case when private.adopt_vectors() then '[' || array_to_string(p_embedding, ',') || ']' else p_embedding::text end)
    using p_library, p_model, p_source_hash;
  if not found and not exists (select from public.user_library where id = p_library) then
    perform private.refuse('not_found', 'There is no such work.');
  end if;
end
$$;

-- The caller's own works most like these numbers (cosine; 1 is the same). Needs pgvector.
create function public.similar_works(p_embedding real[], p_limit integer default 20)
returns table (library_id uuid, similarity double precision)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  home text;
begin
  perform private.need_extension('vector', 'similarity search');
  if cardinality(p_embedding) is distinct from 1536 then
    perform private.refuse('invalid_input', 'An embedding has 1536 numbers.', '{"field": "embedding"}');
  end if;
  select n.nspname into home from pg_catalog.pg_extension as e
    join pg_catalog.pg_namespace as n on n.oid = e.extnamespace where e.extname = 'vector';
  return query execute format(
    'select e.library_id, 1 - (e.embedding operator(%1$I.<=>) $1::%1$I.vector)
       from public.asset_embeddings as e join public.user_library as l on l.id = e.library_id
       where e.user_id = $2 and e.embedding is not null and l.deleted_at is null
       order by e.embedding operator(%1$I.<=>) $1::%1$I.vector limit $3', home)
    using p_embedding, auth.uid(), least(greatest(coalesce(p_limit, 20), 1), 200);
end
$$;

-- The caller's own works whose prompt or title looks like these words, misspelt ones too (two letters swapped in a word of
-- ten are 0.5 alike). Needs pg_trgm.
create function public.fuzzy_works(p_words text, p_limit integer default 50)
returns table (library_id uuid, similarity real)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  home text;
begin
  perform private.need_extension('pg_trgm', 'fuzzy search');
  if coalesce(char_length(p_words), 0) not between 1 and 500 then
    perform private.refuse('invalid_input', 'Search for 1 to 500 characters.', '{"field": "words"}');
  end if;
  select n.nspname into home from pg_catalog.pg_extension as e
    join pg_catalog.pg_namespace as n on n.oid = e.extnamespace where e.extname = 'pg_trgm';
  return query execute format(
    'select l.id, %1$I.word_similarity($1, concat_ws('' '', l.custom_title, l.prompt)) as likeness
       from public.user_library as l
       where l.user_id = $2 and l.deleted_at is null
         and %1$I.word_similarity($1, concat_ws('' '', l.custom_title, l.prompt)) >= 0.4
       order by likeness desc, l.id limit $3', home)
    using p_words, auth.uid(), least(greatest(coalesce(p_limit, 50), 1), 200);
end
$$;

-- Queues works of the last 7 days, and changed ones, for new numbers; answers how many wait. Who asks a vendor for them
-- is the function generate-embeddings.
create function public.refresh_embeddings()
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  waiting integer;
begin
  perform private.adopt_vectors();
  if private.config('analyse_new_works', '[]') <> '[]' then
    insert into public.asset_embeddings (user_id, library_id)
      select l.user_id, l.id from public.user_library as l
        where l.created_at > now() - interval '7 days' and l.deleted_at is null and l.type = 'image'
      on conflict (library_id) do nothing;
    update public.asset_embeddings as e set status = 'pending'
      from public.user_library as l
      where l.id = e.library_id and e.status = 'completed' and l.updated_at > e.updated_at
        and l.created_at > now() - interval '7 days'
        and e.source_hash is distinct from private.fingerprint(to_jsonb(concat_ws(E'\n', l.custom_title, l.prompt, l.description)));
  end if;
  select count(*) into waiting from public.asset_embeddings where status = 'pending';
  return waiting;
end
$$;

-- The work list of that function: what to embed, and the fingerprint to record with it.
create function public.pending_embeddings(p_limit integer default 50)
returns table (library_id uuid, source text, source_hash text)
language sql
stable
security definer
set search_path = ''
as $$
  select w.library_id, w.source, private.fingerprint(to_jsonb(w.source))
    from (
      select e.library_id, e.updated_at, concat_ws(E'\n', l.custom_title, l.prompt, l.description) as source
        from public.asset_embeddings as e join public.user_library as l on l.id = e.library_id
        where e.status = 'pending' and l.deleted_at is null
        order by e.updated_at
        limit least(greatest(coalesce(p_limit, 50), 1), 500)
    ) as w
    where w.source <> ''
$$;
