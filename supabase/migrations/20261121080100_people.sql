-- More of who is signed in: settings, age, ads, roles that count, and what people and operators did.

alter table public.profiles
  add column username text unique check (username ~ '^[a-z0-9_]{3,30}$'),
  add column subscription_end_date timestamptz,
  add column notifications_enabled boolean not null default true,
  add column marketing_emails_enabled boolean not null default false,
  add column prompt_suggestions_enabled boolean not null default true,
  add column ads_enabled boolean not null default false,
  add column daily_ads_limit integer not null default 5 check (daily_ads_limit between 0 and 50),
  add column ads_watched_today integer not null default 0,
  add column ads_credits_earned integer not null default 0 check (ads_credits_earned >= 0),
  add column birth_date date check (birth_date > '1900-01-01'),
  add column age_verified boolean not null default false,
  add column ai_safety_level text not null default 'standard'
    check (ai_safety_level in ('strict', 'standard', 'relaxed')),
  -- Credits a day after which jobs wait for the next one (rule L5); null is no cap.
  add column daily_spend_cap integer check (daily_spend_cap >= 0),
  add column auth_provider text check (char_length(auth_provider) <= 50),
  add column last_sign_in_at timestamptz,
  add constraint ads_within_limit check (ads_watched_today between 0 and daily_ads_limit),
  add constraint age_needs_birth_date check (not age_verified or birth_date is not null);

-- A sign-in is no change that another device should pull.
create or replace trigger profiles_stamp before insert or update on public.profiles
  for each row execute function private.stamp_sync('last_sign_in_at');

-- Called by policies, as the reader: it must be definer to see the roles, and it tells only about the caller.
create function private.is_admin()
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select exists (select from public.user_roles where user_id = (select auth.uid()) and role = 'admin')
$$;

-- Content for adults is behind both: an age that was stated, and the creator's own safety level. The levels strict and
-- standard never show or make any.
create function private.allows_nsfw(p_user uuid)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select exists (
    select from public.profiles where id = p_user and age_verified and ai_safety_level = 'relaxed' and deleted_at is null
  )
$$;

create function private.i_allow_nsfw()
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select private.allows_nsfw((select auth.uid()))
$$;

-- States the caller's date of birth, once: a second, other one is refused, so nobody tries ages out. Answers whether
-- the caller is of age (18).
create function public.confirm_age(p_birth_date date)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  me constant uuid := auth.uid();
  known date;
begin
  select birth_date into known from public.profiles where id = me for no key update;
  if not found then
    perform private.refuse('unauthenticated', 'Sign in first.');
  end if;
  if p_birth_date is null or p_birth_date <= '1900-01-01' or p_birth_date > current_date then
    perform private.refuse('invalid_input', 'This is no date of birth.', '{"field": "birthDate"}');
  end if;
  if known <> p_birth_date then
    perform private.refuse('conflict', 'Another date of birth was stated before.');
  end if;
  update public.profiles set
    birth_date = p_birth_date,
    age_verified = p_birth_date <= current_date - interval '18 years'
    where id = me;
  return p_birth_date <= current_date - interval '18 years';
end
$$;

create function private.follow_sign_in()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.profiles set
    last_sign_in_at = new.last_sign_in_at,
    auth_provider = left(coalesce(new.raw_app_meta_data ->> 'provider', auth_provider), 50)
    where id = new.id;
  return new;
end
$$;
create trigger atelier_sign_in after update of last_sign_in_at on auth.users
  for each row when (new.last_sign_in_at is distinct from old.last_sign_in_at)
  execute function private.follow_sign_in();

-- What a person did, as they may read it themselves.
create table public.user_activity_log (
  id uuid primary key default private.uuid7(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  action text not null check (char_length(action) between 1 and 100),
  resource_type text check (char_length(resource_type) <= 100),
  resource_id text check (char_length(resource_id) <= 200),
  details jsonb not null default '{}' check (jsonb_typeof(details) = 'object' and pg_column_size(details) <= 16384),
  user_agent text check (char_length(user_agent) <= 500),
  created_at timestamptz not null default now()
);
create index user_activity_log_by_user on public.user_activity_log (user_id, created_at);
alter table public.user_activity_log enable row level security;
create policy "own activity, all for admins" on public.user_activity_log
  for select to authenticated using (user_id = (select auth.uid()) or (select private.is_admin()));

-- What is answerable for: it outlives the person, so it names no one by a foreign key.
create table public.audit_logs (
  id uuid primary key default private.uuid7(),
  user_id uuid,
  action text not null check (action in ('generate', 'analyze', 'delete', 'update', 'share')),
  resource_type text not null check (char_length(resource_type) <= 100),
  resource_id uuid,
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object' and pg_column_size(metadata) <= 16384),
  created_at timestamptz not null default now()
);
create index audit_logs_by_user on public.audit_logs (user_id, created_at);
create index audit_logs_by_resource on public.audit_logs (resource_type, resource_id);
alter table public.audit_logs enable row level security;
create policy "admins read" on public.audit_logs for select to authenticated using ((select private.is_admin()));
create trigger audit_logs_append_only before update on public.audit_logs
  for each row execute function private.refuse_change();

create function private.audit(p_user uuid, p_action text, p_type text, p_id uuid, p_metadata jsonb default '{}')
returns void
language sql
set search_path = ''
as $$
  insert into public.audit_logs (user_id, action, resource_type, resource_id, metadata)
    values (p_user, p_action, p_type, p_id, p_metadata)
$$;

-- Who may do what is answerable for too.
create function private.audit_roles()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  role_row constant jsonb := coalesce(to_jsonb(new), to_jsonb(old));
begin
  perform private.audit(auth.uid(), 'update', 'user_roles', (role_row ->> 'user_id')::uuid,
    jsonb_build_object('operation', lower(tg_op), 'role', role_row -> 'role'));
  return null;
end
$$;
create trigger user_roles_audit after insert or update or delete on public.user_roles
  for each row execute function private.audit_roles();

alter policy "own roles" on public.user_roles
  using (user_id = (select auth.uid()) or (select private.is_admin()));
