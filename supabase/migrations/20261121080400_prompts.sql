-- Prompts that are kept, what improves them, and what is filled into them.

create table public.templates (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 120 and name ~ '\S'),
  description text not null default '' check (char_length(description) <= 2000),
  category text not null default 'other' check (char_length(category) between 1 and 60),
  data jsonb not null check (jsonb_typeof(data) = 'object' and pg_column_size(data) <= 65536),
  preview_path text check (char_length(preview_path) <= 1000),
  content_mode text not null default 'sfw' check (content_mode in ('sfw', 'nsfw')),
  is_public boolean not null default false,
  uses_count integer not null default 0 check (uses_count >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null
);
create index templates_sync on public.templates (user_id, sync_xid, id);
create index templates_public on public.templates (uses_count desc, id) where is_public and deleted_at is null;

-- A named set of what stands for [FIRSTNAME], [COMPANY] and the like.
create table public.personalization_tokens (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 120 and name ~ '\S'),
  tokens jsonb not null check (jsonb_typeof(tokens) = 'object' and pg_column_size(tokens) <= 16384),
  is_default boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null
);
create index personalization_tokens_sync on public.personalization_tokens (user_id, sync_xid, id);

create table public.prompts (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  project_id uuid references public.projects (id) on delete set null,
  template_id uuid references public.templates (id) on delete set null,
  title text check (char_length(title) <= 200),
  prompt text not null check (char_length(prompt) between 1 and 2000),
  negative_prompt text check (char_length(negative_prompt) <= 2000),
  -- A name, no key: a prompt outlives the models it was written for.
  model_id text check (char_length(model_id) <= 200),
  aspect_ratio text not null default '1:1'
    check (aspect_ratio in ('1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3', '21:9')),
  prompt_strength numeric(3, 2) not null default 0.8 check (prompt_strength between 0.1 and 1),
  steps integer not null default 28 check (steps between 1 and 100),
  guidance_scale numeric(4, 2) not null default 7.5 check (guidance_scale between 1 and 20),
  num_outputs integer not null default 1 check (num_outputs between 1 and 4),
  -- -1 is random.
  seed bigint not null default -1 check (seed between -1 and 4294967295),
  output_format text not null default 'webp' check (output_format in ('webp', 'png', 'jpeg')),
  output_quality integer not null default 90 check (output_quality between 1 and 100),
  safety_checker boolean not null default true,
  content_mode text not null default 'sfw' check (content_mode in ('sfw', 'nsfw')),
  -- [{"path": …, "scale": …}]
  loras jsonb not null default '[]'
    check (jsonb_typeof(loras) = 'array' and jsonb_array_length(loras) <= 8 and pg_column_size(loras) <= 8192),
  tags text[] not null default '{}' check (cardinality(tags) <= 50),
  is_favorite boolean not null default false,
  used_count integer not null default 0 check (used_count >= 0),
  last_used_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null
);
create index prompts_sync on public.prompts (user_id, sync_xid, id);
create index prompts_by_project on public.prompts (project_id);
create index prompts_by_template on public.prompts (template_id);

create trigger templates_stamp before insert or update on public.templates
  for each row execute function private.stamp_sync();
create trigger personalization_tokens_stamp before insert or update on public.personalization_tokens
  for each row execute function private.stamp_sync();
create trigger prompts_stamp before insert or update on public.prompts
  for each row execute function private.stamp_sync();

alter table public.templates enable row level security;
alter table public.personalization_tokens enable row level security;
alter table public.prompts enable row level security;
create policy "own and public templates" on public.templates for select to authenticated using (
  user_id = (select auth.uid())
  or is_public and deleted_at is null and (content_mode = 'sfw' or (select private.i_allow_nsfw()))
);
create policy "own token sets" on public.personalization_tokens
  for select to authenticated using (user_id = (select auth.uid()));
create policy "own prompts" on public.prompts for select to authenticated using (user_id = (select auth.uid()));

-- Counts a use of a template that the caller sees; of any other it says nothing.
create function public.use_template(p_template uuid)
returns void
language sql
security definer
set search_path = ''
as $$
  update public.templates set uses_count = uses_count + 1
    where id = p_template and deleted_at is null
      and (user_id = (select auth.uid())
        or is_public and (content_mode = 'sfw' or (select private.i_allow_nsfw())))
$$;

-- What an operator sets up. Admins read and write it; the functions read it with the service's key.

