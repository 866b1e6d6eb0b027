-- Supabase Storage's catalogue. The bytes are on disk, named by an object's id and version; these rows and their
-- policies decide who may reach them.

create schema if not exists storage;
grant usage on schema storage to postgres, anon, authenticated, service_role, supabase_storage_admin, dashboard_user;

do $$
begin
  if to_regtype('storage.buckettype') is null then
    create type storage.buckettype as enum ('STANDARD', 'ANALYTICS', 'VECTOR');
  end if;
end
$$;

create table if not exists storage.buckets (
  id text primary key,
  name text not null,
  owner uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  public boolean default false,
  avif_autodetection boolean default false,
  file_size_limit bigint,
  allowed_mime_types text[],
  owner_id text,
  type storage.buckettype not null default 'STANDARD'
);
create unique index if not exists bname on storage.buckets (name);

create table if not exists storage.objects (
  id uuid primary key default gen_random_uuid(),
  bucket_id text references storage.buckets (id),
  name text,
  owner uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  last_accessed_at timestamptz default now(),
  metadata jsonb,
  path_tokens text[] generated always as (string_to_array(name, '/')) stored,
  version text,
  owner_id text,
  user_metadata jsonb
);
create unique index if not exists bucketid_objname on storage.objects (bucket_id, name);
-- Listings seek by prefix, byte by byte.
create unique index if not exists idx_name_bucket_id_unique on storage.objects (name collate "C", bucket_id);

alter table storage.buckets enable row level security;
alter table storage.objects enable row level security;

grant all on storage.buckets, storage.objects
  to postgres, anon, authenticated, service_role, supabase_storage_admin;

create or replace function storage.foldername(name text) returns text[] language sql immutable as $$
  select (string_to_array(name, '/'))[1 : array_length(string_to_array(name, '/'), 1) - 1]
$$;

create or replace function storage.filename(name text) returns text language sql immutable as $$
  select (string_to_array(name, '/'))[array_length(string_to_array(name, '/'), 1)]
$$;

create or replace function storage.extension(name text) returns text language sql immutable as $$
  select reverse(split_part(reverse(storage.filename(name)), '.', 1))
$$;

create or replace function storage.get_size_by_bucket()
returns table (size bigint, bucket_id text) language sql stable as $$
  select sum((metadata ->> 'size')::bigint)::bigint, bucket_id from storage.objects group by bucket_id
$$;

-- One level below a prefix: folders first (no id), then files. `levels` counts the prefix's own tokens plus one.
create or replace function storage.search(
  prefix text,
  bucketname text,
  limits integer default 100,
  levels integer default 1,
  offsets integer default 0,
  search text default '',
  sortcolumn text default 'name',
  sortorder text default 'asc'
)
returns table (
  name text,
  id uuid,
  updated_at timestamptz,
  created_at timestamptz,
  last_accessed_at timestamptz,
  metadata jsonb
)
language plpgsql stable as $$
declare
  direction text := case when lower(sortorder) = 'desc' then 'desc' else 'asc' end;
  sorting text := case
    when sortcolumn in ('name', 'updated_at', 'created_at', 'last_accessed_at') then sortcolumn else 'name' end;
begin
  return query execute format(
    'select name, id, updated_at, created_at, last_accessed_at, metadata from (
       select path_tokens[$4] as name, null::uuid as id, null::timestamptz as updated_at,
              null::timestamptz as created_at, null::timestamptz as last_accessed_at, null::jsonb as metadata
         from storage.objects
        where bucket_id = $2 and starts_with(lower(name), lower($1 || $6)) and array_length(path_tokens, 1) > $4
        group by path_tokens[$4]
       union all
       select path_tokens[$4], id, updated_at, created_at, last_accessed_at, metadata
         from storage.objects
        where bucket_id = $2 and starts_with(lower(name), lower($1 || $6)) and array_length(path_tokens, 1) = $4
     ) as found
     order by (id is not null), %I %s, name collate "C" %s
     limit $3 offset $5', sorting, direction, direction)
  using prefix, bucketname, limits, levels, offsets, search;
end
$$;

grant execute on all functions in schema storage to postgres, anon, authenticated, service_role;
