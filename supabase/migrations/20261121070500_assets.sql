-- Results that expire, and what a creator keeps. Files are named by what is in them; rows name files.

create function private.extension_of(p_mime text)
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
  end
$$;

-- `libraryPath` of contract/sync.ts.
create function private.library_path(p_user uuid, p_sha256 text, p_mime text)
returns text
language sql
immutable
set search_path = ''
as $$
  select p_user || '/' || left(p_sha256, 2) || '/' || p_sha256 || '.' || private.extension_of(p_mime)
$$;

create table public.workspace_assets (
  id uuid primary key default private.uuid7(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  order_id uuid not null references public.orders (id) on delete cascade,
  item_id uuid not null references public.order_items (id) on delete cascade,
  job_id uuid not null references public.jobs (id) on delete cascade,
  asset_index integer not null check (asset_index between 0 and 9),
  type text not null default 'image' check (type in ('image')),
  storage_path text not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  mime text not null check (private.extension_of(mime) is not null),
  bytes bigint not null check (bytes > 0),
  width integer not null check (width between 1 and 65535),
  height integer not null check (height between 1 and 65535),
  seed bigint,
  prompt text,
  model_id text not null references public.api_models (id),
  recipe jsonb not null,
  expires_at timestamptz not null,
  -- Set when the object is gone from the bucket; until then a row can be restored.
  object_removed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null,
  unique (job_id, asset_index)
);
create index workspace_assets_sync on public.workspace_assets (user_id, sync_xid, id);
create index workspace_assets_by_order on public.workspace_assets (order_id);
create index workspace_assets_by_item on public.workspace_assets (item_id);
create index workspace_assets_by_model on public.workspace_assets (model_id);
create index workspace_assets_expiry on public.workspace_assets (expires_at) where object_removed_at is null;

create table public.user_library (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  storage_path text not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  mime text not null check (private.extension_of(mime) is not null),
  bytes bigint not null check (bytes between 1 and 268435456),
  width integer not null check (width between 1 and 65535),
  height integer not null check (height between 1 and 65535),
  type text not null default 'image' check (type in ('image')),
  origin text not null check (origin in ('generated', 'imported')),
  file_name text check (char_length(file_name) <= 1000),
  recipe jsonb check (jsonb_typeof(recipe) = 'object' and pg_column_size(recipe) <= 65536),
  -- Out of the recipe, for whoever searches on the server.
  prompt text generated always as (recipe ->> 'prompt') stored,
  model_id text generated always as (recipe ->> 'model') stored,
  seed bigint generated always as (
    case when recipe ->> 'seed' ~ '^[0-9]{1,10}$' then (recipe ->> 'seed')::bigint end
  ) stored,
  custom_title text check (char_length(custom_title) <= 200),
  is_favorite boolean not null default false,
  trashed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null,
  constraint content_addressed check (storage_path = private.library_path(user_id, sha256, mime))
);
create index user_library_sync on public.user_library (user_id, sync_xid, id);
create index user_library_by_path on public.user_library (storage_path);

create table public.user_collections (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 120 and name ~ '\S'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null
);
create index user_collections_sync on public.user_collections (user_id, sync_xid, id);

-- The id is made from the pair, so one membership made on two machines is one row.
create table public.collection_items (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  collection_id uuid not null references public.user_collections (id) on delete cascade,
  library_id uuid not null references public.user_library (id) on delete cascade,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null
);
create index collection_items_sync on public.collection_items (user_id, sync_xid, id);
create index collection_items_by_work on public.collection_items (library_id);
create unique index collection_items_pair on public.collection_items (collection_id, library_id);

create trigger workspace_assets_stamp before insert or update on public.workspace_assets
  for each row execute function private.stamp_sync('object_removed_at');
create trigger user_library_stamp before insert or update on public.user_library
  for each row execute function private.stamp_sync('prompt,model_id,seed');
create trigger user_collections_stamp before insert or update on public.user_collections
  for each row execute function private.stamp_sync();
create trigger collection_items_stamp before insert or update on public.collection_items
  for each row execute function private.stamp_sync();

-- Nothing stays in a deleted collection, and a deleted work is in none.
create function private.empty_memberships()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.collection_items set deleted_at = new.deleted_at
    where deleted_at is null
      and case tg_table_name when 'user_library' then library_id else collection_id end = new.id;
  return null;
end
$$;
create trigger user_library_memberships after update of deleted_at on public.user_library
  for each row when (new.deleted_at is not null and old.deleted_at is null)
  execute function private.empty_memberships();
create trigger user_collections_memberships after update of deleted_at on public.user_collections
  for each row when (new.deleted_at is not null and old.deleted_at is null)
  execute function private.empty_memberships();

alter table public.workspace_assets enable row level security;
alter table public.user_library enable row level security;
alter table public.user_collections enable row level security;
alter table public.collection_items enable row level security;
create policy "own results" on public.workspace_assets
  for select to authenticated using (user_id = (select auth.uid()));
create policy "own library" on public.user_library
  for select to authenticated using (user_id = (select auth.uid()));
create policy "own collections" on public.user_collections
  for select to authenticated using (user_id = (select auth.uid()));
create policy "own memberships" on public.collection_items
  for select to authenticated using (user_id = (select auth.uid()));