create table public.prompt_templates (
  id uuid primary key default private.uuid7(),
  template_name text not null check (char_length(template_name) between 1 and 120),
  version integer not null default 1 check (version >= 1),
  description text not null default '' check (char_length(description) <= 1000),
  -- What it is for, and where its text goes.
  use_case text not null check (use_case in ('enhancement', 'chat', 'roleplay', 'storyboard', 'analysis', 'suggestion')),
  job_type text not null check (job_type in ('image', 'video', 'chat', 'any')),
  -- Null: for any model.
  target_model text check (char_length(target_model) <= 200),
  enhancer_model text check (char_length(enhancer_model) <= 200),
  content_mode text not null default 'sfw' check (content_mode in ('sfw', 'nsfw')),
  system_prompt text not null check (char_length(system_prompt) between 1 and 20000),
  token_limit integer not null default 512 check (token_limit between 16 and 32000),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (template_name, version)
);
create index prompt_templates_choice on public.prompt_templates (use_case, job_type, content_mode) where is_active;

create table public.negative_prompts (
  id uuid primary key default private.uuid7(),
  model_type text not null check (model_type in ('sdxl', 'rv51', 'replicate-sdxl', 'chat')),
  content_mode text not null check (content_mode in ('sfw', 'nsfw')),
  generation_mode text not null check (generation_mode in ('txt2img', 'i2i')),
  negative_prompt text not null check (char_length(negative_prompt) between 1 and 1000),
  -- Higher first: what is cut off when a model takes less is the least of it.
  priority integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (model_type, content_mode, generation_mode, negative_prompt)
);

create table public.enhancement_presets (
  id uuid primary key default private.uuid7(),
  name text not null unique check (char_length(name) between 1 and 120),
  description text not null default '' check (char_length(description) <= 1000),
  strategy text not null check (strategy in ('polish', 'detail', 'cinematic', 'minimal')),
  settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
  is_active boolean not null default true,
  position integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table public.compel_configs (
  id uuid primary key default private.uuid7(),
  name text not null unique check (char_length(name) between 1 and 120),
  model_type text not null check (model_type in ('sdxl', 'rv51', 'replicate-sdxl')),
  -- {"masterpiece": 1.1}: how much a word of the prompt weighs.
  weights jsonb not null check (jsonb_typeof(weights) = 'object'),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table public.prompt_ab_tests (
  id uuid primary key default private.uuid7(),
  name text not null check (char_length(name) between 1 and 200),
  template_a uuid not null references public.prompt_templates (id),
  template_b uuid not null references public.prompt_templates (id),
  -- How much of the traffic gets b.
  share_b real not null default 0.5 check (share_b between 0 and 1),
  status text not null default 'draft' check (status in ('draft', 'running', 'completed', 'cancelled')),
  results jsonb not null default '{}' check (jsonb_typeof(results) = 'object'),
  winner text check (winner in ('a', 'b', 'none')),
  started_at timestamptz,
  ended_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint two_templates check (template_a <> template_b)
);
create index prompt_ab_tests_by_a on public.prompt_ab_tests (template_a);
create index prompt_ab_tests_by_b on public.prompt_ab_tests (template_b);

create table public.prompt_suggestions (
  id uuid primary key default private.uuid7(),
  -- Null: from nobody in particular.
  user_id uuid references public.profiles (id) on delete cascade,
  base_prompt text not null check (char_length(base_prompt) between 1 and 2000),
  suggested_prompt text not null check (char_length(suggested_prompt) between 1 and 2000),
  source text not null check (source in ('history', 'vision', 'community', 'ai')),
  content_mode text not null default 'sfw' check (content_mode in ('sfw', 'nsfw')),
  confidence real not null default 0.5 check (confidence between 0 and 1),
  success_rate real not null default 0 check (success_rate between 0 and 1),
  used_count integer not null default 0 check (used_count >= 0),
  last_used_at timestamptz,
  is_public boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index prompt_suggestions_by_user on public.prompt_suggestions (user_id);
create index prompt_suggestions_public on public.prompt_suggestions (success_rate desc) where is_public;
alter table public.prompt_suggestions enable row level security;
create policy "own and public suggestions" on public.prompt_suggestions for select to authenticated using (
  user_id = (select auth.uid()) or is_public and (content_mode = 'sfw' or (select private.i_allow_nsfw()))
);
create trigger prompt_suggestions_touch before update on public.prompt_suggestions
  for each row execute function private.touch();

-- The template for a task: of the exact kind first, then for any model, then for any job; the newest version. Without
-- one of the content mode, the tame one stands in, never the other way round.
create function public.prompt_template_for(
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
    order by t.content_mode = p_content_mode desc, t.target_model is null, t.job_type = 'any', t.version desc,
      t.template_name
    limit 1
$$;

-- What a picture should not show, most important first. Image-to-image has its own short list, so that an edit is not
-- fought; an unknown kind of model has none.
create function public.negative_prompt_for(
  p_model_type text, p_content_mode text default 'sfw', p_generation_mode text default 'txt2img'
)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(string_agg(n.negative_prompt, ', ' order by n.priority desc, n.negative_prompt), '')
    from public.negative_prompts as n
    where n.is_active and n.model_type = p_model_type and n.content_mode = p_content_mode
      and n.generation_mode = p_generation_mode
$$;
