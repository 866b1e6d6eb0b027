-- Who is signed in: one profile a user of Supabase Auth, and the roles a few of them have.

create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  email text unique,
  full_name text check (char_length(full_name) <= 200),
  avatar_url text check (char_length(avatar_url) <= 2000),
  language text check (language in ('fr', 'en')),
  theme text not null default 'system' check (theme in ('light', 'dark', 'system')),
  subscription_tier text not null default 'free' check (subscription_tier in ('free', 'pro', 'enterprise')),
  subscription_status text not null default 'active'
    check (subscription_status in ('active', 'cancelled', 'suspended')),
  credits_balance integer not null default 0 check (credits_balance >= 0),
  lifetime_credits integer not null default 0 check (lifetime_credits >= 0),
  total_generations integer not null default 0 check (total_generations >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null
);
alter table public.profiles enable row level security;
create policy "own profile" on public.profiles for select to authenticated using (id = (select auth.uid()));
create trigger profiles_stamp before insert or update on public.profiles
  for each row execute function private.stamp_sync();

create table public.user_roles (
  user_id uuid not null references public.profiles (id) on delete cascade,
  role text not null check (role in ('admin', 'moderator')),
  created_at timestamptz not null default now(),
  primary key (user_id, role)
);
alter table public.user_roles enable row level security;
create policy "own roles" on public.user_roles for select to authenticated using (user_id = (select auth.uid()));

-- Only the ledger's trigger may move a balance (rule L1): there the depth of triggers is at least two.
create function private.guard_balance()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if pg_trigger_depth() < 2 and (
    (tg_op = 'INSERT' and (new.credits_balance, new.lifetime_credits) is distinct from (0, 0))
    or (tg_op = 'UPDATE' and (new.credits_balance, new.lifetime_credits)
      is distinct from (old.credits_balance, old.lifetime_credits))
  ) then
    perform private.refuse('forbidden', 'A balance changes only by a credit transaction.');
  end if;
  return new;
end
$$;
create trigger profiles_guard_balance before insert or update on public.profiles
  for each row execute function private.guard_balance();
alter table public.profiles enable always trigger profiles_guard_balance;
