-- Providers and models, as everyone signed in may read them (contract/models.ts), and the workers' registry.

create table public.api_providers (
  id text primary key check (id ~ '^[a-z0-9-]+$'),
  name text not null,
  website text,
  enabled boolean not null default true,
  position integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
alter table public.api_providers enable row level security;
create policy "readable when signed in" on public.api_providers for select to authenticated using (true);

create table public.api_models (
  id text primary key check (id ~ '^[a-z0-9-]+/[a-z0-9._-]+$'),
  provider text not null references public.api_providers (id),
  vendor_model text not null,
  name text not null,
  description text not null default '',
  capabilities jsonb not null check (jsonb_typeof(capabilities) = 'object'),
  prices jsonb not null check (jsonb_typeof(prices) = 'object'),
  parameters jsonb not null default '{}' check (jsonb_typeof(parameters) = 'object'),
  is_ai boolean not null default true,
  enabled boolean not null default true,
  position integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index api_models_by_provider on public.api_models (provider);
alter table public.api_models enable row level security;
create policy "readable when signed in" on public.api_models for select to authenticated using (true);

-- `Model` of contract/models.ts.
create function private.model_json(p_model public.api_models)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', p_model.id, 'provider', p_model.provider, 'vendorModel', p_model.vendor_model,
    'name', p_model.name, 'description', p_model.description,
    'capabilities', p_model.capabilities, 'prices', p_model.prices, 'parameters', p_model.parameters,
    'isAi', p_model.is_ai, 'enabled', p_model.enabled, 'position', p_model.position
  )
$$;

-- The database keeps only the sha256 of a worker's key (rule Q9).
create table public.workers (
  id uuid primary key default private.uuid7(),
  name text not null check (char_length(name) between 1 and 200),
  key_hash text not null unique check (key_hash ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default now(),
  last_seen_at timestamptz,
  disabled_at timestamptz
);
alter table public.workers enable row level security;

-- Registers a worker and answers its key, this once. 244 random bits, from the database's strong source.
create function public.create_worker(p_name text)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  key constant text := 'atelier_' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
begin
  insert into public.workers (name, key_hash)
    values (p_name, encode(sha256(convert_to(key, 'UTF8')), 'hex'));
  return key;
end
$$;

-- The worker whose key this is. Its sign of life is kept to a write in ten seconds.
create function private.worker_of(p_key_hash text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  found_worker public.workers;
begin
  select * into found_worker from public.workers where key_hash = p_key_hash and disabled_at is null;
  if not found then
    perform private.refuse('unauthenticated', 'No worker has this key.');
  end if;
  if found_worker.last_seen_at is null or found_worker.last_seen_at < now() - interval '10 seconds' then
    -- Several processes may share a key: whoever is second need not wait to say the same.
    perform from public.workers where id = found_worker.id for no key update skip locked;
    if found then
      update public.workers set last_seen_at = now() where id = found_worker.id;
    end if;
  end if;
  return found_worker.id;
end
$$;
