-- Projects, their scenes, and the characters who act in them. Creators write them through sync_push alone.

create table public.characters (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 120 and name ~ '\S'),
  description text not null default '' check (char_length(description) <= 4000),
  traits text not null default '' check (char_length(traits) <= 2000),
  appearance_tags text[] not null default '{}' check (cardinality(appearance_tags) <= 50),
  image_path text check (char_length(image_path) <= 1000),
  reference_image_path text check (char_length(reference_image_path) <= 1000),
  preview_image_path text check (char_length(preview_image_path) <= 1000),
  persona text not null default '' check (char_length(persona) <= 8000),
  system_prompt text not null default '' check (char_length(system_prompt) <= 8000),
  voice_tone text not null default '' check (char_length(voice_tone) <= 500),
  voice_examples text[] not null default '{}' check (cardinality(voice_examples) <= 20),
  mood text not null default '' check (char_length(mood) <= 200),
  creator text not null default '' check (char_length(creator) <= 120),
  gender text check (char_length(gender) <= 50),
  role text check (char_length(role) <= 100),
  content_rating text not null default 'sfw' check (content_rating in ('sfw', 'nsfw')),
  consistency_method text not null default 'seed'
    check (consistency_method in ('seed', 'reference', 'prompt', 'hybrid')),
  seed_locked bigint check (seed_locked between 0 and 4294967295),
  base_prompt text not null default '' check (char_length(base_prompt) <= 2000),
  quick_start boolean not null default false,
  scene_behavior_rules jsonb not null default '{}'
    check (jsonb_typeof(scene_behavior_rules) = 'object' and pg_column_size(scene_behavior_rules) <= 16384),
  forbidden_phrases text[] not null default '{}' check (cardinality(forbidden_phrases) <= 100),
  is_public boolean not null default false,
  likes_count integer not null default 0 check (likes_count >= 0),
  interaction_count integer not null default 0 check (interaction_count >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null
);
create index characters_sync on public.characters (user_id, sync_xid, id);
create index characters_public on public.characters (likes_count desc, id) where is_public and deleted_at is null;

create table public.projects (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  title text not null check (char_length(title) between 1 and 200 and title ~ '\S'),
  description text not null default '' check (char_length(description) <= 4000),
  original_prompt text check (char_length(original_prompt) <= 2000),
  enhanced_prompt text check (char_length(enhanced_prompt) <= 4000),
  media_type text not null default 'image' check (media_type in ('image', 'video', 'mixed')),
  duration_seconds integer check (duration_seconds between 1 and 7200),
  scene_count integer not null default 0 check (scene_count between 0 and 500),
  workflow_step text not null default 'idea'
    check (workflow_step in ('idea', 'script', 'storyboard', 'render', 'edit', 'done')),
  character_id uuid references public.characters (id) on delete set null,
  preview_path text check (char_length(preview_path) <= 1000),
  reference_image_path text check (char_length(reference_image_path) <= 1000),
  -- Credits after which this project's jobs wait (rule L5); null is no cap.
  spend_cap integer check (spend_cap >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null
);
create index projects_sync on public.projects (user_id, sync_xid, id);
create index projects_by_character on public.projects (character_id);

create table public.scenes (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  project_id uuid not null references public.projects (id) on delete cascade,
  -- Between its neighbours' numbers, so that moving one scene changes one row.
  position double precision not null default 0,
  title text not null default '' check (char_length(title) <= 200),
  description text not null default '' check (char_length(description) <= 4000),
  prompt text not null default '' check (char_length(prompt) <= 2000),
  enhanced_prompt text check (char_length(enhanced_prompt) <= 4000),
  camera text not null default '' check (char_length(camera) <= 500),
  dialogue text not null default '' check (char_length(dialogue) <= 4000),
  duration_seconds real check (duration_seconds between 0.1 and 600),
  library_id uuid references public.user_library (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null
);
create index scenes_sync on public.scenes (user_id, sync_xid, id);
create index scenes_by_project on public.scenes (project_id, position);
create index scenes_by_work on public.scenes (library_id);

-- The id is made from the pair, as for collection_items.
create table public.character_scenes (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  character_id uuid not null references public.characters (id) on delete cascade,
  scene_id uuid not null references public.scenes (id) on delete cascade,
  role text not null default '' check (char_length(role) <= 200),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null
);
create index character_scenes_sync on public.character_scenes (user_id, sync_xid, id);
create index character_scenes_by_scene on public.character_scenes (scene_id);
create unique index character_scenes_pair on public.character_scenes (character_id, scene_id);

create trigger characters_stamp before insert or update on public.characters
  for each row execute function private.stamp_sync();
create trigger projects_stamp before insert or update on public.projects
  for each row execute function private.stamp_sync();
create trigger scenes_stamp before insert or update on public.scenes
  for each row execute function private.stamp_sync();
create trigger character_scenes_stamp before insert or update on public.character_scenes
  for each row execute function private.stamp_sync();

create trigger projects_deletion after update of deleted_at on public.projects
  for each row when (new.deleted_at is distinct from old.deleted_at)
  execute function private.follow_deletion('scenes', 'project_id');
create trigger scenes_deletion after update of deleted_at on public.scenes
  for each row when (new.deleted_at is distinct from old.deleted_at)
  execute function private.follow_deletion('character_scenes', 'scene_id');
create trigger characters_deletion after update of deleted_at on public.characters
  for each row when (new.deleted_at is distinct from old.deleted_at)
  execute function private.follow_deletion('character_scenes', 'character_id');

alter table public.characters enable row level security;
alter table public.projects enable row level security;
alter table public.scenes enable row level security;
alter table public.character_scenes enable row level security;
-- Public ones are everybody's to see; those for adults, of whoever may see such.
create policy "own and public characters" on public.characters for select to authenticated using (
  user_id = (select auth.uid())
  or is_public and deleted_at is null and (content_rating = 'sfw' or (select private.i_allow_nsfw()))
);
create policy "own projects" on public.projects for select to authenticated using (user_id = (select auth.uid()));
create policy "own scenes" on public.scenes for select to authenticated using (user_id = (select auth.uid()));
create policy "own cast" on public.character_scenes for select to authenticated using (user_id = (select auth.uid()));

create table public.character_likes (
  user_id uuid not null default auth.uid() references public.profiles (id) on delete cascade,
  character_id uuid not null references public.characters (id) on delete cascade,
  created_at timestamptz not null default now(),
  primary key (user_id, character_id)
);
create index character_likes_by_character on public.character_likes (character_id);
alter table public.character_likes enable row level security;
create policy "own likes" on public.character_likes for select to authenticated using (user_id = (select auth.uid()));
-- The subquery is under the reader's own rights: nobody likes what they may not see.
create policy "like what one sees" on public.character_likes for insert to authenticated with check (
  user_id = (select auth.uid()) and exists (select from public.characters as c where c.id = character_id)
);
create policy "take a like back" on public.character_likes for delete to authenticated
  using (user_id = (select auth.uid()));

create function private.count_likes()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.characters set likes_count = greatest(likes_count + case tg_op when 'INSERT' then 1 else -1 end, 0)
    where id = case tg_op when 'INSERT' then new.character_id else old.character_id end;
  return null;
end
$$;
create trigger character_likes_count after insert or delete on public.character_likes
  for each row execute function private.count_likes();
